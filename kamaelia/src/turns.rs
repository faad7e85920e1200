//! Whose turn it is: [`Turns`].

use crate::order;
use crate::seat::Seat;
use futures::task::AtomicWaker;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, Wake, Waker};

/// Which of a future's components were woken, and the wakers that say so.
pub(crate) struct Turns {
    shared: Arc<Shared>,
    /// One waker a component, as it is handed to futures that are not ours.
    handed_out: Vec<Option<Arc<Bell>>>,
    /// Whom a schedule picked last.
    picked: usize,
}

struct Shared {
    ready: Box<[AtomicU64]>,
    outer: AtomicWaker,
}

/// Wakes one component.
struct Bell {
    shared: Arc<Shared>,
    index: usize,
}

impl Wake for Bell {
    /// Lets go of the waker first: who still held one when the component has
    /// its turn would seem to wait for something.
    fn wake(self: Arc<Self>) {
        let (shared, index) = (self.shared.clone(), self.index);
        drop(self);
        shared.wake(index);
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.shared.wake(self.index);
    }
}

impl Shared {
    fn wake(&self, index: usize) {
        self.ready[index / 64].fetch_or(1 << (index % 64), Ordering::AcqRel);
        self.outer.wake();
    }
}

impl Turns {
    /// For so many components, all of which are ready.
    pub(crate) fn new(components: usize) -> Turns {
        let words = components.div_ceil(64);
        let ready = (0..words).map(|word| {
            let used = (components - word * 64).min(64);
            AtomicU64::new(u64::MAX >> (64 - used))
        });
        let shared = Shared {
            ready: ready.collect(),
            outer: AtomicWaker::new(),
        };
        Turns {
            shared: Arc::new(shared),
            handed_out: vec![None; components],
            picked: usize::MAX,
        }
    }

    /// Gives a component its wakers, before its first turn.
    pub(crate) fn seat(&mut self, index: usize, seat: &Seat) {
        if self.handed_out[index].is_none() {
            let bell = || {
                Arc::new(Bell {
                    shared: self.shared.clone(),
                    index,
                })
            };
            let handed_out = bell();
            seat.set_wakers(Waker::from(handed_out.clone()), Waker::from(bell()));
            self.handed_out[index] = Some(handed_out);
        }
    }

    /// Who is to be woken when a component is.
    pub(crate) fn wake_with(&self, waker: &Waker) {
        self.shared.outer.register(waker);
    }

    /// Whether any component was woken since its last turn.
    pub(crate) fn any_ready(&self) -> bool {
        self.shared
            .ready
            .iter()
            .any(|word| word.load(Ordering::Acquire) != 0)
    }

    /// Whether a component was woken; it no longer is.
    pub(crate) fn take_ready(&self, index: usize) -> bool {
        let bit = 1 << (index % 64);
        self.shared.ready[index / 64].fetch_and(!bit, Ordering::AcqRel) & bit != 0
    }

    /// The component that a schedule gives the next turn to, of those that have
    /// not ended; it is no longer ready.
    pub(crate) fn pick(&mut self, ended: &[bool]) -> Option<usize> {
        let is_ready = |index: usize| {
            let word = self.shared.ready[index / 64].load(Ordering::Acquire);
            word & (1 << (index % 64)) != 0
        };
        let (ended, alive): (Vec<_>, Vec<_>) = (0..ended.len()).partition(|&index| ended[index]);
        for index in ended {
            self.take_ready(index);
        }
        let alive = alive.into_iter();
        self.picked = order::pick(self.picked, alive.map(|index| (index, is_ready(index))))?;
        self.take_ready(self.picked);
        Some(self.picked)
    }

    /// Gives a component a turn, and notes what it waits for after it.
    pub(crate) fn give<R>(
        &self,
        index: usize,
        seat: &Seat,
        poll: impl FnOnce(&mut Context<'_>) -> Poll<R>,
    ) -> Poll<R> {
        if seat.blocks() {
            return self.give_quietly(index, poll);
        }
        let (Some(bell), Some(waker)) = (&self.handed_out[index], seat.waker()) else {
            return Poll::Pending;
        };
        let poll = seat.take_turn(|| poll(&mut Context::from_waker(waker)));
        // Since this turn the component may have a thread, which may wait already.
        if poll.is_pending() && !seat.blocks() {
            // Ours and the seat's; any other is held by a future that waits
            // for something else than a box.
            let foreign = Arc::strong_count(bell) > 2;
            seat.end_turn(foreign);
        }
        poll
    }

    /// Gives a turn to what stands for a component that runs elsewhere.
    pub(crate) fn give_quietly<R>(
        &self,
        index: usize,
        poll: impl FnOnce(&mut Context<'_>) -> Poll<R>,
    ) -> Poll<R> {
        let Some(bell) = &self.handed_out[index] else {
            return Poll::Pending;
        };
        poll(&mut Context::from_waker(&Waker::from(bell.clone())))
    }
}
