//! A box that is made when it is first needed: [`OnceBox`].

use crate::sync::{AtomicPtr, Ordering};
use std::marker::PhantomData;
use std::ptr::{NonNull, null_mut};
use std::sync::OnceLock;

/// What `OnceLock<Box<T>>` is, in half the room: most of them stay empty, and each
/// component has many. Two threads may both make one; then one of the two is dropped.
pub(crate) struct OnceBox<T> {
    made: AtomicPtr<T>,
    /// On which threads it may be used.
    like: PhantomData<OnceLock<Box<T>>>,
}

impl<T> OnceBox<T> {
    pub(crate) fn new() -> OnceBox<T> {
        OnceBox {
            made: AtomicPtr::new(null_mut()),
            like: PhantomData,
        }
    }

    #[inline]
    pub(crate) fn get(&self) -> Option<&T> {
        let made = NonNull::new(self.made.load(Ordering::Acquire))?;
        // SAFETY: it is that of a box which this owns, and never changes again.
        Some(unsafe { made.as_ref() })
    }

    #[inline]
    pub(crate) fn get_or_init(&self, make: impl FnOnce() -> Box<T>) -> &T {
        match self.get() {
            Some(made) => made,
            None => self.init(make()),
        }
    }

    #[cold]
    fn init(&self, new: Box<T>) -> &T {
        let new = NonNull::from(Box::leak(new));
        // No model shows what the second is for: there, all in such a box is atomic.
        let (none, made) = (null_mut(), new.as_ptr());
        let set = (self.made).compare_exchange(none, made, Ordering::Release, Ordering::Acquire);
        match set {
            // SAFETY: this owns it from now on.
            Ok(_) => unsafe { new.as_ref() },
            Err(other) => {
                // SAFETY: it comes from a box, and nobody else has seen it.
                drop(unsafe { Box::from_raw(new.as_ptr()) });
                // SAFETY: it is that of a box which this owns, and never changes again.
                unsafe { &*other }
            }
        }
    }
}

impl<T> Default for OnceBox<T> {
    fn default() -> OnceBox<T> {
        OnceBox::new()
    }
}

impl<T> Drop for OnceBox<T> {
    fn drop(&mut self) {
        if let Some(made) = NonNull::new(*self.made.get_mut()) {
            // SAFETY: it comes from a box, and this is its end.
            drop(unsafe { Box::from_raw(made.as_ptr()) });
        }
    }
}
