//! The components that the graphs are made of.
//!
//! Each notes what it has received, and what it has sent, before it waits for
//! anything else: it may be dropped wherever it waits.

mod blocking;
mod merges;
mod relays;
mod routers;
mod sinks;
mod sources;
mod stubborn;

pub use blocking::{BlockingCount, BlockingRelay, BlockingSink};
pub use merges::{Gather, Meet, Merge};
pub use relays::{Batches, Patient, Plain, Retry, Slots, Twice};
pub use routers::{Cross, Deal, Split, Switch, Tee};
pub use sinks::{BatchSink, Enough, Sink};
pub use sources::{Count, CountAll, CountSlots, Ticker};
pub use stubborn::{
    Busy, BusyThread, DeafRelay, DeafSource, Foreign, ForeignSource, Reading, ReadingRelay,
};
