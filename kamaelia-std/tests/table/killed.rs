//! A program that is killed at any moment, and one whose disk is full, leave whole
//! transactions, and each that was said to be on disk. The program is this one.

use super::{Folder, Running};
use bytes::Bytes;
use kamaelia_std::data::{AskTable, Table, TableError};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(3600);

/// Where the program that is to be killed writes.
const PLACE: &str = "KAMAELIA_TABLE_PLACE";

/// After how many changes a durable one commits; it is none if this says nothing.
const DURABLE: &str = "KAMAELIA_TABLE_DURABLE";

/// How often it is killed: ten times, if this says nothing else.
const KILLS: &str = "KAMAELIA_TABLE_KILLS";

/// How many groups of keys there are, of three each.
const GROUPS: u64 = 50;

/// What belongs together: keys that change in one transaction.
fn group(number: u64) -> [String; 3] {
    ["a", "b", "c"].map(|name| format!("{name}{}", number % GROUPS))
}

/// A value that shows whether it is whole.
fn value(number: u64) -> Bytes {
    number.to_string().repeat(40).into()
}

/// Writes numbered transactions, and says which of them are on disk.
#[tokio::test]
async fn child() {
    let Some(place) = std::env::var_os(PLACE) else {
        return;
    };
    let table = Table::new(PathBuf::from(place)).commit_every(20);
    let table = table.commit_after(Duration::from_millis(3));
    let durable = std::env::var(DURABLE).ok().map(|it| it.parse().unwrap());
    let running = Running::of(match durable {
        // What is in the journal then stays there, if it is not too much.
        Some(every) => table.durable(true).commit_every(every).commit_after(HOUR),
        None => table,
    });
    let mut number = last(&running).await + 1;
    loop {
        let write = running.table.transaction(move |table| {
            for key in group(number) {
                table.put(key, value(number), number)?;
            }
            table.put("last", "", number)
        });
        let mut written = write.await.unwrap();
        let is_told = durable.is_some() || number.is_multiple_of(7);
        if is_told && durable.is_none() {
            written = running.table.sync().await.unwrap();
        }
        match written {
            Ok(()) if is_told => say(&format!("on disk {number}")),
            Ok(()) => {}
            Err(TableError::Disk { .. }) => break,
            Err(other) => panic!("{other}"),
        }
        number += 1;
    }
    // What is not on disk is in memory.
    assert_eq!(last(&running).await, number);
    say(&format!("full {number}"));
}

fn say(words: &str) {
    // Not by a macro, whose words the test harness would keep.
    let mut stdout = std::io::stdout();
    writeln!(stdout, "{words}")
        .and_then(|()| stdout.flush())
        .unwrap();
}

async fn last(running: &Running) -> u64 {
    let last = running.table.transaction(|table| table.get(b"last"));
    last.await
        .unwrap()
        .unwrap()
        .map_or(0, |record| record.stamp)
}

/// All transactions up to a number are there, and nothing of any other.
async fn check(path: &Path, on_disk: u64) -> u64 {
    let running = Running::at(path);
    let last = last(&running).await;
    assert!(last >= on_disk, "{last} is the last, {on_disk} was on disk");
    let piece = running.table.scan("", None, 1000).await.unwrap().unwrap();
    let found: Vec<_> = piece
        .entries
        .into_iter()
        .filter(|it| it.key != "last")
        .collect();
    assert_eq!(found.len() as u64, 3 * last.min(GROUPS));
    for number in last.saturating_sub(GROUPS - 1).max(1)..=last {
        for key in group(number) {
            let entry = found.iter().find(|it| it.key == key).unwrap();
            assert_eq!(entry.record.stamp, number, "{key}");
            assert_eq!(entry.record.value, value(number), "{key}");
        }
    }
    running.end().await;
    last
}

fn start(command: &mut Command, path: &Path, durable: Option<&str>) -> Child {
    command
        .env(PLACE, path)
        .envs(durable.map(|every| (DURABLE, every)))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

fn itself() -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "killed::child", "--nocapture"]);
    command
}

/// The numbers that it says.
fn numbers(child: &mut Child, word: &'static str) -> impl Iterator<Item = u64> + use<> {
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    lines
        .map_while(Result::ok)
        .filter_map(move |line| line.strip_prefix(word)?.trim().parse().ok())
}

#[tokio::test]
async fn killed_at_any_moment_it_leaves_what_was_on_disk_and_nothing_torn() {
    killed_at_any_moment(None).await;
}

#[tokio::test]
async fn a_durable_one_that_is_killed_leaves_all_that_it_has_answered() {
    killed_at_any_moment(Some("10")).await;
    killed_at_any_moment(Some("100000")).await;
}

async fn killed_at_any_moment(durable: Option<&str>) {
    let kills = std::env::var(KILLS).map_or(10, |kills| kills.parse().unwrap());
    let folder = Folder::new();
    let mut random = fastrand::Rng::new();
    for _ in 0..kills {
        let mut child = start(&mut itself(), &folder.file(), durable);
        let mut said = numbers(&mut child, "on disk");
        let on_disk = said.nth(random.usize(0..40)).expect("it goes on for ever");
        // Somewhere in the next few transactions, or their commit.
        for _ in 0..random.usize(0..20_000) {
            std::hint::spin_loop();
        }
        child.kill().unwrap();
        let on_disk = said.last().unwrap_or(on_disk);
        child.wait().unwrap();
        check(&folder.file(), on_disk).await;
    }
}

#[tokio::test]
async fn a_full_disk_leaves_what_was_on_disk_and_nothing_torn() {
    on_a_full_disk(None).await;
}

#[tokio::test]
async fn a_full_disk_leaves_all_that_a_durable_one_has_answered() {
    on_a_full_disk(Some("10")).await;
    on_a_full_disk(Some("100000")).await;
}

async fn on_a_full_disk(durable: Option<&str>) {
    let folder = Folder::new();
    // No file may grow beyond 200 KiB or so, and who tries is told, not killed.
    let limits = "ulimit -f 400; trap '' XFSZ; exec \"$@\"";
    let program = itself();
    let mut shell = Command::new("sh");
    shell.args(["-c", limits, "sh"]).arg(program.get_program());
    let mut child = start(shell.args(program.get_args()), &folder.file(), durable);
    let lines: Vec<String> = BufReader::new(child.stdout.take().unwrap())
        .lines()
        .map_while(Result::ok)
        .collect();
    child.wait().unwrap();
    let number = |word| {
        let mut said = lines
            .iter()
            .rev()
            .filter_map(|line| line.strip_prefix(word));
        said.next()
            .and_then(|number| number.trim().parse::<u64>().ok())
    };
    let full = number("full").expect("it was full, and it answered");
    let on_disk = number("on disk").expect("there was room for something");
    let last = check(&folder.file(), on_disk).await;
    assert!(
        last < full,
        "{last} was there, and the disk was full before {full}"
    );
}
