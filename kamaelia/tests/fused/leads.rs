//! A component that gets its messages from anything but an inbox is one loop with the
//! transforms behind it.

use crate::common::{Echo, all, settle};
use crate::parts::{Add, Breaks, Repeat, Up};
use futures::channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use futures::stream::StreamExt;
use kamaelia::__private::Lead;
use kamaelia::prelude::*;
use kamaelia::{Collector, Handle, Stage, Stop};
use std::future::{Future as _, poll_fn};
use std::pin::pin;
use tokio::task::yield_now;

/// Sends what is put into a channel.
#[derive(Component)]
#[component(lead)]
struct Numbers {
    #[inbox(optional)]
    control: Inbox<Shutdown>,
    #[outbox]
    outbox: Outbox<u64>,
    numbers: UnboundedReceiver<u64>,
    /// Where it says that it has left.
    left: UnboundedSender<()>,
}

impl Lead for Numbers {
    type Out = u64;

    fn take_outbox(&mut self) -> Outbox<u64> {
        std::mem::take(&mut self.outbox)
    }

    async fn next<T: Message>(&mut self, out: &mut Outbox<T>) -> Result<Option<u64>, Stop> {
        out.room().await?;
        let mut closed = pin!(out.closed());
        let next = poll_fn(|cx| {
            let is_told = self.control.poll_recv(cx).is_ready();
            if is_told || closed.as_mut().poll(cx).is_ready() {
                return None.into();
            }
            self.numbers.poll_next_unpin(cx)
        });
        match next.await {
            Some(0) => Err(Stop::fault("there is no number 0")),
            number => Ok(number),
        }
    }

    async fn ended(&mut self) -> Outcome {
        Ok(())
    }

    async fn leave(self) -> Outcome {
        // Not every test asks.
        let _ = self.left.unbounded_send(());
        Ok(())
    }
}

/// A lead, by what is put into its channel, and whether it has left.
fn numbers() -> (UnboundedSender<u64>, UnboundedReceiver<()>, Numbers) {
    let ((put, numbers), (left, has_left)) = (unbounded(), unbounded());
    (put, has_left, Numbers::new(numbers, left))
}

/// These numbers are put in, and those come out of the graph before it ends.
async fn check(
    graph: Handle,
    put: UnboundedSender<u64>,
    numbers: impl IntoIterator<Item = u64>,
    mut results: Collector<u64>,
    expected: impl IntoIterator<Item = u64>,
) {
    let mut numbers = numbers.into_iter();
    numbers
        .try_for_each(|number| put.unbounded_send(number))
        .expect("it runs");
    drop(put);
    assert_eq!(all(&mut results).await, Vec::from_iter(expected));
    graph.join().await.expect("a normal end");
}

#[tokio::test]
async fn it_has_no_queue_before_the_transforms_behind_it() {
    let (put, _, lead) = numbers();
    let (results, sink) = collect();
    let graph = pipeline![lead, Add::new(1), Repeat::new(), Echo::new(), sink];
    let fused = graph.topology().linkages.into_iter().map(|one| one.fused);
    assert_eq!(Vec::from_iter(fused), [true, true, false, false]);
    check(graph.spawn(), put, [1, 2], results, [2, 2, 3, 3, 3, 102]).await;
}

#[tokio::test]
async fn it_has_one_before_everybody_else_and_where_one_is_asked_for() {
    let (put, _, lead) = numbers();
    let (results, sink) = collect();
    let graph = graphline! {
        LEAD    = lead;
        ADD     = Add::new(1);
        RESULTS = sink;

        LEAD -> ADD with capacity(2);
        ADD -> RESULTS;
    };
    assert!(graph.topology().linkages.iter().all(|one| !one.fused));
    check(graph.spawn(), put, 1..=100, results, 2..=101).await;

    let (put, _, lead) = numbers();
    let (results, sink) = collect();
    let graph = pipeline![lead, Echo::new(), sink].spawn();
    check(graph, put, 1..=100, results, 1..=100).await;
}

#[tokio::test]
async fn a_conversion_on_the_way_is_a_part_of_the_loop() {
    let (put, _, lead) = numbers();
    let (results, sink) = collect();
    let graph = graphline! {
        LEAD    = lead;
        ADD     = Add::new(1);
        RESULTS = sink;

        LEAD -> ADD via |number: u64| number * 10;
        ADD -> RESULTS;
    };
    assert!(graph.topology().linkages[0].fused);
    check(graph.spawn(), put, [1, 2], results, [11, 21]).await;
}

#[tokio::test]
async fn told_to_finish_the_transforms_still_send_their_last_words() {
    let (put, has_left, lead) = numbers();
    let (mut results, sink) = collect();
    let graph = pipeline![lead, Repeat::new(), sink].spawn();
    put.unbounded_send(1).expect("it runs");
    assert_eq!(results.recv().await, Some(1));
    graph.stop();

    assert_eq!(all(&mut results).await, [101]);
    assert_eq!(has_left.count().await, 1);
    graph.join().await.expect("a normal end");
}

#[tokio::test]
async fn when_nobody_reads_the_last_transform_it_ends_although_nothing_comes_in() {
    let (_put, has_left, lead) = numbers();
    let (results, sink) = collect::<u64>();
    let graph = pipeline![lead, Add::new(1), sink].spawn();
    settle().await;
    drop(results);

    assert_eq!(has_left.count().await, 1);
    graph.join().await.expect("a normal end");
}

#[tokio::test]
async fn one_whose_transform_never_ends_can_be_stopped() {
    let (put, _, lead) = numbers();
    let (_results, sink) = collect::<u64>();
    let graph = pipeline![lead, Up::new(), sink].spawn();
    put.unbounded_send(1).expect("it runs");
    yield_now().await;
    graph.shutdown(Shutdown::Now);
    graph.join().await.expect("it was stopped");
}

#[tokio::test]
async fn each_has_its_own_faults() {
    async fn fault_of(number: u64) -> String {
        let (put, _, lead) = numbers();
        let (_results, sink) = collect();
        let graph = graphline! {
            LEAD    = lead;
            ADD     = Add::new(0);
            BREAKS  = Breaks::new(7);
            RESULTS = sink;

            LEAD -> ADD -> BREAKS -> RESULTS;
        }
        .spawn();
        put.unbounded_send(number).expect("it runs");
        let fault = graph.join().await.expect_err("it has failed");
        fault.as_fault().expect("a fault").path().to_owned()
    }
    assert_eq!(fault_of(7).await, "BREAKS");
    assert_eq!(fault_of(0).await, "LEAD");
}

#[test]
fn where_its_type_is_hidden_a_transform_runs_with_it_as_well() {
    fn behind(stage: impl Stage<u64, u64>) -> Vec<bool> {
        let (_put, _, lead) = numbers();
        let (_results, sink) = collect();
        let graph = pipeline![lead, stage, sink];
        let linkages = graph.topology().linkages.into_iter();
        linkages.map(|one| one.fused).collect()
    }
    assert_eq!(behind(Add::new(1)), [true, false]);
    assert_eq!(behind(Echo::new()), [false, false]);
}
