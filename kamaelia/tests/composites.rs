//! How a composite ends, and what it is told and tells: cases 174, 194,
//! 201 and 233 to 235.

mod common;

use common::{Tally, all, settle};
use kamaelia::prelude::*;
use tokio::sync::oneshot;

/// Ends when it is told to finish, but takes its time; sends a last message.
#[derive(Component)]
struct Slow {
    #[outbox]
    outbox: Outbox<&'static str>,
    name: &'static str,
    gate: oneshot::Receiver<()>,
    told: Tally,
}

impl Main for Slow {
    async fn main(mut self) -> Outcome {
        let slot = self.outbox.reserve().await?;
        until_stopped(std::future::pending::<()>()).await;
        self.told.add();
        // `None` when it has to stop now.
        kamaelia::finishing(self.gate).await;
        slot.send(self.name);
        Ok(())
    }
}

/// Two that end at different times.
#[derive(Component)]
struct Both {
    #[outbox]
    outbox: Outbox<&'static str>,
    gates: [oneshot::Receiver<()>; 2],
    told: Tally,
}

impl Main for Both {
    async fn main(self) -> Outcome {
        let [first, second] = self.gates;
        graphline! {
            FIRST = Slow::new("first", first, self.told.clone());
            SECOND = Slow::new("second", second, self.told) on task;
            FIRST -> self.outbox;
            SECOND -> self.outbox;
        }
        .run()
        .await
    }
}

/// Composites of that composite, beside each other.
#[derive(Component)]
struct Nested {
    #[outbox]
    outbox: Outbox<&'static str>,
    gates: [[oneshot::Receiver<()>; 2]; 2],
    told: Tally,
}

impl Main for Nested {
    async fn main(self) -> Outcome {
        let [left, right] = self.gates;
        graphline! {
            LEFT = Both::new(left, self.told.clone());
            RIGHT = Both::new(right, self.told);
            LEFT -> self.outbox;
            RIGHT -> self.outbox;
        }
        .run()
        .await
    }
}

/// Gates, and those who wait before them.
fn gates<const N: usize>() -> ([oneshot::Sender<()>; N], [oneshot::Receiver<()>; N]) {
    let mut waiting = Vec::new();
    let open = std::array::from_fn(|_| {
        let (open, gate) = oneshot::channel();
        waiting.push(gate);
        open
    });
    let waiting = waiting.try_into().expect("one for each");
    (open, waiting)
}

// 174, 194, 234: the components end one by one: the composite ends with the last
// and not before, and says so once. The end of one does not leak out.
#[tokio::test]
async fn a_composite_ends_with_the_last_of_its_components() {
    let told = Tally::default();
    let ([open_first, open_second], waiting) = gates();
    let (mut results, sink) = collect();
    let (mut ends, end_sink) = collect();
    let graph = graphline! {
        BOTH = Both::new(waiting, told.clone());
        RESULTS = sink;
        ENDS = end_sink;
        BOTH -> RESULTS;
        BOTH.signal -> ENDS.inbox;
    }
    .spawn();
    settle().await;
    graph.stop();
    settle().await;
    assert_eq!(told.so_far(), 2);

    open_first.send(()).unwrap();
    assert_eq!(results.recv().await, Some("first"));
    settle().await;
    assert!(results.try_recv().is_err() && !results.is_closed());
    assert!(ends.try_recv().is_err() && !ends.is_closed());

    open_second.send(()).unwrap();
    assert_eq!(results.recv().await, Some("second"));
    assert_eq!(results.recv().await, None);
    assert_eq!(all(&mut ends).await, [Shutdown::Finish]);
    graph.join().await.unwrap();
}

// 233: nested composites of components that stop slowly: all stop, then one
// message leaves.
#[tokio::test]
async fn nested_composites_say_once_that_they_have_ended() {
    let told = Tally::default();
    let ([a, b], left) = gates();
    let ([c, d], right) = gates();
    let (mut results, sink) = collect();
    let (mut ends, end_sink) = collect();
    let graph = graphline! {
        NESTED = Nested::new([left, right], told.clone());
        RESULTS = sink;
        ENDS = end_sink;
        NESTED -> RESULTS;
        NESTED.signal -> ENDS.inbox;
    }
    .spawn();
    settle().await;
    graph.stop();
    settle().await;
    assert_eq!(told.so_far(), 4);
    for gate in [d, b, a] {
        gate.send(()).unwrap();
        assert!(results.recv().await.is_some());
        settle().await;
        assert!(ends.try_recv().is_err() && !results.is_closed());
    }
    c.send(()).unwrap();
    assert_eq!(results.recv().await, Some("first"));
    assert_eq!(all(&mut ends).await, [Shutdown::Finish]);
    assert_eq!(results.recv().await, None);
    graph.join().await.unwrap();
}

// 201, 235: a composite is told to stop now: all in it are told, and when they
// have ended it passes that on.
#[tokio::test]
async fn now_reaches_every_component_of_a_composite_before_its_end() {
    let told = Tally::default();
    let (_left, left) = gates();
    let (_right, right) = gates();
    let (mut order, orders) = feed();
    let (mut results, sink) = collect();
    let (mut ends, end_sink) = collect();
    let graph = graphline! {
        ORDERS = orders;
        NESTED = Nested::new([left, right], told.clone());
        RESULTS = sink;
        ENDS = end_sink;
        ORDERS.outbox -> NESTED.control;
        NESTED -> RESULTS;
        NESTED.signal -> ENDS.inbox;
    }
    .spawn();
    settle().await;
    order.send(Shutdown::Now).await.unwrap();
    assert_eq!(all(&mut ends).await, [Shutdown::Now]);
    assert_eq!(told.so_far(), 4);
    // Only the composite was told to stop: who reads from it goes on reading.
    assert_eq!(all(&mut results).await.len(), 4);
    drop(order);
    graph.join().await.unwrap();
}

#[test]
fn a_composite_may_have_boxes_called_like_keywords() {
    #[derive(Component)]
    struct Pass {
        #[inbox]
        r#in: Inbox<u8>,
        #[outbox]
        r#match: Outbox<u8>,
    }
    impl Main for Pass {
        async fn main(self) -> Outcome {
            graphline! {
                PASS = Repeat::new();
                self.r#in -> PASS.inbox;
                PASS.outbox -> self.r#match;
            }
            .run()
            .await
        }
    }
    /// Repeats every message.
    #[derive(Component)]
    struct Repeat {
        #[inbox]
        inbox: Inbox<u8>,
        #[outbox]
        outbox: Outbox<u8>,
    }
    impl Main for Repeat {
        async fn main(mut self) -> Outcome {
            while let Some(number) = self.inbox.recv().await {
                self.outbox.send(number).await?;
            }
            Ok(())
        }
    }
    futures::executor::block_on(async {
        let (mut numbers, source) = feed();
        let (mut results, sink) = collect();
        numbers.send(7).await?;
        drop(numbers);
        let graph = graphline! {
            NUMBERS = source;
            PASS = Pass::new();
            RESULTS = sink;
            NUMBERS.outbox -> PASS.r#in;
            PASS.r#match -> RESULTS.inbox;
        };
        let linkages = graph.topology().linkages;
        assert_eq!(linkages[0].to.name, "in");
        graph.run().await?;
        assert_eq!(results.recv().await, Some(7));
        Outcome::Ok(())
    })
    .unwrap();
}
