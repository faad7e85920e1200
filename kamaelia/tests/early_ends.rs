//! Who ends before the others: its senders are told, also one that sends nothing,
//! and other senders are not held up.

mod common;

use common::{Count, Echo, Idle, Source, Take, all, run, settle};
use kamaelia::prelude::*;

// The source waits for something foreign, with `until_stopped`, and never sends:
// it is told all the same when its reader ends, wherever it runs.
#[tokio::test]
async fn an_idle_source_is_told_when_its_reader_ends() {
    pipeline![Idle::new(), Take::new(0), collect::<u64>().1]
        .run()
        .await
        .unwrap();
    pipeline![Idle::new() on task, Take::new(0), collect::<u64>().1]
        .run()
        .await
        .unwrap();
    pipeline![Idle::new() on thread, Take::new(0), collect::<u64>().1]
        .run()
        .await
        .unwrap();
}

// It waits already when its reader ends.
#[tokio::test]
async fn an_idle_source_that_waits_is_woken_when_its_reader_ends() {
    let (results, sink) = collect::<u64>();
    let graph = pipeline![Idle::new(), sink].spawn();
    settle().await;
    drop(results);
    graph.join().await.unwrap();
}

/// Sources that lead out of a composite, and readers in one.
#[derive(Component)]
struct Sources {
    #[outbox]
    outbox: Outbox<u64>,
}

impl Main for Sources {
    async fn main(self) -> Outcome {
        graphline! {
            IDLE = Idle::new() on task;
            OTHER = Idle::new();
            IDLE -> self.outbox;
            OTHER -> self.outbox;
        }
        .run()
        .await
    }
}

#[derive(Component)]
struct Readers {
    #[inbox]
    inbox: Inbox<u64>,
}

impl Main for Readers {
    async fn main(self) -> Outcome {
        graphline! { FEW = Take::new(0); SINK = collect().1; self.inbox -> FEW -> SINK; }
            .run()
            .await
    }
}

#[derive(Component)]
struct NestedSources {
    #[outbox]
    outbox: Outbox<u64>,
}

impl Main for NestedSources {
    async fn main(self) -> Outcome {
        graphline! { SOURCES = Sources::new() on thread; SOURCES -> self.outbox; }
            .run()
            .await
    }
}

#[tokio::test]
async fn an_idle_source_in_a_composite_is_told_when_a_reader_in_another_ends() {
    pipeline![Sources::new(), Readers::new()]
        .run()
        .await
        .unwrap();
    pipeline![NestedSources::new(), Readers::new() on task]
        .run()
        .await
        .unwrap();
    graphline! {
        SOURCES = NestedSources::new();
        READERS = Readers::new();
        SOURCES -> READERS via |number| number + 1;
    }
    .run()
    .await
    .unwrap();
}

/// Two outboxes that lead somewhere, and one that need not.
#[derive(Component)]
struct TwoWays {
    #[outbox]
    left: Outbox<u64>,
    #[outbox]
    right: Outbox<u64>,
    #[outbox(optional)]
    aside: Outbox<u64>,
}

impl Main for TwoWays {
    async fn main(self) -> Outcome {
        let _held = (self.left, self.right, self.aside);
        until_stopped(std::future::pending::<()>()).await;
        Ok(())
    }
}

#[tokio::test]
async fn an_idle_source_goes_on_while_somebody_reads_what_it_has_to_send() {
    let (left, left_sink) = collect();
    let (right, right_sink) = collect();
    let (copies, copies_sink) = collect();
    let (_aside, aside_sink) = collect();
    let (mut ends, end_sink) = collect();
    let graph = graphline! {
        TWO_WAYS = TwoWays::new();
        LEFT = left_sink;
        RIGHT = right_sink;
        COPIES = copies_sink;
        ASIDE = aside_sink;
        ENDS = end_sink;
        TWO_WAYS.left -> LEFT.inbox;
        TWO_WAYS.right -> [RIGHT.inbox, COPIES.inbox];
        TWO_WAYS.aside -> ASIDE.inbox;
        TWO_WAYS.signal -> ENDS.inbox;
    }
    .spawn();
    for reader in [right, left] {
        settle().await;
        drop(reader);
    }
    settle().await;
    assert!(ends.try_recv().is_err() && !ends.is_closed());
    drop(copies);
    assert_eq!(ends.recv().await, Some(Shutdown::Finish));
    graph.join().await.unwrap();
}

/// Passes on, and ends at once when nobody reads any more.
#[derive(Component)]
struct Relay {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
}

impl Main for Relay {
    async fn main(mut self) -> Outcome {
        loop {
            let next = tokio::select! {
                next = self.inbox.recv() => next,
                () = self.outbox.closed() => None,
            };
            match next {
                Some(number) => self.outbox.send(number).await?,
                None => return Ok(()),
            }
        }
    }
}

#[tokio::test]
async fn an_idle_source_is_told_through_relays_that_look_whether_somebody_reads() {
    let (mut numbers, source) = feed();
    let (mut results, sink) = collect();
    let graph = graphline! {
        IDLE = Idle::new();
        NUMBERS = source;
        ONE = Relay::new();
        OTHER = Relay::new() on task;
        RESULTS = sink;
        IDLE -> ONE;
        NUMBERS -> ONE;
        ONE -> OTHER -> RESULTS;
    }
    .spawn();
    numbers.send(7).await.unwrap();
    assert_eq!(results.recv().await, Some(7));
    drop(results);
    graph.join().await.unwrap();
    assert!(numbers.is_closed());
}

// Any relay passes it on at the latest with its next message.
#[test]
fn a_source_that_sends_is_told_through_any_relay() {
    run(async {
        let (mut results, sink) = collect();
        pipeline![
            Count::new(),
            Echo::new(),
            Relay::new(),
            Echo::new(),
            Take::new(3),
            sink
        ]
        .run()
        .await?;
        assert_eq!(all(&mut results).await, [0, 1, 2]);
        Ok(())
    });
}

// One ends at once, one is late, and one sends all the time.
#[tokio::test]
async fn a_second_sender_neither_holds_a_reader_up_nor_ends_it() {
    let (mut late, lately) = feed();
    let (mut results, sink) = collect();
    let graph = graphline! {
        SILENT = Source::new(vec![]);
        MANY = Source::new((0..1000).collect());
        LATE = lately;
        READER = Echo::new();
        RESULTS = sink;
        SILENT -> READER;
        MANY -> READER with capacity(1);
        LATE -> READER;
        READER -> RESULTS;
    }
    .spawn();
    for number in 0..1000 {
        assert_eq!(results.recv().await, Some(number));
    }
    settle().await;
    assert!(results.try_recv().is_err() && !results.is_closed());
    late.send(1000).await.unwrap();
    assert_eq!(results.recv().await, Some(1000));
    drop(late);
    assert_eq!(results.recv().await, None);
    graph.join().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn senders_of_one_inbox_may_run_anywhere() {
    for _ in 0..20 {
        let (mut results, sink) = collect();
        let ran = graphline! {
            HERE = Source::new((0..100).collect());
            TASK = Source::new((100..200).collect()) on task;
            THREAD = Source::new((200..300).collect()) on thread;
            SILENT = Source::new(vec![]) on task;
            READER = Echo::<u64>::new();
            RESULTS = sink;
            HERE -> READER with capacity(2);
            TASK -> READER with capacity(2);
            THREAD -> READER with capacity(2);
            SILENT -> READER;
            READER -> RESULTS;
        }
        .run()
        .await;
        ran.unwrap();
        let mut received = all(&mut results).await;
        received.sort_unstable();
        assert_eq!(received, (0..300).collect::<Vec<_>>());
    }
}
