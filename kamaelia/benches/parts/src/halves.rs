//! The second half of the chain, for the run on two threads.

use crate::Total;
use crate::{Relay, Sum, pin_to};
use kamaelia::prelude::*;

/// Two relays and the sum, on a core of their own.
#[derive(Component)]
pub struct SecondHalf {
    /// What the first half made.
    #[inbox]
    inbox: Inbox<u64>,
    core: usize,
    result: Total,
}

impl Main for SecondHalf {
    async fn main(self) -> Outcome {
        pin_to(self.core)?;
        graphline! {
            C   = Relay::new();
            D   = Relay::new();
            SUM = Sum::new(self.result);
            self.inbox -> C -> D -> SUM;
        }
        .run()
        .await
    }
}
