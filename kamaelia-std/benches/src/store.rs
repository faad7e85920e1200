//! A table that keeps what a greylist keeps.

use crate::Result;
use crate::numbers::percentile;
use crate::table::{Mark, Row};
use kamaelia::InboxAddress;
use kamaelia::prelude::*;
use kamaelia_std::data::{AskTable, Table, TableError, TableRequest, Transaction};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tokio::time::{MissedTickBehavior, interval};

const TRIPLETS: u64 = 1_000_000;

/// How many are put in one transaction while it is filled.
const TOGETHER: u64 = 500;

/// How many may wait for the disk meanwhile: a table refuses more than its memory holds.
const WAITING: u64 = 100_000;

const LOOKS: usize = 100_000;

/// How many decisions there are in a second, and for how long.
const DECISIONS: u64 = 1000;
const SECONDS: u64 = 10;

/// The folder of the file, gone at the end.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// What a million triplets take on disk, and how long it takes to look at one and to
/// decide on one.
pub(crate) async fn triplets() -> Result<Row> {
    let name = format!("kamaelia-std-benches-{}", std::process::id());
    let folder = Folder(std::env::temp_dir().join(name));
    fs::create_dir(&folder.0)?;
    let mut table = Table::new(folder.0.join("triplets"));
    let asked = table.inbox().address();
    let graph = graphline! { TABLE = table; }.spawn();

    let start = Instant::now();
    for first in (0..TRIPLETS).step_by(TOGETHER as usize) {
        asked.transaction(move |table| fill(table, first)).await??;
        if (first + TOGETHER).is_multiple_of(WAITING) {
            asked.sync().await??;
        }
    }
    let rate = TRIPLETS as f64 / start.elapsed().as_secs_f64();
    let bytes = size(&folder.0)? as f64 / TRIPLETS as f64;

    let mut here = looks_there(&asked).await?;
    let mut looks = looks(&asked).await?;
    let mut decisions = decisions(&asked).await?;
    drop(asked);
    graph.join().await?;
    let (here, here_99) = (percentile(&mut here, 0.5), percentile(&mut here, 0.99));
    let (look, look_99) = (percentile(&mut looks, 0.5), percentile(&mut looks, 0.99));
    let (decision, decision_99) = (
        percentile(&mut decisions, 0.5),
        percentile(&mut decisions, 0.99),
    );
    Ok(Row {
        name: format!("a table of {TRIPLETS} triplets: keys of 60 bytes, values of 24"),
        plain: String::new(),
        ours: format!(
            "{bytes:.0} bytes of disk each, {rate:.0} put in a second; \
             a look {here:.1} µs, p99 {here_99:.1} µs, \
             and asked from another thread {look:.1} µs, p99 {look_99:.1} µs; with {DECISIONS} decisions a second, \
             and a commit in each, a decision {decision:.0} µs, p99 {decision_99:.0} µs"
        ),
        marks: vec![
            Mark::at_most("bytes each", 200.0, bytes),
            Mark::at_most("µs a look", 50.0, here),
            Mark::at_most("µs of a decision, p99", 2000.0, decision_99),
        ],
    })
}

fn fill(table: &mut Transaction<'_>, first: u64) -> std::result::Result<(), TableError> {
    (first..first + TOGETHER).try_for_each(|number| table.put(key(number), value(number), number))
}

/// A network, a sender and a recipient, in the order in which strangers come: none.
fn key(number: u64) -> String {
    let random = number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let [a, b, c, rest @ ..] = random.to_be_bytes();
    let sender = u64::from_be_bytes([0, 0, 0, rest[0], rest[1], rest[2], rest[3], rest[4]]);
    format!(
        "{a:03}.{b:03}.{c:03}\0{sender:016}@sender.example\0user{:03}@our.example",
        number % 1000
    )
}

/// When it came first and last, and how often.
fn value(number: u64) -> Vec<u8> {
    [number, number + 300, 1].map(u64::to_be_bytes).concat()
}

fn size(folder: &Path) -> Result<u64> {
    let mut size = 0;
    for file in fs::read_dir(folder)? {
        size += file?.metadata()?.len();
    }
    Ok(size)
}

/// Microseconds that each look took in transactions of many; half of them are at what is
/// not there.
async fn looks_there(asked: &InboxAddress<TableRequest>) -> Result<Vec<f64>> {
    let work = asked.transaction(|table| {
        let mut random = fastrand::Rng::with_seed(6);
        let mut times = Vec::with_capacity(LOOKS);
        for _ in 0..LOOKS {
            let key = key(random.u64(0..2 * TRIPLETS));
            let start = Instant::now();
            table.get(key.as_bytes())?;
            times.push(micros(start));
        }
        Ok(times)
    });
    Ok(work.await??)
}

/// The same, each asked for by itself, with two threads to wake.
async fn looks(asked: &InboxAddress<TableRequest>) -> Result<Vec<f64>> {
    let mut random = fastrand::Rng::with_seed(7);
    let mut times = Vec::with_capacity(LOOKS);
    for look in 0..LOOKS {
        let mut key = key(random.u64(0..TRIPLETS));
        let is_there = look % 2 == 0;
        if !is_there {
            key.push('x');
        }
        let start = Instant::now();
        let found = asked.transaction(move |table| table.get(key.as_bytes()));
        let found = found.await??.is_some();
        times.push(micros(start));
        if found != is_there {
            return Err("the table has forgotten a triplet, or made one up".into());
        }
    }
    Ok(times)
}

/// Microseconds that each decision took: a look, and a change.
async fn decisions(asked: &InboxAddress<TableRequest>) -> Result<Vec<f64>> {
    let mut random = fastrand::Rng::with_seed(8);
    let mut times = Vec::new();
    let mut clock = interval(Duration::from_micros(1_000_000 / DECISIONS));
    clock.set_missed_tick_behavior(MissedTickBehavior::Burst);
    for _ in 0..DECISIONS * SECONDS {
        clock.tick().await;
        let number = random.u64(0..2 * TRIPLETS);
        let start = Instant::now();
        let decision = asked.transaction(move |table| {
            let key = key(number);
            let stamp = table.get(key.as_bytes())?.map_or(0, |record| record.stamp);
            table.put(key, value(number), stamp + 1)
        });
        decision.await??;
        times.push(micros(start));
    }
    Ok(times)
}

fn micros(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1e6
}
