//! The reading end of a linkage: [`Receiver`].

mod across;
mod front;
mod lent;

use super::Reader;
use super::order::{Rank, rank};
use super::patience::Looked;
use super::{AnyLink, End, Head, Here, Hold, Holder, Wait};
use crate::drops::drop_each;
use crate::home;
use crate::place::Home;
use crate::sync::{Ordering, fence};
use front::Front;
use std::sync::Arc;
use std::task::Context;

/// The reading end of a linkage.
///
/// The ring's end is the first in it: see [`Sources`](crate::source::Sources).
#[repr(C)]
pub(crate) struct Receiver<T> {
    pub(crate) ring: Reader<T>,
    /// Its owner's number in the list of the end; 0 if it is not known there.
    owner: u32,
    /// Whose turn it has to be for a step that looks at nothing but the ring; 0 if
    /// that is not known yet.
    number: u64,
    /// What is known of the message at the front, where it is not just the next
    /// one of the ring. Made at the first such message.
    front: Option<Box<Front<T>>>,
}

impl<T> Receiver<T> {
    pub(super) fn new(ring: Reader<T>) -> Receiver<T> {
        Receiver {
            ring,
            owner: 0,
            number: 0,
            front: None,
        }
    }

    /// Whether nothing but the ring has to be looked at, in the turn of `cx`.
    #[inline(always)]
    pub(crate) fn is_open(&self, cx: &Context<'_>) -> bool {
        home::is_turn_under(self.number, cx) && self.ring.link().header.is_open(End::Reading)
    }

    /// Waits for the next turn, if there is nothing in the ring, of which this turn has
    /// seen that nothing else has to be looked at.
    #[inline(always)]
    pub(crate) fn waits_again(&self, cx: &Context<'_>) -> bool {
        let waits = self.ring.is_open()
            && home::number_of(cx.waker()) == self.number
            && self.ring.waiting() == 0
            && self.ring.link().header.is_open(End::Reading);
        if waits {
            self.ring.link().header.reading().wait_at_home(self.owner);
        }
        waits
    }

    /// Where that is so: takes a message, and goes the short way for `most` steps;
    /// or waits for the next turn.
    #[inline]
    pub(crate) fn pop_open(&mut self, most: u64) -> Option<T> {
        let message = self.ring.pop_counting(most);
        if message.is_none() {
            self.ring.link().header.reading().wait_at_home(self.owner);
        }
        message
    }

    /// [`pop_open`](Self::pop_open) in a turn of the owner, at its `home`, if nothing
    /// but the ring has to be looked at; otherwise `None`. From now on that is known,
    /// if `may` says so.
    #[inline]
    pub(crate) fn pop_at_home(
        &mut self,
        home: &Home,
        most: u64,
        may: impl FnOnce() -> bool,
    ) -> Option<Option<T>> {
        let link = self.ring.link();
        self.owner = link.arrive_at_home(End::Reading, home, self.owner);
        self.number = home.number();
        if link.header.is_crossing() {
            return self.pop_across(most).map(Some);
        }
        if !link.header.may_open() || self.looks_closely() {
            return None;
        }
        if link.is_only_ring(End::Reading) {
            let only_ring = || link.is_only_ring(End::Reading) && !self.is_recalled();
            let may = || only_ring() && link.header.may_open() && may();
            link.header.open(End::Reading, may);
        } else if self.ring.waiting() == 0 {
            return None;
        }
        Some(self.pop_open(most))
    }

    /// [`pop_at_home`](Self::pop_at_home) of all messages that wait, up to `limit`,
    /// to the end of `messages`. Gives their number.
    pub(crate) fn pop_many_at_home(
        &mut self,
        home: &Home,
        messages: &mut Vec<T>,
        limit: usize,
    ) -> usize {
        let link = self.ring.link();
        self.owner = link.arrive_at_home(End::Reading, home, self.owner);
        if !link.header.may_open() || self.looks_closely() {
            return 0;
        }
        link.header.counts().saw(self.ring.waiting() as usize);
        self.ring.pop_many(messages, limit)
    }

    /// In a turn of the owner, at its `home`, where several linkages are read in
    /// order: takes the message at the front if it is older than `until`, and goes the
    /// short way as long as that is so, for `most` steps.
    pub(crate) fn pop_before(&mut self, home: &Home, until: Rank, most: u64) -> Option<T> {
        let link = self.ring.link();
        self.owner = link.arrive_at_home(End::Reading, home, self.owner);
        if link.header.is_crossing() || self.looks_closely() || self.ring.waiting() == 0 {
            return None;
        }
        let front = self.front.get_or_insert_default();
        let count = self.ring.count();
        let (stamp, end) = link.stamps.at(&mut front.reading, count);
        if rank(stamp) >= until {
            return None;
        }
        self.ring.pop(most.min(end - count - 1))
    }

    /// From now on each message carries its place in the order of the sends.
    pub(crate) fn stamp(&self) {
        self.ring.link().stamps.want();
        self.ring.link().header.shut(End::Writing);
        self.ring.link().header.shut(End::Reading);
    }

    /// Takes nothing new; what waits can still be read.
    pub(crate) fn refuse(&self) {
        self.ring.link().refuse();
    }

    /// It has another owner from now on.
    pub(crate) fn belong_to(&mut self, holder: Holder) -> bool {
        if self.number != 0 {
            self.ring.link().header.shut(End::Reading);
        }
        self.ring.shut();
        self.owner = 0;
        self.number = 0;
        self.ring.link().header.held_by(End::Reading, holder)
    }

    /// Whether nothing waits and nothing will come.
    pub(crate) fn is_finished(&self) -> bool {
        let over = self.ring.link().no_more_come();
        let empty = || !self.has_lifted() && self.ring.link().has_nothing();
        self.ring.link().is_gone() || self.is_recalled() || over && empty()
    }

    /// Whether it is finished, and nothing is left to be cleared away.
    pub(crate) fn is_over(&self) -> bool {
        !self.ring.link().is_gone() && self.is_finished()
    }

    /// Whether a message stands at the front, which may have to be lifted there.
    fn finds(&mut self) -> bool {
        if !self.has_lifted() && self.ring.waiting() > 0 {
            return true;
        }
        let link = self.ring.link();
        let Some(aside) = link.aside.get() else {
            return false;
        };
        if !self.has_lifted() && aside.is_empty() {
            return false;
        }
        // What went into the ring comes first, also what came just now: nothing new
        // goes there while something is here.
        if !self.has_lifted() && self.ring.waiting() > 0 {
            return true;
        }
        let front = self.front.get_or_insert_default();
        if aside.outdates_lifted()
            && let Some((_, message)) = front.lifted.take()
        {
            front.seen = None;
            aside.outdate();
            link.header.counts().drop_one();
            drop(message);
        }
        if front.lifted.is_none() {
            front.lifted = aside.lift();
        }
        front.lifted.is_some()
    }

    /// Takes what stands at the front.
    #[inline]
    fn take(&mut self, here: &Here<'_>) -> Option<T> {
        let link = self.ring.link();
        if let Some(front) = &mut self.front {
            front.seen = None;
            if let Some((_, message)) = front.lifted.take() {
                if let Some(aside) = link.aside.get() {
                    aside.receive(|| link.header.waiting());
                }
                return Some(message);
            }
        }
        let may_open = link.header.may_open() && !link.stamps.are_wanted();
        let message = self.ring.pop(if may_open { here.most } else { 0 })?;
        let link = self.ring.link();
        link.acted(End::Reading, here);
        if let Some(aside) = link.aside.get() {
            aside.admit(|| link.header.waiting());
        }
        Some(message)
    }
}

impl<T> Receiver<T> {
    /// The linkage itself, for a graph that watches it.
    pub(crate) fn watch(&self) -> Arc<dyn AnyLink> {
        Hold::of(self.ring.link()).into_any()
    }

    /// What stands at the front.
    #[inline]
    pub(crate) fn head(&mut self, here: &Here<'_>) -> Head {
        if let Some(rank) = self.seen_in_ring() {
            return Head::Message(rank);
        }
        match self.poll_front(here) {
            Ok(()) => Head::Message(self.rank()),
            Err(head) => head,
        }
    }

    /// Takes the message at the front, which was seen there.
    pub(crate) fn pop(&mut self, here: &Here<'_>) -> Option<T> {
        self.poll_pop(&here.without_wait()).ok()
    }

    /// Takes the message at the front, or says why there is none.
    #[inline]
    pub(crate) fn poll_pop(&mut self, here: &Here<'_>) -> Result<T, Head> {
        self.poll_front(here)?;
        self.take(here).ok_or(Head::Empty)
    }

    /// Finds the message at the front, or waits for one if it may.
    #[inline]
    fn poll_front(&mut self, here: &Here<'_>) -> Result<(), Head> {
        self.ring.link().arrive(End::Reading, here, &mut self.owner);
        self.number = here.home.map_or(0, Home::number);
        if self.ring.link().is_gone() {
            self.clear();
            return Err(Head::Finished);
        }
        let mut looks = 0;
        loop {
            if self.is_recalled() {
                return Err(Head::Finished);
            }
            // In this order: who sends before it ends is not missed.
            let over = self.ring.link().no_more_come();
            if self.finds() {
                if looks > 0 {
                    self.ring.link().header.reading().wait_no_longer();
                }
                return Ok(());
            }
            if over {
                return Err(Head::Finished);
            }
            if looks == 0 {
                match self.look_across(here) {
                    Looked::Found => continue,
                    Looked::Later => return Err(Head::Empty),
                    Looked::InVain => {}
                }
            }
            if looks > 0 || !self.wait(here) {
                return Err(Head::Empty);
            }
            looks += 1;
        }
    }

    /// Waits for a message, if it may; `true` if it has to look again.
    fn wait(&self, here: &Here<'_>) -> bool {
        let header = &self.ring.link().header;
        if here.may_wait() {
            // Before the last look: what comes after it is fresh.
            header.set_fresh(false);
        }
        match here.wait {
            Wait::Not => return false,
            Wait::AtHome => header.reading().wait_at_home(self.owner),
            Wait::With(waker) => header.reading().wait_with(&waker()),
        }
        let crossing = header.is_crossing();
        if crossing {
            header.await_next();
            fence(Ordering::SeqCst);
        }
        crossing
    }
}

impl<T> Receiver<T> {
    /// Drops what waits: nobody reads it any more.
    fn clear(&mut self) {
        let link = self.ring.link();
        link.header.counts().leave(&link.header);
        if self.front.is_none() && link.aside.get().is_none() && self.ring.waiting() == 0 {
            return;
        }
        let link = link.clone();
        let lifted = self.front.take().and_then(|front| front.lifted);
        let lifted = lifted.map(|(_, message)| message);
        let lifted = lifted
            .into_iter()
            .inspect(|_| link.header.counts().drop_one());
        let aside = lifted.chain(link.unread_aside());
        let ring = std::iter::from_fn(|| self.ring.pop(0));
        let ring = ring.inspect(|_| link.header.counts().drop_one());
        drop_each(ring.chain(aside));
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        if self.go_home() {
            return;
        }
        let link = self.ring.link();
        if !link.gone.swap(true, Ordering::Relaxed) {
            match link.writers.load(Ordering::Relaxed) {
                0 => link.close_unwritten(),
                _ => link.refuse(),
            }
        }
        self.clear();
    }
}
