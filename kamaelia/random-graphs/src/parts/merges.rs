//! Parts with several inboxes, which wait for all of them at once.

use crate::parcel::Parcel;
use crate::part::Part;
use kamaelia::prelude::*;

/// Two inboxes of their own names.
#[derive(Component, Debug)]
pub struct Merge {
    part: Part,
    #[inbox]
    left: Inbox<Parcel>,
    #[inbox]
    right: Inbox<Parcel>,
    #[outbox]
    outbox: Outbox<Parcel>,
}

impl Main for Merge {
    async fn main(mut self) -> Outcome {
        while let Some(event) = self.recv_any().await {
            let (inbox, parcel) = match event {
                MergeEvent::Left(parcel) => (0, parcel),
                MergeEvent::Right(parcel) => (1, parcel),
            };
            self.part.received(inbox, &parcel)?;
            if let Some(hops) = parcel.onward() {
                self.part.send(&mut self.outbox, 0, hops).await?;
            }
        }
        Ok(())
    }
}

/// Several inboxes of one kind.
#[derive(Component, Debug)]
pub struct Gather {
    part: Part,
    #[inbox]
    inbox: Vec<Inbox<Parcel>>,
    #[outbox]
    outbox: Outbox<Parcel>,
}

impl Main for Gather {
    async fn main(mut self) -> Outcome {
        while let Some(GatherEvent::Inbox(inbox, parcel)) = self.recv_any().await {
            self.part.received(inbox, &parcel)?;
            if let Some(hops) = parcel.onward() {
                self.part.send(&mut self.outbox, 0, hops).await?;
            }
        }
        Ok(())
    }
}

/// Two inboxes, and no way out.
#[derive(Component, Debug)]
pub struct Meet {
    part: Part,
    #[inbox]
    left: Inbox<Parcel>,
    #[inbox]
    right: Inbox<Parcel>,
}

impl Main for Meet {
    async fn main(mut self) -> Outcome {
        while let Some(event) = self.recv_any().await {
            match event {
                MeetEvent::Left(parcel) => self.part.received(0, &parcel)?,
                MeetEvent::Right(parcel) => self.part.received(1, &parcel)?,
            }
        }
        Ok(())
    }
}
