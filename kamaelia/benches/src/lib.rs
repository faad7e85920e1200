//! The workloads that kamaelia is measured by, and its peers' ways to do them.
//!
//! Each is a function of the number of messages, and gives a sum of what
//! arrived: so nobody skips work. [`WORKLOADS`] lists them.

#[cfg(feature = "frameworks")]
pub mod actors;
pub mod channels;
#[cfg(feature = "frameworks")]
pub mod futuresdr;
pub mod graphs;
pub mod hand;
pub mod iterators;
pub mod tasks;
mod workload;
mod workloads;

pub use workload::{Mark, Peer, Workload};
pub use workloads::WORKLOADS;

/// Messages that wait on each linkage, where a workload does not say otherwise.
pub const CAPACITY: usize = 64;

/// Messages that are moved at a time, in batches.
pub const BATCH: usize = 64;

/// Sources of the fan-in, and sinks of the fan-out.
pub const WAYS: usize = 8;

/// Components of the graph that is only started and torn down.
pub const COMPONENTS_TO_START: usize = 100;

/// What a sink of the fan-out reads of each message.
fn first_byte(bytes: &[u8]) -> u64 {
    bytes.first().map_or(0, |&byte| u64::from(byte))
}

/// What the sink of chunks reads: everything.
fn byte_sum(bytes: &[u8]) -> u64 {
    bytes.iter().map(|&byte| u64::from(byte)).sum()
}
