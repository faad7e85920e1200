//! Bytes that become lines.

use crate::numbers::median;
use crate::table::{Mark, Row};
use bytes::Bytes;
use kamaelia::prelude::*;
use kamaelia_std::util::{DataSource, LineSplit, NullSink};
use std::hint::black_box;

const ROUNDS: usize = 7;
const TOTAL: usize = 256 * 1024 * 1024;
const PIECE: usize = 16 * 1024;

/// Gigabytes a second, of text whose lines are so long on the average.
pub(crate) fn split(length: usize) -> Row {
    let text = text(length);
    let pieces: Vec<Bytes> = (0..text.len())
        .step_by(PIECE)
        .map(|at| text.slice(at..text.len().min(at + PIECE)))
        .collect();
    let (mut hand, mut ours) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        hand.push(rate(&pieces, by_hand));
        ours.push(rate(&pieces, by_components));
    }
    let ratio = median(ours.iter().zip(&hand).map(|(ours, hand)| ours / hand));
    let (hand, ours) = (median(hand.into_iter()), median(ours.into_iter()));
    Row {
        name: format!("lines of {length} bytes on the average, a core"),
        plain: format!("{hand:.2} GB/s"),
        ours: format!("{ours:.2} GB/s"),
        marks: vec![
            Mark::at_least("GB/s", 1.0, ours),
            Mark::none("times by hand", ratio),
        ],
    }
}

/// Text that a cache does not hold.
fn text(length: usize) -> Bytes {
    let mut random = fastrand::Rng::with_seed(7);
    let mut text = Vec::with_capacity(16 * 1024 * 1024);
    while text.len() < 16 * 1024 * 1024 {
        let letters = random.usize(1..2 * length - 2);
        text.extend((0..letters).map(|_| random.alphanumeric() as u8));
        text.push(b'\n');
    }
    Bytes::from(text)
}

fn rate(pieces: &[Bytes], split: fn(Vec<Bytes>)) -> f64 {
    let length: usize = pieces.iter().map(Bytes::len).sum();
    let repeats = TOTAL / length;
    let start = nanoseconds();
    for _ in 0..repeats {
        split(pieces.to_vec());
    }
    (length * repeats) as f64 / (nanoseconds() - start)
}

/// What this thread has had of its core: others are on the machine as well.
fn nanoseconds() -> f64 {
    let times = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let first = times.split_whitespace().next();
    first.and_then(|time| time.parse().ok()).unwrap_or(f64::NAN)
}

/// A string for each line, as the standard library splits.
fn by_hand(pieces: Vec<Bytes>) {
    let mut rest = Vec::new();
    for piece in pieces {
        let mut parts = piece.split(|&byte| byte == b'\n');
        let last = parts.next_back().unwrap_or_default();
        for part in parts {
            rest.extend_from_slice(part);
            black_box(String::from_utf8(std::mem::take(&mut rest))).ok();
        }
        rest.extend_from_slice(last);
    }
}

fn by_components(pieces: Vec<Bytes>) {
    let graph = pipeline![DataSource::new(pieces), LineSplit::new(), NullSink::new()];
    futures::executor::block_on(graph.run()).expect("it is all text");
}
