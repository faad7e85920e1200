//! A value whose drop may panic: [`Guarded`].

use std::any::Any;
use std::mem::ManuallyDrop;
use std::ops::{Deref, DerefMut};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A value; who is told of it is told if it panics while it is dropped.
pub(crate) struct Guarded<T, W: Told> {
    value: ManuallyDrop<T>,
    told: W,
}

/// Who is told.
pub(crate) trait Told {
    fn panicked(&self, panic: Box<dyn Any + Send>);
}

impl<T, W: Told> Guarded<T, W> {
    pub(crate) fn of(value: T, told: W) -> Guarded<T, W> {
        Guarded {
            value: ManuallyDrop::new(value),
            told,
        }
    }

    #[inline(always)]
    pub(crate) fn who(&self) -> &W {
        &self.told
    }
}

impl<T, W: Told> Deref for Guarded<T, W> {
    type Target = T;

    #[inline(always)]
    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T, W: Told> DerefMut for Guarded<T, W> {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}

impl<T, W: Told> Drop for Guarded<T, W> {
    fn drop(&mut self) {
        // SAFETY: this is the only place that drops it, and nothing uses it after.
        let gone = catch_unwind(AssertUnwindSafe(|| unsafe {
            ManuallyDrop::drop(&mut self.value);
        }));
        if let Err(panic) = gone {
            self.told.panicked(panic);
        }
    }
}
