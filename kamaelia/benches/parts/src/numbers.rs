//! The chain: numbers, relays that add one, and their sum.

use crate::Total;
use kamaelia::prelude::*;
use std::hint::black_box;

/// Counts up to a number.
#[derive(Component)]
pub struct Numbers {
    /// 0, 1, 2 and so on.
    #[outbox]
    outbox: Outbox<u64>,
    count: u64,
}

impl Main for Numbers {
    async fn main(mut self) -> Outcome {
        for number in 0..self.count {
            self.outbox.send(black_box(number)).await?;
        }
        Ok(())
    }
}

/// Adds one.
#[derive(Component)]
pub struct Relay {
    /// A number.
    #[inbox]
    inbox: Inbox<u64>,
    /// The next one.
    #[outbox]
    outbox: Outbox<u64>,
}

impl Main for Relay {
    async fn main(mut self) -> Outcome {
        while let Some(number) = self.inbox.recv().await {
            self.outbox.send(number + 1).await?;
        }
        Ok(())
    }
}

/// Adds up.
#[derive(Component)]
pub struct Sum {
    /// What to add.
    #[inbox]
    inbox: Inbox<u64>,
    result: Total,
}

impl Main for Sum {
    async fn main(mut self) -> Outcome {
        let mut sum = 0_u64;
        while let Some(number) = self.inbox.recv().await {
            sum = sum.wrapping_add(number);
        }
        self.result.add(sum);
        Ok(())
    }
}
