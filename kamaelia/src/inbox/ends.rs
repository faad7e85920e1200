//! What graphs do with an inbox.

use super::Inbox;
use crate::component::Message;
use crate::link::{AnyLink, Holder, Receiver};
use crate::seat::{Listener, Seat, Spot, Waits};
use crate::shutdown::Shutdown;
use crate::source::{Converted, Heard, Source, Sources};
use crate::topology::{Direction, LinkCounts};
use std::sync::Arc;

impl<T: Message> Inbox<T> {
    pub(crate) fn from_link(receiver: Receiver<T>) -> Inbox<T> {
        Inbox {
            sources: Sources::Link(receiver),
            ..Inbox::unlinked()
        }
    }

    /// Reads this inbox through a conversion.
    pub(crate) fn converted<U: Message>(
        self,
        convert: impl FnMut(T) -> U + Send + 'static,
    ) -> Inbox<U> {
        let feed = Converted {
            inbox: self,
            convert,
        };
        let mut inbox = Inbox::unlinked();
        inbox.sources.add(Source::Converted(Box::new(feed)));
        inbox
    }

    /// The linkages that lead here, for a graph that watches them.
    pub(crate) fn watch(&self, each: &mut dyn FnMut(Arc<dyn AnyLink>)) {
        self.sources.watch(each);
    }

    /// What the linkages that lead here have carried.
    pub(crate) fn counts(&self) -> LinkCounts {
        let mut counts = LinkCounts::default();
        self.watch(&mut |link| counts.add(link.counts()));
        counts
    }
}

impl<T> Inbox<T> {
    /// Reads everything that `other` would read, as well.
    pub(crate) fn adopt(&mut self, other: Inbox<T>) {
        self.sources.add_all(other.sources);
        if let Some(listener) = self.listener.take() {
            self.seat(&listener.seat);
        }
    }

    /// Gives the inbox to the component that has this seat.
    pub fn seat(&mut self, seat: &Seat) {
        if self.is_linked() {
            seat.has_input();
        }
        let holder = Holder::next(seat);
        let wired = self.sources.belong_to(holder);
        self.listener = Some(Listener::at(seat, holder, wired));
        if let Some(entrance) = self.sources.entrance() {
            entrance.seated(seat, holder);
        }
    }

    /// An inbox that the component whose turn it is has besides those that it declares.
    pub(crate) fn of_current() -> Inbox<T> {
        Inbox {
            listener: Seat::current().map(|seat| Listener::new(seat, Spot::STRANGE)),
            ..Inbox::unlinked()
        }
    }

    /// What its owner notes when it waits here.
    pub(crate) fn waits(&self) -> Waits {
        let spot = Waits::at(Spot::STRANGE, Direction::In);
        let listener = self.listener.as_ref();
        let waits = listener.map_or(spot, |listener| listener.waits(Direction::In));
        match self.sources.may_be_led_here() {
            true => waits.or_something_else(),
            false => waits,
        }
    }

    /// The same for who blocks this thread, and may be somebody else.
    pub(super) fn waits_here(&self) -> Waits {
        let current = Seat::current();
        match &self.listener {
            Some(listener) if current.is_some_and(|seat| seat.id() == listener.seat.id()) => {
                self.waits()
            }
            _ => self.waits().elsewhere(),
        }
    }

    pub(crate) fn take(&mut self) -> Inbox<T> {
        std::mem::take(self)
    }

    pub(crate) fn turn(&self) -> usize {
        self.turn as usize
    }

    pub(crate) fn set_turn(&mut self, turn: usize) {
        self.turn = turn as u32;
    }
}

impl Inbox<Shutdown> {
    /// [`seat`](Inbox::seat) of a `control`: what the component is told, it
    /// hears there as well.
    #[doc(hidden)]
    pub fn seat_control(&mut self, seat: &Seat) {
        self.seat(seat);
        seat.finishes_itself();
        self.hears = true;
        let heard = Heard::new(seat.clone());
        self.sources.add(Source::Told(heard));
    }
}
