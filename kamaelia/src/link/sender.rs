//! The writing end of a linkage: [`Sender`].

use super::line::Ticket;
use super::many::Many;
use super::ring::Writer;
use super::{AnyLink, Here, Link, Wait};
use crate::crossing::End;
use crate::policy::Policy;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{Poll, Waker};

/// How a writer waits for the end of its reader.
pub(crate) enum Watch<'a> {
    /// With a waker that stays the same until then.
    Lasting(&'a dyn Fn() -> Waker),
    Once(&'a Waker),
}

/// The writing end of a linkage.
pub struct Sender<T> {
    ring: Writer<T, Link<T>>,
    /// Its owner's number in the list of the linkage.
    owner: usize,
    /// It keeps room for a message.
    holds_room: bool,
    /// Its place in line, where several ends share the linkage.
    ticket: Option<Arc<Ticket>>,
    /// The waker of its owner's place, for the line.
    waker: Option<Waker>,
    /// It is woken when the reader ends.
    watches: bool,
}

impl<T> Sender<T> {
    pub(super) fn new(ring: Writer<T, Link<T>>) -> Sender<T> {
        Sender {
            ring,
            owner: 0,
            holds_room: false,
            ticket: None,
            waker: None,
            watches: false,
        }
    }

    fn link(&self) -> &Link<T> {
        &self.ring.link
    }

    /// Sends a message the short way: if it is known that there is room, and
    /// that nobody at the other end has to be told.
    #[inline(always)]
    pub(crate) fn push_known(&mut self, message: T) -> Result<(), T> {
        if self.ring.link.reading.is_quiet() {
            self.ring.push_known(message)
        } else {
            Err(message)
        }
    }

    /// Whether [`push_known`](Self::push_known) would send.
    #[inline(always)]
    pub(crate) fn knows_room(&self) -> bool {
        self.ring.link.reading.is_quiet() && self.ring.knows_room()
    }

    /// Another writing end of the same linkage: they share its room.
    pub(crate) fn share(&self) -> Sender<T> {
        let link = self.link();
        link.writers.fetch_add(1, Ordering::AcqRel);
        link.many();
        Sender::new(self.ring.another())
    }

    /// Whether the reader has ended.
    pub(crate) fn is_closed(&self) -> bool {
        self.link().is_closed()
    }

    /// The next message needs a look at the other side.
    pub(crate) fn forget(&mut self) {
        self.ring.forget();
        self.owner = 0;
        self.waker = None;
        self.watches = false;
    }
}

impl<T: Send + 'static> Sender<T> {
    /// The linkage itself, for a component that wants to know of its reader.
    pub(crate) fn watch(&self) -> Arc<dyn AnyLink> {
        self.ring.link.clone()
    }

    /// Waits for the end of the reader; `false` if it has ended.
    pub(crate) fn watch_reader(&mut self, watch: &Watch<'_>) -> bool {
        let link = &self.ring.link;
        match watch {
            Watch::Lasting(waker) => {
                if !std::mem::replace(&mut self.watches, true) {
                    link.watch_reader(&waker());
                }
            }
            Watch::Once(waker) => {
                link.writing.wait_with(waker, true);
                super::fence(Ordering::SeqCst);
            }
        }
        !link.is_closed()
    }

    /// Keeps room for one message, in turn; `Err` if the reader has ended.
    ///
    /// Without a wait, the end does not join the line.
    pub(crate) fn poll_room(&mut self, here: &Here<'_>) -> Poll<Result<(), ()>> {
        if self.holds_room && !self.is_closed() {
            return Poll::Ready(Ok(()));
        }
        let poll = self.poll_turn(here);
        if poll == Poll::Ready(Ok(())) {
            self.hold_room(true);
        }
        poll
    }

    /// [`poll_room`](Self::poll_room) and [`push`](Self::push) in one. Takes the
    /// message if it is ready.
    pub(crate) fn poll_push(
        &mut self,
        message: &mut Option<T>,
        here: &Here<'_>,
    ) -> Poll<Result<(), ()>> {
        let poll = if self.holds_room && !self.is_closed() {
            Poll::Ready(Ok(()))
        } else {
            self.poll_turn(here)
        };
        if poll == Poll::Ready(Ok(()))
            && let Some(message) = message.take()
        {
            self.push(message, here);
        }
        poll
    }

    /// Sends into the room that is there.
    ///
    /// If the reader has ended in between, the message is dropped.
    pub(crate) fn push(&mut self, message: T, here: &Here<'_>) {
        let held = self.holds_room;
        self.hold_room(false);
        let link = self.ring.link.clone();
        if link.is_closed() {
            link.counts.refuse_one();
            return;
        }
        match link.many.get() {
            Some(many) => self.push_aside(many, held, message),
            None => self.push_into_ring(message, here),
        }
        link.wake_reader(here);
    }

    fn push_into_ring(&mut self, message: T, here: &Here<'_>) {
        let link = &self.ring.link;
        let stamp = link.stamps.next(link.is_crossing());
        let capacity = link.capacity();
        let room = self.ring.look(capacity, here.most);
        let slots = self.ring.slots();
        if room > 0 && self.ring.link.stamps.are_wanted() {
            let slot = self.ring.place();
            self.ring.link.stamps.put(slot, slots, stamp);
        }
        let refused = self.ring.push_known(message).err();
        let link = &self.ring.link;
        link.counts.saw(link.ring.len());
        if refused.is_some() {
            link.counts.refuse_one();
        }
        if here.island == 0 {
            self.ring.forget();
        }
    }

    fn push_aside(&mut self, many: &Many<T>, held: bool, message: T) {
        let link = &self.ring.link;
        let stamp = link.stamps.next(link.is_crossing());
        if held {
            many.promise(false);
        }
        if let Some(dropped) = many.push(stamp, message) {
            link.counts.drop_one();
            drop(dropped);
        }
    }

    fn hold_room(&mut self, holds: bool) {
        if self.holds_room == holds {
            return;
        }
        self.holds_room = holds;
        match self.link().many.get() {
            Some(many) if holds => many.promise(true),
            // Who sends says so itself.
            Some(_) => {}
            None => self.link().promised.store(holds, Ordering::Release),
        }
    }

    /// Whether it is this end's turn to send.
    fn poll_turn(&mut self, here: &Here<'_>) -> Poll<Result<(), ()>> {
        self.ring.link.arrive(End::Writing, here, &mut self.owner);
        let mut looks = 0;
        loop {
            if self.is_closed() {
                return Poll::Ready(Err(()));
            }
            if self.has_turn() {
                if looks > 0 {
                    let crossing = self.link().is_crossing();
                    self.link().writing.wait_no_longer(crossing);
                }
                return Poll::Ready(Ok(()));
            }
            if looks > 0 || !self.wait(here) {
                return Poll::Pending;
            }
            looks += 1;
        }
    }

    fn has_turn(&mut self) -> bool {
        let link = &self.ring.link;
        let before = link.ring.len();
        match link.many.get() {
            Some(many) => many.has_turn(self.ticket.get_or_insert_with(Ticket::new), before),
            None => before < link.capacity() || matches!(link.policy, Policy::DropNewest(_)),
        }
    }

    /// Waits for room, if it may; `true` if it has to look again.
    fn wait(&mut self, here: &Here<'_>) -> bool {
        let link = &self.ring.link;
        if let Some(many) = link.many.get() {
            let ticket = self.ticket.get_or_insert_with(Ticket::new);
            match &here.wait {
                Wait::Not => return false,
                Wait::AtHome => match here.home {
                    Some(place) => {
                        ticket.wait_with(self.waker.get_or_insert_with(|| place.waker()));
                    }
                    None => return false,
                },
                Wait::With(waker) => ticket.wait_with(&waker()),
            }
            many.join_line(ticket, || link.ring.len());
            return true;
        }
        let crossing = link.is_crossing();
        match &here.wait {
            Wait::Not => return false,
            Wait::AtHome => link.writing.wait_at_home(self.owner, crossing),
            Wait::With(waker) => link.writing.wait_with(&waker(), crossing),
        }
        if crossing {
            super::fence(Ordering::SeqCst);
        }
        crossing
    }

    /// Gives up the room or the place in line that this end holds.
    pub(crate) fn release(&mut self, here: &Here<'_>) {
        let link = self.ring.link.clone();
        let held = self.holds_room;
        self.hold_room(false);
        let Some(many) = link.many.get() else {
            return;
        };
        if held {
            many.promise(false);
        }
        let had_turn = self.ticket.as_ref().is_some_and(|ticket| ticket.give_up());
        if held || had_turn {
            many.release(|| link.ring.len());
            link.wake_reader(here);
        }
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        let link = &self.ring.link;
        if let Some(many) = link.many.get() {
            let before = || link.ring.len();
            if self.holds_room {
                many.promise(false);
                many.release(before);
            }
            if self.ticket.as_ref().is_some_and(|ticket| ticket.give_up()) {
                many.release(before);
            }
        } else if self.holds_room {
            link.promised.store(false, Ordering::Release);
        }
        if link.writers.fetch_sub(1, Ordering::AcqRel) == 1 {
            super::fence(Ordering::SeqCst);
            link.reading.wake(crate::home::island(), true);
        }
    }
}
