//! What the standard library and `futures` give, over a lock of the checker's:
//! what they promise about memory, and no more.

use super::panicking;
use loom::sync::Mutex;
use loom::sync::atomic::{AtomicBool, Ordering};
use std::task::Waker;

/// `futures::task::AtomicWaker`.
pub(crate) struct AtomicWaker(Mutex<Option<Waker>>);

impl AtomicWaker {
    pub(crate) fn new() -> AtomicWaker {
        AtomicWaker(Mutex::new(None))
    }

    fn change(&self, to: Option<Waker>) -> Option<Waker> {
        match self.0.lock() {
            Ok(mut waker) => std::mem::replace(&mut *waker, to),
            Err(_) => None,
        }
    }

    pub(crate) fn register(&self, waker: &Waker) {
        if !panicking() {
            drop(self.change(Some(waker.clone())));
        }
    }

    pub(crate) fn wake(&self) {
        if !panicking()
            && let Some(waker) = self.change(None)
        {
            waker.wake();
        }
    }
}

impl Default for AtomicWaker {
    fn default() -> AtomicWaker {
        AtomicWaker::new()
    }
}

/// `std::sync::OnceLock`: who looks without setting it may not yet see it set.
pub(crate) struct OnceLock<T> {
    value: std::sync::OnceLock<T>,
    is_set: AtomicBool,
    setting: Mutex<()>,
}

impl<T> OnceLock<T> {
    pub(crate) fn new() -> OnceLock<T> {
        OnceLock {
            value: std::sync::OnceLock::new(),
            is_set: AtomicBool::new(false),
            setting: Mutex::new(()),
        }
    }

    pub(crate) fn get(&self) -> Option<&T> {
        let is_set = panicking() || self.is_set.load(Ordering::Acquire);
        self.value.get().filter(|_| is_set)
    }

    pub(crate) fn get_or_init(&self, init: impl FnOnce() -> T) -> &T {
        if !panicking() && self.get().is_none() {
            let _setting = self.setting.lock();
            let value = self.value.get_or_init(init);
            self.is_set.store(true, Ordering::Release);
            return value;
        }
        self.value.get_or_init(init)
    }

    pub(crate) fn set(&self, value: T) -> Result<(), T> {
        if panicking() {
            return Err(value);
        }
        let _setting = self.setting.lock();
        self.value.set(value)?;
        self.is_set.store(true, Ordering::Release);
        Ok(())
    }
}

impl<T> Default for OnceLock<T> {
    fn default() -> OnceLock<T> {
        OnceLock::new()
    }
}
