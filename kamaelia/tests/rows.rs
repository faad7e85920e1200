//! Pipelines of a number of components that is known at run time.

mod common;

use common::{Count, CountedDrop, Echo, Tally, all, check_panic, overdue, settle};
use kamaelia::prelude::*;
use kamaelia::topology::Placement;
use kamaelia::{Boxed, Pipeline, Policy, Release, Report, Stage, collect_with};
use std::task::{Context, Waker};
use std::time::Duration;

/// A row of `length` components that repeat every message.
fn echoes(length: usize) -> Pipeline<Echo<u64>> {
    let echoes: Vec<Echo<u64>> = (0..length).map(|_| Echo::new()).collect();
    Pipeline::of(echoes)
}

/// What comes out when these numbers go into a row, and what became of it.
async fn through(row: impl Stage<u64, u64>, numbers: u64) -> (Vec<u64>, Report) {
    let (mut feeder, source) = feed::<u64>();
    let (mut results, sink) = collect::<u64>();
    let graph = graphline! {
        NUMBERS = source;
        CHAIN = row;
        RESULTS = sink;
        NUMBERS -> CHAIN -> RESULTS;
    };
    let handle = graph.spawn();
    let fed = async {
        // Who reads no more has had enough.
        let _ = feeder.send_all(0..numbers).await;
        drop(feeder);
    };
    let (results, ()) = tokio::join!(all(&mut results), fed);
    (results, handle.report().await)
}

/// Adds its own number to what arrives, and panics at a number.
#[derive(Component)]
struct Add {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
    what: u64,
    #[param(default = u64::MAX)]
    bad: u64,
}

impl Main for Add {
    async fn main(mut self) -> Outcome {
        while let Some(number) = self.inbox.recv().await {
            assert_ne!(number, self.bad, "a bad number");
            self.outbox.send(number + self.what).await?;
        }
        Ok(())
    }
}

#[tokio::test]
async fn messages_pass_in_order_through_any_number_of_components() {
    for length in [1, 2, 3, 64, 65, 1_000] {
        let (results, report) = through(echoes(length), 300).await;
        report.outcome.unwrap();
        assert!(results.into_iter().eq(0..300), "{length} components");
    }
}

#[test]
fn ten_thousand_components_are_one_future_that_any_executor_runs() {
    let (mut numbers, source) = feed();
    let (mut results, sink) = collect();
    common::run(async {
        numbers.send_all(0..10).await?;
        drop(numbers);
        pipeline![source, echoes(10_000), sink].run().await
    });
    assert!((0..10).all(|number| results.try_recv() == Ok(number)));
}

#[tokio::test]
async fn a_row_without_components_passes_everything_on() {
    let (results, report) = through(echoes(0), 300).await;
    report.outcome.unwrap();
    assert!(results.into_iter().eq(0..300));

    let topology = echoes(0).topology();
    assert_eq!(topology.components.len(), 1);
    assert_eq!(topology.linkages, []);
}

#[tokio::test]
async fn each_message_passes_every_component_once() {
    let row = Pipeline::of((0..100).map(Add::new));
    let (results, report) = through(row, 3).await;
    report.outcome.unwrap();
    assert_eq!(results, [4950, 4951, 4952]);
}

#[tokio::test]
async fn a_panic_names_the_component_by_its_number() {
    let bad = |number| if number == 17 { 1 } else { u64::MAX };
    let adds = (0..40).map(|number| Add::new(0).bad(bad(number)));
    let (row, line) = (Pipeline::of(adds), line!());
    let (results, report) = through(row, 10).await;

    assert!(results.len() <= 1);
    let text = "assertion `left != right` failed: a bad number\n  left: 1\n right: 1";
    check_panic(report.outcome, "CHAIN[17]", (file!(), line), text);
}

#[tokio::test]
async fn what_is_inside_one_of_a_row_comes_after_its_number() {
    let adds = |outer| {
        let bad = move |inner| {
            if (outer, inner) == (1, 2) {
                5
            } else {
                u64::MAX
            }
        };
        Pipeline::of((0..3).map(move |inner| Add::new(0).bad(bad(inner))))
    };
    let rows = (0..3).map(adds);
    let (_, report) = through(Pipeline::of(rows), 10).await;

    let stop = report.outcome.unwrap_err();
    let fault = stop.as_fault().expect("a component has panicked");
    assert_eq!(fault.path(), "CHAIN[1][2]", "{stop}");
}

#[tokio::test]
async fn a_report_balances_every_linkage_of_a_row() {
    let (_, report) = through(echoes(1_000), 100).await;
    report.outcome.unwrap();

    let inside = report.linkages.iter().filter(|one| one.path == "CHAIN");
    let mut numbers: Vec<usize> = Vec::new();
    for one in inside {
        let counts = one.counts;
        assert_eq!(
            (counts.sent, counts.received, counts.waiting, counts.dropped),
            (100, 100, 0, 0),
            "{}",
            one.linkage
        );
        let name = one.linkage.from.component;
        let number = name.trim_matches(['[', ']']).parse().expect("a number");
        let to = format!("[{}].inbox", number + 1);
        assert_eq!(
            one.linkage.to_string(),
            format!("[{number}].outbox -> {to}")
        );
        numbers.push(number);
    }
    numbers.sort_unstable();
    assert!(numbers.into_iter().eq(0..999));
}

#[tokio::test]
async fn linkages_of_a_row_are_reported_in_their_order() {
    let (_, report) = through(echoes(120), 1).await;
    let inside = report.linkages.iter().filter(|one| one.path == "CHAIN");
    let from = inside.map(|one| one.linkage.from.component.to_owned());
    assert!(from.eq((0..119).map(|number| format!("[{number}]"))));
}

/// Runs a row twice, one after the other.
#[derive(Component)]
struct Twice {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
}

impl Main for Twice {
    async fn main(mut self) -> Outcome {
        for _ in 0..2 {
            let (mut feeder, source) = feed::<u64>();
            let (mut results, sink) = collect::<u64>();
            if let Some(number) = self.inbox.recv().await {
                feeder.send(number).await?;
            }
            drop(feeder);
            pipeline![source, echoes(3), sink].run().await?;
            if let Some(number) = results.recv().await {
                self.outbox.send(number).await?;
            }
        }
        Ok(())
    }
}

#[tokio::test]
async fn a_row_that_ran_twice_in_one_component_is_reported_once() {
    let (results, report) = through(Twice::new(), 2).await;
    report.outcome.unwrap();
    assert_eq!(results, [0, 1]);

    let inside = report.linkages.iter();
    let inside =
        inside.filter(|one| one.path.starts_with("CHAIN/") && one.linkage.from.component == "[1]");
    let sent: Vec<u64> = inside.map(|one| one.counts.sent).collect();
    assert_eq!(sent, [2]);
}

#[tokio::test]
async fn a_row_is_a_component_of_a_pipeline() {
    let (mut numbers, source) = feed();
    let (mut results, sink) = collect();
    numbers.send(7).await.unwrap();
    drop(numbers);
    // The type of the messages comes from the pipeline around.
    let row = Pipeline::of((0..3).map(|_| Echo::new()));
    let pipeline = pipeline![source, row, Add::new(1), echoes(2), sink];
    pipeline.run().await.unwrap();
    assert_eq!(all(&mut results).await, [8]);
}

#[tokio::test]
async fn stages_of_several_types_are_in_a_row_once_they_are_boxed() {
    let stages: Vec<Boxed<u64, u64>> = vec![
        Add::new(1).boxed(),
        Echo::new().boxed(),
        echoes(0).boxed(),
        pipeline![Add::new(2), echoes(2)].boxed(),
    ];
    let (results, report) = through(Pipeline::of(stages), 3).await;
    report.outcome.unwrap();
    assert_eq!(results, [3, 4, 5]);
}

#[tokio::test]
async fn a_row_can_run_on_a_task_or_a_thread() {
    let (mut numbers, source) = feed();
    let (mut results, sink) = collect();
    let graph = pipeline![source, echoes(100) on task, echoes(100) on thread, sink].spawn();
    numbers.send_all(0..1_000).await.unwrap();
    drop(numbers);
    assert!(all(&mut results).await.into_iter().eq(0..1_000));
    graph.join().await.unwrap();
}

// The clock is paused: there is time for all of it, however slow the machine is.
#[tokio::test(start_paused = true)]
async fn a_row_drains_when_its_source_was_told_to_finish() {
    let (mut results, sink) = collect_with::<u64>(Policy::capacity(1));
    let graph = pipeline![Count::new(), echoes(50), sink].spawn();
    assert_eq!(results.recv().await, Some(0));
    graph.stop();
    let mut last = 0;
    while let Some(number) = results.recv().await {
        assert_eq!(number, last + 1);
        last = number;
    }
    let report = graph.report().await;
    report.outcome.unwrap();
    assert!(report.linkages.iter().all(|one| one.counts.dropped == 0));
}

#[tokio::test]
async fn a_row_stops_when_it_is_told_to_stop_now() {
    for length in [0, 1, 50] {
        let (_feeder, source) = feed::<u64>();
        let (mut results, sink) = collect::<u64>();
        let graph = pipeline![source, echoes(length), sink].spawn();
        settle().await;
        graph.shutdown(Shutdown::Now);
        assert_eq!(results.recv().await, None);
        graph.join().await.unwrap();
    }
}

#[tokio::test]
async fn a_row_ends_when_nobody_reads_it() {
    for length in [0, 1, 50] {
        let (results, sink) = collect::<u64>();
        let graph = pipeline![Count::new(), echoes(length), sink].spawn();
        drop(results);
        graph.join().await.unwrap();
    }
}

/// Reads its messages and listens to nobody, where it is deaf.
#[derive(Component)]
struct Stubborn {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
    deaf: bool,
}

impl Main for Stubborn {
    async fn main(mut self) -> Outcome {
        while let Some(number) = self.inbox.recv().await {
            self.outbox.send(number).await?;
        }
        if self.deaf {
            std::future::pending::<()>().await;
        }
        Ok(())
    }
}

#[tokio::test(start_paused = true)]
async fn who_of_a_row_does_not_end_in_time_is_named_by_its_number() {
    let row = Pipeline::of((0..20).map(|number| Stubborn::new(number == 3)));
    let (_feeder, source) = feed::<u64>();
    let (_results, sink) = collect::<u64>();
    let graph = graphline! {
        NUMBERS = source;
        CHAIN = row;
        RESULTS = sink;
        NUMBERS -> CHAIN -> RESULTS;
    };
    let graph = graph.grace(Duration::from_millis(50)).spawn();
    graph.stop();
    let report = graph.report().await;
    assert_eq!(overdue(&report), [("CHAIN[3]", Release::Dropped)]);
}

#[test]
fn the_topology_of_a_row_names_every_component_and_linkage() {
    let (row, line) = (echoes(1_234), 15);
    let topology = row.topology();

    assert_eq!(topology.file, file!());
    assert_eq!(topology.components.len(), 1_234);
    assert_eq!(topology.linkages.len(), 1_233);
    let last = &topology.components[1_233];
    assert_eq!((last.name, last.type_name), ("[1233]", "Echo"));
    assert_eq!((last.placement, last.line.line), (Placement::Fused, line));
    let linkage = &topology.linkages[1_232];
    assert_eq!(linkage.to_string(), "[1232].outbox -> [1233].inbox");
    assert_eq!(linkage.policy, Some(Policy::default()));
}

/// Passes on what arrives, and counts when it is dropped.
#[derive(Component)]
struct Held {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
    dropped: CountedDrop,
}

impl Main for Held {
    async fn main(mut self) -> Outcome {
        let _dropped = self.dropped;
        while let Some(number) = self.inbox.recv().await {
            self.outbox.send(number).await?;
        }
        Ok(())
    }
}

#[tokio::test]
async fn a_row_that_never_runs_or_is_dropped_lets_go_of_everything() {
    let drops = Tally::default();
    let row = || Pipeline::of((0..100).map(|_| Held::new(drops.drops())));
    drop(row());
    assert_eq!(drops.so_far(), 100);

    drop(pipeline![Count::new(), row(), collect().1]);
    assert_eq!(drops.so_far(), 200);

    let (_feeder, source) = feed::<u64>();
    let (_results, sink) = collect::<u64>();
    let mut run = Box::pin(pipeline![source, row(), sink].run());
    let mut cx = Context::from_waker(Waker::noop());
    assert!(run.as_mut().poll(&mut cx).is_pending());
    drop(run);
    assert_eq!(drops.so_far(), 300);
}

#[tokio::test]
async fn a_transform_may_ask_for_more_than_its_struct() {
    /// Sends each message twice.
    #[derive(Component)]
    #[component(transform)]
    struct Twice<T: Message> {
        #[inbox]
        inbox: Inbox<T>,
        #[outbox]
        outbox: Outbox<T>,
    }
    impl<T: Message + Clone> Transform for Twice<T> {
        fn transform(&mut self, message: T) -> impl Iterator<Item = T> {
            [message.clone(), message].into_iter()
        }
    }
    let fused = pipeline![Twice::new(), Twice::new()];
    assert_eq!(through(fused, 2).await.0, [0, 0, 0, 0, 1, 1, 1, 1]);
    assert_eq!(through(Twice::new().boxed(), 2).await.0, [0, 0, 1, 1]);
}
