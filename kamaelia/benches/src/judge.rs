//! Whether a mark holds.

use crate::runs::Row;
use kamaelia_benches::{CAPACITY, Mark};

/// A mark of a row, what was measured, and whether it holds.
pub(crate) fn judge(mark: Mark, row: &Row, rows: &[Row]) -> String {
    let (asked, found) = match mark {
        Mark::TimesTheLoop(times) => (
            format!("at most {times}x the loop"),
            at_most(
                times,
                loop_of(row, rows).map(|hand| row.cost() / hand.cost()),
            ),
        ),
        Mark::Nanoseconds(ns) => (format!("at most {ns} ns"), at_most(ns, Some(row.cost()))),
        Mark::Instructions(limit) => (
            format!("at most {limit} instructions"),
            at_most(limit, row.instructions),
        ),
        Mark::FasterThan(peer, times) => (
            format!("at least {times}x faster than {peer}"),
            at_least(times, faster_than(&[peer], row, rows)),
        ),
        Mark::FasterThanAll(peers, times) => (
            format!("at least {times}x faster than the best channel crate"),
            at_least(times, faster_than(peers, row, rows)),
        ),
        Mark::BytesBesideItsRing(limit) => (
            format!("at most {limit} bytes a component beside its ring"),
            at_most(limit, row.bytes.map(|bytes| bytes - ring(row))),
        ),
        Mark::SameAsTheLoop => (
            "as fast as the loop within 10 %, or as many instructions within 2 %".to_owned(),
            loop_of(row, rows).map(|hand| same(row, hand)),
        ),
        Mark::Slope {
            from,
            stages,
            times,
        } => (
            format!("a further stage at most {times}x a further adaptor"),
            slope(from, row, rows).map(|(ours, hand)| {
                let (ours, hand) = (ours / stages, hand / stages);
                let measured = format!("{:.2} ({ours:.2} ns, {hand:.2} ns)", ours / hand);
                (measured, ours <= times * hand)
            }),
        ),
    };
    match found {
        Some((measured, true)) => format!("{asked}: {measured}, holds"),
        Some((measured, false)) => format!("{asked}: {measured}, **does not hold**"),
        None => format!("{asked}: not measured"),
    }
}

/// The row of the loop of the same workload.
pub(crate) fn loop_of<'a>(row: &Row, rows: &'a [Row]) -> Option<&'a Row> {
    find(row.workload.name, row.workload.peers.first()?.name, rows)
}

fn find<'a>(workload: &str, peer: &str, rows: &'a [Row]) -> Option<&'a Row> {
    rows.iter()
        .find(|row| row.workload.name == workload && row.peer.name == peer)
}

fn at_most(limit: f64, measured: Option<f64>) -> Option<(String, bool)> {
    measured.map(|measured| (format!("{measured:.2}"), measured <= limit))
}

fn at_least(limit: f64, measured: Option<f64>) -> Option<(String, bool)> {
    measured.map(|measured| (format!("{measured:.2}"), measured >= limit))
}

/// How much faster a row is than the fastest of these peers.
fn faster_than(peers: &[&str], row: &Row, rows: &[Row]) -> Option<f64> {
    let times = peers
        .iter()
        .filter_map(|peer| find(row.workload.name, peer, rows))
        .map(|peer| peer.cost() / row.cost());
    times.min_by(f64::total_cmp)
}

/// The bytes of the ring that a component has, on the average.
fn ring(row: &Row) -> f64 {
    let components = row.workload.components.unwrap_or(1) as f64;
    (CAPACITY * size_of::<u64>()) as f64 * (components - 1.0) / components
}

fn same(row: &Row, hand: &Row) -> (String, bool) {
    let times = row.cost() / hand.cost();
    let instructions = row.instructions.zip(hand.instructions);
    let instructions = instructions.map_or(f64::NAN, |(ours, hand)| ours / hand);
    let is_same = times <= 1.1 || instructions <= 1.02;
    (
        format!("{times:.2} and {instructions:.3} times the loop"),
        is_same,
    )
}

/// What a message costs more than in a shorter workload: ours, and in the loop.
fn slope(from: &str, row: &Row, rows: &[Row]) -> Option<(f64, f64)> {
    let long = loop_of(row, rows)?;
    let short = find(from, long.peer.name, rows)?;
    let ours = find(from, row.peer.name, rows)?;
    Some((row.cost() - ours.cost(), long.cost() - short.cost()))
}
