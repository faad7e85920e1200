//! Parts with one inbox and one outbox.

use crate::parcel::Parcel;
use crate::part::{Part, wait};
use kamaelia::prelude::*;
use kamaelia::{TimedOut, TrySendError};
use std::time::Duration;

/// Passes on what arrives.
#[derive(Component, Debug)]
pub struct Plain {
    part: Part,
    #[inbox]
    inbox: Inbox<Parcel>,
    #[outbox]
    outbox: Outbox<Parcel>,
}

impl Main for Plain {
    async fn main(mut self) -> Outcome {
        while let Some(parcel) = self.inbox.recv().await {
            self.part.received(0, &parcel)?;
            if let Some(hops) = parcel.onward() {
                self.part.send(&mut self.outbox, 0, hops).await?;
            }
        }
        Ok(())
    }
}

/// Passes on as many as there are at a time.
#[derive(Component, Debug)]
pub struct Batches {
    part: Part,
    #[inbox]
    inbox: Inbox<Parcel>,
    #[outbox]
    outbox: Outbox<Parcel>,
}

impl Main for Batches {
    async fn main(mut self) -> Outcome {
        let mut batch = Vec::new();
        while self.inbox.recv_many(&mut batch, 5).await > 0 {
            self.part.received_all(0, &batch)?;
            let hops = batch.drain(..).filter_map(|parcel| parcel.onward());
            let parcels = self.part.parcels(0, hops);
            self.outbox.send_all(parcels).await?;
        }
        Ok(())
    }
}

/// Passes on into room that it has kept.
#[derive(Component, Debug)]
pub struct Slots {
    part: Part,
    #[inbox]
    inbox: Inbox<Parcel>,
    #[outbox]
    outbox: Outbox<Parcel>,
}

impl Main for Slots {
    async fn main(mut self) -> Outcome {
        while let Some(parcel) = self.inbox.recv().await {
            self.part.received(0, &parcel)?;
            if let Some(hops) = parcel.onward() {
                let slot = self.outbox.reserve().await?;
                slot.send(self.part.next(0, hops));
                self.part.sent(0)?;
            }
        }
        Ok(())
    }
}

/// Does not wait for room, but tries again after a while.
#[derive(Component, Debug)]
pub struct Retry {
    part: Part,
    #[inbox]
    inbox: Inbox<Parcel>,
    #[outbox]
    outbox: Outbox<Parcel>,
}

impl Main for Retry {
    async fn main(mut self) -> Outcome {
        while let Some(parcel) = self.inbox.recv().await {
            self.part.received(0, &parcel)?;
            let Some(hops) = parcel.onward() else {
                continue;
            };
            let mut parcel = self.part.next(0, hops);
            let mut tries = 0;
            while let Err(error) = self.outbox.try_send(parcel) {
                let TrySendError::Full(same) = error else {
                    return Ok(());
                };
                parcel = same;
                let pause = tokio::time::sleep(wait(tries));
                if until_stopped(pause).await.is_none() {
                    return Ok(());
                }
                tries = (tries + 1).min(10);
            }
            self.part.sent(0)?;
        }
        Ok(())
    }
}

/// Waits only for a time, again and again.
#[derive(Component, Debug)]
pub struct Patient {
    part: Part,
    #[inbox]
    inbox: Inbox<Parcel>,
    #[outbox]
    outbox: Outbox<Parcel>,
}

impl Main for Patient {
    async fn main(mut self) -> Outcome {
        let limit = Duration::from_millis(200);
        loop {
            let parcel = match self.inbox.recv_timeout(limit).await {
                Ok(Some(parcel)) => parcel,
                Ok(None) => return Ok(()),
                Err(TimedOut(_)) => continue,
            };
            self.part.received(0, &parcel)?;
            if let Some(hops) = parcel.onward() {
                self.part.send(&mut self.outbox, 0, hops).await?;
            }
        }
    }
}

/// Sends two for one.
#[derive(Component, Debug)]
#[component(transform)]
pub struct Twice {
    part: Part,
    #[inbox]
    inbox: Inbox<Parcel>,
    #[outbox]
    outbox: Outbox<Parcel>,
}

impl Transform for Twice {
    fn transform(&mut self, parcel: Parcel) -> impl Iterator<Item = Parcel> {
        self.part.taken(0, &parcel);
        let hops = parcel.onward().into_iter().flat_map(|hops| [hops, hops]);
        self.part.parcels(0, hops)
    }
}
