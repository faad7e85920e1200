//! Who waits at one side of a linkage: [`Side`].

use super::holders::{FirstHolder, Holder, Holders};
use super::loan::{FIRST_GUEST, Guests, Mark};
use super::patience::Patience;
use crate::place::{Future, Place};
use crate::raw::{OnceBox, SetOnce};
use crate::sync::{AtomicU32, AtomicWaker, OnceLock, Ordering};
use std::task::Waker;

/// Nobody waits.
const NOBODY: u32 = 0;
/// The first owner waits for its next turn.
const FIRST: u32 = 1;
/// Somebody waits, and left a waker. Any other number says which of the owners
/// waits for its next turn.
const WITH_WAKER: u32 = u32::MAX;

/// One side of a linkage.
pub(super) struct Side {
    /// Who waits. It is written when a wait begins or ends, and never between. Where
    /// a linkage crosses there are fences around it, which order all else.
    waiter: AtomicU32,
    /// The first component that had this end.
    owner: SetOnce<Place>,
    holder: FirstHolder,
    rare: OnceBox<Rare>,
}

/// What most sides never need.
#[derive(Default)]
struct Rare {
    waker: AtomicWaker,
    others: Owners,
    holders: Holders,
    guests: Guests,
    patience: Patience,
}

/// The components that had this end later, one after another: a pass-through
/// hands it on to a component inside.
#[derive(Default)]
struct Owners {
    place: OnceLock<Place>,
    next: OnceBox<Owners>,
}

impl Side {
    pub(super) fn new() -> Side {
        Side {
            waiter: AtomicU32::new(NOBODY),
            owner: SetOnce::new(),
            holder: FirstHolder::default(),
            rare: OnceBox::new(),
        }
    }

    /// Also who sees that there is a waker comes here: this waits for whoever makes
    /// it just now.
    fn rare(&self) -> &Rare {
        self.rare.get_or_init(Box::default)
    }

    /// Whether somebody waits. Who sees that also sees what made the linkage cross,
    /// if whoever waits is in another island.
    #[inline(always)]
    pub(super) fn waits(&self) -> bool {
        self.waiter.load(Ordering::Acquire) != NOBODY
    }

    /// Who waits here may have no turns, and leave a waker.
    pub(super) fn expect_wakers(&self) {
        self.rare();
    }

    /// How long who has this end looks before it waits.
    pub(super) fn patience(&self) -> &Patience {
        &self.rare().patience
    }

    /// Adds an owner; gives its number in the list, from 1.
    pub(super) fn add_owner(&self, place: &Place) -> u32 {
        if let Some(number) = self.guests().and_then(|guests| guests.add_owner(place)) {
            return number;
        }
        let is_first = match self.owner.get() {
            Some(owner) => owner.is(place),
            None => self.owner.set(place.clone()).is_ok(),
        };
        if is_first {
            return FIRST;
        }
        let mut owners = &self.rare().others;
        let mut number = FIRST + 1;
        while !owners.place.get_or_init(|| place.clone()).is(place) {
            owners = owners.next.get_or_init(Box::default);
            number += 1;
        }
        number
    }

    fn owners(&self) -> impl Iterator<Item = &Place> {
        let others = self.rare.get().map(|rare| &rare.others);
        let others = std::iter::successors(others, |owners| owners.next.get());
        let others = others.filter_map(|owners| owners.place.get());
        self.owner.get().into_iter().chain(others)
    }

    /// Wakes whoever ever had this end.
    pub(super) fn wake_owners(&self) {
        self.owners().for_each(|place| place.wake(0));
        let guests = self.guests().map(Guests::owners).unwrap_or_default();
        guests.iter().for_each(|place| place.wake(0));
    }

    /// Those whom the end is lent to.
    fn guests(&self) -> Option<&Guests> {
        self.rare.get().map(|rare| &rare.guests)
    }

    /// The end is lent: who has it from now on is forgotten when it comes home, to
    /// the mark that this gives.
    pub(super) fn lend(&self) -> Mark {
        self.rare().guests.lend()
    }

    /// The end has come home.
    pub(super) fn come_home(&self, mark: Mark) {
        self.wait_no_longer();
        self.rare().guests.forget(mark);
    }

    /// The end is at this box from now on.
    pub(super) fn add_holder(&self, holder: Holder) {
        if self
            .guests()
            .is_some_and(|guests| guests.add_holder(holder))
        {
            return;
        }
        if !self.holder.set(holder) {
            self.rare().holders.add(holder);
        }
    }

    /// The boxes that had the end.
    pub(super) fn holders(&self) -> impl Iterator<Item = Holder> {
        let others = self.rare.get().into_iter();
        let others = others.flat_map(|rare| rare.holders.iter());
        let guests = self.guests().map(Guests::holders).unwrap_or_default();
        self.holder.get().into_iter().chain(others).chain(guests)
    }

    /// Waits for the next turn of the owner of this number.
    pub(super) fn wait_at_home(&self, owner: u32) {
        self.waiter.store(owner, Ordering::Relaxed);
    }

    /// Waits with a waker.
    pub(super) fn wait_with(&self, waker: &Waker) {
        self.rare().waker.register(waker);
        self.waiter.store(WITH_WAKER, Ordering::Relaxed);
    }

    /// Waits no longer.
    pub(super) fn wait_no_longer(&self) {
        self.waiter.store(NOBODY, Ordering::Relaxed);
    }

    /// Wakes whoever waits at this side, if that is the first owner, in the future that
    /// gives turns just now: it sees who is ready. Not where the linkage crosses.
    #[inline(always)]
    pub(super) fn wake_beside(&self, turns: &Future) -> bool {
        if self.waiter.load(Ordering::Relaxed) == FIRST
            && let Some(place) = self.owner.get()
            && place.is_beside(turns)
        {
            self.waiter.store(NOBODY, Ordering::Relaxed);
            turns.ready.add(place.index());
            return true;
        }
        false
    }

    /// Wakes whoever waits at this side; `here` is the island of the other.
    #[cold]
    #[inline(never)]
    pub(super) fn wake(&self, here: usize, crossing: bool) {
        let waiter = if crossing {
            self.waiter.swap(NOBODY, Ordering::Relaxed)
        } else {
            let waiter = self.waiter.load(Ordering::Relaxed);
            self.waiter.store(NOBODY, Ordering::Relaxed);
            waiter
        };
        if waiter == WITH_WAKER {
            self.rare().waker.wake();
        } else if waiter == FIRST
            && let Some(place) = self.owner.get()
        {
            place.wake(here);
        } else if waiter >= FIRST_GUEST {
            let guest = self.guests().and_then(|guests| guests.owner(waiter));
            if let Some(place) = guest {
                place.wake(here);
            }
        } else if waiter != NOBODY
            && let Some(place) = self.owners().nth(waiter as usize - 1)
        {
            place.wake(here);
        }
    }
}
