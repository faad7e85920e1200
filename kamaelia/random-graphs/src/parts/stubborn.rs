//! Parts that do not end when they are told, once they have seen a little.
//!
//! In a run that nobody stops they are as good as any other.

use crate::parcel::Parcel;
use crate::part::Part;
use kamaelia::prelude::*;
use std::future::pending;
use std::thread;

/// Computes without a wait; it blocks its thread.
#[derive(Component, Debug)]
#[component(blocking)]
pub struct Busy {
    part: Part,
    #[inbox]
    inbox: Inbox<Parcel>,
    #[outbox]
    outbox: Outbox<Parcel>,
}

impl Blocking for Busy {
    fn main(mut self) -> Outcome {
        while let Some(parcel) = self.inbox.recv_blocking() {
            self.part.received(0, &parcel)?;
            if self.part.turns_stubborn() {
                compute(&self.part);
            }
            if let Some(hops) = parcel.onward() {
                self.part.send_blocking(&mut self.outbox, 0, hops)?;
            }
        }
        Ok(())
    }
}

/// The same, without saying so: it is placed on a thread.
#[derive(Component, Debug)]
pub struct BusyThread {
    part: Part,
    #[inbox]
    inbox: Inbox<Parcel>,
    #[outbox]
    outbox: Outbox<Parcel>,
}

impl Main for BusyThread {
    async fn main(mut self) -> Outcome {
        while let Some(parcel) = self.inbox.recv().await {
            self.part.received(0, &parcel)?;
            if self.part.turns_stubborn() {
                compute(&self.part);
            }
            if let Some(hops) = parcel.onward() {
                self.part.send(&mut self.outbox, 0, hops).await?;
            }
        }
        Ok(())
    }
}

/// A loop without a wait of the framework.
fn compute(part: &Part) {
    while !part.world().is_over() {
        thread::yield_now();
    }
}

/// Uses its boxes for ever, and does not look at what they say.
#[derive(Component, Debug)]
pub struct DeafRelay {
    part: Part,
    #[inbox]
    inbox: Inbox<Parcel>,
    #[outbox]
    outbox: Outbox<Parcel>,
}

impl Main for DeafRelay {
    async fn main(mut self) -> Outcome {
        let mut deaf = false;
        while !self.part.world().is_over() {
            deaf = deaf || self.part.turns_stubborn();
            match self.inbox.recv().await {
                Some(parcel) => {
                    self.part.received(0, &parcel)?;
                    let Some(hops) = parcel.onward() else {
                        continue;
                    };
                    let sent = self.outbox.send(self.part.next(0, hops)).await;
                    match sent {
                        Ok(()) => self.part.sent(0)?,
                        Err(_) if deaf => {}
                        Err(closed) => return Err(closed.into()),
                    }
                }
                None if deaf => {}
                None => break,
            }
        }
        Ok(())
    }
}

/// Sends for ever, and does not look whether anybody reads.
#[derive(Component, Debug)]
pub struct DeafSource {
    part: Part,
    #[outbox]
    outbox: Outbox<Parcel>,
}

impl Main for DeafSource {
    async fn main(mut self) -> Outcome {
        let mut deaf = false;
        for _ in 0..self.part.amount() {
            deaf = deaf || self.part.turns_stubborn();
            if self.part.pace().await.is_none() && !deaf {
                break;
            }
            let parcel = self.part.next(0, Parcel::first_hops());
            match self.outbox.send(parcel).await {
                Ok(()) => self.part.sent(0)?,
                Err(_) if deaf && !self.part.world().is_over() => {}
                Err(closed) => return Err(closed.into()),
            }
        }
        Ok(())
    }
}

/// Waits for something that the framework knows nothing of.
#[derive(Component, Debug)]
pub struct Foreign {
    part: Part,
    #[inbox]
    inbox: Inbox<Parcel>,
    #[outbox]
    outbox: Outbox<Parcel>,
}

impl Main for Foreign {
    async fn main(mut self) -> Outcome {
        while let Some(parcel) = self.inbox.recv().await {
            self.part.received(0, &parcel)?;
            if self.part.turns_stubborn() {
                pending::<()>().await;
            }
            if let Some(hops) = parcel.onward() {
                self.part.send(&mut self.outbox, 0, hops).await?;
            }
        }
        Ok(())
    }
}

/// The same, without an inbox.
#[derive(Component, Debug)]
pub struct ForeignSource {
    part: Part,
    #[outbox]
    outbox: Outbox<Parcel>,
}

impl Main for ForeignSource {
    async fn main(mut self) -> Outcome {
        for _ in 0..self.part.amount() {
            if self.part.turns_stubborn() {
                pending::<()>().await;
            }
            let hops = Parcel::first_hops();
            self.part.send(&mut self.outbox, 0, hops).await?;
        }
        Ok(())
    }
}

/// Reads from something that gives nothing any more.
#[derive(Component, Debug)]
#[component(blocking)]
pub struct Reading {
    part: Part,
    #[outbox]
    outbox: Outbox<Parcel>,
}

impl Blocking for Reading {
    fn main(mut self) -> Outcome {
        for _ in 0..self.part.amount() {
            if self.part.turns_stubborn() {
                self.part.world().wait_for_end();
                break;
            }
            let hops = Parcel::first_hops();
            self.part.send_blocking(&mut self.outbox, 0, hops)?;
        }
        Ok(())
    }
}

/// The same, with an inbox.
#[derive(Component, Debug)]
#[component(blocking)]
pub struct ReadingRelay {
    part: Part,
    #[inbox]
    inbox: Inbox<Parcel>,
    #[outbox]
    outbox: Outbox<Parcel>,
}

impl Blocking for ReadingRelay {
    fn main(mut self) -> Outcome {
        while let Some(parcel) = self.inbox.recv_blocking() {
            self.part.received(0, &parcel)?;
            if self.part.turns_stubborn() {
                self.part.world().wait_for_end();
                break;
            }
            if let Some(hops) = parcel.onward() {
                self.part.send_blocking(&mut self.outbox, 0, hops)?;
            }
        }
        Ok(())
    }
}
