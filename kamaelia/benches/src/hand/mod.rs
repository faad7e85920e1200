//! The loop that one would write by hand: one queue a linkage, and one loop that
//! gives each stage its turn. Its types are known to the compiler, nothing is
//! async, nobody can stop it.

mod fans;
mod rows;
mod threads;

pub use fans::{fan_in, fan_out, ping_pong};
pub use rows::{
    batches, batches_of_copies, caterpillar, chain, chain_of_capacity_1, chunks, length, start,
};
pub use threads::two_threads;

use crate::CAPACITY;
use std::collections::VecDeque;

fn queue<T>() -> VecDeque<T> {
    VecDeque::with_capacity(CAPACITY)
}
