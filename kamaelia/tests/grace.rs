//! The grace time: how long it is, and what happens towards its end.

mod common;

use common::{CountedDrop, Deaf, Tally, overdue, settle};
use futures::future::pending;
use kamaelia::prelude::*;
use kamaelia::{Policy, Release, collect_with};
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

// A machine that was asleep, or busy, finds the grace time over when it comes
// back: who is told to stop now still has a turn to do so.
#[tokio::test(start_paused = true)]
async fn a_clock_that_jumps_takes_nobody_by_surprise() {
    let (_open, source) = feed();
    let (fused, task) = (Tally::default(), Tally::default());
    let graph = graphline! {
        SOURCE = source;
        FUSED = Slow::new(fused.clone());
        TASK = Slow::new(task.clone()) on task;
        SOURCE.outbox -> [FUSED.inbox, TASK.inbox];
    }
    .spawn();
    settle().await;
    graph.stop();
    settle().await;
    tokio::time::advance(Duration::from_secs(3600)).await;
    let report = graph.report().await;
    assert_eq!(overdue(&report), []);
    assert_eq!((fused.so_far(), task.so_far()), (1, 1));
    report.outcome.unwrap();
}

#[tokio::test(start_paused = true)]
async fn the_grace_time_that_was_set_last_applies() {
    let (hour, second) = (Duration::from_secs(3600), Duration::from_secs(1));
    let dropped = Tally::default();
    let (_results, sink) = collect();
    let graph = pipeline![Deaf::new(dropped.drops()), sink].grace(hour);
    let graph = graph.graph().grace(second).spawn();
    settle().await;
    let told = Instant::now();
    graph.stop();
    let fault = graph.join().await.unwrap_err().to_string();
    assert!(fault.contains("the grace time of 1s"), "{fault}");
    assert!(told.elapsed() <= second);
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

// A linkage tells one component alone to stop: it has the grace time, and the
// others go on.
#[tokio::test(start_paused = true)]
async fn who_is_told_alone_has_the_grace_time_alone() {
    let dropped = Tally::default();
    let (mut order, orders) = feed();
    let (mut numbers, source) = feed();
    let (mut results, sink) = collect();
    let (mut ends, end_sink) = collect();
    let graph = graphline! {
        ORDERS = orders;
        NUMBERS = source;
        DEAF = Deaf::new(dropped.drops());
        RESULTS = sink;
        ENDS = end_sink;
        ORDERS.outbox -> DEAF.control;
        NUMBERS -> RESULTS;
        DEAF -> RESULTS;
        DEAF.signal -> ENDS.inbox;
    }
    .spawn();
    settle().await;
    let told = Instant::now();
    order.send(Shutdown::Now).await.unwrap();
    assert_eq!(ends.recv().await, Some(Shutdown::Now));
    let took = told.elapsed();
    assert!(took <= Duration::from_secs(5) && took > Duration::from_secs(4));
    assert_eq!(dropped.so_far(), 1);

    tokio::time::sleep(Duration::from_secs(60)).await;
    numbers.send(7).await.unwrap();
    assert_eq!(results.recv().await, Some(7));
    drop((numbers, order));
    let report = graph.report().await;
    assert_eq!(overdue(&report), [("DEAF", Release::Dropped)]);
    let stop = report.outcome.unwrap_err();
    let path = stop.as_fault().map(|fault| fault.path());
    assert_eq!(path, Some("DEAF"));
}

// The same, of a composite: those inside are told by it.
#[tokio::test(start_paused = true)]
async fn a_composite_that_is_told_alone_has_the_grace_time_alone() {
    #[derive(Component)]
    struct Outer {
        #[outbox]
        outbox: Outbox<u64>,
        dropped: CountedDrop,
    }
    impl Main for Outer {
        async fn main(self) -> Outcome {
            graphline! { DEAF = Deaf::new(self.dropped); DEAF -> self.outbox; }
                .run()
                .await
        }
    }
    let dropped = Tally::default();
    let (mut order, orders) = feed();
    let (mut numbers, source) = feed();
    let (mut results, sink) = collect();
    let graph = graphline! {
        ORDERS = orders;
        NUMBERS = source;
        OUTER = Outer::new(dropped.drops());
        RESULTS = sink;
        ORDERS.outbox -> OUTER.control;
        NUMBERS -> RESULTS;
        OUTER -> RESULTS;
    }
    .spawn();
    order.send(Shutdown::Now).await.unwrap();
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert_eq!(dropped.so_far(), 1);

    numbers.send(7).await.unwrap();
    assert_eq!(results.recv().await, Some(7));
    drop((numbers, order));
    let report = graph.report().await;
    assert_eq!(overdue(&report), [("OUTER/DEAF", Release::Dropped)]);
    let stop = report.outcome.unwrap_err();
    let path = stop.as_fault().map(|fault| fault.path());
    assert_eq!(path, Some("OUTER/DEAF"));
}

// `Finish` by a linkage takes the time that the work needs.
#[tokio::test(start_paused = true)]
async fn who_is_told_alone_to_finish_takes_its_time() {
    let ended = Tally::default();
    let (mut order, orders) = feed();
    let (_open, source) = feed();
    let graph = graphline! {
        ORDERS = orders;
        SOURCE = source;
        SLOW = Slow::new(ended.clone());
        ORDERS.outbox -> SLOW.control;
        SOURCE -> SLOW;
    }
    .spawn();
    order.send(Shutdown::Finish).await.unwrap();
    tokio::time::sleep(Duration::from_secs(3600)).await;
    assert_eq!(ended.so_far(), 0);
    order.send(Shutdown::Now).await.unwrap();
    drop(order);
    settle().await;
    assert_eq!(ended.so_far(), 1);
    graph.stop();
    graph.join().await.unwrap();
}

// Its waits return at once, again and again, but for the rest that it is given.
#[tokio::test(start_paused = true)]
async fn who_ignores_that_its_boxes_are_closed_is_dropped() {
    #[derive(Component)]
    struct Stubborn {
        #[inbox]
        inbox: Inbox<u64>,
        #[outbox]
        outbox: Outbox<u64>,
        sends: bool,
        dropped: CountedDrop,
    }
    impl Main for Stubborn {
        async fn main(mut self) -> Outcome {
            let _dropped = self.dropped;
            loop {
                // It does not look at what it gets.
                if self.sends {
                    let _ = self.outbox.send(7).await;
                } else {
                    let _ = self.inbox.recv().await;
                }
            }
        }
    }
    let dropped = Tally::default();
    let (_open, source) = feed();
    let (_results, sink) = collect_with(Policy::latest());
    let graph = graphline! {
        SOURCE = source;
        RECEIVES = Stubborn::new(false, dropped.drops());
        SENDS = Stubborn::new(true, dropped.drops());
        TASK = Stubborn::new(false, dropped.drops()) on task;
        RESULTS = sink;
        SOURCE.outbox -> [RECEIVES.inbox, SENDS.inbox, TASK.inbox];
        RECEIVES -> RESULTS;
        SENDS -> RESULTS;
        TASK -> RESULTS;
    };
    let graph = graph.grace(Duration::from_secs(1)).spawn();
    graph.shutdown(Shutdown::Now);
    let report = graph.report().await;
    assert_eq!(dropped.so_far(), 3);
    let names = ["RECEIVES", "SENDS", "TASK"];
    assert_eq!(overdue(&report), names.map(|name| (name, Release::Dropped)));
}
