//! What a graph costs while it waits. A test binary of its own: it counts
//! every allocation.

mod common;

use common::{Echo, Source, Take};
use kamaelia::chassis::{Carousel, InboxControlledCarousel};
use kamaelia::prelude::*;
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::pin::pin;
use std::task::{Context, Waker};

thread_local! {
    /// What this thread has allocated: each test has a thread, and its graph runs there.
    static LIVE: Cell<usize> = const { Cell::new(0) };
}

fn live() -> usize {
    LIVE.get()
}

struct Counting;

#[expect(unsafe_code, reason = "an allocator can only be counted by being one")]
// SAFETY: everything is the system allocator's, which is asked as this one is.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        LIVE.set(LIVE.get().wrapping_add(layout.size()));
        // SAFETY: as the caller's.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        LIVE.set(LIVE.get().wrapping_sub(layout.size()));
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
    let before = live();
    let mut graph = pin!(pipeline![source, Echo::new(), Echo::new(), sink].run());
    let on_stack = size_of_val(&*graph);

    assert!(
        graph
            .as_mut()
            .poll(&mut Context::from_waker(Waker::noop()))
            .is_pending()
    );

    let taken = live() - before + on_stack;
    assert!(taken <= 16 << 10, "it takes {taken} bytes");
    println!("an idle graph of four components takes {taken} bytes");
}

/// How many bytes there are while the last of so many children of a carousel runs. Each
/// reads, waits and writes at ends that were lent to all of them.
fn with_children(count: u64) -> usize {
    let (mut numbers, source) = feed();
    let (mut results, sink) = collect();
    let (mut next, nexts) = feed();
    let graph = graphline! {
        NUMBERS = source;
        NEXT    = nexts;
        MANY    = Carousel::new(|()| pipeline![Echo::new(), Take::new(1)]);
        RESULTS = sink;
        NUMBERS -> MANY -> RESULTS;
        NEXT.outbox -> MANY.next;
    };
    let mut graph = pin!(graph.run());
    let mut poll = || {
        let cx = &mut Context::from_waker(Waker::noop());
        assert!(graph.as_mut().poll(cx).is_pending());
    };
    for number in 0..count {
        next.try_send(()).expect("there is room");
        poll();
        numbers.try_send(number).expect("there is room");
        poll();
        assert_eq!(results.try_recv(), Ok(number));
    }
    live()
}

#[test]
fn children_that_are_gone_leave_nothing_behind() {
    with_children(10);
    let (few, many) = (with_children(100), with_children(10_000));
    assert!(many <= few + 64, "{} bytes more", many - few);
}

#[test]
fn nor_do_those_that_make_their_messages_themselves() {
    let run = |count: u64| {
        let (mut results, sink) = collect();
        let numbers = Source::new((0..count).collect());
        let ones = InboxControlledCarousel::new(|number| Source::new(vec![number]));
        let mut graph = pin!(pipeline![numbers, ones, sink].run());
        let cx = &mut Context::from_waker(Waker::noop());
        let before = live();
        let mut most = 0_usize;
        while graph.as_mut().poll(cx).is_pending() {
            while results.try_recv().is_ok() {}
            most = live().saturating_sub(before).max(most);
        }
        most
    };
    run(10);
    let (few, many) = (run(1_000), run(20_000));
    // The numbers themselves are 8 bytes each.
    let more = many.saturating_sub(few);
    assert!(more <= 8 * 19_000 + 4096, "{more} bytes more");
}
