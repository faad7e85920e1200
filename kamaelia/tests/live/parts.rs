//! Components that hand out the addresses of their boxes.

use kamaelia::prelude::*;
use kamaelia::{InboxAddress, OutboxAddress};
use tokio::sync::oneshot;

/// Hands out the address of its outbox, then sends what it is given to send.
#[derive(Component)]
pub(crate) struct Speaker {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox(optional)]
    outbox: Outbox<u64>,
    address: oneshot::Sender<OutboxAddress<u64>>,
}

impl Main for Speaker {
    async fn main(mut self) -> Outcome {
        let _ = self.address.send(self.outbox.address());
        while let Some(number) = self.inbox.recv().await {
            self.outbox.send(number).await?;
        }
        Ok(())
    }
}

/// Hands out the address of its inbox, then passes on what comes there.
#[derive(Component)]
pub(crate) struct Listener {
    #[inbox(optional)]
    ears: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
    address: oneshot::Sender<InboxAddress<u64>>,
}

impl Main for Listener {
    async fn main(mut self) -> Outcome {
        let _ = self.address.send(self.ears.address());
        while let Some(number) = self.ears.recv().await {
            self.outbox.send(number).await?;
        }
        Ok(())
    }
}
