//! Graphs inside graphs, and graphs beside graphs.

mod common;

use common::{Count, Echo, Idle, Source, Swallow, Take, Tally, all, settle};
use kamaelia::prelude::*;
use kamaelia::{Boxed, Stage};

/// What is innermost.
#[derive(Clone)]
enum Innermost {
    /// Repeats every message.
    Echo,
    /// Passes on so many.
    Take(usize),
    /// Fails at the first message.
    Fail,
}

/// A composite of composites, each placed differently.
#[derive(Component)]
struct Nest {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
    depth: usize,
    innermost: Innermost,
}

#[derive(Component)]
struct Fail {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
}

impl Main for Fail {
    async fn main(mut self) -> Outcome {
        let _held_to_the_end = self.outbox;
        self.inbox.recv().await;
        Err(std::io::Error::other("too deep"))?
    }
}

impl Main for Nest {
    async fn main(self) -> Outcome {
        let inner: Boxed<u64, u64> = match (self.depth, self.innermost) {
            (1, Innermost::Echo) => Echo::new().boxed(),
            (1, Innermost::Take(count)) => Take::new(count).boxed(),
            (1, Innermost::Fail) => Fail::new().boxed(),
            (depth, innermost) => Nest::new(depth - 1, innermost).boxed(),
        };
        match self.depth % 3 {
            0 => {
                graphline! { INNER = inner; self.inbox -> INNER -> self.outbox; }
                    .run()
                    .await
            }
            1 => {
                graphline! { INNER = inner on task; self.inbox -> INNER -> self.outbox; }
                    .run()
                    .await
            }
            _ => {
                graphline! { INNER = inner on thread; self.inbox -> INNER -> self.outbox; }
                    .run()
                    .await
            }
        }
    }
}

const DEPTH: usize = 5;

#[tokio::test]
async fn what_goes_in_five_levels_deep_comes_out() {
    let (mut results, sink) = collect();
    let numbers: Vec<u64> = (0..1000).collect();
    pipeline![
        Source::new(numbers.clone()),
        Nest::new(DEPTH, Innermost::Echo),
        sink
    ]
    .run()
    .await
    .unwrap();
    assert_eq!(all(&mut results).await, numbers);
}

#[tokio::test]
async fn a_reader_five_levels_deep_that_ends_stops_its_senders() {
    let (mut results, sink) = collect();
    pipeline![Count::new(), Nest::new(DEPTH, Innermost::Take(3)), sink]
        .run()
        .await
        .unwrap();
    assert_eq!(all(&mut results).await, [0, 1, 2]);
}

#[tokio::test]
async fn a_fault_five_levels_deep_names_every_level() {
    let (_results, sink) = collect();
    let graph = graphline! {
        IDLE = Idle::new();
        COUNT = Count::new();
        NEST = Nest::new(DEPTH, Innermost::Fail);
        RESULTS = sink;
        COUNT -> NEST -> RESULTS;
        IDLE -> RESULTS;
    };
    let stop = graph.run().await.unwrap_err();
    let fault = stop.as_fault().expect("a fault");
    assert_eq!(fault.path(), "NEST/INNER/INNER/INNER/INNER/INNER");
    assert!(stop.to_string().ends_with(": too deep"), "{stop}");
}

#[tokio::test]
async fn what_a_graph_is_told_arrives_five_levels_deep() {
    for shutdown in [Shutdown::Finish, Shutdown::Now] {
        let (_numbers, source) = feed();
        let (mut results, sink) = collect();
        let nest = Nest::new(DEPTH, Innermost::Echo);
        let graph = pipeline![source, nest, sink].spawn();
        settle().await;
        graph.shutdown(shutdown);
        graph.join().await.unwrap();
        assert_eq!(results.recv().await, None);
    }
}

#[tokio::test]
async fn graphs_of_one_program_end_each_by_itself() {
    let tidied = Tally::default();
    let spawn = |results: kamaelia::Collect<u64>| {
        let guard = tidied.drops();
        let keep = move |number: u64| {
            let _ = &guard;
            number
        };
        graphline! { IDLE = Idle::new(); SINK = results; IDLE -> SINK via keep; }.spawn()
    };
    let (mut one, one_sink) = collect();
    let (mut two, two_sink) = collect();
    let (mut three, three_sink) = collect();
    let graphs = [spawn(one_sink), spawn(two_sink)];
    let failing = pipeline![
        Source::new(vec![1]),
        Nest::new(1, Innermost::Fail),
        three_sink
    ]
    .run();
    assert!(failing.await.is_err());
    assert_eq!(three.recv().await, None);
    settle().await;
    assert!(one.try_recv().is_err() && !one.is_closed() && !two.is_closed());

    let [first, second] = graphs;
    first.stop();
    first.join().await.unwrap();
    assert_eq!(one.recv().await, None);
    settle().await;
    assert!(!two.is_closed());
    assert_eq!(tidied.so_far(), 1);

    second.shutdown(Shutdown::Now);
    second.join().await.unwrap();
    assert_eq!(two.recv().await, None);
    assert_eq!(tidied.so_far(), 2);
}

#[test]
fn graphs_of_one_program_run_on_many_threads_at_once() {
    let threads = (0..8).map(|thread| {
        std::thread::spawn(move || {
            futures::executor::block_on(async {
                for round in 0..20 {
                    let (mut results, sink) = collect();
                    pipeline![Source::new(vec![thread, round]), Echo::new(), sink]
                        .run()
                        .await
                        .unwrap();
                    assert_eq!(all(&mut results).await, [thread, round]);
                }
            });
        })
    });
    let threads: Vec<_> = threads.collect();
    threads
        .into_iter()
        .for_each(|thread| thread.join().unwrap());
}

/// Somebody busy, so many graphs deep. Not for ever: a test must not hang.
fn busy(depth: usize, sent: Tally) -> Boxed<u64, u64> {
    #[derive(Component)]
    struct Busy {
        #[inbox]
        inbox: Inbox<u64>,
        #[outbox]
        outbox: Outbox<u64>,
        sent: Tally,
    }
    impl Main for Busy {
        async fn main(self) -> Outcome {
            let count = move |number: u64| {
                self.sent.add();
                number
            };
            graphline! {
                COUNT = Count::new();
                ENOUGH = Take::new(500_000);
                SINK = Swallow::new();
                ECHO = Echo::new();
                COUNT -> ENOUGH -> SINK via count;
                self.inbox -> ECHO -> self.outbox;
            }
            .run()
            .await
        }
    }
    match depth {
        1 => Busy::new(sent).boxed(),
        _ => pipeline![busy(depth - 1, sent)].boxed(),
    }
}

/// The most messages that somebody busy sends, so many graphs deep, between two
/// turns of those beside the outermost graph.
async fn sent_in_one_turn(depth: usize) -> usize {
    let sent = Tally::default();
    let graph = pipeline![Idle::new(), busy(depth, sent.clone()), Swallow::new()].spawn();
    let mut most = 0;
    for _ in 0..10 {
        let before = sent.so_far();
        tokio::task::yield_now().await;
        most = most.max(sent.so_far() - before);
    }
    graph.shutdown(Shutdown::Now);
    graph.join().await.expect("a normal end");
    most
}

// A graph gives way to what is beside it after as much work at every depth.
#[tokio::test]
async fn a_graph_that_is_busy_deep_inside_gives_way() {
    let sent = sent_in_one_turn(1).await;
    assert!(sent > 0);
    for depth in 2..=4 {
        let deep = sent_in_one_turn(depth).await;
        assert!((1..2 * sent).contains(&deep), "{deep} at depth {depth}");
    }
}
