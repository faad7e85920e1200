//! Long chains: pipelines of as many components as there are at run time.

use super::sum;
use kamaelia::Pipeline;
use kamaelia::prelude::*;
use kamaelia_benches_parts::{Numbers, Relay, Sum};

/// A chain of so many components.
pub fn length<const N: usize>(count: u64) -> u64 {
    sum(|result| {
        let relays: Vec<Relay> = (2..N).map(|_| Relay::new()).collect();
        Box::pin(pipeline![Numbers::new(count), Pipeline::of(relays), Sum::new(result)].run())
    })
}
