//! A graph that is told to spread over the workers of its runtime: everything is as
//! in one future, but for where it runs.

#[path = "../common/mod.rs"]
mod common;
mod ends;

use common::{Echo, Source, Swallow, Take, all};
use kamaelia::prelude::*;
use kamaelia::topology::Placement;
use kamaelia::{BoxedGraph, Collect, Pipeline};
use std::collections::HashSet;
use std::sync::{Arc, Barrier, Mutex};
use std::thread::{self, ThreadId};

/// What a graph gives that runs in one future, and what it gives when it is spread.
async fn both_ways<T: Message>(build: impl Fn(Collect<T>) -> BoxedGraph) -> (Vec<T>, Vec<T>) {
    let (mut fused, sink) = collect();
    build(sink).run().await.expect("it ends well");
    let (mut spread, sink) = collect();
    build(sink).spread().run().await.expect("it ends well");
    (all(&mut fused).await, all(&mut spread).await)
}

fn thousand() -> Source<u64> {
    Source::new((0..1000).collect())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_chain_gives_the_same() {
    let chain = |sink: Collect<u64>| {
        graphline! {
            NUMBERS = thousand();
            FIRST = Echo::new();
            SECOND = Echo::new();
            SINK = sink;
            NUMBERS -> FIRST;
            FIRST.outbox -> SECOND.inbox with capacity(1);
            SECOND.outbox -> SINK.inbox via |number| number + 1;
        }
        .boxed()
    };
    let (fused, spread) = both_ways(chain).await;
    assert_eq!(spread, (1..=1000).collect::<Vec<u64>>());
    assert_eq!(spread, fused);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_of_several_senders_keeps_its_order() {
    let fan_in = |sink: Collect<u64>| {
        graphline! {
            LOW = thousand();
            HIGH = Source::new((1000..2000).collect::<Vec<u64>>());
            SINK = sink;
            LOW -> SINK;
            HIGH -> SINK;
        }
        .boxed()
    };
    let (fused, spread) = both_ways(fan_in).await;
    for got in [fused, spread] {
        let (low, high): (Vec<u64>, Vec<u64>) = got.into_iter().partition(|number| *number < 1000);
        assert_eq!(low, (0..1000).collect::<Vec<u64>>());
        assert_eq!(high, (1000..2000).collect::<Vec<u64>>());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broadcast_gives_each_target_everything() {
    let fan_out = |sink: Collect<u64>| {
        graphline! {
            NUMBERS = thousand();
            LEFT = Echo::new();
            RIGHT = Echo::new();
            SINK = sink;
            NUMBERS.outbox -> [LEFT.inbox, RIGHT.inbox];
            LEFT -> SINK;
            RIGHT.outbox -> SINK.inbox via |number| number + 1000;
        }
        .boxed()
    };
    let (mut fused, mut spread) = both_ways(fan_out).await;
    fused.sort_unstable();
    spread.sort_unstable();
    assert_eq!(spread, (0..2000).collect::<Vec<u64>>());
    assert_eq!(spread, fused);
}

/// Two components inside, and its own boxes passed on to them.
#[derive(Component)]
struct Twice {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
    /// Whether the graph inside is spread as well.
    spreads: bool,
}

impl Main for Twice {
    async fn main(self) -> Outcome {
        let graph = graphline! {
            FIRST = Echo::new();
            SECOND = Echo::new();
            self.inbox -> FIRST -> SECOND -> self.outbox;
        };
        if self.spreads {
            graph.spread().run().await
        } else {
            graph.run().await
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_composite_gives_the_same_and_may_be_spread_itself() {
    let composites = |sink: Collect<u64>| {
        graphline! {
            NUMBERS = thousand();
            ONE = Twice::new(false);
            EACH = Twice::new(true);
            SINK = sink;
            NUMBERS -> ONE -> EACH -> SINK;
        }
        .boxed()
    };
    let (fused, spread) = both_ways(composites).await;
    assert_eq!(spread, (0..1000).collect::<Vec<u64>>());
    assert_eq!(spread, fused);
}

/// The inbox of a composite leads to several components.
#[derive(Component)]
struct Split {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
}

impl Main for Split {
    async fn main(self) -> Outcome {
        graphline! {
            LEFT = Echo::new();
            RIGHT = Echo::new();
            self.inbox -> [LEFT.inbox, RIGHT.inbox];
            LEFT -> self.outbox;
            RIGHT -> self.outbox;
        }
        .spread()
        .run()
        .await
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn boxes_of_a_composite_that_is_spread_lead_to_several() {
    let (mut results, sink) = collect();
    let graph = pipeline![thousand(), Split::new(), sink];
    graph.run().await.unwrap();
    let mut results = all(&mut results).await;
    results.sort_unstable();
    let twice: Vec<u64> = (0..1000).flat_map(|number| [number, number]).collect();
    assert_eq!(results, twice);
}

/// Adds a number, or breaks at one.
#[derive(Component)]
#[component(transform)]
struct Add {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
    number: u64,
    #[param(default = None)]
    breaks_at: Option<u64>,
    #[param(default = None)]
    seen: Option<Seen>,
}

impl Transform for Add {
    fn transform(&mut self, number: u64) -> impl Iterator<Item = u64> {
        assert!(self.breaks_at != Some(number), "not this one");
        if let Some(seen) = &self.seen {
            seen.here();
        }
        std::iter::once(number + self.number)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn transforms_that_are_one_loop_stay_one() {
    let transforms = |sink: Collect<u64>| {
        graphline! {
            NUMBERS = thousand();
            ONE = Add::new(1);
            TWO = Add::new(2);
            THREE = Add::new(3);
            SINK = sink;
            NUMBERS -> ONE -> TWO;
            TWO.outbox -> THREE.inbox via |number| number * 10;
            THREE -> SINK;
        }
        .boxed()
    };
    let (fused, spread) = both_ways(transforms).await;
    let expected: Vec<u64> = (0..1000).map(|number| (number + 3) * 10 + 3).collect();
    assert_eq!(spread, expected);
    assert_eq!(spread, fused);
}

/// Which threads something was done on.
#[derive(Clone)]
struct Seen(Arc<Mutex<HashSet<ThreadId>>>);

impl Seen {
    fn new() -> Seen {
        Seen(Arc::default())
    }

    fn here(&self) {
        let mut seen = self.0.lock().expect("nobody panics with it");
        seen.insert(thread::current().id());
    }

    fn threads(&self) -> HashSet<ThreadId> {
        self.0.lock().expect("nobody panics with it").clone()
    }
}

/// Waits for another one without giving way to anybody.
#[derive(Component)]
struct Meets {
    #[outbox]
    outbox: Outbox<ThreadId>,
    at: Arc<Barrier>,
}

impl Main for Meets {
    async fn main(mut self) -> Outcome {
        self.at.wait();
        self.outbox.send(thread::current().id()).await?;
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn components_work_at_the_same_time() {
    let (mut threads, sink) = collect();
    let at = Arc::new(Barrier::new(2));
    graphline! {
        ONE = Meets::new(at.clone());
        OTHER = Meets::new(at);
        SINK = sink;
        ONE -> SINK;
        OTHER -> SINK;
    }
    .spread()
    .run()
    .await
    .unwrap();
    let threads: HashSet<ThreadId> = all(&mut threads).await.into_iter().collect();
    assert_eq!(threads.len(), 2);
    assert!(!threads.contains(&thread::current().id()));
}

#[tokio::test]
async fn who_is_placed_otherwise_stays_there() {
    let (task, placed) = (Seen::new(), Seen::new());
    let (mut results, sink) = collect();
    let graph = graphline! {
        NUMBERS = thousand();
        TASK = Add::new(1).seen(Some(task.clone()));
        TASKS = Add::new(1) on task;
        THREAD = Add::new(1).seen(Some(placed.clone())) on thread;
        SINK = sink;
        NUMBERS -> TASK -> TASKS -> THREAD -> SINK;
    };
    let graph = graph.spread();
    let placements = [
        Placement::Task,
        Placement::Task,
        Placement::Task,
        Placement::Thread,
        Placement::Task,
    ];
    let topology = graph.topology();
    let placed_at: Vec<_> = topology
        .components
        .iter()
        .map(|one| one.placement)
        .collect();
    assert_eq!(placed_at, placements);
    assert!(topology.to_string().starts_with("NUMBERS = Source on task"));
    graph.run().await.unwrap();
    assert_eq!(all(&mut results).await.len(), 1000);
    let here = HashSet::from([thread::current().id()]);
    assert_eq!(task.threads(), here);
    assert_eq!(placed.threads().len(), 1);
    assert_ne!(placed.threads(), here);
}

/// Sends from a thread of its own.
#[derive(Component)]
struct Hands {
    #[outbox]
    outbox: Outbox<u64>,
}

impl Main for Hands {
    async fn main(self) -> Outcome {
        let mut outbox = self.outbox;
        let sends = tokio::task::spawn_blocking(move || {
            (0..1000).try_for_each(|number| outbox.send_blocking(number))
        });
        sends.await??;
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_end_may_be_moved_elsewhere() {
    let (mut results, sink) = collect();
    let graph = pipeline![Hands::new(), Echo::new(), sink].spread();
    graph.run().await.unwrap();
    assert_eq!(all(&mut results).await, (0..1000).collect::<Vec<u64>>());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_each_component_does_can_be_read() {
    let (mut numbers, source) = feed::<u64>();
    let graph = graphline! {
        NUMBERS = source;
        ECHO = Echo::new();
        SWALLOW = Swallow::new();
        NUMBERS -> ECHO -> SWALLOW;
    };
    let graph = graph.spread().spawn();
    numbers.send(7).await.unwrap();
    let does = || graph.states()[1].activity.to_string();
    while does() != "waits for a message at inbox" {
        tokio::task::yield_now().await;
    }
    drop(numbers);
    graph.join().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ring_that_waits_for_itself_is_finished() {
    let (mut results, sink) = collect();
    graphline! {
        NUMBERS = thousand();
        RING = Echo::new();
        BACK = Take::new(10);
        SINK = sink;
        NUMBERS -> RING;
        RING.outbox -> [BACK.inbox, SINK.inbox];
        BACK.outbox -> RING.inbox with unbounded;
    }
    .spread()
    .run()
    .await
    .unwrap();
    assert_eq!(all(&mut results).await.len(), 1010);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pipeline_can_be_spread_as_a_part_of_a_graph() {
    let (mut results, sink) = collect();
    let echoes = Pipeline::of((0..5).map(|_| Echo::new()));
    let pair = pipeline![Echo::new(), Echo::new()].spread();
    let graph = pipeline![thousand(), echoes.spread(), pair, sink];
    graph.run().await.unwrap();
    assert_eq!(all(&mut results).await, (0..1000).collect::<Vec<u64>>());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn to_be_told_twice_is_to_be_told_once() {
    let (mut results, sink) = collect();
    let graph = pipeline![thousand(), Echo::new(), sink].graph();
    graph.spread().boxed().spread().run().await.unwrap();
    assert_eq!(all(&mut results).await.len(), 1000);
}

#[tokio::test]
async fn an_empty_graph_can_be_spread() {
    graphline! {}.spread().run().await.unwrap();
}
