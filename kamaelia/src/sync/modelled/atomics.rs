//! Atomics, each of whose orderings can be weakened.

use super::panicking;
use crate::sync::Ordering;
use crate::sync::weaken::{Use, ordering};
use std::panic::Location;

macro_rules! atomic {
    ($name:ident, $value:ty) => {
        #[derive(Default)]
        pub(crate) struct $name(loom::sync::atomic::$name);

        impl $name {
            pub(crate) fn new(value: $value) -> $name {
                $name(loom::sync::atomic::$name::new(value))
            }

            #[track_caller]
            pub(crate) fn load(&self, order: Ordering) -> $value {
                if panicking() {
                    return <$value>::default();
                }
                self.0
                    .load(ordering(Location::caller(), Use::Access, order))
            }

            #[track_caller]
            pub(crate) fn store(&self, value: $value, order: Ordering) {
                if !panicking() {
                    let order = ordering(Location::caller(), Use::Access, order);
                    self.0.store(value, order);
                }
            }

            #[track_caller]
            pub(crate) fn swap(&self, value: $value, order: Ordering) -> $value {
                if panicking() {
                    return <$value>::default();
                }
                self.0
                    .swap(value, ordering(Location::caller(), Use::Access, order))
            }
        }
    };
}

macro_rules! number {
    ($name:ident, $value:ty, $($change:ident),*) => {
        atomic!($name, $value);

        impl $name {
            $(#[track_caller]
            pub(crate) fn $change(&self, value: $value, order: Ordering) -> $value {
                if panicking() {
                    return 0;
                }
                self.0.$change(value, ordering(Location::caller(), Use::Access, order))
            })*
        }
    };
}

atomic!(AtomicBool, bool);
number!(AtomicU32, u32, fetch_add, fetch_sub, fetch_or);
number!(AtomicU64, u64, fetch_add, fetch_or);
number!(AtomicUsize, usize, fetch_add, fetch_sub, fetch_max);

impl AtomicU32 {
    #[track_caller]
    pub(crate) fn compare_exchange(
        &self,
        from: u32,
        to: u32,
        order: Ordering,
        failure: Ordering,
    ) -> Result<u32, u32> {
        if panicking() {
            return Err(from);
        }
        let order = ordering(Location::caller(), Use::Access, order);
        let failure = ordering(Location::caller(), Use::Failure, failure);
        self.0.compare_exchange(from, to, order, failure)
    }
}

impl AtomicUsize {
    #[track_caller]
    pub(crate) fn compare_exchange(
        &self,
        from: usize,
        to: usize,
        order: Ordering,
        failure: Ordering,
    ) -> Result<usize, usize> {
        if panicking() {
            return Ok(from);
        }
        let order = ordering(Location::caller(), Use::Access, order);
        let failure = ordering(Location::caller(), Use::Failure, failure);
        self.0.compare_exchange(from, to, order, failure)
    }

    #[track_caller]
    pub(crate) fn fetch_update(
        &self,
        order: Ordering,
        failure: Ordering,
        change: impl FnMut(usize) -> Option<usize>,
    ) -> Result<usize, usize> {
        if panicking() {
            return Err(0);
        }
        let order = ordering(Location::caller(), Use::Access, order);
        let failure = ordering(Location::caller(), Use::Failure, failure);
        self.0.fetch_update(order, failure, change)
    }
}

pub(crate) struct AtomicPtr<T> {
    modelled: loom::sync::atomic::AtomicPtr<T>,
    /// The same for whoever drops it: the checker does not see how it got there.
    last: std::sync::atomic::AtomicPtr<T>,
}

impl<T> AtomicPtr<T> {
    pub(crate) fn new(value: *mut T) -> AtomicPtr<T> {
        AtomicPtr {
            modelled: loom::sync::atomic::AtomicPtr::new(value),
            last: std::sync::atomic::AtomicPtr::new(value),
        }
    }

    pub(crate) fn get_mut(&mut self) -> &mut *mut T {
        self.last.get_mut()
    }

    #[track_caller]
    pub(crate) fn load(&self, order: Ordering) -> *mut T {
        if panicking() {
            return std::ptr::null_mut();
        }
        self.modelled
            .load(ordering(Location::caller(), Use::Access, order))
    }

    #[track_caller]
    pub(crate) fn store(&self, value: *mut T, order: Ordering) {
        if !panicking() {
            let order = ordering(Location::caller(), Use::Access, order);
            self.modelled.store(value, order);
            self.last.store(value, Ordering::Relaxed);
        }
    }

    #[track_caller]
    pub(crate) fn compare_exchange(
        &self,
        from: *mut T,
        to: *mut T,
        order: Ordering,
        failure: Ordering,
    ) -> Result<*mut T, *mut T> {
        if panicking() {
            // As if it were set: what is there is not looked at.
            self.last.store(to, Ordering::Relaxed);
            return Ok(from);
        }
        let order = ordering(Location::caller(), Use::Access, order);
        let failure = ordering(Location::caller(), Use::Failure, failure);
        let set = self.modelled.compare_exchange(from, to, order, failure);
        if set.is_ok() {
            self.last.store(to, Ordering::Relaxed);
        }
        set
    }
}

/// Stores where other threads exchange. The checker does not know that nothing comes
/// between an exchange and what that found, and so tries orders in which a store that came
/// after both does. Of two exchanges it knows which is first; and nobody looks at what this
/// one finds.
#[track_caller]
pub(crate) fn store_beside(atomic: &AtomicU64, value: u64, order: Ordering) {
    atomic.swap(value, order);
}

#[track_caller]
pub(crate) fn fence(order: Ordering) {
    if panicking() {
        return;
    }
    match ordering(Location::caller(), Use::Fence, order) {
        Ordering::Relaxed => {}
        order => loom::sync::atomic::fence(order),
    }
}
