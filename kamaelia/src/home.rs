//! Where this thread is: whose turn it is, and in which island.
//!
//! An island is all that one task or thread drives: a graph with the graphs
//! inside it. Everything in an island happens one after another, so those in it
//! need no fence between them, and no waker.

#[cfg(all(test, kamaelia_loom))]
use crate::sync::Cells;
use crate::sync::thread_local;
use std::cell::Cell;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

thread_local! {
    /// The number of the component whose turn it is; 0 if there is none.
    static TURN: Cell<u64> = const { Cell::new(0) };
    static ISLAND: Cell<usize> = const { Cell::new(0) };
    static CLOCK: Cell<u64> = const { Cell::new(1) };
}

/// Whether the component with this number has its turn on this thread.
#[inline(always)]
pub(crate) fn is_turn_of(number: u64) -> bool {
    TURN.get() == number
}

/// The island that this thread works in; 0 if in none.
pub(crate) fn island() -> usize {
    ISLAND.get()
}

/// The next place in the order of what happens in this island.
pub(crate) fn tick() -> u64 {
    let now = CLOCK.get() + 1;
    CLOCK.set(now);
    now
}

/// The next place in the order of what happens in all islands.
pub(crate) fn tick_of_all() -> u64 {
    static CLOCK: AtomicU64 = AtomicU64::new(0);
    CLOCK.fetch_add(1, Ordering::Relaxed) + 1
}

/// Where the order of what happens in this island is.
pub(crate) fn now() -> u64 {
    CLOCK.get()
}

/// The number of a new island.
pub(crate) fn new_island() -> usize {
    static NEXT: AtomicUsize = AtomicUsize::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// Numbers for so many components, that no other component ever has: the first.
pub(crate) fn new_numbers(components: usize) -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(components as u64, Ordering::Relaxed)
}

/// A turn; it ends when this is dropped.
pub(crate) struct Turn {
    around: u64,
}

impl Turn {
    /// Begins the turn of the component with this number.
    #[inline]
    pub(crate) fn begin(number: u64) -> Turn {
        Turn {
            around: TURN.replace(number),
        }
    }
}

impl Drop for Turn {
    #[inline]
    fn drop(&mut self) {
        TURN.set(self.around);
    }
}

/// The work of an island; it ends when this is dropped.
pub(crate) struct Work {
    begun: bool,
}

impl Work {
    /// Begins it, unless it goes on inside another graph. `clock` is where the
    /// island's order of things was left, on whichever thread.
    pub(crate) fn begin(island: usize, clock: u64) -> Work {
        let begun = ISLAND.get() == 0;
        if begun {
            ISLAND.set(island);
            CLOCK.set(CLOCK.get().max(clock));
        }
        Work { begun }
    }

    /// Where its order of things is now.
    pub(crate) fn clock(&self) -> u64 {
        CLOCK.get()
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        if self.begun {
            ISLAND.set(0);
        }
    }
}
