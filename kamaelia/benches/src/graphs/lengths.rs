//! The chain in all lengths. Who wants to see the graphs of up to 300 components
//! finds them where `build.rs` has written them: each is one `graphline!`.

use super::sum;
use kamaelia::prelude::*;
use kamaelia_benches_parts::{Numbers, Relay, Sum};

include!(concat!(env!("OUT_DIR"), "/lengths.rs"));

/// Makes the graph of 100 and passes one message, so many times.
#[cfg(feature = "large")]
pub fn start(count: u64) -> u64 {
    (0..count).map(|_| length_100(1)).sum()
}
