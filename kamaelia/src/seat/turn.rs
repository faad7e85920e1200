//! A turn of a component, and what the driver reads off it.

use super::{Seat, Wakers, lock};
use crate::timer::Timer;
use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

/// How many box operations a component may do before its neighbours get a turn.
const BUDGET: u32 = 256;

/// After how many operations on finished boxes, with none of use in between, a
/// component has to rest, and how long at first: it would keep the processor busy
/// until somebody ends it.
const FUTILE: u32 = 128;
const REST: Duration = Duration::from_millis(1);

/// What a component waits for, in the turn that it is having.
const ON_INBOX: u8 = 1;
const ON_SOMETHING_ELSE: u8 = 2;

thread_local! {
    static CURRENT: RefCell<Option<Seat>> = const { RefCell::new(None) };
}

impl Seat {
    /// The seat of the component that is having its turn on this thread.
    pub(crate) fn current() -> Option<Seat> {
        CURRENT.with_borrow(Clone::clone)
    }

    /// Sets the wakers, once, before the first turn.
    pub(crate) fn set_wakers(&self, handed_out: Waker, ours: Waker) {
        let _ = self.0.wakers.set(Wakers { handed_out, ours });
    }

    /// The waker of this component's turns.
    pub(crate) fn waker(&self) -> Option<&Waker> {
        self.0.wakers.get().map(|wakers| &wakers.handed_out)
    }

    /// Runs `turn` as this component.
    pub(crate) fn take_turn<R>(&self, turn: impl FnOnce() -> R) -> R {
        struct Restore(Option<Seat>);
        impl Drop for Restore {
            fn drop(&mut self) {
                CURRENT.set(self.0.take());
            }
        }
        let _restore = Restore(CURRENT.replace(Some(self.clone())));
        self.0.turns.fetch_add(1, Ordering::SeqCst);
        self.0.waits_for_inbox.store(false, Ordering::SeqCst);
        self.0.waits.store(0, Ordering::Relaxed);
        self.0.budget.store(BUDGET, Ordering::Relaxed);
        self.0.trace.within(self, turn)
    }

    /// Takes one operation off the budget of the turn that runs under `cx`. If
    /// it is used up, the component's next turn comes after its neighbours'.
    pub(crate) fn poll_budget(cx: &Context<'_>) -> Poll<()> {
        if crate::order::yields() {
            cx.waker().wake_by_ref();
            Seat::note_wait(cx, false);
            return Poll::Pending;
        }
        CURRENT.with_borrow(|current| {
            let Some(seat) = current.as_ref().filter(|seat| seat.is_home(cx)) else {
                return Poll::Ready(());
            };
            let left = seat.0.budget.load(Ordering::Relaxed);
            if left == 0 {
                cx.waker().wake_by_ref();
                seat.0.waits.fetch_or(ON_SOMETHING_ELSE, Ordering::Relaxed);
                return Poll::Pending;
            }
            seat.0.budget.store(left - 1, Ordering::Relaxed);
            Poll::Ready(())
        })
    }

    /// Notes that the component has received or sent something.
    pub(crate) fn is_of_use(&self) {
        if self.0.futile.load(Ordering::Relaxed) != 0 {
            self.0.futile.store(0, Ordering::Relaxed);
        }
    }

    /// Notes that a box has nothing for the component any more. Who does nothing
    /// but ask has to rest in between.
    pub(crate) fn poll_futile(cx: &mut Context<'_>) -> Poll<()> {
        CURRENT.with_borrow(|current| {
            let Some(seat) = current.as_ref().filter(|seat| seat.is_home(cx)) else {
                return Poll::Ready(());
            };
            let mut rest = lock(&seat.0.rest);
            if rest.is_none() {
                let asked = seat.0.futile.fetch_add(1, Ordering::Relaxed) + 1;
                // Longer each time, up to an eighth of a second.
                let times = (asked / FUTILE).min(8);
                let long = REST * (1 << times.saturating_sub(1));
                *rest = asked.is_multiple_of(FUTILE).then(|| Timer::after(long));
            }
            // A turn that it has for another reason does not end its rest.
            let Some(timer) = &mut *rest else {
                return Poll::Ready(());
            };
            let poll = Pin::new(timer).poll(cx);
            if poll.is_ready() {
                *rest = None;
            } else {
                seat.0.waits.fetch_or(ON_SOMETHING_ELSE, Ordering::Relaxed);
            }
            poll
        })
    }

    /// After a turn that did not end the component: what it waits for now.
    pub(crate) fn end_turn(&self, foreign_wakers: bool) {
        let only_inboxes = self.0.waits.load(Ordering::Relaxed) == ON_INBOX && !foreign_wakers;
        self.set_waits_for_inbox(only_inboxes);
    }

    /// The component waits for its inboxes and nothing else (or no longer).
    pub(crate) fn set_waits_for_inbox(&self, waits: bool) {
        self.0.waits_for_inbox.store(waits, Ordering::SeqCst);
        if waits && let Some(idle) = self.0.idle.get() {
            idle.wake_by_ref();
        }
    }

    /// Notes a wait of the turn that runs under `cx`.
    pub(crate) fn note_wait(cx: &Context<'_>, on_inbox: bool) {
        CURRENT.with_borrow(|current| {
            if let Some(seat) = current.as_ref().filter(|seat| seat.is_home(cx)) {
                let wait = if on_inbox {
                    ON_INBOX
                } else {
                    ON_SOMETHING_ELSE
                };
                seat.0.waits.fetch_or(wait, Ordering::Relaxed);
            }
        });
    }

    /// Whether `cx` is this component's own, not that of a future inside it
    /// that sorts out wakes itself.
    fn is_home(&self, cx: &Context<'_>) -> bool {
        self.waker()
            .is_some_and(|waker| waker.will_wake(cx.waker()))
    }

    /// The waker to leave behind in a wait of the framework.
    pub(crate) fn waker_for(cx: &Context<'_>) -> Waker {
        CURRENT.with_borrow(|current| match current {
            Some(seat) if seat.is_home(cx) => seat
                .0
                .wakers
                .get()
                .map_or_else(|| cx.waker().clone(), |w| w.ours.clone()),
            _ => cx.waker().clone(),
        })
    }
}
