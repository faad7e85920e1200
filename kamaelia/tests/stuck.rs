//! A graph that waits only for itself is reported, once, with who waits for whom.

#![expect(deprecated, reason = "the warning of diamonds, which these are")]

mod common;
#[path = "common/diamond.rs"]
mod diamond;
#[path = "common/shy.rs"]
mod shy;
#[path = "common/within.rs"]
mod within;

use common::{Echo, Source, Swallow, settle};
use diamond::{Join, Split};
use kamaelia::prelude::*;
use kamaelia::testing::Schedules;
use kamaelia::{BoxedGraph, Observer, Stuck};
use shy::Shy;
use std::panic::catch_unwind;
use within::JoinWithin;

/// [`Join`] on a thread that it blocks.
#[derive(Component)]
#[component(blocking)]
struct BlockingJoin {
    #[inbox]
    left: Inbox<u64>,
    #[inbox]
    right: Inbox<u64>,
}

impl Blocking for BlockingJoin {
    fn main(mut self) -> Outcome {
        self.right.recv_blocking();
        while self.left.recv_blocking().is_some() {}
        Ok(())
    }
}

/// Takes whatever comes first; then does as [`Join`].
#[derive(Component)]
struct AnyJoin {
    #[inbox]
    left: Inbox<u64>,
    #[inbox]
    right: Inbox<u64>,
}

impl Main for AnyJoin {
    async fn main(mut self) -> Outcome {
        self.recv_any().await;
        self.right.recv().await;
        while self.left.recv().await.is_some() {}
        Ok(())
    }
}

/// A diamond within a component.
#[derive(Component)]
struct Within {
    #[inbox]
    inbox: Inbox<u64>,
}

impl Main for Within {
    async fn main(self) -> Outcome {
        graphline! {
            SPLIT = Split::new(3);
            JOIN  = Join::new();
            DRAIN = Swallow::<u64>::new();
            self.inbox -> DRAIN;
            SPLIT.left  -> JOIN.left with capacity(1);
            SPLIT.right -> JOIN.right;
        }
        .run()
        .await
    }
}

fn ring(stuck: &Stuck) -> Vec<String> {
    let ring = stuck.ring.iter();
    let mut ring: Vec<_> = ring
        .map(|waits| format!("{} {} {}", waits.component, waits.wait, waits.whom))
        .collect();
    ring.sort();
    ring
}

/// Waits until a graph is stuck.
async fn wait_for(observer: &Observer) -> Stuck {
    loop {
        if let Some(stuck) = observer.stuck().pop() {
            return stuck;
        }
        tokio::task::yield_now().await;
    }
}

/// Runs a graph until it waits only for itself, then stops it.
async fn found(graph: BoxedGraph) -> Stuck {
    let graph = graph.spawn();
    let observer = graph.observer();
    let stuck = wait_for(&observer).await;
    settle().await;
    graph.shutdown(Shutdown::Now);
    let report = graph.report().await;
    assert_eq!(report.outcome.as_ref().ok(), Some(&()), "{report}");
    assert_eq!(report.stuck, std::slice::from_ref(&stuck));
    assert_eq!(observer.stuck(), std::slice::from_ref(&stuck));
    stuck
}

const DIAMOND: [&str; 2] = [
    "JOIN for a message at right SPLIT",
    "SPLIT for room at left JOIN",
];

#[tokio::test]
async fn a_diamond_that_fills_is_reported_with_its_ring() {
    let graph = graphline! {
        SPLIT = Split::new(3);
        JOIN  = Join::new();
        SPLIT.left  -> JOIN.left with capacity(1);
        SPLIT.right -> JOIN.right;
    };
    let stuck = found(graph.boxed()).await;
    assert_eq!(ring(&stuck), DIAMOND);
    let text = stuck.to_string();
    assert!(
        text.starts_with("the graph waits only for itself: `"),
        "{text}"
    );
    assert!(
        text.contains("waits for room at left that `JOIN` holds up (SPLIT.left -> JOIN.left"),
        "{text}"
    );
    assert!(text.contains("tests/stuck.rs:"), "{text}");
}

#[tokio::test]
async fn a_diamond_with_a_component_on_one_way_is_reported() {
    let graph = graphline! {
        SPLIT = Split::new(5);
        LEFT  = Echo::<u64>::new();
        RIGHT = Echo::<u64>::new();
        JOIN  = Join::new();
        SPLIT.left  -> LEFT.inbox with capacity(1);
        LEFT.outbox -> JOIN.left with capacity(1);
        SPLIT.right -> RIGHT.inbox;
        RIGHT.outbox -> JOIN.right;
    };
    assert_eq!(
        ring(&found(graph.boxed()).await),
        [
            "JOIN for a message at right RIGHT",
            "LEFT for room at outbox JOIN",
            "RIGHT for a message at inbox SPLIT",
            "SPLIT for room at left LEFT",
        ]
    );
}

/// Passes every number on.
#[derive(Component)]
#[component(transform)]
struct Same {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
}

impl Transform for Same {
    fn transform(&mut self, number: u64) -> impl Iterator<Item = u64> {
        std::iter::once(number)
    }
}

#[tokio::test]
async fn transforms_that_run_as_one_are_one_in_the_ring() {
    let graph = graphline! {
        SPLIT = Split::new(500);
        A     = Same::new();
        B     = Same::new();
        JOIN  = Join::new();
        SPLIT.left -> A.inbox with capacity(1);
        A -> B;
        B.outbox -> JOIN.left with capacity(1);
        SPLIT.right -> JOIN.right;
    };
    assert_eq!(
        ring(&found(graph.boxed()).await),
        [
            "A for room at outbox JOIN",
            "JOIN for a message at right SPLIT",
            "SPLIT for room at left A",
        ]
    );
}

#[tokio::test]
async fn what_a_component_waited_for_before_is_no_part_of_the_ring() {
    let graph = graphline! {
        SPLIT = Split::new(3);
        JOIN  = AnyJoin::new();
        SPLIT.left  -> JOIN.left with capacity(1);
        SPLIT.right -> JOIN.right;
    };
    assert_eq!(ring(&found(graph.boxed()).await), DIAMOND);
}

/// Reads so many messages from the left before it reads from the right.
#[derive(Component)]
struct LateJoin {
    #[inbox]
    left: Inbox<u64>,
    #[inbox]
    right: Inbox<u64>,
    lefts: usize,
}

impl Main for LateJoin {
    async fn main(mut self) -> Outcome {
        for _ in 0..self.lefts {
            self.left.recv().await;
        }
        self.right.recv().await;
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_is_found_whoever_comes_to_wait_last() {
    for lefts in 0..100 {
        let graph = graphline! {
            SPLIT = Split::new(1000) on task;
            JOIN  = LateJoin::new(lefts) on task;
            SPLIT.left  -> JOIN.left with capacity(1);
            SPLIT.right -> JOIN.right;
        };
        assert_eq!(ring(&found(graph.boxed()).await), DIAMOND);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_diamond_across_tasks_and_threads_is_reported() {
    let tasks = graphline! {
        SPLIT = Split::new(3) on task;
        JOIN  = Join::new() on task;
        SPLIT.left  -> JOIN.left with capacity(1);
        SPLIT.right -> JOIN.right;
    };
    assert_eq!(ring(&found(tasks.boxed()).await), DIAMOND);
    let threads = graphline! {
        SPLIT = Split::new(3) on thread;
        JOIN  = BlockingJoin::new();
        SPLIT.left  -> JOIN.left with capacity(1);
        SPLIT.right -> JOIN.right;
    };
    assert_eq!(ring(&found(threads.boxed()).await), DIAMOND);
    let spread = graphline! {
        SPLIT = Split::new(3);
        JOIN  = Join::new();
        SPLIT.left  -> JOIN.left with capacity(1);
        SPLIT.right -> JOIN.right;
    };
    assert_eq!(ring(&found(spread.spread()).await), DIAMOND);
    let mixed = graphline! {
        SPLIT = Split::new(3);
        JOIN  = Join::new() on thread;
        SPLIT.left  -> JOIN.left with capacity(1);
        SPLIT.right -> JOIN.right;
    };
    assert_eq!(ring(&found(mixed.boxed()).await), DIAMOND);
}

#[tokio::test]
async fn two_that_wait_for_each_others_first_message_are_reported_with_who_waits_for_them() {
    let graph = graphline! {
        SOURCE = Source::new(vec![1, 2, 3]);
        A = Shy::new();
        B = Shy::new();
        SOURCE.outbox -> A.other with capacity(1);
        A.outbox -> B.inbox with unbounded;
        B.outbox -> A.inbox;
    };
    assert_eq!(
        ring(&found(graph.boxed()).await),
        ["A for a message at inbox B", "B for a message at inbox A"]
    );
}

#[tokio::test]
async fn a_ring_that_is_finished_ends_and_is_not_reported() {
    let graph = graphline! {
        A = Shy::new();
        B = Shy::new();
        A.outbox -> B.inbox with unbounded;
        B.outbox -> A.inbox;
    };
    let report = graph.run().reported().await;
    assert_eq!((report.outcome.is_ok(), report.stuck), (true, vec![]));
}

#[tokio::test]
async fn a_graph_in_a_graph_is_reported_once_by_its_path() {
    let graph = graphline! {
        NUMBERS = Source::new(vec![1, 2]);
        WITHIN  = Within::new();
        NUMBERS -> WITHIN;
    };
    let stuck = found(graph.boxed()).await;
    assert_eq!(stuck.path, "WITHIN");
    assert_eq!(
        ring(&stuck),
        [
            "WITHIN/JOIN for a message at right WITHIN/SPLIT",
            "WITHIN/SPLIT for room at left WITHIN/JOIN",
        ]
    );
}

#[tokio::test]
async fn a_ring_through_a_composite_names_who_is_inside() {
    let graph = graphline! {
        SPLIT  = Split::new(9);
        WITHIN = JoinWithin::new();
        SPLIT.left  -> WITHIN.many with capacity(1);
        SPLIT.right -> WITHIN.one;
    };
    let stuck = found(graph.boxed()).await;
    assert_eq!(stuck.path, "");
    assert_eq!(
        ring(&stuck),
        [
            "SPLIT for room at left WITHIN/ECHO",
            "WITHIN/ECHO for room at outbox WITHIN/JOIN",
            "WITHIN/JOIN for a message at right SPLIT",
        ]
    );
}

#[test]
fn a_schedule_tells_the_ring_once_with_its_deadlock() {
    let run = || {
        Schedules::random(5).run(async || {
            graphline! {
                SPLIT = Split::new(3);
                JOIN  = Join::new() on task;
                SPLIT.left  -> JOIN.left with capacity(1);
                SPLIT.right -> JOIN.right;
            }
            .run()
            .await
        });
    };
    let panic = catch_unwind(run).expect_err("it is a deadlock");
    let text = panic.downcast_ref::<String>().expect("a text");
    assert_eq!(text.matches("waits only for itself").count(), 1, "{text}");
    assert!(text.contains("deadlock"), "{text}");
    assert!(text.contains("`JOIN`"), "{text}");
}
