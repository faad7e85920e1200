//! A graph allocates when it starts, and not afterwards. A test binary of its
//! own: it counts every allocation, on each thread for the test that the thread
//! works for.
//!
//! Each graph carries a million messages, with debug assertions fewer; the first
//! and the last ones do not count.

#[path = "../common/mod.rs"]
mod common;

mod chassis;
mod elsewhere;
mod linkages;
mod parts;
mod waits;

use kamaelia::prelude::*;
use std::alloc::{GlobalAlloc, Layout, System};
use std::backtrace::Backtrace;
use std::cell::Cell;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use tokio::runtime::Builder;

const MESSAGES: u64 = if cfg!(debug_assertions) {
    200_000
} else {
    1_000_000
};

/// How many messages at the beginning, and at the end, do not count.
const WARM: u64 = 1_000;

thread_local! {
    /// Who counts what this thread allocates.
    static COUNTER: Cell<Option<&'static Counter>> = const { Cell::new(None) };
}

/// Counts allocations.
#[derive(Default)]
struct Counter {
    allocations: AtomicUsize,
    /// The next allocation is one too many.
    is_watched: AtomicBool,
    /// Where the first one too many came from.
    first: OnceLock<Backtrace>,
}

impl Counter {
    fn allocated(&'static self) {
        self.allocations.fetch_add(1, Ordering::Relaxed);
        if self.is_watched.load(Ordering::Relaxed) && self.first.get().is_none() {
            // To look back allocates as well.
            COUNTER.set(None);
            self.first.get_or_init(Backtrace::force_capture);
            COUNTER.set(Some(self));
        }
    }
}

struct Counting;

#[expect(unsafe_code, reason = "an allocator can only be counted by being one")]
// SAFETY: everything is the system allocator's, which is asked as this one is.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if let Some(counter) = COUNTER.get() {
            counter.allocated();
        }
        // SAFETY: as the caller's.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        // SAFETY: as the caller's.
        unsafe { System.dealloc(place, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The messages of one test between which nothing may be allocated, and the
/// allocations of the threads that work for it.
#[derive(Clone)]
struct Window(Arc<Inner>);

struct Inner {
    counter: &'static Counter,
    opened: OnceLock<usize>,
    closed: OnceLock<usize>,
}

impl Window {
    fn new() -> Window {
        Window(Arc::new(Inner {
            // Worker threads may end after the test.
            counter: Box::leak(Box::default()),
            opened: OnceLock::new(),
            closed: OnceLock::new(),
        }))
    }

    /// From now on this thread works for this test.
    fn count_here(&self) {
        COUNTER.set(Some(self.0.counter));
    }

    /// A message goes out.
    fn pass(&self, number: u64) {
        let counter = self.0.counter;
        let allocated = || counter.allocations.load(Ordering::Relaxed);
        if number == WARM {
            self.0.opened.get_or_init(allocated);
            counter.is_watched.store(true, Ordering::Relaxed);
        } else if number == MESSAGES - WARM {
            counter.is_watched.store(false, Ordering::Relaxed);
            self.0.closed.get_or_init(allocated);
        }
    }

    #[track_caller]
    fn check(&self) {
        let opened = self.0.opened.get().expect("it begins");
        let closed = self.0.closed.get().expect("it ends");
        assert!(*opened > 0, "the start is counted");
        let during = closed - opened;
        let messages = MESSAGES - 2 * WARM;
        let first = self.0.counter.first.get();
        let first = first.map_or_else(String::new, ToString::to_string);
        assert_eq!(during, 0, "allocations in {messages} messages:\n{first}");
    }
}

/// Runs a graph on this thread.
#[track_caller]
fn fused<F: Future<Output = Outcome>>(run: impl FnOnce(Window) -> F) {
    let window = Window::new();
    window.count_here();
    futures::executor::block_on(run(window.clone())).expect("a normal end");
    COUNTER.set(None);
    window.check();
}

/// Runs a graph on a runtime with two workers, which are counted.
#[track_caller]
fn on_workers<F: Future<Output = Outcome> + Send + 'static>(run: impl FnOnce(Window) -> F) {
    let window = Window::new();
    let workers = window.clone();
    let runtime = Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .on_thread_start(move || workers.count_here())
        .build()
        .expect("there are threads to have");
    let ran = runtime.spawn(run(window.clone()));
    let outcome = runtime.block_on(ran);
    outcome.expect("no panic").expect("a normal end");
    window.check();
}

/// Sends numbers.
#[derive(Component)]
struct Numbers {
    #[outbox]
    outbox: Outbox<u64>,
    window: Window,
}

impl Main for Numbers {
    async fn main(mut self) -> Outcome {
        self.window.count_here();
        for number in 0..MESSAGES {
            self.window.pass(number);
            self.outbox.send(number).await?;
        }
        Ok(())
    }
}
