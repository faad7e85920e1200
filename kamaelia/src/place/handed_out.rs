//! The waker of a component's turns, as futures get it that are not ours:
//! [`HandedOut`].

#![expect(unsafe_code, reason = "a waker without a place of its own on the heap")]

use super::Future;
use crate::home;
use std::mem::ManuallyDrop;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Weak};
use std::task::{RawWaker, RawWakerVTable, Waker};

/// Wakes one component of a future, and knows how many wakers of it somebody else has:
/// who holds one waits for more than the graph. Each of them holds the future.
pub(super) struct HandedOut {
    /// Of an `Arc`, in which this lies.
    future: *const Future,
    index: u32,
    wakers: AtomicU32,
}

// SAFETY: the pointer is that of an `Arc<Future>`, which may be used on any thread.
unsafe impl Send for HandedOut {}
// SAFETY: as above.
unsafe impl Sync for HandedOut {}

/// Makes what the components of a future hand out, in which it will lie.
pub(super) fn hand_out(future: &Weak<Future>, components: usize) -> Box<[HandedOut]> {
    let future = future.as_ptr();
    let each = (0..components).map(|index| HandedOut {
        future,
        index: index as u32,
        wakers: AtomicU32::new(0),
    });
    each.collect()
}

impl HandedOut {
    /// The component's own waker, which does not count.
    ///
    /// # Safety
    ///
    /// It is not to be dropped, and not to be used longer than there is the future.
    pub(super) unsafe fn own(&self) -> ManuallyDrop<Waker> {
        let data = std::ptr::from_ref(self).cast();
        // SAFETY: the functions keep to the contract for whatever `clone` gives. For
        // this one, which holds nothing, the caller promises what they ask.
        ManuallyDrop::new(unsafe { Waker::new(data, &FUNCTIONS) })
    }

    /// Whether somebody else has a waker.
    #[inline]
    pub(super) fn is_any(&self) -> bool {
        self.wakers.load(Ordering::Relaxed) > 0
    }

    fn wake(&self) {
        // SAFETY: whoever has a waker holds the future.
        let future = unsafe { &*self.future };
        future.wake(home::island(), self.index as usize);
    }
}

const FUNCTIONS: RawWakerVTable = RawWakerVTable::new(clone, wake, wake_by_ref, let_go);

/// # Safety
///
/// `data` is that of a waker that is not over, so this is there, and its future.
unsafe fn of<'a>(data: *const ()) -> &'a HandedOut {
    // SAFETY: the caller promises it.
    unsafe { &*data.cast() }
}

unsafe fn clone(data: *const ()) -> RawWaker {
    // SAFETY: whoever clones a waker has it.
    let this = unsafe { of(data) };
    this.wakers.fetch_add(1, Ordering::Relaxed);
    // SAFETY: the pointer is that of an `Arc` that is alive.
    unsafe { Arc::increment_strong_count(this.future) };
    RawWaker::new(data, &FUNCTIONS)
}

unsafe fn wake_by_ref(data: *const ()) {
    // SAFETY: whoever wakes by a waker has it.
    unsafe { of(data) }.wake();
}

/// Lets go of the waker first: who still held one when the component has its turn
/// would seem to wait for something.
unsafe fn wake(data: *const ()) {
    // SAFETY: whoever wakes by a waker has it.
    let this = unsafe { of(data) };
    this.wakers.fetch_sub(1, Ordering::Relaxed);
    this.wake();
    // SAFETY: `clone` has added one, and the waker is over.
    unsafe { Arc::decrement_strong_count(this.future) };
}

unsafe fn let_go(data: *const ()) {
    // SAFETY: whoever drops a waker has it.
    let this = unsafe { of(data) };
    this.wakers.fetch_sub(1, Ordering::Relaxed);
    // SAFETY: `clone` has added one, and the waker is over.
    unsafe { Arc::decrement_strong_count(this.future) };
}
