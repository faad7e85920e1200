//! How a writer comes to have room, and keeps it.

use super::Sender;
use crate::link::line::Ticket;
use crate::link::patience::Looked;
use crate::link::{End, Here, Kind, Wait};
use crate::sync::{Ordering, fence};
use std::sync::Arc;
use std::task::{Poll, Waker};

/// What a writer has that waits in line.
pub(super) struct InLine {
    pub(super) ticket: Arc<Ticket>,
    /// The waker of its owner's place.
    pub(super) waker: Option<Waker>,
    /// The ticket is among those that are woken when the reader ends.
    pub(super) watches: bool,
}

impl InLine {
    pub(super) fn new() -> Box<InLine> {
        Box::new(InLine {
            ticket: Ticket::new(),
            waker: None,
            watches: false,
        })
    }
}

impl<T> Sender<T> {
    pub(super) fn hold_room(&mut self, holds: bool) {
        if self.holds_room == holds {
            return;
        }
        self.holds_room = holds;
        match self.ring.link().for_good_aside() {
            Some(aside) if holds => aside.promise(true),
            // Who sends says so itself.
            Some(_) => {}
            None => self.ring.link().promised.store(holds, Ordering::Relaxed),
        }
    }

    /// Whether it is this end's turn to send.
    pub(super) fn poll_turn(&mut self, here: &Here<'_>) -> Poll<Result<(), ()>> {
        self.arrive(here);
        let mut looks = 0;
        while !self.is_closed() {
            if self.has_turn() {
                if looks > 0 {
                    self.ring.link().header.writing().wait_no_longer();
                }
                return Poll::Ready(Ok(()));
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

    fn has_turn(&mut self) -> bool {
        let link = self.ring.link();
        let before = link.header.waiting();
        match (link.in_use_aside(), link.kind) {
            (Some(aside), _) => {
                aside.has_turn(&self.line.get_or_insert_with(InLine::new).ticket, before)
            }
            (None, Kind::DropNewest | Kind::Unbounded) => true,
            (None, _) => before < link.header.capacity(),
        }
    }

    /// Waits for room, if it may; `true` if it has to look again.
    pub(super) fn wait(&mut self, here: &Here<'_>) -> bool {
        let link = self.ring.link();
        if let Some(aside) = link.for_good_aside() {
            let InLine { ticket, waker, .. } = &mut **self.line.get_or_insert_with(InLine::new);
            match (here.wait, here.home) {
                (Wait::AtHome, Some(home)) => {
                    ticket.wait_with(waker.get_or_insert_with(|| home.place().waker()));
                }
                (Wait::With(waker), _) => ticket.wait_with(&waker()),
                _ => return false,
            }
            aside.join_line(ticket, || link.header.waiting());
            return true;
        }
        link.header.counts().saw(link.header.capacity());
        match here.wait {
            Wait::Not => return false,
            Wait::AtHome => link.header.writing().wait_at_home(self.owner),
            Wait::With(waker) => link.header.writing().wait_with(&waker()),
        }
        let crossing = link.header.is_crossing();
        if crossing {
            fence(Ordering::SeqCst);
        }
        crossing
    }

    /// Gives up the room or the place in line that this end holds.
    pub(crate) fn release(&mut self, here: &Here<'_>) {
        let held = self.holds_room;
        self.hold_room(false);
        let link = self.ring.link();
        let Some(aside) = link.for_good_aside() else {
            return;
        };
        if held {
            aside.promise(false);
        }
        let had_turn = self.line.as_ref().is_some_and(|line| line.ticket.give_up());
        if held || had_turn {
            aside.release(|| link.header.waiting());
            link.acted(End::Writing, here);
        }
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        let link = self.ring.link();
        if let Some(aside) = link.for_good_aside() {
            let before = || link.header.waiting();
            if self.holds_room {
                aside.promise(false);
                aside.release(before);
            }
            if self.line.as_ref().is_some_and(|line| line.ticket.give_up()) {
                aside.release(before);
            }
        } else if self.holds_room {
            link.promised.store(false, Ordering::Relaxed);
        }
        if let Some(line) = self.line.as_ref().filter(|line| line.watches) {
            link.forget_watcher(&line.ticket.waker());
        }
        if self.go_home() {
            return;
        }
        let link = self.ring.link();
        if link.writers.fetch_sub(1, Ordering::Release) == 1 {
            link.header.shut(End::Reading);
            link.header.look_again(End::Reading);
        }
    }
}
