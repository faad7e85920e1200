//! Whose turn it is on this thread.

use super::Seat;
use crate::raw::Scoped;

thread_local! {
    static CURRENT: Scoped<Seat> = const { Scoped::new() };
}

/// A turn of the component that has this seat; after it, the one around it goes on.
#[inline(always)]
pub(super) fn during<R>(seat: &Seat, turn: impl FnOnce() -> R) -> R {
    CURRENT.with(|current| current.during(seat, turn))
}

/// Does something with the seat of the component whose turn it is.
#[inline]
pub(super) fn with<R>(work: impl FnOnce(Option<&Seat>) -> R) -> R {
    CURRENT.with(|current| current.with(work))
}
