//! One ordering that is weakened, to see whether any model fails for it.
//!
//! A model runs on one thread of the machine, whatever threads it has itself: so
//! what is weakened, and what was used, is kept for each thread.

use super::Ordering;
use std::cell::{Cell, RefCell};
use std::panic::Location;

/// What an ordering is for, in a call that may have two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Use {
    Access,
    /// Of the load of an exchange that fails.
    Failure,
    Fence,
}

/// One ordering in the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Site {
    pub(crate) at: &'static Location<'static>,
    pub(crate) is_for: Use,
    pub(crate) order: Ordering,
}

std::thread_local! {
    static WEAK: Cell<Option<(Site, Ordering)>> = const { Cell::new(None) };
    static USED: RefCell<Vec<Site>> = const { RefCell::new(Vec::new()) };
}

/// The ordering to use where the source says `order`.
pub(super) fn ordering(at: &'static Location<'static>, is_for: Use, order: Ordering) -> Ordering {
    let site = Site { at, is_for, order };
    if order != Ordering::Relaxed {
        USED.with_borrow_mut(|used| {
            if !used.contains(&site) {
                used.push(site);
            }
        });
    }
    match WEAK.get() {
        Some((weak, to)) if weak == site => to,
        _ => order,
    }
}

/// The orderings that are one step weaker: a fence that is relaxed is left out.
pub(crate) fn weaker(order: Ordering) -> &'static [Ordering] {
    match order {
        Ordering::SeqCst => &[Ordering::AcqRel],
        Ordering::AcqRel => &[Ordering::Acquire, Ordering::Release],
        Ordering::Acquire | Ordering::Release => &[Ordering::Relaxed],
        _ => &[],
    }
}

/// Runs `model` with one ordering weakened.
pub(crate) fn with_weak<R>(site: Site, to: Ordering, model: impl FnOnce() -> R) -> R {
    WEAK.set(Some((site, to)));
    let result = model();
    WEAK.set(None);
    result
}

/// Whether the model on this thread has an ordering weakened, and is to fail.
pub(crate) fn is_weak() -> bool {
    WEAK.get().is_some()
}

/// Every ordering that was used on this thread since it was last asked.
pub(crate) fn take_used() -> Vec<Site> {
    USED.take()
}
