//! A component that asks before it speaks: [`Shy`].

use kamaelia::prelude::*;

/// Waits for an answer before it says anything.
#[derive(Component)]
pub(crate) struct Shy {
    #[inbox]
    inbox: Inbox<u64>,
    #[inbox(optional)]
    other: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
}

impl Main for Shy {
    async fn main(mut self) -> Outcome {
        while let Some(message) = self.inbox.recv().await {
            self.outbox.send(message).await?;
        }
        while self.other.recv().await.is_some() {}
        Ok(())
    }
}
