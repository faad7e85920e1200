//! Parts without an outbox.

use crate::parcel::Parcel;
use crate::part::Part;
use kamaelia::prelude::*;

/// Receives until nothing comes any more.
#[derive(Component, Debug)]
pub struct Sink {
    part: Part,
    #[inbox]
    inbox: Inbox<Parcel>,
}

impl Main for Sink {
    async fn main(mut self) -> Outcome {
        while let Some(parcel) = self.inbox.recv().await {
            self.part.received(0, &parcel)?;
        }
        Ok(())
    }
}

/// The same, several at a time.
#[derive(Component, Debug)]
pub struct BatchSink {
    part: Part,
    #[inbox]
    inbox: Inbox<Parcel>,
}

impl Main for BatchSink {
    async fn main(mut self) -> Outcome {
        let mut batch = Vec::new();
        while self.inbox.recv_many(&mut batch, 7).await > 0 {
            self.part.received_all(0, &batch)?;
            batch.clear();
        }
        Ok(())
    }
}

/// Receives a few, and has enough.
#[derive(Component, Debug)]
pub struct Enough {
    part: Part,
    #[inbox]
    inbox: Inbox<Parcel>,
}

impl Main for Enough {
    async fn main(mut self) -> Outcome {
        for _ in 0..5 {
            let Some(parcel) = self.inbox.recv().await else {
                break;
            };
            self.part.received(0, &parcel)?;
        }
        Ok(())
    }
}
