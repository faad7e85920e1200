//! Ends of linkages that are lent: [`Loan`].
//!
//! A component may lend an end to a graph that it runs inside. Whoever drops it
//! there sends it home, with everything that waits in it, so that it can be lent
//! again. Many may have such an end one after another; each is forgotten when the
//! end is home.

use super::holders::Holder;
use crate::place::Place;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Waker;

/// Where a lent end goes when it is dropped.
pub(crate) trait Lender<E>: Send + Sync {
    /// Whether the end is to give no more messages.
    fn is_recalled(&self) -> bool;
    /// The end is home; a lender who is gone drops it.
    fn take_back(&self, end: E);
}

/// What a lent end carries.
pub(crate) struct Loan<E> {
    pub(super) lender: Arc<dyn Lender<E>>,
    pub(super) mark: Mark,
    /// The loan under which the lender has the end.
    pub(super) around: Option<Box<Loan<E>>>,
    /// Of a writing end: whether its lender is told of its reader's end, and how
    /// whoever has it now is told.
    pub(super) watches: bool,
    pub(super) watcher: Option<Waker>,
}

impl<E> Loan<E> {
    pub(super) fn new(
        lender: Arc<dyn Lender<E>>,
        mark: Mark,
        around: Option<Box<Loan<E>>>,
    ) -> Box<Loan<E>> {
        Box::new(Loan {
            lender,
            mark,
            around,
            watches: false,
            watcher: None,
        })
    }

    pub(super) fn is_recalled(&self) -> bool {
        self.lender.is_recalled() || self.around.as_ref().is_some_and(|loan| loan.is_recalled())
    }
}

/// Who had an end when it was lent.
#[derive(Clone, Copy)]
pub(crate) struct Mark {
    owners: usize,
    holders: usize,
}

/// The number of the first guest in the list of an end's owners.
pub(super) const FIRST_GUEST: u32 = u32::MAX / 2;

/// Those who have a lent end, or had it since it was lent.
#[derive(Default)]
pub(super) struct Guests {
    /// How often the end is lent on.
    loans: AtomicUsize,
    list: Mutex<List>,
}

#[derive(Default)]
struct List {
    owners: Vec<Place>,
    holders: Vec<Holder>,
}

impl Guests {
    fn list(&self) -> MutexGuard<'_, List> {
        self.list.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_lent(&self) -> bool {
        self.loans.load(Ordering::Relaxed) > 0
    }

    pub(super) fn lend(&self) -> Mark {
        self.loans.fetch_add(1, Ordering::Relaxed);
        let list = self.list();
        Mark {
            owners: list.owners.len(),
            holders: list.holders.len(),
        }
    }

    pub(super) fn forget(&self, mark: Mark) {
        self.loans.fetch_sub(1, Ordering::Relaxed);
        let mut list = self.list();
        list.holders.truncate(mark.holders);
        let kept = mark.owners.min(list.owners.len());
        let gone = list.owners.split_off(kept);
        drop(list);
        drop(gone);
    }

    /// Adds an owner, if the end is lent; gives its number.
    pub(super) fn add_owner(&self, place: &Place) -> Option<u32> {
        if !self.is_lent() {
            return None;
        }
        let mut list = self.list();
        let known = list.owners.iter().position(|owner| owner.is(place));
        let index = known.unwrap_or(list.owners.len());
        if known.is_none() {
            list.owners.push(place.clone());
        }
        Some(FIRST_GUEST + index as u32)
    }

    /// The owner of this number.
    pub(super) fn owner(&self, number: u32) -> Option<Place> {
        let index = number - FIRST_GUEST;
        self.list().owners.get(index as usize).cloned()
    }

    pub(super) fn owners(&self) -> Vec<Place> {
        self.list().owners.clone()
    }

    /// Adds a box, if the end is lent.
    pub(super) fn add_holder(&self, holder: Holder) -> bool {
        let is_lent = self.is_lent();
        if is_lent {
            self.list().holders.push(holder);
        }
        is_lent
    }

    pub(super) fn holders(&self) -> Vec<Holder> {
        self.list().holders.clone()
    }
}
