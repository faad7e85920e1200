//! Two loops on two threads, joined by a ring of one writer and one reader.

use super::queue;
use crate::CAPACITY;
use kamaelia_benches_parts::pin_to;
use rtrb::{Consumer, Producer, RingBuffer};
use std::collections::VecDeque;
use std::hint::{black_box, spin_loop};

/// The chain of six: source and two relays on one core, two relays and the sink
/// on the other.
pub fn two_threads(count: u64) -> u64 {
    let (first_end, second_end) = RingBuffer::new(CAPACITY);
    std::thread::scope(|scope| {
        let second = scope.spawn(move || {
            pin_to(1).expect("a thread may be pinned");
            second_half(count, second_end)
        });
        scope.spawn(move || {
            pin_to(0).expect("a thread may be pinned");
            first_half(count, first_end);
        });
        second.join().expect("the loop does not panic")
    })
}

fn first_half(count: u64, mut to: Producer<u64>) {
    let (mut first, mut second) = (queue(), queue());
    let (mut sent, mut gone) = (0, 0);
    while gone < count {
        while sent < count && first.len() < CAPACITY {
            first.push_back(black_box(sent));
            sent += 1;
        }
        relay(&mut first, &mut second);
        let before = gone;
        while let Some(&number) = second.front() {
            if to.push(number + 1).is_err() {
                break;
            }
            second.pop_front();
            gone += 1;
        }
        if gone == before {
            spin_loop();
        }
    }
}

fn second_half(count: u64, mut from: Consumer<u64>) -> u64 {
    let (mut first, mut second) = (queue(), queue());
    let (mut read, mut sum) = (0, 0_u64);
    while read < count {
        while first.len() < CAPACITY {
            let Ok(number) = from.pop() else { break };
            first.push_back(number + 1);
        }
        if first.is_empty() {
            spin_loop();
        }
        relay(&mut first, &mut second);
        while let Some(number) = second.pop_front() {
            sum = sum.wrapping_add(number);
            read += 1;
        }
    }
    sum
}

fn relay(input: &mut VecDeque<u64>, output: &mut VecDeque<u64>) {
    while output.len() < CAPACITY {
        let Some(number) = input.pop_front() else {
            break;
        };
        output.push_back(number + 1);
    }
}
