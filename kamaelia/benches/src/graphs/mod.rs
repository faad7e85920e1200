//! The graphs of kamaelia: ordinary ones, of components from another crate.

mod fans;
mod lengths;
mod rows;
mod threads;
#[cfg(feature = "vec")]
mod vec;

pub use fans::{fan_in, fan_out, ping_pong};
pub use lengths::length_10;
#[cfg(feature = "large")]
pub use lengths::{length_100, length_300, start};
pub use rows::{batches, caterpillar, chain, chain_of_capacity_1, chunks, steps_4, steps_16};
pub use threads::two_threads;
#[cfg(feature = "vec")]
pub use vec::length;

use kamaelia::Outcome;
use std::sync::mpsc::{Receiver, Sender, channel};

/// Runs a graph on this thread, and adds up what its last components sent.
fn sum<F: Future<Output = Outcome>>(graph: impl FnOnce(Sender<u64>) -> F) -> u64 {
    let (result, results): (_, Receiver<u64>) = channel();
    futures::executor::block_on(graph(result)).expect("no component fails");
    results.iter().fold(0, u64::wrapping_add)
}
