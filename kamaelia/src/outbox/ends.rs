//! What graphs do with an outbox.

use super::Outbox;
use crate::component::Message;
use crate::link::Holder;
use crate::outgoing::{By, Outgoing};
use crate::seat::{Listener, Seat, Spot, Waits};
use crate::topology::{Direction, LinkCounts};

impl<T: Message> Outbox<T> {
    /// Sends a message whether there is room or not.
    pub(crate) fn send_last(&mut self, message: T) {
        self.out_of(|out, here| out.push(message, here));
    }

    /// Another end of the one linkage that messages leave by, or of what those made of
    /// it who have the address of the outbox.
    pub(crate) fn share_link(&self) -> Outbox<T> {
        Outbox::from_outgoing(match &self.out {
            Outgoing::Link(sender) => Outgoing::Link(sender.share()),
            Outgoing::Live(By { way: exit, .. }) => Outgoing::Live(By::new(Box::new(exit.share()))),
            _ => Outgoing::unlinked(),
        })
    }

    /// For so many uses, each of which leads somewhere else to where this leads.
    #[doc(hidden)]
    pub fn for_uses(self, uses: usize) -> Shared<T> {
        Shared { outbox: self, uses }
    }

    /// What the linkages that messages leave by have carried.
    pub(crate) fn counts(&self) -> LinkCounts {
        let mut counts = LinkCounts::default();
        self.out.watch(&mut |link| counts.add(link.counts()));
        counts
    }
}

/// An outbox of a composite that several of its components may send by.
#[doc(hidden)]
#[derive(Debug)]
pub struct Shared<T> {
    outbox: Outbox<T>,
    uses: usize,
}

impl<T: Message> Shared<T> {
    /// Where the outbox leads, for one more use; the last one gets the end itself.
    pub fn share_end(&mut self) -> Outgoing<T> {
        self.uses = self.uses.saturating_sub(1);
        match self.uses {
            0 => std::mem::replace(&mut self.outbox.out, Outgoing::unlinked()),
            _ => self.outbox.out.share(),
        }
    }
}

impl<T> Outbox<T> {
    pub(crate) fn from_outgoing(out: Outgoing<T>) -> Outbox<T> {
        Outbox {
            out,
            listener: None,
        }
    }

    /// Leads the outbox to `out`.
    pub(crate) fn attach(&mut self, out: Outgoing<T>) {
        self.out = out;
        if let Some(listener) = &self.listener {
            let seat = listener.seat.clone();
            self.seat(&seat);
        }
    }

    /// Where the outbox leads, for somebody else to send there.
    pub(crate) fn into_outgoing(mut self) -> Outgoing<T> {
        std::mem::replace(&mut self.out, Outgoing::unlinked())
    }

    /// Gives the outbox to the component that has this seat.
    pub fn seat(&mut self, seat: &Seat) {
        let holder = Holder::next(seat);
        let wired = self.out.belong_to(holder);
        let is_required = self.is_required();
        let listener = self.listener.insert(Listener::at(seat, holder, wired));
        listener.is_required = is_required;
        if let Outgoing::Live(By { way: exit, .. }) = &mut self.out {
            exit.seated(seat, holder);
        }
    }

    /// Makes it an outbox that a component has besides those that it declares.
    pub(crate) fn used_by(mut self, seat: Option<Seat>) -> Outbox<T> {
        self.listener = seat.map(|seat| Listener::new(seat, Spot::STRANGE));
        self
    }

    /// What its owner notes when it waits here.
    pub(super) fn waits(&self) -> Waits {
        let spot = Waits::at(Spot::STRANGE, Direction::Out);
        let listener = self.listener.as_ref();
        listener.map_or(spot, |listener| listener.waits(Direction::Out))
    }

    /// [`seat`](Self::seat) of an outbox that the component has to have: when
    /// nobody reads it, the component works for nobody.
    pub fn seat_required(&mut self, seat: &Seat) {
        if seat.is_source() && !matches!(self.out, Outgoing::Live(..)) {
            self.out.watch(&mut |link| seat.has_outlet(link));
        }
        self.seat(seat);
        if let Some(listener) = &mut self.listener {
            listener.is_required = true;
        }
    }

    /// Whether the component has to have it.
    pub(super) fn is_required(&self) -> bool {
        self.listener
            .as_ref()
            .is_some_and(|listener| listener.is_required)
    }

    /// What who blocks this thread notes when it waits here.
    pub(super) fn waits_here(&self) -> Waits {
        let current = Seat::current();
        match &self.listener {
            Some(listener) if current.is_some_and(|seat| seat.id() == listener.seat.id()) => {
                self.waits()
            }
            _ => self.waits().elsewhere(),
        }
    }

    /// Where the outbox leads, which it no longer does.
    pub(crate) fn take_out(&mut self) -> Outgoing<T> {
        std::mem::replace(&mut self.out, Outgoing::unlinked())
    }

    /// Leads the outbox back to what was taken from it.
    pub(crate) fn put_out(&mut self, out: Outgoing<T>) {
        self.out = out;
    }

    pub(crate) fn take(&mut self) -> Outbox<T> {
        std::mem::take(self)
    }
}
