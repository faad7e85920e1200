//! Parts without an inbox.

use crate::parcel::Parcel;
use crate::part::Part;
use kamaelia::prelude::*;
use std::time::Duration;

/// Sends one parcel after the other.
#[derive(Component, Debug)]
pub struct Count {
    part: Part,
    #[outbox]
    outbox: Outbox<Parcel>,
}

impl Main for Count {
    async fn main(mut self) -> Outcome {
        for _ in 0..self.part.amount() {
            if self.part.pace().await.is_none() {
                break;
            }
            let hops = Parcel::first_hops();
            self.part.send(&mut self.outbox, 0, hops).await?;
        }
        Ok(())
    }
}

/// The same, several in one call.
#[derive(Component, Debug)]
pub struct CountAll {
    part: Part,
    #[outbox]
    outbox: Outbox<Parcel>,
}

impl Main for CountAll {
    async fn main(mut self) -> Outcome {
        let mut left = self.part.amount();
        while left > 0 && self.part.pace().await.is_some() {
            let batch = left.min(6);
            left -= batch;
            let hops = (0..batch).map(|_| Parcel::first_hops());
            let parcels = self.part.parcels(0, hops);
            self.outbox.send_all(parcels).await?;
        }
        Ok(())
    }
}

/// The same, with room for each before it is made.
#[derive(Component, Debug)]
pub struct CountSlots {
    part: Part,
    #[outbox]
    outbox: Outbox<Parcel>,
}

impl Main for CountSlots {
    async fn main(mut self) -> Outcome {
        for _ in 0..self.part.amount() {
            if self.part.pace().await.is_none() {
                break;
            }
            let slot = self.outbox.reserve().await?;
            slot.send(self.part.next(0, Parcel::first_hops()));
            self.part.sent(0)?;
        }
        Ok(())
    }
}

/// Sends a parcel now and then.
#[derive(Component, Debug)]
pub struct Ticker {
    part: Part,
    #[outbox]
    outbox: Outbox<Parcel>,
}

impl Main for Ticker {
    async fn main(mut self) -> Outcome {
        for _ in 0..self.part.amount() {
            let tick = tokio::time::sleep(Duration::from_millis(1));
            if until_stopped(tick).await.is_none() || self.part.pace().await.is_none() {
                break;
            }
            let hops = Parcel::first_hops();
            self.part.send(&mut self.outbox, 0, hops).await?;
        }
        Ok(())
    }
}
