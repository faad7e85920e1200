//! Decisions for Postfix, beside postgrey.

use crate::Result;
use crate::asker::{paced, rate};
use crate::grey::{Durability, Grey};
use crate::numbers::{median, percentile};
use crate::place::{Kind, Place};
use crate::postgrey::Postgrey;
use crate::table::{Mark, Row};
use std::path::Path;

/// How often each is measured, in turns.
const ROUNDS: usize = 5;

/// How many connections ask at a time: one, several, and as many as Postfix has processes
/// if nobody says otherwise.
const CONNECTIONS: [u64; 3] = [1, 8, 100];

/// How many decisions postgrey is asked for by so many connections, and ours: each for
/// about a second.
const POSTGREY: [u64; 3] = [1000, 1000, 2000];
const GREY: [u64; 3] = [20_000, 40_000, 60_000];
const GREY_EACH: [u64; 3] = [8000, 16_000, 60_000];

/// Questions in a second, and seconds, for the time that an answer takes.
const PACE: u64 = 1000;
const SECONDS: u64 = 10;

/// Decisions in a second: new triplets and such as are known, over so many connections.
type Rates = [f64; 6];

const NAMES: [&str; 6] = [
    "new triplets, one connection",
    "known triplets, one connection",
    "new triplets, 8 connections",
    "known triplets, 8 connections",
    "new triplets, 100 connections",
    "known triplets, 100 connections",
];

pub(crate) fn measure(grey: Option<&Path>, add: &mut impl FnMut(Row)) -> Result<()> {
    let used = beside(grey, Kind::Address, "decisions", add)?;
    beside(grey, Kind::Socket, "decisions on a Unix socket", add)?;
    answers(grey, used, add)
}

/// All of them at places of one kind. Gives the microseconds of the processor that one
/// takes postgrey.
fn beside(grey: Option<&Path>, kind: Kind, what: &str, add: &mut impl FnMut(Row)) -> Result<f64> {
    let (mut theirs, mut ours, mut ours_each) = (Vec::new(), Vec::new(), Vec::new());
    let mut used = Vec::new();
    for _ in 0..ROUNDS {
        let postgrey = Postgrey::start(kind)?;
        theirs.push(rates(&postgrey.place, POSTGREY)?);
        used.push(postgrey.processor()? / (2 * POSTGREY.iter().sum::<u64>()) as f64 * 1e6);
        postgrey.end()?;
        if let Some(grey) = grey {
            let group = Grey::policy(grey, Durability::Group, kind)?;
            ours.push(rates(&group.place, GREY)?);
            group.daemon.end()?;
            let each = Grey::policy(grey, Durability::Each, kind)?;
            ours_each.push(rates(&each.place, GREY_EACH)?);
            each.daemon.end()?;
        }
    }
    for (place, name) in NAMES.into_iter().enumerate() {
        let of = |all: &[Rates]| median(all.iter().map(|rates| rates[place]));
        let (theirs, ours, each) = (of(&theirs), of(&ours), of(&ours_each));
        let mut marks = Vec::new();
        if grey.is_some() {
            marks.push(Mark::at_least(
                "at the same durability, times",
                20.0,
                each / theirs,
            ));
            marks.push(Mark::none("committed in groups, times", ours / theirs));
        }
        add(Row {
            name: format!("{what}: {name}"),
            peer: format!("postgrey {theirs:.0}/s"),
            ours: format!("{each:.0}/s with each on disk; {ours:.0}/s in groups"),
            marks,
        });
    }
    Ok(median(used.into_iter()))
}

/// At a PostgreSQL, beside the same with a file of its own.
pub(crate) fn shared(grey: &Path, url: &str, add: &mut impl FnMut(Row)) -> Result<()> {
    let (mut file, mut group, mut each) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let own = Grey::policy(grey, Durability::Group, Kind::Address)?;
        file.push(rates(&own.place, GREY)?);
        own.daemon.end()?;
        for (sync, rates_of) in [(false, &mut group), (true, &mut each)] {
            let table = format!("bench_{}_{round}_{sync}", std::process::id());
            let shared = Grey::sharing(grey, url, &table, sync)?;
            rates_of.push(rates(&shared.place, GREY_EACH)?);
            shared.daemon.end()?;
        }
    }
    for (place, name) in NAMES.into_iter().enumerate() {
        let of = |all: &[Rates]| median(all.iter().map(|rates| rates[place]));
        let (file, group, each) = (of(&file), of(&group), of(&each));
        add(Row {
            name: format!("decisions at a PostgreSQL: {name}"),
            peer: format!("a file of its own, in groups {file:.0}/s"),
            ours: format!("{each:.0}/s with each on disk; {group:.0}/s without"),
            marks: vec![Mark::none("without, times", group / file)],
        });
    }
    Ok(())
}

/// New ones first, then the same again.
fn rates(place: &Place, counts: [u64; 3]) -> Result<Rates> {
    let mut rates = Rates::default();
    for (number, rate_of) in rates.iter_mut().enumerate() {
        let kind = number / 2;
        // Three bytes of a triplet's number are its client's address.
        let first = (kind as u64) << 20;
        *rate_of = rate(place, CONNECTIONS[kind], first, counts[kind])?;
    }
    Ok(rates)
}

/// How long an answer takes when so many are asked for in a second.
fn answers(grey: Option<&Path>, used: f64, add: &mut impl FnMut(Row)) -> Result<()> {
    let Some(grey) = grey else {
        return Ok(());
    };
    let grey = Grey::policy(grey, Durability::Group, Kind::Address)?;
    let before = grey.daemon.processor()?;
    let mut times = paced(&grey.place, PACE, SECONDS, 0)?;
    let ours = (grey.daemon.processor()? - before) / (PACE * SECONDS) as f64 * 1e6;
    grey.daemon.end()?;
    let (half, most) = (percentile(&mut times, 0.5), percentile(&mut times, 0.99));
    add(Row {
        name: format!("answers at {PACE} decisions a second, over 4 connections"),
        peer: format!("postgrey does not decide so often; {used:.0} µs of the processor each"),
        ours: format!("p50 {half:.2} ms, p99 {most:.2} ms, {ours:.0} µs of the processor each"),
        marks: vec![Mark::at_most("ms, p99", 2.0, most)],
    });
    Ok(())
}
