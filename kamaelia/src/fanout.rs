//! An inbox of a composite that leads to several components: [`Fanout`].

use crate::component::{Anywhere, Component, Description, Message};
use crate::inbox::Inbox;
use crate::outbox::Outbox;
use crate::outcome::Outcome;
use crate::outgoing::Outgoing;
use crate::row::Plain;
use crate::seat::Seat;
use crate::stage::{Gives, Takes, stage_description};
use crate::work::Runnable;

/// Copies what it receives, as long as anybody reads it; a graph puts it where
/// `self.inbox -> [A, B]` stands, since one end of a linkage cannot be moved to two
/// components.
#[derive(Debug)]
pub struct Fanout<T> {
    inbox: Inbox<T>,
    outbox: Outbox<T>,
}

impl<T: Message> Fanout<T> {
    /// From a box of the composite to several ways out.
    pub fn new(inbox: Inbox<T>, out: Outgoing<T>) -> Fanout<T> {
        Fanout {
            inbox,
            outbox: Outbox::from_outgoing(out),
        }
    }
}

impl<T: Message> Component for Fanout<T> {
    type Itself = Self;
    type Place = Anywhere;
    type Head = Takes<T>;
    type Tail = Gives<T>;

    fn describe() -> Description {
        stage_description::<T, T>("Fanout", "Copies what it receives.")
    }

    fn take_seat(&mut self, seat: &Seat) {
        self.inbox.seat(seat);
        self.outbox.seat(seat);
    }

    fn head(&mut self) -> &mut Inbox<T> {
        &mut self.inbox
    }

    fn tail(&mut self) -> &mut Outbox<T> {
        &mut self.outbox
    }
}

impl<T: Message> Runnable for Fanout<T> {
    type Role = Plain;

    async fn start(mut self) -> Outcome {
        while let Some(message) = self.inbox.recv_for(&mut self.outbox).await {
            self.outbox.send(message).await?;
        }
        Ok(())
    }
}
