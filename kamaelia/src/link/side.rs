//! One side of a linkage, as the other side sees it: [`Side`].

use super::sync::{AtomicUsize, Ordering, fence};
use crate::place::Place;
use futures::task::AtomicWaker;
use std::sync::OnceLock;
use std::task::Waker;

/// Nothing comes from, or goes to, this side any more.
pub(super) const CLOSED: usize = 1;
/// This side wants the other to look at more than the ring at each step.
pub(super) const ASIDE: usize = 2;
/// It waits, and left a waker.
const WITH_WAKER: usize = 4;
/// It waits where one of its owners has its turns: so many times the owner's
/// place in the list, counted from 1.
const AT_HOME: usize = 8;

const LASTING: usize = CLOSED | ASIDE;

/// One side of a linkage.
pub(super) struct Side {
    /// What the other side has to see before its next step; 0 for nothing. It
    /// is written when a wait begins or ends, and hardly ever between.
    word: AtomicUsize,
    waker: AtomicWaker,
    owners: Owners,
    /// The island that this side was last at work in.
    island: AtomicUsize,
}

/// The components that had this end, one after another: a pass-through hands it
/// on to a component inside.
#[derive(Default)]
struct Owners {
    place: OnceLock<Place>,
    next: OnceLock<Box<Owners>>,
}

impl Side {
    pub(super) fn new() -> Side {
        Side {
            word: AtomicUsize::new(0),
            waker: AtomicWaker::new(),
            owners: Owners::default(),
            island: AtomicUsize::new(0),
        }
    }

    /// Whether the other side may go on without a further look.
    #[inline(always)]
    pub(super) fn is_quiet(&self) -> bool {
        self.word.load(Ordering::Relaxed) == 0
    }

    /// Says something that lasts.
    pub(super) fn say(&self, lasting: usize) {
        self.word.fetch_or(lasting, Ordering::AcqRel);
    }

    pub(super) fn waits(&self) -> bool {
        self.word.load(Ordering::Relaxed) & !LASTING != 0
    }

    /// Adds an owner; gives its place in the list, counted from 1.
    pub(super) fn add_owner(&self, place: &Place) -> usize {
        let mut owners = &self.owners;
        let mut number = 1;
        loop {
            if owners.place.get_or_init(|| place.clone()).is(place) {
                return number;
            }
            owners = owners.next.get_or_init(Box::default);
            number += 1;
        }
    }

    pub(super) fn owners(&self) -> impl Iterator<Item = &Place> {
        let mut next = Some(&self.owners);
        std::iter::from_fn(move || {
            let owners = next?;
            next = owners.next.get().map(|next| &**next);
            owners.place.get()
        })
    }

    /// Notes the island of this side; `true` if it is another one than before.
    pub(super) fn arrive(&self, island: usize) -> bool {
        if self.island.load(Ordering::Relaxed) == island {
            return false;
        }
        self.island.store(island, Ordering::Relaxed);
        // Both sides may arrive at once: one of them sees the other.
        fence(Ordering::SeqCst);
        true
    }

    pub(super) fn island(&self) -> usize {
        self.island.load(Ordering::Relaxed)
    }

    /// Waits where its owner of this number has its turns.
    pub(super) fn wait_at_home(&self, owner: usize, crossing: bool) {
        self.change(crossing, owner * AT_HOME);
    }

    /// Waits with a waker.
    pub(super) fn wait_with(&self, waker: &Waker, crossing: bool) {
        self.waker.register(waker);
        self.change(crossing, WITH_WAKER);
    }

    /// Waits no longer.
    pub(super) fn wait_no_longer(&self, crossing: bool) {
        if self.waits() {
            self.change(crossing, 0);
        }
    }

    /// Says how it waits, and sees to it that who acts next sees it, if that
    /// one is in another island.
    fn change(&self, crossing: bool, wait: usize) -> usize {
        if crossing {
            let mut word = self.word.load(Ordering::Relaxed);
            loop {
                let next = word & LASTING | wait;
                let order = Ordering::AcqRel;
                match self
                    .word
                    .compare_exchange_weak(word, next, order, Ordering::Relaxed)
                {
                    Ok(before) => break before,
                    Err(now) => word = now,
                }
            }
        } else {
            let word = self.word.load(Ordering::Relaxed);
            self.word.store(word & LASTING | wait, Ordering::Relaxed);
            word
        }
    }

    /// Wakes whoever waits at this side; `here` is the island of the other.
    #[inline]
    pub(super) fn wake(&self, here: usize, crossing: bool) {
        if !self.waits() {
            return;
        }
        let word = self.change(crossing, 0);
        if word & WITH_WAKER != 0 {
            self.waker.wake();
        }
        let owner = word / AT_HOME;
        if let Some(place) = owner.checked_sub(1).and_then(|n| self.owner(n)) {
            place.wake(here);
        }
    }

    #[inline]
    fn owner(&self, number: usize) -> Option<&Place> {
        let mut owners = &self.owners;
        for _ in 0..number {
            owners = owners.next.get()?;
        }
        owners.place.get()
    }
}
