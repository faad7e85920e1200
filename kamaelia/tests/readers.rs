//! How a component that waits for something else comes to know that nobody
//! reads it any more; and the two ends of a graph outside it.

mod common;

use common::{Echo, Take, all};
use kamaelia::prelude::*;
use kamaelia::{Policy, feed_with};

/// A source that waits for what never comes.
#[derive(Component)]
struct Idle {
    #[outbox]
    outbox: Outbox<u64>,
    #[outbox(optional)]
    log: Outbox<u64>,
}

impl Main for Idle {
    async fn main(mut self) -> Outcome {
        self.outbox.send(1).await?;
        assert_eq!(until_stopped(std::future::pending::<()>()).await, None);
        Ok(())
    }
}

#[tokio::test]
async fn an_idle_source_ends_when_nobody_reads_it_any_more() {
    // Somebody still reads what it does not have to send.
    let (mut log, logged) = collect();
    graphline! {
        IDLE = Idle::new();
        ONE  = Take::new(1);
        SINK = collect().1;
        LOG  = logged;
        IDLE -> ONE -> SINK;
        IDLE.log -> LOG.inbox;
    }
    .run()
    .await
    .unwrap();
    assert_eq!(log.recv().await, None);
}

#[tokio::test]
async fn an_idle_source_goes_on_as_long_as_one_of_its_readers_does() {
    let (_open, numbers) = feed();
    let (results, sink) = collect();
    let graph = graphline! {
        IDLE = Idle::new();
        ONE  = Take::new(1);
        REST = Echo::new();
        NUMBERS = numbers;
        GONE = collect::<u64>().1;
        SINK = sink;
        IDLE.outbox -> [ONE.inbox, REST.inbox];
        NUMBERS.outbox -> ONE.inbox;
        ONE -> GONE;
        REST -> SINK;
    }
    .spawn();
    let mut results = results;
    assert_eq!(results.recv().await, Some(1));
    tokio::task::yield_now().await;
    drop(results);
    // `REST` notices at its next send, or when it is told.
    graph.stop();
    graph.join().await.unwrap();
}

#[tokio::test]
async fn a_component_can_wait_for_the_end_of_its_reader() {
    /// Waits for nothing else.
    #[derive(Component)]
    struct Waits {
        #[inbox]
        inbox: Inbox<u64>,
        #[outbox]
        outbox: Outbox<u64>,
    }
    impl Main for Waits {
        async fn main(mut self) -> Outcome {
            self.outbox.closed().await;
            assert!(self.outbox.is_closed());
            assert_eq!(self.inbox.try_recv(), Ok(7));
            Ok(())
        }
    }
    let (mut numbers, source) = feed();
    numbers.send(7).await.unwrap();
    let (results, sink) = collect::<u64>();
    let graph = pipeline![source, Waits::new(), sink].spawn();
    tokio::task::yield_now().await;
    drop(results);
    graph.join().await.unwrap();
}

#[tokio::test]
async fn a_transform_that_nobody_reads_stops_its_senders() {
    /// Adds one.
    #[derive(Component)]
    #[component(transform)]
    struct Next {
        #[inbox]
        inbox: Inbox<u64>,
        #[outbox]
        outbox: Outbox<u64>,
    }
    impl Transform for Next {
        fn transform(&mut self, number: u64) -> impl Iterator<Item = u64> {
            std::iter::once(number + 1)
        }
    }
    let (mut results, sink) = collect();
    let graph = pipeline![Idle::new(), Next::new(), Next::new(), sink].spawn();
    assert_eq!(results.recv().await, Some(3));
    drop(results);
    graph.join().await.unwrap();
}

#[tokio::test]
async fn what_was_fed_before_the_graph_was_told_to_finish_comes_through() {
    let (mut numbers, source) = feed_with(Policy::unbounded());
    let (mut results, sink) = collect();
    let graph = pipeline![source, Echo::new(), sink].spawn();
    for number in 0..1000 {
        numbers.send(number).await.unwrap();
    }
    graph.stop();
    assert_eq!(all(&mut results).await, Vec::from_iter(0..1000));
    assert!(numbers.send(1000).await.is_err());
    graph.join().await.unwrap();
    let counts = numbers.counts();
    assert_eq!(
        (counts.sent, counts.received, counts.dropped),
        (1000, 1000, 0)
    );
}

#[tokio::test]
async fn what_was_fed_to_a_graph_that_stops_now_is_counted() {
    let (mut numbers, source) = feed_with(Policy::unbounded());
    let graph = pipeline![source, Echo::new(), collect().1].spawn();
    for number in 0..1000 {
        numbers.send(number).await.unwrap();
    }
    graph.shutdown(Shutdown::Now);
    graph.join().await.unwrap();
    let counts = numbers.counts();
    assert_eq!(counts.sent, 1000);
    assert_eq!(counts.received + counts.dropped, 1000);
}

#[tokio::test]
async fn a_collector_that_is_dropped_stops_the_senders() {
    let (_open, source) = feed::<u64>();
    let (results, sink) = collect::<u64>();
    let graph = pipeline![source, sink].spawn();
    tokio::task::yield_now().await;
    drop(results);
    graph.join().await.unwrap();
}
