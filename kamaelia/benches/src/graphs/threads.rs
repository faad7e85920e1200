//! A graph on two threads.

use super::sum;
use kamaelia::prelude::*;
use kamaelia_benches_parts::{Numbers, Relay, SecondHalf, pin_to};

/// The chain of six: source and two relays on one core, two relays and the sink
/// on the other.
pub fn two_threads(count: u64) -> u64 {
    pin_to(0).expect("a thread may be pinned");
    sum(|result| {
        graphline! {
            NUMBERS = Numbers::new(count);
            A       = Relay::new();
            B       = Relay::new();
            REST    = SecondHalf::new(1, result) on thread;

            NUMBERS -> A -> B -> REST;
        }
        .run()
    })
}
