//! How many bytes live on the heap.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicBool, AtomicIsize, Ordering};

/// The system's allocator, which counts when it is asked to.
struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

static COUNTS: AtomicBool = AtomicBool::new(false);
static LIVE: AtomicIsize = AtomicIsize::new(0);

/// Counts from now on.
pub(crate) fn count() {
    COUNTS.store(true, Ordering::Relaxed);
}

/// The bytes that live beside those that lived when the counting began.
pub(crate) fn live() -> isize {
    LIVE.load(Ordering::Relaxed)
}

#[expect(unsafe_code, reason = "an allocator is")]
// SAFETY: all work is left to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if COUNTS.load(Ordering::Relaxed) {
            LIVE.fetch_add(layout.size().cast_signed(), Ordering::Relaxed);
        }
        // SAFETY: the caller keeps to the same contract.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        if COUNTS.load(Ordering::Relaxed) {
            LIVE.fetch_sub(layout.size().cast_signed(), Ordering::Relaxed);
        }
        // SAFETY: the caller keeps to the same contract.
        unsafe { System.dealloc(pointer, layout) }
    }
}
