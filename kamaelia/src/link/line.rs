//! Writers that wait for room in a linkage that they share: [`Line`].

use crate::sync::{ArrayQueue, AtomicUsize, AtomicWaker, Ordering, SegQueue};
use std::sync::Arc;
use std::task::{Wake, Waker};

/// How many wait in line at no cost: more need room that is made when they come.
const FEW: usize = 16;

/// The line: who came first is first.
pub(super) struct Line {
    few: ArrayQueue<Arc<Ticket>>,
    /// Those behind the few.
    many: SegQueue<Arc<Ticket>>,
    /// Calls to look who may go: one of the callers looks, for all of them.
    calls: AtomicUsize,
}

/// A writer's place in the line.
pub(super) struct Ticket {
    state: AtomicUsize,
    waker: AtomicWaker,
}

/// Not in the line.
const AWAY: usize = 0;
/// In the line, and waits.
const WAITS: usize = 1;
/// In the line, but waits no longer.
const GAVE_UP: usize = 2;
/// Left the line, with room that is kept for it.
const TURN: usize = 3;

impl Ticket {
    pub(super) fn new() -> Arc<Ticket> {
        Arc::new(Ticket {
            state: AtomicUsize::new(AWAY),
            waker: AtomicWaker::new(),
        })
    }

    fn change(&self, from: usize, to: usize) -> bool {
        // Who gives a turn wakes with the waker that was left before the wait. No
        // model shows it: the checker's wakers have a lock.
        self.state
            .compare_exchange(from, to, Ordering::AcqRel, Ordering::Relaxed)
            .is_ok()
    }

    /// Whether its turn has come; it has its room then.
    pub(super) fn take_turn(&self) -> bool {
        self.change(TURN, AWAY)
    }

    pub(super) fn is_in_line(&self) -> bool {
        self.state.load(Ordering::Relaxed) == WAITS
    }

    /// Who is woken when its turn comes.
    pub(super) fn wait_with(&self, waker: &Waker) {
        self.waker.register(waker);
    }

    /// Wakes whoever waits with it, whatever for.
    pub(super) fn waker(self: &Arc<Self>) -> Waker {
        Waker::from(self.clone())
    }

    /// Waits no longer; `true` if its turn had come, so that it has room.
    pub(super) fn give_up(&self) -> bool {
        !self.change(WAITS, GAVE_UP) && self.take_turn()
    }
}

impl Wake for Ticket {
    fn wake(self: Arc<Self>) {
        self.waker.wake();
    }
}

impl Default for Line {
    fn default() -> Line {
        Line {
            few: ArrayQueue::new(FEW),
            many: SegQueue::new(),
            calls: AtomicUsize::new(0),
        }
    }
}

impl Line {
    pub(super) fn is_empty(&self) -> bool {
        self.few.is_empty() && self.many.is_empty()
    }

    fn push(&self, ticket: Arc<Ticket>) {
        // Nobody goes before those who are behind the few already.
        if !self.many.is_empty() {
            return self.many.push(ticket);
        }
        if let Err(ticket) = self.few.push(ticket) {
            self.many.push(ticket);
        }
    }

    fn pop(&self) -> Option<Arc<Ticket>> {
        self.few.pop().or_else(|| self.many.pop())
    }

    /// Puts a writer in line; who gave up and is still there keeps its place.
    pub(super) fn join(&self, ticket: &Arc<Ticket>) {
        if !ticket.change(GAVE_UP, WAITS) && ticket.change(AWAY, WAITS) {
            self.push(ticket.clone());
        }
    }

    /// Lets those go for whom `take_room` finds room; `give_back` takes back
    /// what nobody wanted.
    pub(super) fn admit(&self, take_room: impl Fn() -> bool, give_back: impl Fn()) {
        // Each caller sees what those before gave back. No model shows it, as it
        // takes a writer that gave up just now.
        if self.calls.fetch_add(1, Ordering::AcqRel) > 0 {
            return;
        }
        let mut calls = 1;
        loop {
            while !self.is_empty() && take_room() {
                if !self.let_one_go() {
                    give_back();
                    break;
                }
            }
            // As above: no model shows all of it.
            match self
                .calls
                .compare_exchange(calls, 0, Ordering::AcqRel, Ordering::Acquire)
            {
                Ok(_) => return,
                Err(more) => calls = more,
            }
        }
    }

    /// Lets the first go who still waits, if anybody does.
    fn let_one_go(&self) -> bool {
        while let Some(ticket) = self.pop() {
            loop {
                if ticket.change(WAITS, TURN) {
                    ticket.waker.wake();
                    return true;
                }
                // Who gave up may have come back meanwhile, and counts on its place.
                if ticket.change(GAVE_UP, AWAY) {
                    break;
                }
            }
        }
        false
    }

    /// Wakes everybody.
    pub(super) fn wake_all(&self) {
        while let Some(ticket) = self.pop() {
            while !ticket.change(WAITS, AWAY) && !ticket.change(GAVE_UP, AWAY) {}
            ticket.waker.wake();
        }
    }
}
