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
use std::task::{Context, Waker};

thread_local! {
    /// The number of the component whose turn it is; 0 if there is none.
    static TURN: Cell<u64> = const { Cell::new(0) };
    /// The key of that turn. No two turns have the same, on whatever thread.
    static KEY: Cell<u64> = const { Cell::new(0) };
    static LAST_KEY: Cell<u64> = const { Cell::new(0) };
    static ISLAND: Cell<usize> = const { Cell::new(0) };
    static CLOCK: Cell<u64> = const { Cell::new(1) };
}

/// Whether the component with this number has its turn on this thread.
#[inline(always)]
pub(crate) fn is_turn_of(number: u64) -> bool {
    TURN.get() == number
}

/// Whether `cx` is that of a turn of the component with this number on this thread,
/// and not of something in it that sorts out wakes itself.
#[inline(always)]
pub(crate) fn is_turn_under(number: u64, cx: &Context<'_>) -> bool {
    number_of(cx.waker()) == number && is_turn_of(number)
}

/// The number of the component whose waker lies here: as long as it lies here, no
/// other has this number.
#[inline(always)]
pub(crate) fn number_of(waker: &Waker) -> u64 {
    std::ptr::from_ref(waker).addr() as u64
}

/// The key of the turn on this thread. An end of a linkage that notes it may go the
/// short way until the key is another one.
#[inline(always)]
pub(crate) fn key() -> u64 {
    KEY.get()
}

/// No end that was used on this thread goes the short way any more, until it has
/// looked again.
pub(crate) fn change_key() {
    KEY.set(new_key());
}

#[inline]
fn new_key() -> u64 {
    let key = LAST_KEY.get() + 1;
    let key = if key & u64::from(u32::MAX) <= 1 {
        first_key()
    } else {
        key
    };
    LAST_KEY.set(key);
    key
}

/// The first of as many keys as a thread gets at a time.
#[cold]
fn first_key() -> u64 {
    static BLOCKS: AtomicU64 = AtomicU64::new(0);
    (BLOCKS.fetch_add(1, Ordering::Relaxed) << 32) + 2
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

/// A number that no other seat ever has.
pub(crate) fn new_id() -> u64 {
    new_ids(1)
}

/// The first of so many.
pub(crate) fn new_ids(count: u64) -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(count, Ordering::Relaxed)
}

/// A turn; it ends when this is dropped.
pub(crate) struct Turn {
    around: u64,
}

impl Turn {
    /// Begins the turn of the component with this number.
    #[inline]
    pub(crate) fn begin(number: u64) -> Turn {
        change_key();
        Turn {
            around: TURN.replace(number),
        }
    }
}

impl Drop for Turn {
    #[inline]
    fn drop(&mut self) {
        TURN.set(self.around);
        if self.around == 0 {
            KEY.set(0);
        } else {
            // Who goes on looks again: others may have acted in between.
            change_key();
        }
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
