//! The components of the measured graphs. They are ordinary ones, in a crate of
//! their own: nothing here knows the graph that it will be part of.
//!
//! A component at the end of a graph adds its result to a [`Total`], once: the
//! bench compares it, so that nobody skips work.

mod batches;
mod calls;
mod copies;
mod halves;
mod messages;
mod numbers;
mod pin;
mod steps;
mod total;

pub use batches::{NumbersInBatches, RelayBatches, SumBatches};
pub use calls::{Client, Server};
pub use copies::{ByteSum, Chunks, Payloads, SIZE_OF_CHUNK, SIZE_OF_PAYLOAD, chunk, payload};
pub use halves::SecondHalf;
pub use messages::{CountTrue, Pass, Toggle};
pub use numbers::{Numbers, Relay, Sum};
pub use pin::pin_to;
pub use steps::{Step, step};
pub use total::Total;
