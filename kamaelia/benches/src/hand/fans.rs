//! Several stages at one end, and a ring.

use super::queue;
use crate::{CAPACITY, WAYS, first_byte};
use kamaelia_benches_parts::payload;
use std::collections::VecDeque;
use std::hint::black_box;
use std::sync::Arc;

/// Eight sources and one sink, which reads their queues in turn.
pub fn fan_in(count: u64) -> u64 {
    let mut links: [VecDeque<u64>; WAYS] = std::array::from_fn(|_| queue());
    let mut sent = [0; WAYS];
    let (mut read, mut sum) = (0, 0_u64);
    while read < count * WAYS as u64 {
        for (link, sent) in links.iter_mut().zip(&mut sent) {
            while *sent < count && link.len() < CAPACITY {
                link.push_back(black_box(*sent));
                *sent += 1;
            }
        }
        for link in &mut links {
            while let Some(number) = link.pop_front() {
                sum = sum.wrapping_add(number);
                read += 1;
            }
        }
    }
    sum
}

/// One source and eight sinks, each with a queue of its own.
pub fn fan_out(count: u64) -> u64 {
    let mut links: [VecDeque<Arc<[u8]>>; WAYS] = std::array::from_fn(|_| queue());
    let (mut sent, mut read, mut sum) = (0, 0, 0_u64);
    while read < count * WAYS as u64 {
        while sent < count && links.iter().all(|link| link.len() < CAPACITY) {
            let message = payload(sent);
            let (last, others) = links.split_last_mut().expect("there are eight");
            for link in others {
                link.push_back(message.clone());
            }
            last.push_back(message);
            sent += 1;
        }
        for link in &mut links {
            while let Some(message) = link.pop_front() {
                sum += first_byte(&message);
                read += 1;
            }
        }
    }
    sum
}

/// A client that waits for each answer, and a server.
pub fn ping_pong(count: u64) -> u64 {
    let (mut questions, mut answers) = (queue(), queue());
    let (mut asked, mut answered, mut sum) = (0, 0, 0_u64);
    while answered < count {
        if asked == answered && questions.len() < CAPACITY {
            questions.push_back(black_box(asked));
            asked += 1;
        }
        while answers.len() < CAPACITY {
            let Some(question) = questions.pop_front() else {
                break;
            };
            answers.push_back(question + 1);
        }
        while let Some(answer) = answers.pop_front() {
            sum = sum.wrapping_add(answer);
            answered += 1;
        }
    }
    sum
}
