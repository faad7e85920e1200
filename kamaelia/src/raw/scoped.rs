//! What is lent for as long as a call takes: [`Scoped`].

use std::cell::Cell;
use std::ptr;

/// A value that those find who are called meanwhile. A pointer, for a call is short and
/// to count the owners of the value at each would cost more than many a call.
pub(crate) struct Scoped<T>(Cell<*const T>);

impl<T> Scoped<T> {
    pub(crate) const fn new() -> Scoped<T> {
        Scoped(Cell::new(ptr::null()))
    }

    /// Does some work in which [`with`](Self::with) finds this value; after it, the one
    /// of the call around.
    #[inline(always)]
    pub(crate) fn during<R>(&self, value: &T, work: impl FnOnce() -> R) -> R {
        let _back = Back {
            scoped: self,
            around: self.0.replace(value),
        };
        work()
    }

    /// Does something with the value of the innermost call.
    #[inline(always)]
    pub(crate) fn with<R>(&self, work: impl FnOnce(Option<&T>) -> R) -> R {
        // SAFETY: `during` borrows the value until it is not here any more, and that it
        // sees to itself, however its work ends. This is called in that work, on the
        // same thread, and is over before it.
        work(unsafe { self.0.get().as_ref() })
    }
}

/// Puts the value of the call around back.
struct Back<'a, T> {
    scoped: &'a Scoped<T>,
    around: *const T,
}

impl<T> Drop for Back<'_, T> {
    #[inline(always)]
    fn drop(&mut self) {
        self.scoped.0.set(self.around);
    }
}

#[cfg(test)]
mod tests {
    use super::Scoped;
    use std::panic::{AssertUnwindSafe, catch_unwind};

    fn found(scoped: &Scoped<String>) -> Option<String> {
        scoped.with(|value| value.cloned())
    }

    #[test]
    fn who_is_called_finds_what_was_lent_last() {
        let (outer, inner) = ("outer".to_owned(), "inner".to_owned());
        let scoped = Scoped::new();
        scoped.during(&outer, || {
            scoped.during(&inner, || assert_eq!(found(&scoped).as_ref(), Some(&inner)));
            assert_eq!(found(&scoped).as_ref(), Some(&outer));
        });
        assert_eq!(found(&scoped), None);
    }

    #[test]
    fn a_call_that_panics_leaves_nothing_behind() {
        let value = "gone soon".to_owned();
        let scoped = Scoped::new();
        let panics = || scoped.during(&value, || panic!("on purpose"));
        assert!(catch_unwind(AssertUnwindSafe(panics)).is_err());
        drop(value);
        assert_eq!(found(&scoped), None);
    }
}
