//! Whose turn it is on this thread.

#![expect(unsafe_code, reason = "a pointer to who is having its turn")]

use super::{Inner, Seat};
use std::cell::Cell;
use std::mem::ManuallyDrop;
use std::sync::Arc;

thread_local! {
    /// A pointer, for a turn is short and to count the owners of a seat at each
    /// would cost more than many a turn.
    static CURRENT: Cell<*const Inner> = const { Cell::new(std::ptr::null()) };
}

/// A turn of a component; the one around it goes on when this is dropped.
pub(super) struct Current<'a> {
    around: *const Inner,
    _seat: &'a Seat,
}

impl<'a> Current<'a> {
    /// Begins a turn of the component that has this seat.
    #[inline]
    pub(super) fn begin(seat: &'a Seat) -> Current<'a> {
        Current {
            around: CURRENT.replace(Arc::as_ptr(&seat.0)),
            _seat: seat,
        }
    }
}

impl Drop for Current<'_> {
    #[inline]
    fn drop(&mut self) {
        CURRENT.set(self.around);
    }
}

/// Does something with the seat of the component whose turn it is.
pub(super) fn with<R>(work: impl FnOnce(Option<&Seat>) -> R) -> R {
    let current = CURRENT.get();
    if current.is_null() {
        return work(None);
    }
    // SAFETY: the pointer is that of a seat which a `Current` borrows, and the
    // last one of this thread: a `Current` does not leave its function, so turns
    // end in the reverse of the order in which they began, before the seat can be
    // gone. The seat that is made of it here is not dropped.
    let seat = ManuallyDrop::new(Seat(unsafe { Arc::from_raw(current) }));
    work(Some(&seat))
}
