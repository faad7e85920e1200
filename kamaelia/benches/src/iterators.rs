//! Iterator chains: what the compiler makes of the work alone. No message is
//! moved; each value is hidden from the compiler at the source.

use kamaelia_benches_parts::step;
use std::hint::black_box;

/// Four adaptors that add one.
pub fn chain(count: u64) -> u64 {
    (0..count)
        .map(black_box)
        .map(|number| number + 1)
        .map(|number| number + 1)
        .map(|number| number + 1)
        .map(|number| number + 1)
        .fold(0, u64::wrapping_add)
}

/// Four adaptors that do a step each.
pub fn steps_4(count: u64) -> u64 {
    four((0..count).map(black_box)).fold(0, u64::wrapping_add)
}

/// Sixteen of them.
pub fn steps_16(count: u64) -> u64 {
    four(four(four(four((0..count).map(black_box))))).fold(0, u64::wrapping_add)
}

fn four(numbers: impl Iterator<Item = u64>) -> impl Iterator<Item = u64> {
    numbers.map(step).map(step).map(step).map(step)
}
