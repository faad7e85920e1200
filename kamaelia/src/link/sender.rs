//! The writing end of a linkage: [`Sender`].

mod across;
mod lent;
mod room;

use super::Writer;
use super::loan::Loan;
use super::patience::Looked;
use super::{AnyLink, End, Here, Hold, Holder, Kind};
use crate::drops::drop_each;
use crate::home;
use crate::place::Home;
use crate::sync::{Ordering, fence};
use room::InLine;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

/// How a writer waits for the end of its reader.
pub enum Watch<'a> {
    /// With a waker that stays the same until then.
    Lasting(&'a dyn Fn() -> Waker),
    Once(&'a Waker),
}

/// The writing end of a linkage.
///
/// The ring's end is the first in it, and what is not a number the last: see
/// [`Outgoing`](crate::outgoing::Outgoing).
#[repr(C)]
pub struct Sender<T> {
    pub(crate) ring: Writer<T>,
    /// Whose turn it has to be for a step that looks at nothing but the ring; 0 if
    /// that is not known yet.
    number: u64,
    /// Its place in line, where several ends share the linkage.
    line: Option<Box<InLine>>,
    /// Of an end that is lent.
    loan: Option<Box<Loan<Sender<T>>>>,
    /// Its owner's number in the list of the end; 0 if it is not known there.
    owner: u32,
    /// It keeps room for a message.
    holds_room: bool,
    /// It is woken when the reader ends.
    watches: bool,
}

impl<T> Sender<T> {
    pub(super) fn new(ring: Writer<T>) -> Sender<T> {
        Sender {
            ring,
            number: 0,
            line: None,
            loan: None,
            owner: 0,
            holds_room: false,
            watches: false,
        }
    }

    /// Whether nothing but the ring has to be looked at, in the turn of `cx`: a run of
    /// messages that are to be stamped begins elsewhere.
    #[inline(always)]
    pub(crate) fn is_open(&self, cx: &Context<'_>) -> bool {
        let link = self.ring.link();
        home::is_turn_under(self.number, cx)
            && link.header.is_open(End::Writing)
            && !link.stamps.are_wanted()
    }

    /// Where that is so: sends the message, takes it, and goes the short way for
    /// `most` steps; or waits for the next turn. `false` if there is more to look at.
    #[inline(always)]
    pub(crate) fn push_open(&mut self, message: &mut Option<T>, most: u64) -> bool {
        let pushed = self.ring.push_more(message, most);
        let link = self.ring.link();
        match pushed {
            Some(waiting) => link.header.counts().saw(waiting),
            None => {
                // Of a ring that has not been used nobody knows that it has no room.
                if link.kind == Kind::Unbounded || self.ring.count() == 0 {
                    return false;
                }
                link.header.counts().saw(link.header.capacity());
                link.header.writing().wait_at_home(self.owner);
            }
        }
        true
    }

    /// Where that is so: whether there is room. Then it is known, and the end may use
    /// `most` of it the short way.
    #[inline]
    pub(crate) fn look_for_room(&mut self, most: u64) -> bool {
        !self.holds_room && self.ring.look_for_room(most)
    }

    /// [`push_open`](Self::push_open) in a turn of the owner, at its `home`, if
    /// nothing but the ring has to be looked at. From now on that is known, if `may`
    /// says so.
    #[inline]
    pub(crate) fn push_at_home(
        &mut self,
        message: &mut Option<T>,
        home: &Home,
        most: u64,
        may: impl FnOnce() -> bool,
    ) -> bool {
        if !self.arrive_at_home(home) {
            return false;
        }
        if self.ring.link().header.is_crossing() {
            return self.push_across(message, most);
        }
        if !self.is_only_ring(may) {
            return false;
        }
        let link = self.ring.link();
        let Some(taken) = message.take() else {
            return false;
        };
        let most = if link.header.may_open() { most } else { 1 };
        let pushed = self.ring.push(taken, most - 1);
        let link = self.ring.link();
        match pushed {
            Ok(waiting) => link.header.counts().saw(waiting),
            Err(back) => {
                *message = Some(back);
                if link.kind == Kind::Unbounded {
                    return false;
                }
                link.header.counts().saw(link.header.capacity());
                link.header.writing().wait_at_home(self.owner);
            }
        }
        true
    }

    /// [`look_for_room`](Self::look_for_room) in a turn of the owner, at its `home`, if
    /// nothing but the ring has to be looked at.
    #[inline]
    pub(crate) fn look_at_home(
        &mut self,
        home: &Home,
        most: u64,
        may: impl FnOnce() -> bool,
    ) -> bool {
        if !self.arrive_at_home(home) || !self.is_only_ring(may) {
            return false;
        }
        let link = self.ring.link();
        link.header.may_open() && !link.stamps.are_wanted() && self.ring.look_for_room(most)
    }

    /// The owner uses the end in a turn at its `home`; whether it is one that keeps no
    /// room, of a linkage that a sender may wait at.
    #[inline]
    fn arrive_at_home(&mut self, home: &Home) -> bool {
        let link = self.ring.link();
        self.owner = link.arrive_at_home(End::Writing, home, self.owner);
        self.number = home.number();
        !self.holds_room && matches!(link.kind, Kind::Capacity | Kind::Unbounded)
    }

    /// Whether nothing but the ring has to be looked at. From now on that is known, if
    /// `may` says so.
    #[inline]
    fn is_only_ring(&self, may: impl FnOnce() -> bool) -> bool {
        let link = self.ring.link();
        if !link.is_only_ring(End::Writing) {
            return false;
        }
        if link.header.may_open() {
            let may = || link.is_only_ring(End::Writing) && link.header.may_open() && may();
            link.header.open(End::Writing, may);
        }
        true
    }

    /// Whether it is known that there is room, of which it keeps none.
    #[inline]
    pub(crate) fn knows_room(&self) -> bool {
        !self.holds_room && self.ring.knows_room()
    }

    /// Another writing end of the same linkage: they share its room.
    pub(crate) fn share(&self) -> Sender<T> {
        let link = self.ring.link();
        link.writers.fetch_add(1, Ordering::Relaxed);
        link.put_aside();
        Sender::new(Writer::beside(link.clone()))
    }

    /// Whether the reader has ended.
    pub(crate) fn is_closed(&self) -> bool {
        self.ring.link().is_closed()
    }

    /// It has another owner from now on.
    pub(crate) fn belong_to(&mut self, holder: Holder) -> bool {
        if self.number != 0 {
            self.ring.link().header.shut(End::Writing);
        }
        self.ring.shut();
        self.owner = 0;
        self.number = 0;
        if let Some(line) = &mut self.line {
            line.waker = None;
        }
        self.watches = false;
        self.ring.link().header.held_by(End::Writing, holder)
    }
}

impl<T> Sender<T> {
    /// The linkage itself, for a component that wants to know of its reader.
    pub(crate) fn watch(&self) -> Arc<dyn AnyLink> {
        Hold::of(self.ring.link()).into_any()
    }

    /// Waits for the end of the reader; `false` if it has ended.
    pub(crate) fn watch_reader(&mut self, watch: &Watch<'_>) -> bool {
        match watch {
            Watch::Lasting(waker) => {
                if !std::mem::replace(&mut self.watches, true) {
                    let waker = waker();
                    if let Some(loan) = &mut self.loan {
                        loan.watcher = Some(waker.clone());
                    }
                    self.ring.link().watch_reader(waker);
                }
            }
            Watch::Once(waker) => {
                let link = self.ring.link();
                link.header.cross();
                if link.header.is_put_aside() {
                    // Several may watch, each with a waker of its own.
                    let line = self.line.get_or_insert_with(InLine::new);
                    line.ticket.wait_with(waker);
                    if !std::mem::replace(&mut line.watches, true) {
                        link.watch_reader_beside(line.ticket.waker());
                    }
                } else {
                    link.header.writing().wait_with(waker);
                }
                fence(Ordering::SeqCst);
            }
        }
        !self.ring.link().is_closed()
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
        if self.holds_room || self.ring.link().in_use_aside().is_some() {
            let poll = self.poll_room(here);
            if poll == Poll::Ready(Ok(()))
                && let Some(message) = message.take()
            {
                self.push(message, here);
            }
            return poll;
        }
        self.arrive(here);
        let mut looks = 0;
        while !self.is_closed() {
            let Some(taken) = message.take() else {
                return Poll::Ready(Ok(()));
            };
            match self.push_into_ring(taken, here) {
                Ok(()) => {
                    if looks > 0 {
                        self.ring.link().header.writing().wait_no_longer();
                    }
                    return Poll::Ready(Ok(()));
                }
                Err(back) => *message = Some(back),
            }
            if looks == 0 {
                match self.look_across(here) {
                    Looked::Found => continue,
                    Looked::Later => return Poll::Pending,
                    Looked::InVain => {}
                }
            }
            if looks > 0 || !self.wait(here) {
                return Poll::Pending;
            }
            looks += 1;
        }
        Poll::Ready(Err(()))
    }

    /// Sends into the room that is there.
    ///
    /// If the reader has ended in between, the message is dropped.
    pub(crate) fn push(&mut self, message: T, here: &Here<'_>) {
        let held = self.holds_room;
        self.hold_room(false);
        if self.is_closed() {
            self.ring.link().header.counts().refuse_one();
            return;
        }
        if held && let Some(aside) = self.ring.link().for_good_aside() {
            aside.promise(false);
        }
        if self.ring.link().in_use_aside().is_some() {
            self.push_aside(message);
            self.ring.link().acted(End::Writing, here);
        } else if self.push_into_ring(message, here).is_err() {
            self.ring.link().header.counts().refuse_one();
        }
    }

    /// The end is used, here and now.
    #[inline]
    fn arrive(&mut self, here: &Here<'_>) {
        self.ring.link().arrive(End::Writing, here, &mut self.owner);
        self.number = here.home.map_or(0, Home::number);
    }

    fn push_into_ring(&mut self, message: T, here: &Here<'_>) -> Result<(), T> {
        let may_open = self.ring.link().header.may_open();
        let pushed = self
            .ring
            .push(message, if may_open { here.most } else { 0 });
        let link = self.ring.link();
        match pushed {
            Ok(waiting) => link.header.counts().saw(waiting),
            Err(message) => match link.kind {
                Kind::DropNewest => link.header.counts().refuse_one(),
                Kind::Unbounded => {
                    link.aside();
                    // Also when there is room again, the next one goes after this.
                    link.header.shut(End::Writing);
                    self.push_aside(message);
                }
                _ => return Err(message),
            },
        }
        link.acted(End::Writing, here);
        Ok(())
    }

    fn push_aside(&self, message: T) {
        let link = self.ring.link();
        let Some(aside) = link.aside.get() else {
            return;
        };
        let stamp = link.stamps.next(link.header.is_crossing());
        let dropped = aside.push(stamp, message);
        link.header.set_fresh(true);
        if link.header.is_open(End::Reading) {
            link.header.shut(End::Reading);
        }
        link.header.counts().saw(aside.len());
        if let Some(dropped) = dropped {
            link.header.counts().drop_one();
            drop(dropped);
        }
        // The reader may have gone meanwhile, and cleared away what it found. No model
        // shows what the fence is for: the queue's own steps, which no model sees,
        // are exchanges.
        fence(Ordering::SeqCst);
        if link.is_gone() {
            drop_each(link.unread_aside());
        }
    }
}
