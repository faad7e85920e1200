//! Who does not end within the grace time is let go, and named.

mod common;

use common::{CountedDrop, Deaf, Idle, Tally, overdue, settle};
use kamaelia::prelude::*;
use kamaelia::{Overtime, Release, Report};
use std::error::Error;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::time::Duration;
use tokio::time::Instant;

const GRACE: Duration = Duration::from_secs(5);

/// Blocks its thread until it is let go, after a first message.
#[derive(Component)]
struct Stuck {
    #[outbox]
    outbox: Outbox<u64>,
    let_go: mpsc::Receiver<()>,
}

impl Main for Stuck {
    async fn main(mut self) -> Outcome {
        self.outbox.send(0).await?;
        // It is let go by the end of the other side.
        let _ = self.let_go.recv();
        Ok(())
    }
}

/// The same, with a thread of its own.
#[derive(Component)]
#[component(blocking)]
struct Blocked {
    #[outbox]
    outbox: Outbox<u64>,
    let_go: mpsc::Receiver<()>,
}

impl Blocking for Blocked {
    fn main(mut self) -> Outcome {
        self.outbox.send_blocking(0)?;
        let _ = self.let_go.recv();
        Ok(())
    }
}

/// The first of them is the graph's fault.
fn check_fault(report: &Report, path: &str, line: u32) {
    let stop = report.outcome.as_ref().expect_err("a fault");
    let fault = stop.as_fault().expect("a fault");
    assert_eq!(fault.path(), path);
    let place = fault.line().expect("a line");
    assert_eq!((place.file, place.line), (file!(), line));
    let source = fault.source().and_then(|source| source.downcast_ref());
    let how = report.overdue[0].how;
    assert_eq!(source, Some(&Overtime { grace: GRACE, how }));
    assert_eq!(report.overdue[0].line, Some(place));
}

#[tokio::test(start_paused = true)]
async fn who_waits_for_something_foreign_is_dropped_and_named() {
    for shutdown in [Shutdown::Finish, Shutdown::Now] {
        let dropped = Tally::default();
        let (mut results, sink) = collect();
        let graph = graphline! {
            DEAF = Deaf::new(dropped.drops());
            RESULTS = sink;
            DEAF -> RESULTS;
        }
        .spawn();
        let line = line!() - 5;
        settle().await;
        let told = Instant::now();
        graph.shutdown(shutdown);
        settle().await;
        assert_eq!(dropped.so_far(), 0);

        let report = graph.report().await;

        assert!(told.elapsed() <= GRACE && told.elapsed() > GRACE * 9 / 10);
        assert_eq!(dropped.so_far(), 1);
        assert_eq!(results.recv().await, None);
        assert_eq!(overdue(&report), [("DEAF", Release::Dropped)]);
        check_fault(&report, "DEAF", line);
    }
}

#[tokio::test(start_paused = true)]
async fn a_task_that_waits_for_something_foreign_is_dropped_and_named() {
    let dropped = Tally::default();
    let (mut results, sink) = collect();
    let graph = graphline! {
        DEAF = Deaf::new(dropped.drops()) on task;
        RESULTS = sink;
        DEAF -> RESULTS;
    }
    .spawn();
    let line = line!() - 5;
    settle().await;
    graph.stop();
    let report = graph.report().await;
    assert_eq!(dropped.so_far(), 1);
    assert_eq!(results.recv().await, None);
    assert_eq!(overdue(&report), [("DEAF", Release::Dropped)]);
    check_fault(&report, "DEAF", line);
}

#[tokio::test(start_paused = true)]
async fn a_thread_that_does_not_end_is_abandoned_and_named() {
    let (let_go, gate) = mpsc::channel();
    let (let_the_other_go, other_gate) = mpsc::channel();
    let (mut results, sink) = collect();
    let graph = graphline! {
        STUCK = Stuck::new(gate) on thread;
        BLOCKED = Blocked::new(other_gate);
        RESULTS = sink;
        STUCK -> RESULTS;
        BLOCKED -> RESULTS;
    }
    .spawn();
    let line = line!() - 7;
    assert_eq!(results.recv().await, Some(0));
    assert_eq!(results.recv().await, Some(0));
    graph.stop();
    let report = graph.report().await;
    // Its boxes are closed all the same.
    assert_eq!(results.recv().await, None);
    let abandoned = [
        ("STUCK", Release::Abandoned),
        ("BLOCKED", Release::Abandoned),
    ];
    assert_eq!(overdue(&report), abandoned);
    check_fault(&report, "STUCK", line);
    let text = report.outcome.unwrap_err().to_string();
    assert!(
        text.contains("`STUCK`") && text.contains("`BLOCKED`"),
        "{text}"
    );
    drop((let_go, let_the_other_go));
}

/// Computes, and never waits, until it is let go.
#[derive(Component)]
struct Computes {
    #[outbox]
    outbox: Outbox<u64>,
    begun: tokio::sync::oneshot::Sender<()>,
    let_go: Arc<AtomicBool>,
}

impl Main for Computes {
    async fn main(self) -> Outcome {
        let _held = self.outbox;
        self.begun.send(()).expect("somebody waits for it");
        while !self.let_go.load(Ordering::Relaxed) {
            std::hint::spin_loop();
        }
        Ok(())
    }
}

// The clock is the machine's: the task holds a whole thread of the runtime.
#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn a_task_that_never_waits_is_abandoned_and_named() {
    let let_go = Arc::new(AtomicBool::new(false));
    let (begin, begun) = tokio::sync::oneshot::channel();
    let (mut results, sink) = collect();
    let graph = graphline! {
        COMPUTES = Computes::new(begin, let_go.clone()) on task;
        RESULTS = sink;
        COMPUTES -> RESULTS;
    };
    let graph = graph.grace(Duration::from_secs(1)).spawn();
    begun.await.unwrap();
    graph.stop();
    let report = graph.report().await;
    let_go.store(true, Ordering::Relaxed);
    assert_eq!(results.recv().await, None);
    assert_eq!(overdue(&report), [("COMPUTES", Release::Abandoned)]);
    assert!(report.outcome.is_err());
}

/// Deaf, and lets others know of its end.
#[derive(Component)]
struct Leaves {
    #[outbox]
    outbox: Outbox<u64>,
    gone: mpsc::Sender<()>,
}

impl Main for Leaves {
    async fn main(mut self) -> Outcome {
        self.outbox.send(0).await?;
        let _held = self.gone;
        std::future::pending().await
    }
}

// Nobody can end the thread from outside, but nothing on it holds it.
#[tokio::test(start_paused = true)]
async fn a_thread_that_was_abandoned_ends_if_all_on_it_can_be_dropped() {
    #[derive(Component)]
    struct Holds {
        #[outbox]
        outbox: Outbox<u64>,
        gone: mpsc::Sender<()>,
    }
    impl Main for Holds {
        async fn main(self) -> Outcome {
            graphline! {
                FUSED = Leaves::new(self.gone.clone());
                TASK = Leaves::new(self.gone) on task;
                FUSED -> self.outbox;
                TASK -> self.outbox;
            }
            .run()
            .await
        }
    }
    let (gone, all_gone) = mpsc::channel();
    let (mut results, sink) = collect();
    let graph = graphline! {
        HOLDS = Holds::new(gone) on thread;
        RESULTS = sink;
        HOLDS -> RESULTS;
    }
    .spawn();
    assert_eq!(results.recv().await, Some(0));
    assert_eq!(results.recv().await, Some(0));
    graph.stop();
    let report = graph.report().await;
    let paths = [
        ("HOLDS/FUSED", Release::Abandoned),
        ("HOLDS/TASK", Release::Abandoned),
    ];
    assert_eq!(overdue(&report), paths);
    let gone = tokio::task::spawn_blocking(move || all_gone.recv_timeout(Duration::from_secs(30)));
    let gone = gone.await.unwrap();
    assert_eq!(gone, Err(mpsc::RecvTimeoutError::Disconnected));
}

/// A composite of one that is stuck, and one that listens.
#[derive(Component)]
struct Inner {
    #[outbox]
    outbox: Outbox<u64>,
    let_go: mpsc::Receiver<()>,
    dropped: CountedDrop,
}

impl Main for Inner {
    async fn main(self) -> Outcome {
        graphline! {
            IDLE = Idle::new();
            STUCK = Stuck::new(self.let_go) on thread;
            DEAF = Deaf::new(self.dropped);
            IDLE -> self.outbox;
            STUCK -> self.outbox;
            DEAF -> self.outbox;
        }
        .run()
        .await
    }
}

const STUCK_LINE: u32 = line!() - 11;

#[derive(Component)]
struct Outer {
    #[outbox]
    outbox: Outbox<u64>,
    let_go: mpsc::Receiver<()>,
    dropped: CountedDrop,
}

impl Main for Outer {
    async fn main(self) -> Outcome {
        graphline! {
            INNER = Inner::new(self.let_go, self.dropped) on task;
            INNER -> self.outbox;
        }
        .run()
        .await
    }
}

#[tokio::test(start_paused = true)]
async fn who_does_not_end_is_named_through_two_levels_of_composites() {
    for shutdown in [Shutdown::Finish, Shutdown::Now] {
        let dropped = Tally::default();
        let (let_go, gate) = mpsc::channel();
        let (mut results, sink) = collect();
        let graph = graphline! {
            OUTER = Outer::new(gate, dropped.drops());
            RESULTS = sink;
            OUTER -> RESULTS;
        }
        .spawn();
        assert_eq!(results.recv().await, Some(0));
        let told = Instant::now();
        graph.shutdown(shutdown);
        let report = graph.report().await;
        assert!(told.elapsed() <= GRACE, "{:?}", told.elapsed());
        assert_eq!(results.recv().await, None);
        assert_eq!(dropped.so_far(), 1);
        let mut overdue = overdue(&report);
        overdue.sort_by_key(|(path, _)| *path);
        assert_eq!(
            overdue,
            [
                ("OUTER/INNER/DEAF", Release::Dropped),
                ("OUTER/INNER/STUCK", Release::Abandoned)
            ]
        );
        check_fault(&report, "OUTER/INNER/STUCK", STUCK_LINE);
        drop(let_go);
    }
}
