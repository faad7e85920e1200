//! The chain in batches of 64.

use crate::Total;
use kamaelia::prelude::*;
use std::hint::black_box;

const BATCH: usize = 64;

/// Counts up to a number.
#[derive(Component)]
pub struct NumbersInBatches {
    /// 0, 1, 2 and so on.
    #[outbox]
    outbox: Outbox<u64>,
    count: u64,
}

impl Main for NumbersInBatches {
    async fn main(mut self) -> Outcome {
        let numbers = (0..self.count).map(black_box);
        self.outbox.send_all(numbers).await?;
        Ok(())
    }
}

/// Adds one to each of a batch.
#[derive(Component)]
pub struct RelayBatches {
    /// Numbers.
    #[inbox]
    inbox: Inbox<u64>,
    /// The next ones.
    #[outbox]
    outbox: Outbox<u64>,
}

impl Main for RelayBatches {
    async fn main(mut self) -> Outcome {
        let mut batch = Vec::with_capacity(BATCH);
        while self.inbox.recv_many(&mut batch, BATCH).await > 0 {
            let numbers = batch.drain(..).map(|number| number + 1);
            self.outbox.send_all(numbers).await?;
        }
        Ok(())
    }
}

/// Adds up batch by batch.
#[derive(Component)]
pub struct SumBatches {
    /// What to add.
    #[inbox]
    inbox: Inbox<u64>,
    result: Total,
}

impl Main for SumBatches {
    async fn main(mut self) -> Outcome {
        let mut batch = Vec::with_capacity(BATCH);
        let mut sum = 0_u64;
        while self.inbox.recv_many(&mut batch, BATCH).await > 0 {
            sum = batch.drain(..).fold(sum, u64::wrapping_add);
        }
        self.result.add(sum);
        Ok(())
    }
}
