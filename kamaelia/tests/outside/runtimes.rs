//! Where a graph runs that is spawned: in a runtime that is there, in one that is
//! named, or on a thread of its own.

use crate::common::{Deaf, Echo, Idle, Swallow, Tally, overdue};
use kamaelia::prelude::*;
use kamaelia::{Release, Stop};
use std::future::{Future, poll_fn};
use std::task::Poll;
use std::thread;
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};

/// Sends the name of the thread that it runs on, after a wait on tokio's clock.
#[derive(Component)]
struct Place {
    #[outbox]
    outbox: Outbox<String>,
    wait: Duration,
}

impl Main for Place {
    async fn main(mut self) -> Outcome {
        tokio::time::sleep(self.wait).await;
        let name = thread::current().name().unwrap_or_default().to_owned();
        self.outbox.send(name).await?;
        Ok(())
    }
}

const MOMENT: Duration = Duration::from_millis(1);

fn runtime(name: &str) -> Runtime {
    let mut builder = Builder::new_multi_thread();
    let builder = builder.worker_threads(1).thread_name(name).enable_all();
    builder.build().expect("a runtime")
}

#[test]
fn a_plain_thread_spawns_on_a_runtime_that_it_names() -> Outcome {
    let runtime = runtime("here");
    let (mut places, sink) = collect();
    let graph = graphline! {
        FUSED = Place::new(MOMENT);
        TASK  = Place::new(MOMENT) on task;
        SINK  = sink;

        FUSED -> SINK;
        TASK  -> SINK;
    };
    let graph = graph.spawn_on(runtime.handle());
    for _ in 0..2 {
        assert_eq!(places.recv_blocking().as_deref(), Some("here"));
    }
    graph.join_blocking()
}

#[test]
fn a_graph_that_is_spread_is_spawned_by_a_plain_thread() -> Outcome {
    let runtime = runtime("here");
    let (mut places, sink) = collect();
    let graph = pipeline![Place::new(MOMENT), sink].graph().spread();
    let graph = graph.spawn_on(runtime.handle());
    assert_eq!(places.recv_blocking().as_deref(), Some("here"));
    graph.join_blocking()
}

#[test]
fn a_task_spawns_on_another_runtime_than_its_own() -> Outcome {
    let (mine, other) = (runtime("mine"), runtime("other"));
    mine.block_on(async {
        let (mut places, sink) = collect();
        let graph = pipeline![Place::new(MOMENT), sink].spawn_on(other.handle());
        assert_eq!(places.recv().await.as_deref(), Some("other"));
        graph.join().await
    })
}

#[test]
fn a_graph_that_needs_tokio_gets_a_runtime_of_its_own_where_there_is_none() -> Outcome {
    let (mut places, sink) = collect();
    let graph = graphline! {
        FUSED = Place::new(MOMENT);
        TASK  = Place::new(MOMENT) on task;
        SINK  = sink;

        FUSED -> SINK;
        TASK  -> SINK;
    }
    .spawn();
    for _ in 0..2 {
        assert_eq!(places.recv_blocking().as_deref(), Some("graph"));
    }
    graph.join_blocking()
}

#[test]
fn a_component_on_a_task_that_is_run_without_a_runtime_says_what_it_needs() {
    let graph = graphline! {
        IDLE = Idle::<u64>::new() on task;
        SINK = Swallow::new();

        IDLE -> SINK;
    };
    let stop = futures::executor::block_on(graph.run()).expect_err("there is no runtime");
    let text = stop.to_string();
    assert!(text.starts_with("`IDLE` ("), "{text}");
    let words = "`on task` needs a tokio runtime: run the graph in one";
    assert!(text.contains(words), "{text}");
}

#[test]
fn a_graph_that_goes_with_its_runtime_says_so() {
    let runtime = runtime("gone");
    let (_results, sink) = collect::<u64>();
    let graph = pipeline![Idle::new(), sink].spawn_on(runtime.handle());
    let handle = runtime.handle().clone();
    drop(runtime);
    let words = "the graph was dropped before its end: its runtime shut down";
    let stop = graph.join_blocking().expect_err("it was dropped");
    assert_eq!(stop.to_string(), words);

    // Nor does one begin there.
    let (_results, sink) = collect::<u64>();
    let graph = pipeline![Idle::new(), sink].spawn_on(&handle);
    let stop = graph.join_blocking().expect_err("it was dropped");
    assert_eq!(stop.to_string(), words);
}

/// Fails at once.
#[derive(Component)]
struct Fails {
    #[outbox]
    outbox: Outbox<u64>,
}

impl Main for Fails {
    async fn main(self) -> Outcome {
        Err(Stop::fault("bad luck"))
    }
}

// Its grace time was begun on the clock of the first runtime.
#[test]
fn a_graph_that_was_told_to_end_outlives_its_runtime_and_ends_in_time_all_the_same() {
    let other = runtime("other");
    for in_another in [false, true] {
        let dropped = Tally::default();
        let (_results, sink) = collect();
        let graph = graphline! {
            FAILS = Fails::new();
            DEAF  = Deaf::new(dropped.drops());
            SINK  = sink;

            FAILS -> SINK;
            DEAF  -> SINK;
        };
        let mut run = Box::pin(graph.grace(MOMENT * 20).run().reported());
        let mine = runtime("mine");
        let turn = mine.block_on(poll_fn(|cx| Poll::Ready(run.as_mut().poll(cx))));
        assert!(turn.is_pending());
        drop(mine);
        let report = match in_another {
            true => other.block_on(run),
            false => futures::executor::block_on(run),
        };
        assert_eq!(overdue(&report), [("DEAF", Release::Dropped)]);
        assert_eq!(dropped.so_far(), 1);
        let fault = report.outcome.expect_err("one has failed").to_string();
        assert!(fault.starts_with("`FAILS` ("), "{fault}");
    }
}

// Case 293: each has a thread of its own, and knows nothing of the other.
#[test]
fn a_second_graph_in_the_background_runs_as_the_first_does() -> Outcome {
    let graphs: Vec<_> = (0..2)
        .map(|_| {
            let (numbers, source) = feed::<u64>();
            let (results, sink) = collect();
            let graph = pipeline![source, Echo::new(), sink].spawn();
            (numbers, results, graph)
        })
        .collect();
    for (mut numbers, mut results, graph) in graphs.into_iter().rev() {
        numbers.send_blocking(7)?;
        assert_eq!(results.recv_blocking(), Some(7));
        drop(numbers);
        graph.join_blocking()?;
    }
    Ok(())
}

// Case 294. The original never ran it.
#[test]
fn a_graph_runs_also_after_all_earlier_ones_have_ended() -> Outcome {
    let runtime = runtime("again");
    for round in 0..3 {
        let (mut numbers, source) = feed::<u64>();
        let (mut results, sink) = collect();
        let graph = pipeline![source, Echo::new(), sink];
        let graph = match round {
            0 => graph.spawn_on(runtime.handle()),
            _ => graph.spawn(),
        };
        numbers.send_blocking(round)?;
        assert_eq!(results.recv_blocking(), Some(round));
        drop(numbers);
        graph.join_blocking()?;
    }
    Ok(())
}
