//! Parts with several outboxes.

use crate::parcel::Parcel;
use crate::part::Part;
use kamaelia::prelude::*;

/// An array of outboxes, which take turns.
#[derive(Component, Debug)]
pub struct Split {
    part: Part,
    #[inbox]
    inbox: Inbox<Parcel>,
    #[outbox]
    outbox: [Outbox<Parcel>; 2],
    #[state]
    turn: usize,
}

impl Main for Split {
    async fn main(mut self) -> Outcome {
        while let Some(parcel) = self.inbox.recv().await {
            self.part.received(0, &parcel)?;
            let Some(hops) = parcel.onward() else {
                continue;
            };
            self.turn = (self.turn + 1) % self.outbox.len();
            let outbox = &mut self.outbox[self.turn];
            self.part.send(outbox, self.turn, hops).await?;
        }
        Ok(())
    }
}

/// As many outboxes as it was told.
#[derive(Component, Debug)]
pub struct Deal {
    part: Part,
    #[inbox]
    inbox: Inbox<Parcel>,
    #[outbox]
    outbox: Vec<Outbox<Parcel>>,
    #[state]
    turn: usize,
}

impl Main for Deal {
    async fn main(mut self) -> Outcome {
        while let Some(parcel) = self.inbox.recv().await {
            self.part.received(0, &parcel)?;
            let Some(hops) = parcel.onward() else {
                continue;
            };
            self.turn = (self.turn + 1) % self.outbox.len();
            let outbox = &mut self.outbox[self.turn];
            self.part.send(outbox, self.turn, hops).await?;
        }
        Ok(())
    }
}

/// Two outboxes of their own names: every third parcel goes the other way.
#[derive(Component, Debug)]
pub struct Switch {
    part: Part,
    #[inbox]
    inbox: Inbox<Parcel>,
    #[outbox]
    often: Outbox<Parcel>,
    #[outbox]
    seldom: Outbox<Parcel>,
    #[state]
    seen: u64,
}

impl Main for Switch {
    async fn main(mut self) -> Outcome {
        while let Some(parcel) = self.inbox.recv().await {
            self.part.received(0, &parcel)?;
            self.seen += 1;
            match parcel.onward() {
                None => {}
                Some(hops) if self.seen.is_multiple_of(3) => {
                    self.part.send(&mut self.seldom, 1, hops).await?;
                }
                Some(hops) => self.part.send(&mut self.often, 0, hops).await?,
            }
        }
        Ok(())
    }
}

/// Sends everything twice, the second time only if somebody wants it.
#[derive(Component, Debug)]
pub struct Tee {
    part: Part,
    #[inbox]
    inbox: Inbox<Parcel>,
    #[outbox]
    outbox: Outbox<Parcel>,
    #[outbox(optional)]
    copy: Outbox<Parcel>,
}

impl Main for Tee {
    async fn main(mut self) -> Outcome {
        while let Some(parcel) = self.inbox.recv().await {
            self.part.received(0, &parcel)?;
            let Some(hops) = parcel.onward() else {
                continue;
            };
            self.part.send(&mut self.outbox, 0, hops).await?;
            if self.copy.is_linked() {
                self.part.send(&mut self.copy, 1, hops).await?;
            }
        }
        Ok(())
    }
}

/// Several inboxes and several outboxes: each parcel changes sides.
#[derive(Component, Debug)]
pub struct Cross {
    part: Part,
    #[inbox]
    inbox: [Inbox<Parcel>; 2],
    #[outbox]
    outbox: [Outbox<Parcel>; 2],
}

impl Main for Cross {
    async fn main(mut self) -> Outcome {
        while let Some(CrossEvent::Inbox(inbox, parcel)) = self.recv_any().await {
            self.part.received(inbox, &parcel)?;
            if let Some(hops) = parcel.onward() {
                let other = 1 - inbox;
                self.part.send(&mut self.outbox[other], other, hops).await?;
            }
        }
        Ok(())
    }
}
