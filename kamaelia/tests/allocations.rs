//! A graph allocates when it starts, and not afterwards. A test binary of its
//! own: it counts every allocation, on each thread for the test that the thread
//! works for.
//!
//! Each graph carries a million messages, with debug assertions fewer; the first
//! and the last ones do not count.

mod common;

use common::{Echo, Swallow};
use futures::future::join;
use kamaelia::prelude::*;
use kamaelia::{Policy, collect_with, feed_with};
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use tokio::runtime::Builder;
use tokio::sync::Notify;

const MESSAGES: u64 = if cfg!(debug_assertions) {
    200_000
} else {
    1_000_000
};

/// How many messages at the beginning, and at the end, do not count.
const WARM: u64 = 1_000;

thread_local! {
    /// Who counts what this thread allocates.
    static COUNTER: Cell<Option<&'static AtomicUsize>> = const { Cell::new(None) };
}

struct Counting;

#[expect(unsafe_code, reason = "an allocator can only be counted by being one")]
// SAFETY: everything is the system allocator's, which is asked as this one is.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if let Some(counter) = COUNTER.get() {
            counter.fetch_add(1, Ordering::Relaxed);
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
    counter: &'static AtomicUsize,
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
        let allocated = || self.0.counter.load(Ordering::Relaxed);
        if number == WARM {
            self.0.opened.get_or_init(allocated);
        } else if number == MESSAGES - WARM {
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
        assert_eq!(during, 0, "allocations in {messages} messages");
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

/// Repeats every message, and has its thread counted.
#[derive(Component)]
struct Relay {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
    window: Window,
}

impl Main for Relay {
    async fn main(mut self) -> Outcome {
        self.window.count_here();
        while let Some(number) = self.inbox.recv().await {
            self.outbox.send(number).await?;
        }
        Ok(())
    }
}

#[test]
fn a_chain_allocates_nothing() {
    fused(|window| {
        graphline! {
            NUMBERS = Numbers::new(window);
            A = Echo::new();
            B = Echo::new();
            C = Echo::new();
            D = Echo::new();
            SINK = Swallow::new();
            NUMBERS -> A -> B -> C -> D -> SINK;
        }
        .run()
    });
}

#[test]
fn a_chain_with_room_for_one_message_allocates_nothing() {
    fused(|window| {
        graphline! {
            NUMBERS = Numbers::new(window);
            A = Echo::new();
            B = Echo::new();
            SINK = Swallow::new();
            NUMBERS -> A -> B -> SINK with capacity(1);
        }
        .run()
    });
}

#[test]
fn eight_senders_into_one_inbox_allocate_nothing() {
    fused(|window| {
        graphline! {
            A = Numbers::new(window.clone());
            B = Numbers::new(window.clone());
            C = Numbers::new(window.clone());
            D = Numbers::new(window.clone());
            E = Numbers::new(window.clone());
            F = Numbers::new(window.clone());
            G = Numbers::new(window.clone());
            H = Numbers::new(window);
            SINK = Swallow::new();
            A -> SINK;
            B -> SINK;
            C -> SINK;
            D -> SINK;
            E -> SINK;
            F -> SINK;
            G -> SINK;
            H -> SINK;
        }
        .run()
    });
}

/// Sends one block, over and over.
#[derive(Component)]
struct Blocks {
    #[outbox]
    outbox: Outbox<Arc<[u8]>>,
    window: Window,
}

impl Main for Blocks {
    async fn main(mut self) -> Outcome {
        let block: Arc<[u8]> = vec![7; 1024].into();
        for number in 0..MESSAGES {
            self.window.pass(number);
            self.outbox.send(block.clone()).await?;
        }
        Ok(())
    }
}

#[test]
fn a_broadcast_of_a_shared_block_allocates_nothing() {
    fused(|window| {
        graphline! {
            BLOCKS = Blocks::new(window);
            A = Swallow::new();
            B = Swallow::new();
            C = Swallow::new();
            D = Swallow::new();
            BLOCKS.outbox -> [A.inbox, B.inbox, C.inbox with capacity(1), D.inbox with latest];
        }
        .run()
    });
}

#[test]
fn a_linkage_of_the_latest_message_allocates_nothing() {
    fused(|window| {
        graphline! {
            NUMBERS = Numbers::new(window);
            A = Echo::new();
            SINK = Swallow::new();
            NUMBERS -> A -> SINK with latest;
        }
        .run()
    });
}

#[test]
fn linkages_that_drop_messages_allocate_nothing() {
    fused(|window| {
        graphline! {
            NUMBERS = Numbers::new(window);
            A = Echo::new();
            SINK = Swallow::new();
            NUMBERS -> A with drop_oldest(16);
            A -> SINK with drop_newest(16);
        }
        .run()
    });
}

#[test]
fn a_conversion_allocates_nothing() {
    fused(|window| {
        graphline! {
            NUMBERS = Numbers::new(window);
            A = Echo::new();
            SINK = Swallow::new();
            NUMBERS -> A via |number: u64| (number, number);
            A -> SINK via |(left, right): (u64, u64)| left + right;
        }
        .run()
    });
}

/// Adds one.
#[derive(Component)]
#[component(transform)]
struct Next {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
}

impl Transform for Next {
    fn transform(&mut self, number: u64) -> impl Iterator<Item = u64> {
        std::iter::once(number + 1)
    }
}

#[test]
fn transforms_allocate_nothing() {
    fused(|window| {
        pipeline![
            Numbers::new(window),
            Next::new(),
            Next::new(),
            Next::new(),
            Swallow::new()
        ]
        .run()
    });
}

#[test]
fn a_component_on_a_task_allocates_nothing() {
    on_workers(|window| {
        graphline! {
            NUMBERS = Numbers::new(window);
            A = Echo::new();
            B = Echo::new() on task;
            SINK = Swallow::new();
            NUMBERS -> A -> B -> SINK;
        }
        .run()
    });
}

#[test]
fn a_component_on_a_task_with_room_for_one_message_allocates_nothing() {
    on_workers(|window| {
        graphline! {
            NUMBERS = Numbers::new(window);
            A = Echo::new() on task;
            SINK = Swallow::new();
            NUMBERS -> A -> SINK with capacity(1);
        }
        .run()
    });
}

#[test]
fn a_component_on_a_thread_allocates_nothing() {
    on_workers(|window| {
        graphline! {
            NUMBERS = Numbers::new(window.clone());
            A = Echo::new();
            B = Relay::new(window) on thread;
            SINK = Swallow::new();
            NUMBERS -> A -> B -> SINK;
        }
        .run()
    });
}

/// Repeats every message on a thread that it blocks.
#[derive(Component)]
#[component(blocking)]
struct Blocked {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
    window: Window,
}

impl Blocking for Blocked {
    fn main(mut self) -> Outcome {
        self.window.count_here();
        while let Some(number) = self.inbox.recv_blocking() {
            self.outbox.send_blocking(number)?;
        }
        Ok(())
    }
}

#[test]
fn a_component_that_blocks_allocates_nothing() {
    on_workers(|window| {
        graphline! {
            NUMBERS = Numbers::new(window.clone());
            BLOCKED = Blocked::new(window);
            SINK = Swallow::new();
            NUMBERS -> BLOCKED -> SINK;
        }
        .run()
    });
}

/// Three composites, each inside the one before.
#[derive(Component)]
struct Composite {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
    depth: usize,
}

impl Main for Composite {
    async fn main(self) -> Outcome {
        if self.depth == 0 {
            let graph = graphline! {
                A = Echo::new();
                B = Echo::new();
                self.inbox -> A -> B -> self.outbox;
            };
            return graph.run().await;
        }
        let graph = graphline! {
            A = Echo::new();
            DEEPER = Composite::new(self.depth - 1);
            B = Echo::new();
            self.inbox -> A -> DEEPER -> B -> self.outbox;
        };
        graph.boxed().run().await
    }
}

#[test]
fn composites_allocate_nothing() {
    fused(|window| pipeline![Numbers::new(window), Composite::new(2), Swallow::new()].run());
}

/// Two components that share one outbox.
#[derive(Component)]
struct Shared {
    #[outbox]
    outbox: Outbox<u64>,
    window: Window,
}

impl Main for Shared {
    async fn main(self) -> Outcome {
        graphline! {
            A = Numbers::new(self.window.clone());
            B = Numbers::new(self.window);
            A.outbox -> self.outbox;
            B.outbox -> self.outbox;
        }
        .run()
        .await
    }
}

#[test]
fn components_that_share_an_outbox_allocate_nothing() {
    fused(|window| pipeline![Shared::new(window), Swallow::new()].run());
}

/// Waits for any of its inboxes.
#[derive(Component)]
struct Merge {
    #[inbox]
    left: Inbox<u64>,
    #[inbox]
    right: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
}

impl Main for Merge {
    async fn main(mut self) -> Outcome {
        while let Some(event) = self.recv_any().await {
            match event {
                MergeEvent::Left(number) | MergeEvent::Right(number) => {
                    self.outbox.send(number).await?;
                }
            }
        }
        Ok(())
    }
}

#[test]
fn waiting_for_any_inbox_allocates_nothing() {
    fused(|window| {
        graphline! {
            ONE = Numbers::new(window.clone());
            OTHER = Numbers::new(window);
            MERGE = Merge::new();
            SINK = Swallow::new();
            ONE.outbox -> MERGE.left;
            OTHER.outbox -> MERGE.right;
            MERGE -> SINK;
        }
        .run()
    });
}

/// Waits under a `select!` that it mostly loses, and reserves before it sends.
#[derive(Component)]
struct Selects {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
}

impl Main for Selects {
    async fn main(mut self) -> Outcome {
        loop {
            tokio::select! {
                received = self.inbox.recv() => match received {
                    Some(number) => self.outbox.reserve().await?.send(number),
                    None => return Ok(()),
                },
                () = tokio::task::yield_now() => {}
            }
        }
    }
}

#[test]
fn waits_that_are_given_up_allocate_nothing() {
    fused(|window| pipeline![Numbers::new(window), Selects::new(), Swallow::new()].run());
}

/// Sends batches out of one vector.
#[derive(Component)]
struct Batches {
    #[outbox]
    outbox: Outbox<u64>,
    window: Window,
}

impl Main for Batches {
    async fn main(mut self) -> Outcome {
        let mut batch = Vec::with_capacity(64);
        for first in (0..MESSAGES).step_by(8) {
            batch.extend(first..first + 8);
            self.window.pass(first);
            if batch.len() == 64 {
                self.outbox.send_all(batch.drain(..)).await?;
            }
        }
        Ok(())
    }
}

/// Passes on batches in one vector.
#[derive(Component)]
struct Rebatch {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
}

impl Main for Rebatch {
    async fn main(mut self) -> Outcome {
        let mut batch = Vec::with_capacity(64);
        while self.inbox.recv_many(&mut batch, 64).await > 0 {
            self.outbox.send_all(batch.drain(..)).await?;
        }
        Ok(())
    }
}

#[test]
fn batches_in_one_vector_allocate_nothing() {
    fused(|window| {
        pipeline![
            Batches::new(window),
            Rebatch::new(),
            Rebatch::new(),
            Swallow::new()
        ]
        .run()
    });
}

/// Sends a number and waits for it to come back.
#[derive(Component)]
struct Ping {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
    window: Window,
}

impl Main for Ping {
    async fn main(mut self) -> Outcome {
        for number in 0..MESSAGES {
            self.window.pass(number);
            self.outbox.send(number).await?;
            self.inbox.recv().await;
        }
        Ok(())
    }
}

#[test]
fn ping_pong_allocates_nothing() {
    fused(|window| {
        graphline! {
            PING = Ping::new(window);
            PONG = Echo::new();
            PING -> PONG with capacity(1);
            PONG -> PING with latest;
        }
        .run()
    });
}

#[test]
fn ping_pong_without_a_limit_allocates_nothing() {
    fused(|window| {
        graphline! {
            PING = Ping::new(window);
            PONG = Echo::new();
            PING -> PONG with capacity(1);
            PONG -> PING with unbounded;
        }
        .run()
    });
}

#[test]
fn the_ends_of_a_graph_outside_it_allocate_nothing() {
    fused(|window| async move {
        let (mut numbers, source) = feed_with(Policy::default());
        let (mut results, sink) = collect_with(Policy::default());
        let outside = async move {
            for number in 0..MESSAGES {
                window.pass(number);
                numbers.send(number).await?;
                results.recv().await;
            }
            Outcome::Ok(())
        };
        let (ran, fed) = join(pipeline![source, Echo::new(), sink].run(), outside).await;
        ran.and(fed)
    });
}

// What is counted on workers is the graph's own.
#[test]
fn the_runtime_allocates_nothing_by_itself() {
    on_workers(|window| async move {
        let (ping, pong) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let (pinged, ponged) = (ping.clone(), pong.clone());
        let other = tokio::spawn(async move {
            for _ in 0..MESSAGES {
                pinged.notified().await;
                ponged.notify_one();
            }
        });
        for number in 0..MESSAGES {
            window.pass(number);
            ping.notify_one();
            pong.notified().await;
        }
        Ok(other.await?)
    });
}
