//! The grace time: how long it is, and what happens towards its end.

mod common;

use common::{CountedDrop, Deaf, Tally, overdue, settle};
use futures::future::pending;
use kamaelia::Release;
use kamaelia::prelude::*;
use std::time::Duration;
use tokio::time::Instant;

/// Waits for something foreign, but ends at once when it has to stop.
#[derive(Component)]
struct Slow {
    #[inbox]
    inbox: Inbox<u64>,
    ended: Tally,
}

impl Main for Slow {
    async fn main(mut self) -> Outcome {
        self.inbox.recv().await;
        assert!(until_stopped(pending::<()>()).await.is_none());
        self.ended.add();
        Ok(())
    }
}

// Towards the end of the grace time who was told to finish is told to stop now.
#[tokio::test(start_paused = true)]
async fn who_has_not_finished_in_time_is_told_to_stop_now() {
    let (_open, source) = feed();
    let ended = Tally::default();
    let graph = graphline! {
        SOURCE = source;
        SLOW = Slow::new(ended.clone());
        SOURCE -> SLOW;
    };
    let graph = graph.grace(Duration::from_secs(60)).spawn();
    settle().await;
    graph.stop();
    tokio::time::sleep(Duration::from_secs(59)).await;
    assert_eq!(ended.so_far(), 0);
    let report = graph.report().await;
    assert_eq!(ended.so_far(), 1);
    assert_eq!(overdue(&report), []);
    report.outcome.unwrap();
}

/// Runs a graph with a grace time of its own, or with that around it.
#[derive(Component)]
struct Composite {
    #[outbox]
    outbox: Outbox<u64>,
    grace: Option<Duration>,
    dropped: CountedDrop,
}

impl Main for Composite {
    async fn main(self) -> Outcome {
        let graph = graphline! { DEAF = Deaf::new(self.dropped); DEAF -> self.outbox; };
        match self.grace {
            Some(grace) => graph.grace(grace).run().await,
            None => graph.run().await,
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_graph_inside_has_the_grace_time_of_its_own_or_of_the_graph_around_it() {
    let (short, around) = (Duration::from_secs(5), Duration::from_secs(30));
    for (own, applies) in [
        (None, around),
        (Some(short), short),
        (Some(2 * around), around),
    ] {
        let dropped = Tally::default();
        let (_results, sink) = collect();
        let graph = pipeline![Composite::new(own, dropped.drops()), sink];
        let graph = graph.grace(around).spawn();
        settle().await;
        let told = Instant::now();
        graph.stop();
        let report = graph.report().await;
        assert_eq!(dropped.so_far(), 1);
        assert!(told.elapsed() <= applies && told.elapsed() > applies * 9 / 10);
        assert_eq!(report.overdue.len(), 1);
        assert!(report.overdue[0].path.ends_with("/DEAF"));
        assert!(report.outcome.is_err());
    }
}

/// Fails at once.
#[derive(Component)]
struct Fails {
    #[outbox]
    outbox: Outbox<u64>,
}

impl Main for Fails {
    async fn main(self) -> Outcome {
        let _held = self.outbox;
        Err(std::io::Error::other("the disk is gone"))?
    }
}

#[tokio::test(start_paused = true)]
async fn a_fault_is_told_first_and_who_did_not_end_after_it_is_named_in_its_text() {
    let dropped = Tally::default();
    let (_results, sink) = collect();
    let report = graphline! {
        DEAF = Deaf::new(dropped.drops());
        FAILS = Fails::new();
        RESULTS = sink;
        DEAF -> RESULTS;
        FAILS -> RESULTS;
    }
    .run()
    .reported()
    .await;
    assert_eq!(dropped.so_far(), 1);
    assert_eq!(overdue(&report), [("DEAF", Release::Dropped)]);
    let stop = report.outcome.unwrap_err();
    assert_eq!(stop.as_fault().map(|fault| fault.path()), Some("FAILS"));
    let text = stop.to_string();
    let place = [": the disk is gone", "`DEAF`"].map(|part| text.find(part));
    assert!(place[0].is_some() && place[0] < place[1], "{text}");
}
