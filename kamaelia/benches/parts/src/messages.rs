//! Relays that pass a message on as it is.

use crate::Total;
use kamaelia::prelude::*;
use std::hint::black_box;

/// Passes every message on.
#[derive(Component)]
pub struct Pass<T: Message> {
    /// The messages.
    #[inbox]
    inbox: Inbox<T>,
    /// The same.
    #[outbox]
    outbox: Outbox<T>,
}

impl<T: Message> Main for Pass<T> {
    async fn main(mut self) -> Outcome {
        while let Some(message) = self.inbox.recv().await {
            self.outbox.send(message).await?;
        }
        Ok(())
    }
}

/// Switches on and off: the head of the caterpillar.
#[derive(Component)]
pub struct Toggle {
    /// On or off.
    #[outbox]
    outbox: Outbox<bool>,
    count: u64,
}

impl Main for Toggle {
    async fn main(mut self) -> Outcome {
        let mut on = false;
        for _ in 0..self.count {
            on = !on;
            self.outbox.send(black_box(on)).await?;
        }
        Ok(())
    }
}

/// Counts how often it is on: the tail of the caterpillar.
#[derive(Component)]
pub struct CountTrue {
    /// On or off.
    #[inbox]
    inbox: Inbox<bool>,
    result: Total,
}

impl Main for CountTrue {
    async fn main(mut self) -> Outcome {
        let mut count = 0;
        while let Some(on) = self.inbox.recv().await {
            count += u64::from(on);
        }
        self.result.add(count);
        Ok(())
    }
}
