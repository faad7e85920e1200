//! A turn of a component, and what the driver reads off it.

use super::current;
use super::rare::Rare;
use super::{Seat, Waits, lock};
use crate::home::{self, Turn};
use crate::link::{Here, Wait};
use crate::place::{Home, Place};
use crate::timer::Timer;
use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

/// How many looks at its boxes a component has before its neighbours get a turn,
/// and how many steps it may take the short way after each.
const BUDGET: u32 = 256;
const STEPS: u64 = 64;

/// After how many operations on finished boxes, with none of use in between, a
/// component has to rest, and how long at first: it would keep the processor busy
/// until somebody ends it.
const FUTILE: u32 = 128;
const REST: Duration = Duration::from_millis(1);

impl Seat {
    /// The seat of the component that is having its turn on this thread.
    pub(crate) fn current() -> Option<Seat> {
        current::with(|current| current.cloned())
    }

    /// Sets where the component has its turns, once, before the first.
    pub(crate) fn set_home(&self, home: Home) {
        let _ = self.0.home.set(home);
    }

    /// Where the component has its turns.
    #[inline]
    pub(crate) fn home(&self) -> Option<&Home> {
        self.0.home.get()
    }

    /// The waker of this component's turns.
    pub(crate) fn waker(&self) -> Option<&Waker> {
        self.home().map(Home::waker)
    }

    /// The place of the component that is having its turn under this `cx`.
    pub(crate) fn place_of(cx: &Context<'_>) -> Option<Place> {
        current::with(|current| {
            let seat = current.filter(|seat| seat.is_home(cx))?;
            seat.home().map(|home| home.place().clone())
        })
    }

    /// The next step at each of its boxes is not the short way.
    pub(crate) fn shut(&self) {
        if let Some(home) = self.home() {
            home.shut();
        }
    }

    /// Where an end is used whose owner is this; `waker` is left in a wait that
    /// is not the owner's own.
    #[inline]
    pub(crate) fn here<'a>(
        owner: Option<&'a Seat>,
        cx: Option<&Context<'_>>,
        waker: &'a dyn Fn() -> Waker,
    ) -> Here<'a> {
        let elsewhere = || Here {
            home: None,
            island: 0,
            wait: match cx {
                Some(_) => Wait::With(waker),
                None => Wait::Not,
            },
            most: 0,
        };
        let Some(seat) = owner else {
            return elsewhere();
        };
        match seat.home() {
            Some(home) if home.has_turn() => Here {
                home: Some(home),
                island: home::island(),
                wait: match cx {
                    None => Wait::Not,
                    Some(cx) if home.is_own(cx) => Wait::AtHome,
                    Some(_) => Wait::With(waker),
                },
                most: if seat.looks_each_time() { 0 } else { STEPS },
            },
            _ => elsewhere(),
        }
    }

    /// Whether the component has to look around before each step.
    #[inline]
    pub(crate) fn looks_each_time(&self) -> bool {
        self.0.told.load(Ordering::Relaxed) != 0
            || self.0.futile.load(Ordering::Relaxed) != 0
            || crate::order::is_set()
    }

    /// Takes a look off the budget of the turn, if there is one left: gives how many
    /// steps the component may take the short way after it.
    #[inline(always)]
    pub(crate) fn spend_look(&self) -> Option<u64> {
        let budget = self.0.budget.load(Ordering::Relaxed).checked_sub(1)?;
        self.0.budget.store(budget, Ordering::Relaxed);
        Some(STEPS)
    }

    /// The component's home, if `cx` is that of its turn on this thread, and how
    /// many steps it may take the short way after a look.
    #[inline]
    pub(crate) fn goes_on(&self, cx: &Context<'_>) -> Option<(&Home, u64)> {
        let home = self.home()?;
        let budget = self.0.budget.load(Ordering::Relaxed);
        if budget == 0 || !home.has_turn() || !home.is_own(cx) || self.looks_each_time() {
            return None;
        }
        self.0.budget.store(budget - 1, Ordering::Relaxed);
        Some((home, STEPS))
    }

    /// [`poll_budget`](Self::poll_budget) of a component at its own box.
    #[inline]
    pub(crate) fn poll_own_budget(&self, cx: &Context<'_>) -> Poll<()> {
        if crate::order::yields() {
            cx.waker().wake_by_ref();
            self.note_own_wait(Waits::FOR_SOMETHING_ELSE);
            return Poll::Pending;
        }
        let left = self.0.budget.load(Ordering::Relaxed);
        if left == 0 {
            cx.waker().wake_by_ref();
            self.note_own_wait(Waits::FOR_SOMETHING_ELSE);
            return Poll::Pending;
        }
        self.0.budget.store(left - 1, Ordering::Relaxed);
        Poll::Ready(())
    }

    /// Whether `cx` is that of a turn that this component has on this thread.
    pub(crate) fn is_own(&self, cx: &Context<'_>) -> bool {
        self.home()
            .is_some_and(|home| home.has_turn() && home.is_own(cx))
    }

    /// Notes a wait of the component at its own box.
    #[inline]
    pub(crate) fn note_own_wait(&self, waits: Waits) {
        self.0.waits.add(waits);
    }

    /// Runs `turn` as this component, where it has its turns.
    #[inline]
    pub(crate) fn take_turn_at_home<R>(&self, home: &Home, turn: impl FnOnce() -> R) -> R {
        let _turn = Turn::begin(home.number());
        current::during(self, || {
            // Seen by its own island, or behind the marks of who is elsewhere.
            let turns = self.0.turns.load(Ordering::Relaxed);
            self.0.turns.store(turns + 1, Ordering::Relaxed);
            self.0.waits.store(Waits::NOW_ITS_TURN, Ordering::Relaxed);
            self.0.budget.store(BUDGET, Ordering::Relaxed);
            self.0.trace.within(self, turn)
        })
    }

    /// Runs `turn` as this component, wherever that is.
    pub(crate) fn take_turn<R>(&self, turn: impl FnOnce() -> R) -> R {
        current::during(self, || {
            self.0.turns.fetch_add(1, Ordering::SeqCst);
            self.0.waits.store(Waits::NOW_ITS_TURN, Ordering::SeqCst);
            self.0.budget.store(BUDGET, Ordering::Relaxed);
            self.0.trace.within(self, turn)
        })
    }

    /// Lets a graph go on that is on a task of its own: whoever looks at it from
    /// elsewhere sees that.
    pub(crate) fn go_on_elsewhere<R>(&self, turn: impl FnOnce() -> R) -> R {
        self.0.turns.fetch_add(1, Ordering::SeqCst);
        self.0.waits.store(Waits::NOW_ITS_TURN, Ordering::SeqCst);
        let done = turn();
        self.0.waits.store(Waits::FOR_MESSAGES, Ordering::SeqCst);
        done
    }

    /// Takes a step off the budget of the turn that runs under `cx`. If it is used
    /// up, the component's next turn comes after its neighbours'.
    pub(crate) fn poll_budget(cx: &Context<'_>) -> Poll<()> {
        if crate::order::yields() {
            cx.waker().wake_by_ref();
            Seat::note_wait(cx, Waits::FOR_SOMETHING_ELSE);
            return Poll::Pending;
        }
        current::with(|current| {
            let Some(seat) = current.filter(|seat| seat.is_home(cx)) else {
                return Poll::Ready(());
            };
            let left = seat.0.budget.load(Ordering::Relaxed);
            if left == 0 {
                cx.waker().wake_by_ref();
                seat.0.waits.add(Waits::FOR_SOMETHING_ELSE);
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
        current::with(|current| {
            let Some(seat) = current.filter(|seat| seat.is_home(cx)) else {
                return Poll::Ready(());
            };
            // Most ask once, at their end: nothing is made for that.
            let rests = |rare: &Rare| lock(&rare.rest).is_some();
            if !seat.0.any_rare().is_some_and(rests) {
                let asked = seat.0.futile.load(Ordering::Relaxed) + 1;
                seat.0.futile.store(asked, Ordering::Relaxed);
                if asked > 1 {
                    // What is of use from now on is to be seen.
                    seat.shut();
                }
                if !asked.is_multiple_of(FUTILE) {
                    return Poll::Ready(());
                }
                // Longer each time, up to an eighth of a second.
                let times = (asked / FUTILE).min(8);
                let timer = Timer::after(REST * (1 << (times - 1)));
                *lock(&seat.0.rare().rest) = Some(Box::new(timer));
            }
            // A turn that it has for another reason does not end its rest.
            let mut rest = lock(&seat.0.rare().rest);
            let Some(timer) = &mut *rest else {
                return Poll::Ready(());
            };
            let poll = Pin::new(timer).poll(cx);
            if poll.is_ready() {
                *rest = None;
            } else {
                seat.0.waits.add(Waits::FOR_SOMETHING_ELSE);
            }
            poll
        })
    }

    /// After a turn that did not end the component: what it waits for now.
    #[inline]
    pub(crate) fn end_turn(&self, foreign_wakers: bool) {
        let waits = self.0.waits.load(Ordering::Relaxed);
        let waits = waits.after_turn(foreign_wakers);
        if self.is_apart() {
            // A blocking component may have a thread since this turn, which may wait
            // already.
            if !self.blocks() {
                self.set_waits(waits);
            }
        } else {
            self.0.waits.store(waits, Ordering::Relaxed);
        }
    }

    /// The component waits for this from now on, until its next turn.
    pub(crate) fn set_waits(&self, waits: Waits) {
        if !self.is_elsewhere() {
            return self.0.waits.store(waits, Ordering::Relaxed);
        }
        self.0.waits.store(waits, Ordering::SeqCst);
        // Who has no boxes is in no ring of those around it.
        let in_a_ring = waits.only_for_messages() && self.0.boxes.load(Ordering::Relaxed) > 0;
        if let Some(idle) = self.0.any_rare().and_then(|rare| rare.idle.get())
            && (in_a_ring || waits.only_in_graphs() && self.may_be_stuck())
        {
            idle.wake_by_ref();
        }
    }

    /// Notes a wait of the turn that runs under `cx`.
    pub(crate) fn note_wait(cx: &Context<'_>, waits: Waits) {
        current::with(|current| {
            if let Some(seat) = current.filter(|seat| seat.is_home(cx)) {
                seat.0.waits.add(waits);
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
        current::with(|current| match current {
            Some(seat) if seat.is_home(cx) => match seat.home() {
                Some(home) => {
                    let ours = &seat.0.rare().ours;
                    ours.get_or_init(|| home.place().waker()).clone()
                }
                None => cx.waker().clone(),
            },
            _ => cx.waker().clone(),
        })
    }
}
