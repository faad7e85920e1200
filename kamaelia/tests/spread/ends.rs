//! How a graph that is spread ends.

use crate::common::{Count, Deaf, Echo, Idle, Swallow, Tally, all, check_panic, overdue};
use crate::{Add, Twice, thousand};
use futures::future::poll_immediate;
use kamaelia::Release;
use kamaelia::prelude::*;
use std::time::Duration;

/// Fails at once.
#[derive(Component)]
struct Fails {
    #[outbox]
    outbox: Outbox<u64>,
}

impl Main for Fails {
    async fn main(self) -> Outcome {
        drop(self.outbox);
        Err(std::io::Error::other("it is broken").into())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fault_has_the_name_of_its_component_and_stops_the_others() {
    let (_results, sink) = collect();
    let graph = graphline! {
        COUNT = Count::new();
        FAILS = Fails::new();
        SINK = sink;
        COUNT -> SINK;
        FAILS -> SINK;
    };
    let line = line!() - 5;
    let stop = graph.spread().run().await.unwrap_err();
    let fault = stop.as_fault().expect("a fault");
    assert_eq!(fault.path(), "FAILS");
    assert_eq!(fault.line().map(|line| line.line), Some(line));
    assert!(stop.to_string().ends_with("it is broken"), "{stop}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_transform_that_panics_in_a_row_is_named_itself() {
    for number in 0..100 {
        let (_results, sink) = collect();
        let graph = graphline! {
            NUMBERS = thousand();
            ONE = Add::new(1);
            TWO = Add::new(1).breaks_at(Some(number + 1));
            THREE = Add::new(1);
            SINK = sink;
            NUMBERS -> ONE -> TWO -> THREE -> SINK;
        };
        let line = line!() - 5;
        let outcome = graph.spread().run().await;
        check_panic(outcome, "TWO", (file!(), line), "not this one");
    }
}

/// Panics when it goes, and is told to.
#[derive(Component)]
#[component(transform)]
struct Breaks {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
    end: BreaksAtTheEnd,
}

struct BreaksAtTheEnd;

impl Drop for BreaksAtTheEnd {
    fn drop(&mut self) {
        panic!("it does not go");
    }
}

impl Transform for Breaks {
    fn transform(&mut self, number: u64) -> impl Iterator<Item = u64> {
        let BreaksAtTheEnd = self.end;
        std::iter::once(number)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_transform_that_panics_at_its_end_is_named_itself() {
    let (_results, sink) = collect();
    let graph = graphline! {
        NUMBERS = thousand();
        ONE = Add::new(1);
        BREAKS = Breaks::new(BreaksAtTheEnd);
        THREE = Add::new(1);
        SINK = sink;
        NUMBERS -> ONE -> BREAKS -> THREE -> SINK;
    };
    let line = line!() - 5;
    let outcome = graph.spread().run().await;
    check_panic(outcome, "BREAKS", (file!(), line), "it does not go");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn to_finish_lets_everything_that_was_sent_arrive() {
    let (mut results, sink) = collect();
    let graph = pipeline![Count::new(), Echo::new(), sink].spread().spawn();
    for number in 0..1000 {
        assert_eq!(results.recv().await, Some(number));
    }
    graph.stop();
    let rest = all(&mut results).await;
    let report = graph.report().await;
    report.outcome.unwrap();
    let sent = 1000 + u64::try_from(rest.len()).expect("it is small");
    assert_eq!(rest, (1000..sent).collect::<Vec<u64>>());
    let counts: Vec<_> = report
        .linkages
        .iter()
        .map(|linkage| linkage.counts)
        .collect();
    for counts in counts {
        assert_eq!(
            (counts.sent, counts.received, counts.dropped),
            (sent, sent, 0)
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn to_stop_now_ends_every_wait() {
    let graph = graphline! {
        IDLE = Idle::<u64>::new();
        ECHO = Echo::new();
        COMPOSITE = Twice::new(true);
        SWALLOW = Swallow::new();
        IDLE -> ECHO -> COMPOSITE -> SWALLOW;
    };
    let graph = graph.spread().spawn();
    graph.shutdown(Shutdown::Now);
    graph.join().await.unwrap();
}

// The clock is paused, so the others have time to hear of it, however slow the machine is.
#[tokio::test(start_paused = true)]
async fn who_does_not_end_in_time_is_dropped_and_named() {
    let dropped = Tally::default();
    let graph = graphline! {
        DEAF = Deaf::new(dropped.drops());
        SWALLOW = Swallow::new();
        DEAF -> SWALLOW;
    };
    let graph = graph.grace(Duration::from_millis(20)).spread().spawn();
    graph.stop();
    let report = graph.report().await;
    assert_eq!(overdue(&report), [("DEAF", Release::Dropped)]);
    assert_eq!(dropped.so_far(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_drops_the_graph_ends_everyone() {
    let dropped = Tally::default();
    let graph = || {
        graphline! {
            DEAF = Deaf::new(dropped.drops());
            SWALLOW = Swallow::new();
            DEAF -> SWALLOW;
        }
        .spread()
    };
    drop(graph());
    assert_eq!(dropped.so_far(), 1);
    let mut run = graph().run();
    assert!(poll_immediate(&mut run).await.is_none());
    drop(run);
    // It goes when its task next stops, wherever that is.
    while dropped.so_far() < 2 {
        tokio::task::yield_now().await;
    }
}

#[test]
fn without_a_runtime_it_says_so_once() {
    let graph = pipeline![thousand(), Echo::new(), Swallow::new()].spread();
    let stop = futures::executor::block_on(graph.run()).unwrap_err();
    let words = "a graph that is spread needs a tokio runtime: run it in one";
    assert!(stop.to_string().ends_with(words), "{stop}");
}
