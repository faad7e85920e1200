//! A graph that waits for anything else than itself is never reported as stuck,
//! as long as that is there.

#![expect(deprecated, reason = "the warning of diamonds, which these are")]

mod common;
#[path = "common/diamond.rs"]
mod diamond;
#[path = "common/shy.rs"]
mod shy;
#[path = "common/within.rs"]
mod within;

use common::{Echo, Source, settle};
use diamond::{Join, Split};
use kamaelia::prelude::*;
use kamaelia::testing::Schedules;
use kamaelia::{BoxedGraph, Policy, Report, collect_with};
use shy::Shy;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;
use within::JoinWithin;

/// Waits for a message, or for a long time to pass.
#[derive(Component)]
struct Patient {
    #[inbox]
    left: Inbox<u64>,
    #[inbox]
    right: Inbox<u64>,
}

impl Main for Patient {
    async fn main(mut self) -> Outcome {
        let _ = self.right.recv_timeout(Duration::from_secs(1000)).await;
        while self.left.recv().await.is_some() {}
        Ok(())
    }
}

struct Own(Inbox<u64>);

/// Waits for an inbox that no graph has linked.
#[derive(Component)]
struct Handmade {
    #[inbox]
    left: Inbox<u64>,
    #[inbox]
    right: Inbox<u64>,
    own: Own,
}

impl Main for Handmade {
    async fn main(mut self) -> Outcome {
        self.own.0.recv().await;
        while self.right.recv().await.is_some() {}
        while self.left.recv().await.is_some() {}
        Ok(())
    }
}

/// Lets the graph do what it can, without a word that it is stuck, then stops it.
async fn not_found(graph: BoxedGraph) {
    let graph = graph.spawn();
    settle().await;
    assert_eq!(graph.observer().stuck(), []);
    graph.shutdown(Shutdown::Now);
    let report: Report = graph.report().await;
    assert_eq!(report.stuck, [], "{report}");
}

#[tokio::test]
async fn who_waits_for_the_outside_or_a_timer_is_never_stuck() {
    let timer = graphline! {
        SPLIT = Split::new(3);
        JOIN  = Patient::new();
        SPLIT.left  -> JOIN.left with capacity(1);
        SPLIT.right -> JOIN.right;
    };
    not_found(timer.boxed()).await;

    let (_own, own) = kamaelia::link(Policy::default());
    let by_hand = graphline! {
        SPLIT = Split::new(3);
        JOIN  = Handmade::new(Own(own));
        SPLIT.left  -> JOIN.left with capacity(1);
        SPLIT.right -> JOIN.right;
    };
    // What it waits for does not hear that it is to stop.
    not_found(by_hand.boxed().grace(Duration::from_millis(10))).await;

    let (_numbers, source) = feed::<u64>();
    let fed = graphline! {
        NUMBERS = source;
        A = Shy::new();
        B = Shy::new();
        NUMBERS.outbox -> A.inbox;
        A.outbox -> B.inbox with unbounded;
        B.outbox -> A.inbox;
    };
    not_found(fed.boxed()).await;

    let (_results, sink) = collect_with::<u64>(Policy::capacity(1));
    let read_by_nobody = graphline! {
        SPLIT = Split::new(3);
        LEFT  = Echo::<u64>::new();
        SINK  = sink;
        SPLIT.left -> LEFT.inbox with capacity(1);
        LEFT.outbox -> SINK.inbox with capacity(1);
        SPLIT.right -> SINK.inbox;
    };
    not_found(read_by_nobody.boxed()).await;
}

#[test]
fn no_graph_that_can_go_on_is_reported_under_any_schedule() {
    Schedules::random(50).run(async || {
        let (mut numbers, source) = feed::<u64>();
        let (mut results, sink) = collect::<u64>();
        let graph = graphline! {
            NUMBERS = source;
            LEFT  = Echo::<u64>::new() on task;
            RIGHT = Echo::<u64>::new();
            JOIN  = Echo::<u64>::new();
            SINK  = sink;
            NUMBERS.outbox -> [LEFT.inbox, RIGHT.inbox] with capacity(1);
            LEFT.outbox  -> JOIN.inbox with capacity(1);
            RIGHT.outbox -> JOIN.inbox with capacity(1);
            JOIN -> SINK;
        };
        let graph = graph.spawn();
        numbers.send_all(0..20).await?;
        for _ in 0..40 {
            results.recv().await;
        }
        drop(numbers);
        let report = graph.report().await;
        assert_eq!(report.stuck, []);
        report.outcome
    });
}

/// Lets go of its outbox at a word, and stays.
#[derive(Component)]
struct LetsGo {
    #[outbox]
    outbox: Outbox<u64>,
    word: Arc<Notify>,
}

impl Main for LetsGo {
    async fn main(self) -> Outcome {
        self.word.notified().await;
        drop(self.outbox);
        until_stopped(std::future::pending::<()>()).await;
        Ok(())
    }
}

/// A diamond within a component, in which one more may send from outside.
#[derive(Component)]
struct Helped {
    #[inbox]
    inbox: Inbox<u64>,
}

impl Main for Helped {
    async fn main(self) -> Outcome {
        graphline! {
            SPLIT = Split::new(3);
            JOIN  = Join::new();
            self.inbox -> JOIN.right;
            SPLIT.left  -> JOIN.left with capacity(1);
            SPLIT.right -> JOIN.right;
        }
        .run()
        .await
    }
}

#[tokio::test]
async fn a_graph_that_only_the_outside_could_help_is_stuck_once_nobody_is_there() {
    let word = Arc::new(Notify::new());
    let graph = graphline! {
        OUTSIDE = LetsGo::new(word.clone());
        WITHIN  = Helped::new();
        OUTSIDE -> WITHIN;
    };
    let graph = graph.spawn();
    settle().await;
    assert_eq!(graph.observer().stuck(), []);
    word.notify_one();
    settle().await;
    let stuck = graph.observer().stuck();
    assert_eq!(stuck.len(), 1, "{stuck:?}");
    assert_eq!(stuck[0].path, "WITHIN");
    graph.shutdown(Shutdown::Now);
    graph.report().await.outcome.expect("it is no fault");
}

/// A graph inside that waits for those around it, who wait for the outside.
#[tokio::test]
async fn a_graph_in_a_graph_that_waits_for_the_outer_one_is_not_stuck() {
    let (mut ones, one) = feed::<u64>();
    let graph = graphline! {
        MANY   = Source::new((0..9).collect());
        ONE    = one;
        WITHIN = JoinWithin::new();
        MANY.outbox -> WITHIN.many with capacity(1);
        ONE.outbox -> WITHIN.one;
    };
    let graph = graph.spawn();
    settle().await;
    assert_eq!(graph.observer().stuck(), []);
    ones.send(1).await.expect("the graph runs");
    drop(ones);
    let report = graph.report().await;
    assert_eq!((report.outcome.is_ok(), report.stuck), (true, vec![]));
}
