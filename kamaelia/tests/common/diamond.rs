//! The two ends of a diamond that waits only for itself once a way is full.

use kamaelia::prelude::*;

/// Sends so many messages to the left, then one to the right.
#[derive(Component)]
pub(crate) struct Split {
    #[outbox]
    left: Outbox<u64>,
    #[outbox]
    right: Outbox<u64>,
    lefts: u64,
}

impl Main for Split {
    async fn main(mut self) -> Outcome {
        self.left.send_all(0..self.lefts).await?;
        self.right.send(0).await?;
        Ok(())
    }
}

/// Reads one message from the right, then all from the left.
#[derive(Component)]
pub(crate) struct Join {
    #[inbox]
    left: Inbox<u64>,
    #[inbox]
    right: Inbox<u64>,
}

impl Main for Join {
    async fn main(mut self) -> Outcome {
        self.right.recv().await;
        while self.left.recv().await.is_some() {}
        Ok(())
    }
}
