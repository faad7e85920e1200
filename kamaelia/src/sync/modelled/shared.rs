//! Memory that the checker sees being used, and what belongs to one thread.

use super::panicking;
use loom::thread::LocalKey;
use std::cell::Cell;

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
