//! A value that is set once, by whoever comes first: [`SetOnce`].

use crate::sync::{AtomicU32, Ordering};
use std::cell::UnsafeCell;

/// What an `OnceLock` is for who never waits for it: each component sets several, once,
/// and that is most of what it would cost.
pub(crate) struct SetOnce<T> {
    state: AtomicU32,
    value: UnsafeCell<Option<T>>,
}

const EMPTY: u32 = 0;
/// Somebody puts it there just now.
const SETTING: u32 = 1;
const SET: u32 = 2;

// SAFETY: it gives shared references to all threads, and may be set on one and dropped
// on another.
unsafe impl<T: Send + Sync> Sync for SetOnce<T> {}

impl<T> SetOnce<T> {
    pub(crate) fn new() -> SetOnce<T> {
        SetOnce {
            state: AtomicU32::new(EMPTY),
            value: UnsafeCell::new(None),
        }
    }

    #[inline(always)]
    pub(crate) fn get(&self) -> Option<&T> {
        if self.state.load(Ordering::Acquire) != SET {
            return None;
        }
        // SAFETY: it was put there before the state said so, and is not changed again.
        unsafe { (*self.value.get()).as_ref() }
    }

    /// Sets it, unless somebody has, or does just now.
    #[inline]
    pub(crate) fn set(&self, value: T) -> Result<(), T> {
        let relaxed = Ordering::Relaxed;
        let first = self
            .state
            .compare_exchange(EMPTY, SETTING, relaxed, relaxed);
        if first.is_err() {
            return Err(value);
        }
        // SAFETY: nobody else comes here, and nobody looks yet.
        unsafe { *self.value.get() = Some(value) };
        self.state.store(SET, Ordering::Release);
        Ok(())
    }
}
