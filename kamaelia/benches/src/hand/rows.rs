//! Stages in a row.

use super::queue;
use crate::{BATCH, CAPACITY, COMPONENTS_TO_START};
use kamaelia_benches_parts::chunk;
use std::collections::VecDeque;
use std::hint::black_box;

/// The chain of six.
pub fn chain(count: u64) -> u64 {
    add_up(&mut five(), CAPACITY, count)
}

/// The chain of six in which one message waits on each linkage.
pub fn chain_of_capacity_1(count: u64) -> u64 {
    add_up(&mut five(), 1, count)
}

/// A chain of so many components.
pub fn length<const N: usize>(count: u64) -> u64 {
    let mut links: Vec<VecDeque<u64>> = (1..N).map(|_| queue()).collect();
    add_up(&mut links, CAPACITY, count)
}

/// Makes a chain and passes one message, so many times.
pub fn start(count: u64) -> u64 {
    (0..count).map(|_| length::<COMPONENTS_TO_START>(1)).sum()
}

/// The chain of six with chunks, which are filled at the one end and summed at
/// the other.
pub fn chunks(count: u64) -> u64 {
    let mut sum = 0;
    let sink = |bytes: Vec<u8>| sum += crate::byte_sum(&bytes);
    row(&mut five(), CAPACITY, count, chunk, |bytes| bytes, sink);
    sum
}

/// Seventeen stages, one message on each linkage.
pub fn caterpillar(count: u64) -> u64 {
    let mut links: [VecDeque<bool>; 16] = std::array::from_fn(|_| queue());
    let mut sum = 0;
    let mut on = false;
    let source = |_| {
        on = !on;
        black_box(on)
    };
    let sink = |on| sum += u64::from(on);
    row(&mut links, 1, count, source, |on| on, sink);
    sum
}

/// The chain of six, whose stages move all that waits at once.
pub fn batches(count: u64) -> u64 {
    in_batches(count, |input, output, room| {
        output.extend(input.drain(..room).map(|number| number + 1));
    })
}

/// The same as one writes it for messages that are `Copy`: what waits is read in
/// place, so that the compiler works on several at a time.
pub fn batches_of_copies(count: u64) -> u64 {
    in_batches(count, |input, output, room| {
        output.extend(input.range(..room).map(|number| number + 1));
        input.drain(..room);
    })
}

#[inline(always)]
fn in_batches(count: u64, relay: impl Fn(&mut VecDeque<u64>, &mut VecDeque<u64>, usize)) -> u64 {
    let mut links: [VecDeque<u64>; 5] = five();
    let (mut sent, mut read, mut sum) = (0, 0, 0_u64);
    while read < count {
        let end = count.min(sent + (BATCH - links[0].len()) as u64);
        links[0].extend((sent..end).map(black_box));
        sent = end;
        for stage in 1..links.len() {
            let (before, after) = links.split_at_mut(stage);
            let (input, output) = (&mut before[stage - 1], &mut after[0]);
            let room = input.len().min(BATCH - output.len());
            relay(input, output, room);
        }
        read += links[4].len() as u64;
        sum = links[4].drain(..).fold(sum, u64::wrapping_add);
    }
    sum
}

fn five<T>() -> [VecDeque<T>; 5] {
    std::array::from_fn(|_| queue())
}

fn add_up(links: &mut [VecDeque<u64>], capacity: usize, count: u64) -> u64 {
    let mut sum = 0_u64;
    let sink = |number| sum = sum.wrapping_add(number);
    row(links, capacity, count, black_box, |number| number + 1, sink);
    sum
}

#[inline(always)]
fn row<T>(
    links: &mut [VecDeque<T>],
    capacity: usize,
    count: u64,
    mut source: impl FnMut(u64) -> T,
    relay: impl Fn(T) -> T,
    mut sink: impl FnMut(T),
) {
    let last = links.len() - 1;
    let (mut sent, mut read) = (0, 0);
    while read < count {
        while sent < count && links[0].len() < capacity {
            links[0].push_back(source(sent));
            sent += 1;
        }
        for stage in 0..last {
            let (before, after) = links.split_at_mut(stage + 1);
            let (input, output) = (&mut before[stage], &mut after[0]);
            while output.len() < capacity {
                let Some(message) = input.pop_front() else {
                    break;
                };
                output.push_back(relay(message));
            }
        }
        while let Some(message) = links[last].pop_front() {
            sink(message);
            read += 1;
        }
    }
}
