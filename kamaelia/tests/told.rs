//! No component has a line of code about shutdown, and all of them end.

mod common;

use common::{Count, Echo, Swallow, settle};
use kamaelia::prelude::*;
use kamaelia::{Collector, Feeder, Handle, Policy, collect_with};
use tokio::time::Instant;

/// Counts for ever, on a thread of its own.
#[derive(Component)]
#[component(blocking)]
struct CountBlocking {
    #[outbox]
    outbox: Outbox<u64>,
}

impl Blocking for CountBlocking {
    fn main(mut self) -> Outcome {
        for number in 0.. {
            self.outbox.send_blocking(number)?;
        }
        Ok(())
    }
}

/// Repeats, on a thread of its own.
#[derive(Component)]
#[component(blocking)]
struct EchoBlocking {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
}

impl Blocking for EchoBlocking {
    fn main(mut self) -> Outcome {
        while let Some(number) = self.inbox.recv_blocking() {
            self.outbox.send_blocking(number)?;
        }
        Ok(())
    }
}

/// Adds one.
#[derive(Component)]
#[component(transform)]
struct Increment {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
}

impl Transform for Increment {
    fn transform(&mut self, number: u64) -> impl Iterator<Item = u64> {
        std::iter::once(number.wrapping_add(1))
    }
}

/// Makes one stream of two, and sends blocks.
#[derive(Component)]
struct Merge {
    #[inbox]
    left: Inbox<u64>,
    #[inbox]
    right: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
}

impl Main for Merge {
    async fn main(mut self) -> Outcome {
        while let Some(MergeEvent::Left(number) | MergeEvent::Right(number)) = self.recv_any().await
        {
            let slot = self.outbox.reserve().await?;
            slot.send(number);
        }
        Ok(())
    }
}

/// Reads blocks of messages.
#[derive(Component)]
struct ReadMany {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<usize>,
}

impl Main for ReadMany {
    async fn main(mut self) -> Outcome {
        let mut block = Vec::new();
        while self.inbox.recv_many(&mut block, 16).await > 0 {
            self.outbox.send_all([block.len(), 0]).await?;
            block.clear();
        }
        Ok(())
    }
}

/// A composite of some of them.
#[derive(Component)]
struct Composite {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
}

impl Main for Composite {
    async fn main(self) -> Outcome {
        graphline! {
            OWN = Count::new();
            OWN_BLOCKING = CountBlocking::new();
            TASK = Echo::new() on task;
            MERGE = Merge::new();
            SINK = Swallow::new();
            self.inbox -> TASK -> MERGE.left;
            OWN.outbox -> MERGE.right;
            MERGE.outbox -> self.outbox;
            OWN_BLOCKING -> SINK;
        }
        .run()
        .await
    }
}

/// All of them, going: some sources send for ever, and one does not send.
fn everyone() -> (Handle, Collector<usize>, Feeder<u64>) {
    let (numbers, source) = feed();
    let (results, sink) = collect_with(Policy::latest());
    let graph = graphline! {
        COUNT = Count::new();
        COUNT_BLOCKING = CountBlocking::new();
        SOURCE = source;
        ECHO = Echo::new();
        THREAD = Echo::new() on thread;
        ECHO_BLOCKING = EchoBlocking::new();
        INCREMENT = Increment::new();
        MERGE = Merge::new();
        COMPOSITE = Composite::new() on task;
        READ_MANY = ReadMany::new();
        SINK = sink;
        COUNT -> ECHO -> THREAD -> MERGE.left;
        COUNT_BLOCKING -> ECHO_BLOCKING -> INCREMENT -> MERGE.right;
        SOURCE -> MERGE.left;
        MERGE -> COMPOSITE -> READ_MANY -> SINK;
    }
    .spawn();
    (graph, results, numbers)
}

async fn check(tell: impl FnOnce(&Handle)) {
    let (graph, mut results, numbers) = everyone();
    assert!(results.recv().await.is_some());
    tell(&graph);
    let report = graph.report().await;
    assert_eq!(report.overdue, []);
    report.outcome.expect("a normal end");
    while results.recv().await.is_some() {}
    assert!(numbers.is_closed());
    for carried in report.linkages {
        let counts = carried.counts;
        assert_eq!(counts.waiting, 0);
        assert_eq!(counts.sent, counts.received + counts.dropped, "{carried:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn finish_ends_every_kind_of_component() {
    check(|graph| graph.stop()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn now_ends_every_kind_of_component() {
    check(|graph| graph.shutdown(Shutdown::Now)).await;
}

// 158: the later is the stronger.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn now_after_finish_ends_every_kind_of_component() {
    check(|graph| {
        graph.stop();
        graph.shutdown(Shutdown::Now);
    })
    .await;
}

// 159: the earlier is the stronger.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn finish_after_now_ends_every_kind_of_component() {
    check(|graph| {
        graph.shutdown(Shutdown::Now);
        graph.stop();
    })
    .await;
}

// 158, 159: the same, of one whom `Finish` alone does not end.
#[tokio::test(start_paused = true)]
async fn finish_takes_back_no_now() {
    use Shutdown::{Finish, Now};
    #[derive(Component)]
    struct Rest {
        #[outbox]
        outbox: Outbox<u64>,
    }
    impl Main for Rest {
        async fn main(self) -> Outcome {
            let _held = self.outbox;
            kamaelia::finishing(std::future::pending::<()>()).await;
            Ok(())
        }
    }
    for (told, at_once) in [
        (vec![Finish, Finish], false),
        (vec![Finish, Now], true),
        (vec![Now, Finish], true),
    ] {
        let graph = pipeline![Rest::new(), Swallow::new()].spawn();
        settle().await;
        let begun = Instant::now();
        told.into_iter().for_each(|told| graph.shutdown(told));
        graph.join().await.unwrap();
        assert_eq!(begun.elapsed().is_zero(), at_once);
    }
}
