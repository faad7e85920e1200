//! Components in a row, and in a circle: cases 173 to 186.

mod common;

use common::{Count, Echo, Source, Take, Tally, all, run, settle};
use kamaelia::Stage;
use kamaelia::prelude::*;
use std::collections::BTreeMap;

/// Sends its own name, then passes on what arrives with its name behind it.
#[derive(Component)]
struct Signs {
    #[inbox]
    inbox: Inbox<String>,
    #[outbox]
    outbox: Outbox<String>,
    name: &'static str,
    begun: Tally,
}

impl Main for Signs {
    async fn main(mut self) -> Outcome {
        self.begun.add();
        self.outbox.send(self.name.to_owned()).await?;
        while let Some(message) = self.inbox.recv().await {
            self.outbox.send(message + self.name).await?;
        }
        Ok(())
    }
}

fn three(begun: &Tally) -> impl Stage<String, String> + use<> {
    let signs = |name| Signs::new(name, begun.clone());
    pipeline![signs("a"), signs("b"), signs("c")]
}

// 173, 175, 177, 178: nothing runs before the start, then all do; what each
// sends arrives at the next, what comes from outside at the first, and what the
// last sends leaves the row.
#[tokio::test]
async fn each_component_of_a_row_sends_to_the_next() {
    let begun = Tally::default();
    let (mut texts, source) = feed();
    let (mut results, sink) = collect();
    let graph = pipeline![source, three(&begun), sink];
    assert_eq!(begun.so_far(), 0);

    texts.send(String::new()).await.unwrap();
    drop(texts);
    graph.run().await.unwrap();

    assert_eq!(begun.so_far(), 3);
    let mut received = all(&mut results).await;
    received.sort();
    assert_eq!(received, ["abc", "abc", "bc", "c"]);
}

// 177, 178: a row has a `control`, which all of it obeys, and a `signal`.
#[tokio::test]
async fn a_row_can_be_told_and_tells() {
    let begun = Tally::default();
    let (mut order, orders) = feed();
    let (mut texts, source) = feed();
    let (mut results, sink) = collect();
    let (mut ends, end_sink) = collect();
    let graph = graphline! {
        ORDERS = orders;
        TEXTS = source;
        ROW = three(&begun);
        RESULTS = sink;
        ENDS = end_sink;
        ORDERS.outbox -> ROW.control;
        TEXTS -> ROW -> RESULTS;
        ROW.signal -> ENDS.inbox;
    }
    .spawn();
    settle().await;
    assert!(!ends.is_closed());
    order.send(Shutdown::Now).await.unwrap();
    assert_eq!(all(&mut ends).await, [Shutdown::Now]);
    assert_eq!(all(&mut results).await.len(), 3);
    assert!(texts.send(String::new()).await.is_err());
    drop((order, texts));
    graph.join().await.unwrap();
}

/// Passes messages round until they have been round often enough.
#[derive(Component)]
struct Laps {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
    #[outbox]
    done: Outbox<u64>,
    laps: u64,
}

impl Main for Laps {
    async fn main(mut self) -> Outcome {
        while let Some(laps) = self.inbox.recv().await {
            if laps < self.laps {
                self.outbox.send(laps + 1).await?;
            } else {
                self.done.send(laps).await?;
            }
        }
        Ok(())
    }
}

// 176: three in a circle, and more messages than fit on its linkages.
#[test]
fn messages_go_round_a_circle_of_three() {
    run(async {
        let (mut results, sink) = collect();
        graphline! {
            START = Source::new(vec![0; 100]);
            A = Laps::new(50);
            B = Echo::new();
            C = Echo::new();
            DONE = sink;
            START -> A;
            A -> B -> C with capacity(3);
            C -> A with unbounded;
            A.done -> DONE.inbox;
        }
        .run()
        .await?;
        assert_eq!(all(&mut results).await, [50; 100]);
        Ok(())
    });
}

// 183: a source of three ends, behind two that pass on: three messages, then one
// word of the end.
#[test]
fn the_end_of_a_source_goes_through_a_row_once() {
    run(async {
        let (mut results, sink) = collect();
        graphline! {
            THREE = Source::new(vec!["1", "2", "3"]);
            ROW = pipeline![Echo::new(), Echo::new()];
            SINK = sink;
            THREE -> ROW;
            ROW -> SINK via str::to_owned;
            ROW.signal -> SINK.inbox via |end| format!("{end:?}");
        }
        .run()
        .await?;
        assert_eq!(all(&mut results).await, ["1", "2", "3", "Finish"]);
        Ok(())
    });
}

/// Sends each message as often as it says.
#[derive(Component)]
#[component(transform)]
struct Times<T: Message + Clone> {
    #[inbox]
    inbox: Inbox<T>,
    #[outbox]
    outbox: Outbox<T>,
    times: usize,
}

impl<T: Message + Clone> Transform for Times<T> {
    fn transform(&mut self, message: T) -> impl Iterator<Item = T> {
        std::iter::repeat_n(message, self.times)
    }
}

// 184: a row with a transformer in it is told to stop now: everyone stops. In
// the original the transformer stays.
#[tokio::test]
async fn now_stops_a_transform_in_a_row() {
    let (mut results, sink) = collect();
    let graph = graphline! {
        COUNT = Count::new();
        ROW = pipeline![Echo::new(), Times::new(2), Echo::new()];
        RESULTS = sink;
        COUNT -> ROW -> RESULTS;
    }
    .spawn();
    assert_eq!(results.recv().await, Some(0));
    graph.shutdown(Shutdown::Now);
    while results.recv().await.is_some() {}
    graph.join().await.unwrap();

    // Also one that waits.
    let (_numbers, source) = feed::<u64>();
    let (mut results, sink) = collect();
    let graph = pipeline![source, Times::new(2), sink].spawn();
    settle().await;
    graph.shutdown(Shutdown::Now);
    assert_eq!(results.recv().await, None);
    graph.join().await.unwrap();
}

async fn six_times<T: Message + Clone + PartialEq + std::fmt::Debug>(messages: Vec<T>) -> Outcome {
    let (mut results, sink) = collect();
    let (mut ends, end_sink) = collect();
    graphline! {
        MESSAGES = Source::new(messages.clone());
        SIX_TIMES = pipeline![Times::new(2), Times::new(3)];
        RESULTS = sink;
        ENDS = end_sink;
        MESSAGES -> SIX_TIMES -> RESULTS;
        SIX_TIMES.signal -> ENDS.inbox;
    }
    .run()
    .await?;
    let expected: Vec<T> = messages.into_iter().flat_map(|m| vec![m; 6]).collect();
    assert_eq!(all(&mut results).await, expected);
    assert_eq!(all(&mut ends).await, [Shutdown::Finish]);
    Ok(())
}

// 186: a doubler and a tripler, with data of every kind.
#[test]
fn a_row_carries_data_of_any_type() {
    run(async {
        six_times(vec![1, 2, 3]).await?;
        six_times(vec![vec![1, 2], vec![]]).await?;
        six_times(vec![("one", 1.0), ("two", 2.0)]).await?;
        six_times(vec![BTreeMap::from([("one", 1), ("two", 2)])]).await
    });
}

// A row that ends early inside stops what is before it.
#[test]
fn a_row_that_has_enough_stops_its_source() {
    run(async {
        let (mut results, sink) = collect();
        let row = pipeline![Echo::new(), Take::new(2), Echo::new()];
        pipeline![Count::new(), row, sink].run().await?;
        assert_eq!(all(&mut results).await, [0, 1]);
        Ok(())
    });
}
