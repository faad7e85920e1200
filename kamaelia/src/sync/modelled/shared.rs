//! Memory that the checker sees being used, and what belongs to one thread.

use super::panicking;
use loom::sync::atomic::{AtomicUsize, Ordering};
use loom::thread::LocalKey;
use std::cell::Cell;
use std::ops::Deref;
use std::sync::Arc;

/// Where the checker sees who is at a place in memory: it fails if two threads
/// are that are in no order.
pub(crate) struct Watched(loom::cell::UnsafeCell<()>);

impl Watched {
    pub(crate) fn new() -> Watched {
        Watched(loom::cell::UnsafeCell::new(()))
    }

    pub(crate) fn touch(&self) {
        if !panicking() {
            self.0.with_mut(|_| ());
        }
    }
}

/// `std::sync::Arc`, of which the checker sees that whoever lets go last comes
/// after all others.
pub(crate) struct Shared<T> {
    value: Arc<T>,
    lets_go: Arc<AtomicUsize>,
}

impl<T> Shared<T> {
    pub(crate) fn new(value: T) -> Shared<T> {
        Shared {
            value: Arc::new(value),
            lets_go: Arc::default(),
        }
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Shared<T> {
        Shared {
            value: self.value.clone(),
            lets_go: self.lets_go.clone(),
        }
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> Drop for Shared<T> {
    fn drop(&mut self) {
        if !panicking() {
            self.lets_go.fetch_add(1, Ordering::AcqRel);
        }
    }
}

/// `std::thread_local!`, for the threads of a model.
macro_rules! locals {
    ($($(#[$attribute:meta])* static $name:ident: $type:ty = const { $init:expr };)*) => {
        $(loom::thread_local! { $(#[$attribute])* static $name: $type = $init; })*
    };
}
pub(crate) use locals as thread_local;

/// What a `LocalKey` of a `Cell` has in the standard library.
pub(crate) trait Cells<T> {
    fn get(&'static self) -> T;
    fn set(&'static self, value: T);
    fn replace(&'static self, value: T) -> T;
}

impl<T: Copy + Default + 'static> Cells<T> for LocalKey<Cell<T>> {
    fn get(&'static self) -> T {
        if panicking() {
            return T::default();
        }
        self.with(Cell::get)
    }

    fn set(&'static self, value: T) {
        if !panicking() {
            self.with(|cell| cell.set(value));
        }
    }

    fn replace(&'static self, value: T) -> T {
        if panicking() {
            return value;
        }
        self.with(|cell| cell.replace(value))
    }
}
