//! What a graph costs while it waits. A test binary of its own: it counts
//! every allocation.

mod common;

use common::Echo;
use kamaelia::prelude::*;
use std::alloc::{GlobalAlloc, Layout, System};
use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Waker};

static LIVE: AtomicUsize = AtomicUsize::new(0);

struct Counting;

#[expect(unsafe_code, reason = "an allocator can only be counted by being one")]
// SAFETY: everything is the system allocator's, which is asked as this one is.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        LIVE.fetch_add(layout.size(), Ordering::Relaxed);
        // SAFETY: as the caller's.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        LIVE.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: as the caller's.
        unsafe { System.dealloc(place, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[test]
fn an_idle_graph_of_four_components_takes_at_most_16_kib() {
    let (_numbers, source) = feed::<u64>();
    let (_results, sink) = collect::<u64>();
    let before = LIVE.load(Ordering::Relaxed);
    let mut graph = pin!(pipeline![source, Echo::new(), Echo::new(), sink].run());
    let on_stack = size_of_val(&*graph);

    assert!(
        graph
            .as_mut()
            .poll(&mut Context::from_waker(Waker::noop()))
            .is_pending()
    );

    let taken = LIVE.load(Ordering::Relaxed) - before + on_stack;
    assert!(taken <= 16 << 10, "it takes {taken} bytes");
    println!("an idle graph of four components takes {taken} bytes");
}
