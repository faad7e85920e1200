//! How a row ends: after its senders, before its readers, and when it is told to.

use crate::common::{Count, Idle, Source, all, settle};
use crate::parts::{Add, Multiples, Repeat, Up};
use kamaelia::prelude::*;
use tokio::task::yield_now;

#[tokio::test]
async fn one_that_never_ends_and_of_which_nothing_comes_can_be_stopped() {
    let (_results, sink) = collect::<u64>();
    let graph = pipeline![
        Source::new(vec![1]),
        Up::new(),
        Multiples::new(u64::MAX),
        Add::new(1),
        sink
    ]
    .spawn();
    yield_now().await;
    graph.shutdown(Shutdown::Now);
    graph.join().await.expect("it was stopped");
}

#[tokio::test]
async fn when_nobody_reads_them_any_more_they_end_and_so_do_their_senders() {
    let (mut results, sink) = collect();
    let graph = pipeline![Count::new(), Add::new(1), Add::new(1), Add::new(1), sink].spawn();
    assert_eq!(results.recv().await, Some(3));
    drop(results);
    graph.join().await.expect("a normal end");
}

#[tokio::test]
async fn when_nobody_reads_them_any_more_they_end_although_nothing_comes_in() {
    let (results, sink) = collect::<u64>();
    let graph = pipeline![Idle::new(), Add::new(1), Add::new(1), sink].spawn();
    settle().await;
    drop(results);
    graph.join().await.expect("a normal end");
}

#[tokio::test]
async fn told_to_finish_they_still_work_on_what_was_sent() {
    let (mut numbers, source) = feed::<u64>();
    let (mut results, sink) = collect();
    let graph = pipeline![source, Add::new(1), Repeat::new(), Add::new(0), sink].spawn();
    numbers.send(1).await.expect("it runs");
    numbers.send(2).await.expect("it runs");
    graph.stop();
    assert_eq!(all(&mut results).await, [2, 2, 3, 3, 3, 102]);
    graph.join().await.expect("a normal end");
}

#[tokio::test]
async fn told_to_stop_now_they_are_gone_at_once() {
    let (_results, sink) = collect::<u64>();
    let graph = pipeline![Count::new(), Add::new(1), Up::new(), Add::new(1), sink].spawn();
    yield_now().await;
    graph.shutdown(Shutdown::Now);
    graph.join().await.expect("a normal end");
}

#[tokio::test]
async fn a_ring_of_them_ends_when_nothing_is_left_to_do() {
    let (mut results, sink) = collect();
    /// Halves what can be halved.
    #[derive(Component)]
    #[component(transform)]
    struct Halve {
        #[inbox]
        inbox: Inbox<u64>,
        #[outbox]
        outbox: Outbox<u64>,
    }
    impl Transform for Halve {
        fn transform(&mut self, number: u64) -> impl Iterator<Item = u64> {
            number.is_multiple_of(2).then_some(number / 2).into_iter()
        }
    }
    graphline! {
        NUMBERS = Source::new(vec![8, 3]);
        NIL     = Add::new(0);
        HALVE   = Halve::new();
        RESULTS = sink;
        NUMBERS -> NIL -> HALVE;
        HALVE.outbox -> [RESULTS.inbox with unbounded, NIL.inbox with unbounded];
    }
    .run()
    .await
    .expect("a normal end");
    assert_eq!(all(&mut results).await, [4, 2, 1]);
}
