//! Parts that block their thread.

use crate::parcel::Parcel;
use crate::part::Part;
use kamaelia::prelude::*;

/// Sends one parcel after the other.
#[derive(Component, Debug)]
#[component(blocking)]
pub struct BlockingCount {
    part: Part,
    #[outbox]
    outbox: Outbox<Parcel>,
}

impl Blocking for BlockingCount {
    fn main(mut self) -> Outcome {
        for _ in 0..self.part.amount() {
            if !self.part.keeps_pace() {
                break;
            }
            let hops = Parcel::first_hops();
            self.part.send_blocking(&mut self.outbox, 0, hops)?;
        }
        Ok(())
    }
}

/// Passes on what arrives.
#[derive(Component, Debug)]
#[component(blocking)]
pub struct BlockingRelay {
    part: Part,
    #[inbox]
    inbox: Inbox<Parcel>,
    #[outbox]
    outbox: Outbox<Parcel>,
}

impl Blocking for BlockingRelay {
    fn main(mut self) -> Outcome {
        while let Some(parcel) = self.inbox.recv_blocking() {
            self.part.received(0, &parcel)?;
            if let Some(hops) = parcel.onward() {
                self.part.send_blocking(&mut self.outbox, 0, hops)?;
            }
        }
        Ok(())
    }
}

/// Receives until nothing comes any more.
#[derive(Component, Debug)]
#[component(blocking)]
pub struct BlockingSink {
    part: Part,
    #[inbox]
    inbox: Inbox<Parcel>,
}

impl Blocking for BlockingSink {
    fn main(mut self) -> Outcome {
        while let Some(parcel) = self.inbox.recv_blocking() {
            self.part.received(0, &parcel)?;
        }
        Ok(())
    }
}
