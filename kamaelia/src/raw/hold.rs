//! A share in a linkage, for who knows nothing of its messages: [`Hold`]; and a place
//! for one: [`Kept`].

use super::linkage::{End, Frame, Header, Link};
use crate::sync::{AtomicPtr, Ordering};
use std::mem::ManuallyDrop;
use std::ops::Deref;
use std::ptr::{NonNull, null_mut};
use std::sync::Arc;

/// Keeps a linkage alive, and knows its header. An `Arc<dyn ..>` would be twice as
/// large, and each look a call.
pub(crate) struct Hold<F: Frame>(NonNull<Header<F>>);

// SAFETY: it is an `Arc<Link<F, T>>`, and `Link::new` asks that messages and all else are
// `Send`, and all else `Sync`, so that a linkage may be used and dropped on any thread.
unsafe impl<F: Frame> Send for Hold<F> {}
// SAFETY: as above.
unsafe impl<F: Frame> Sync for Hold<F> {}

impl<F: Frame> Hold<F> {
    pub(crate) fn of<T>(link: &Arc<Link<F, T>>) -> Hold<F> {
        let link = Arc::into_raw(link.clone()).cast_mut();
        // SAFETY: what is in an `Arc` lies somewhere. The header is the first in a
        // linkage, so it lies where the linkage does.
        Hold(unsafe { NonNull::new_unchecked(link.cast()) })
    }

    /// The linkage, of any type.
    pub(crate) fn into_any(self) -> Arc<F::Any> {
        let hold = ManuallyDrop::new(self);
        // SAFETY: `Link::new` has put there what fits its messages; this is the end of
        // the hold.
        unsafe { (hold.as_any)(hold.0) }
    }
}

impl<F: Frame> Deref for Hold<F> {
    type Target = Header<F>;

    #[inline(always)]
    fn deref(&self) -> &Header<F> {
        // SAFETY: the linkage lives as long as this.
        unsafe { self.0.as_ref() }
    }
}

impl<F: Frame> Drop for Hold<F> {
    fn drop(&mut self) {
        // It is not dropped twice.
        drop(Hold(self.0).into_any());
    }
}

/// An end of a linkage that a component uses, once it does. Which end it is stands in
/// the last bit of where the linkage lies: two words less than a lock of its own.
pub(crate) struct Kept<F: Frame>(AtomicPtr<Header<F>>);

/// The bit of an end that is read.
const READING: usize = 1;

impl<F: Frame> Default for Kept<F> {
    fn default() -> Kept<F> {
        const { assert!(align_of::<Header<F>>() > READING) };
        Kept(AtomicPtr::new(null_mut()))
    }
}

impl<F: Frame> Kept<F> {
    /// Keeps an end, if there is none yet.
    pub(crate) fn set(&self, hold: Hold<F>, end: End) -> Result<(), Hold<F>> {
        let hold = ManuallyDrop::new(hold);
        let bit = match end {
            End::Writing => 0,
            End::Reading => READING,
        };
        let kept = hold.0.as_ptr().map_addr(|at| at | bit);
        // Whoever finds it finds the linkage whole. No model shows it: all that is in a
        // header is atomic.
        let none = null_mut();
        let set = (self.0).compare_exchange(none, kept, Ordering::Release, Ordering::Relaxed);
        set.map(|_| ()).map_err(|_| ManuallyDrop::into_inner(hold))
    }

    #[inline(always)]
    pub(crate) fn get(&self) -> Option<(&Header<F>, End)> {
        // As above: no model shows it.
        let kept = self.0.load(Ordering::Acquire);
        let end = match kept.addr() & READING {
            0 => End::Writing,
            _ => End::Reading,
        };
        let header = NonNull::new(kept.map_addr(|at| at & !READING))?;
        // SAFETY: it is that of the hold which this keeps.
        Some((unsafe { header.as_ref() }, end))
    }
}

impl<F: Frame> Drop for Kept<F> {
    fn drop(&mut self) {
        let kept = *self.0.get_mut();
        if let Some(header) = NonNull::new(kept.map_addr(|at| at & !READING)) {
            drop(Hold(header));
        }
    }
}
