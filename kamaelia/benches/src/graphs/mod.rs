//! The graphs of kamaelia: ordinary ones, of components from another crate.

mod fans;
mod lengths;
mod rows;
mod threads;
mod vec;

pub use fans::{fan_in, fan_out, ping_pong};
pub use lengths::length_10;
#[cfg(feature = "large")]
pub use lengths::{length_100, length_300, start};
pub use rows::{batches, caterpillar, chain, chain_of_capacity_1, chunks, steps_4, steps_16};
pub use threads::two_threads;
pub use vec::length;

use kamaelia::Outcome;
use kamaelia_benches_parts::Total;

/// Runs a graph on this thread, and gives what its last components added up to.
fn sum<F: Future<Output = Outcome>>(graph: impl FnOnce(Total) -> F) -> u64 {
    let total = Total::default();
    futures::executor::block_on(graph(total.clone())).expect("no component fails");
    total.get()
}
