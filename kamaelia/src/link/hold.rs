//! A share in a linkage, for who knows nothing of its messages: [`Hold`]; and a place
//! for one: [`Kept`].

#![expect(unsafe_code, reason = "an `Arc` whose type is forgotten")]

use super::{AnyLink, End, Header, Link};
use crate::sync::{AtomicPtr, Ordering};
use std::mem::ManuallyDrop;
use std::ops::Deref;
use std::ptr::{NonNull, null_mut};
use std::sync::Arc;

/// Keeps a linkage alive, and knows its header. An `Arc<dyn ..>` would be twice as
/// large, and each look a call.
pub(crate) struct Hold(NonNull<Header>);

// SAFETY: it is an `Arc<Link<T>>`, and `Link::new` asks that `T` is `Send`, so that a
// linkage may be used and dropped on any thread.
unsafe impl Send for Hold {}
// SAFETY: as above.
unsafe impl Sync for Hold {}

/// What a hold is, as a linkage of any type.
pub(super) type AsAny = unsafe fn(NonNull<Header>) -> Arc<dyn AnyLink>;

impl Hold {
    pub(crate) fn of<T>(link: &Arc<Link<T>>) -> Hold {
        let link = Arc::into_raw(link.clone()).cast_mut();
        // SAFETY: what is in an `Arc` lies somewhere. The header is the first in a
        // linkage, so it lies where the linkage does.
        Hold(unsafe { NonNull::new_unchecked(link.cast()) })
    }

    /// What one of a linkage for such messages is.
    ///
    /// # Safety
    ///
    /// The header is that of a hold of such a linkage, which nobody uses again.
    pub(super) unsafe fn as_any<T: Send + 'static>(header: NonNull<Header>) -> Arc<dyn AnyLink> {
        // SAFETY: `of` has made it of an `Arc<Link<T>>`, and it is not used again.
        unsafe { Arc::from_raw(header.as_ptr().cast::<Link<T>>()) }
    }

    /// The linkage, of any type.
    pub(super) fn into_any(self) -> Arc<dyn AnyLink> {
        let hold = ManuallyDrop::new(self);
        let as_any = hold.as_any;
        // SAFETY: `Link::new` has put there what fits its messages; this is the end of
        // the hold.
        unsafe { as_any(hold.0) }
    }
}

impl Deref for Hold {
    type Target = Header;

    #[inline(always)]
    fn deref(&self) -> &Header {
        // SAFETY: the linkage lives as long as this.
        unsafe { self.0.as_ref() }
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        // It is not dropped twice.
        drop(Hold(self.0).into_any());
    }
}

/// An end of a linkage that a component uses, once it does. Which end it is stands in
/// the last bit of where the linkage lies: two words less than a lock of its own.
pub(crate) struct Kept(AtomicPtr<Header>);

/// The bit of an end that is read.
const READING: usize = 1;
const _: () = assert!(align_of::<Header>() > READING);

impl Default for Kept {
    fn default() -> Kept {
        Kept(AtomicPtr::new(null_mut()))
    }
}

impl Kept {
    /// Keeps an end, if there is none yet.
    pub(crate) fn set(&self, hold: Hold, end: End) -> Result<(), Hold> {
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
    pub(crate) fn get(&self) -> Option<(&Header, End)> {
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

impl Drop for Kept {
    fn drop(&mut self) {
        let kept = *self.0.get_mut();
        if let Some(header) = NonNull::new(kept.map_addr(|at| at & !READING)) {
            drop(Hold(header));
        }
    }
}
