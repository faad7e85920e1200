//! Whoever is ready has a turn soon, and is served as often as the others:
//! counted in turns and messages, never in time.

mod common;

use common::{Swallow, Take};
use futures::future::join_all;
use kamaelia::prelude::*;
use kamaelia::{Policy, feed_with};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The turns of all components, and the longest that one of them has waited
/// for.
#[derive(Clone, Default)]
struct Turns(Arc<TurnsInner>);

#[derive(Default)]
struct TurnsInner {
    all: AtomicU64,
    longest: AtomicU64,
}

impl Turns {
    /// Notes a turn of who had its last one at `last`.
    fn note(&self, last: &mut Option<u64>) {
        let now = self.0.all.fetch_add(1, Ordering::SeqCst) + 1;
        if let Some(last) = last.replace(now) {
            self.0.longest.fetch_max(now - last, Ordering::SeqCst);
        }
    }
}

/// Is always ready, for so many turns.
#[derive(Component)]
struct Ready {
    #[outbox]
    outbox: Outbox<u64>,
    turns: Turns,
    count: usize,
}

impl Main for Ready {
    async fn main(mut self) -> Outcome {
        let mut last = None;
        for _ in 0..self.count {
            self.turns.note(&mut last);
            let mut had_a_turn = false;
            std::future::poll_fn(|cx| {
                cx.waker().wake_by_ref();
                if std::mem::replace(&mut had_a_turn, true) {
                    return std::task::Poll::Ready(());
                }
                std::task::Poll::Pending
            })
            .await;
        }
        self.outbox.send(1).await?;
        Ok(())
    }
}

/// A graph of these names, each of which is the same component, that all lead
/// into one.
macro_rules! many {
    ($sink:expr, $($name:ident = $each:expr;)*) => {
        graphline! {
            SINK = $sink;
            $($name = $each; $name -> SINK;)*
        }
    };
}

macro_rules! a_hundred {
    ($sink:expr, $each:expr) => {
        a_hundred!($sink, $each,
            A0 A1 A2 A3 A4 A5 A6 A7 A8 A9 B0 B1 B2 B3 B4 B5 B6 B7 B8 B9
            C0 C1 C2 C3 C4 C5 C6 C7 C8 C9 D0 D1 D2 D3 D4 D5 D6 D7 D8 D9
            E0 E1 E2 E3 E4 E5 E6 E7 E8 E9 F0 F1 F2 F3 F4 F5 F6 F7 F8 F9
            G0 G1 G2 G3 G4 G5 G6 G7 G8 G9 H0 H1 H2 H3 H4 H5 H6 H7 H8 H9
            I0 I1 I2 I3 I4 I5 I6 I7 I8 I9 J0 J1 J2 J3 J4 J5 J6 J7 J8 J9
        )
    };
    ($sink:expr, $each:expr, $($name:ident)*) => {
        many!($sink, $($name = $each;)*)
    };
}

#[test]
fn nobody_who_is_ready_waits_for_more_than_two_turns_of_each_other() {
    let turns = Turns::default();
    let (mut results, sink) = collect();
    let graph = a_hundred!(sink, Ready::new(turns.clone(), 1_000));
    futures::executor::block_on(graph.run()).expect("a normal end");
    let ended = std::iter::from_fn(|| results.recv_blocking()).count();
    assert_eq!(ended, 100);
    let longest = turns.0.longest.load(Ordering::SeqCst);
    assert!(longest <= 2 * 100, "{longest} turns");
}

/// Sends for ever; notes after how many messages of others it sends the next one.
#[derive(Component)]
struct Eager {
    #[outbox]
    outbox: Outbox<u64>,
    turns: Turns,
    count: usize,
}

impl Main for Eager {
    async fn main(mut self) -> Outcome {
        let mut last = None;
        for _ in 0..self.count {
            self.outbox.send(0).await?;
            self.turns.note(&mut last);
        }
        Ok(())
    }
}

// Everybody sends into one inbox that is always full.
#[test]
fn nobody_who_sends_waits_for_more_than_a_few_messages_of_each_other() {
    let turns = Turns::default();
    let graph = a_hundred!(Swallow::new(), Eager::new(turns.clone(), 2_000));
    futures::executor::block_on(graph.run()).expect("a normal end");
    let longest = turns.0.longest.load(Ordering::SeqCst);
    // As many as fit in the linkage of each, and as many again.
    let room = Policy::DEFAULT_CAPACITY as u64;
    assert!(longest <= 2 * room * 100, "{longest} messages");
}

/// Sends its own number for ever.
#[derive(Component)]
struct Name {
    #[outbox]
    outbox: Outbox<usize>,
    name: usize,
}

impl Main for Name {
    async fn main(mut self) -> Outcome {
        loop {
            self.outbox.send(self.name).await?;
        }
    }
}

/// The most by which one of eight was ahead of another, at any time.
fn ahead(received: &[usize]) -> usize {
    let mut counts = [0; 8];
    let ahead = received.iter().map(|&name| {
        counts[name] += 1;
        let (least, most) = (counts.iter().min(), counts.iter().max());
        most.unwrap_or(&0) - least.unwrap_or(&0)
    });
    ahead.max().unwrap_or(0)
}

/// How many messages are received of eight senders who could send more.
const RECEIVED: usize = 8_000;

/// The most messages of others between two of one of eight.
fn waited(received: &[usize]) -> usize {
    let (mut last, mut most) = ([0; 8], 0);
    for (index, &name) in received.iter().enumerate() {
        let before = std::mem::replace(&mut last[name], index);
        most = most.max(index - before);
    }
    let still_waits = last.map(|last| received.len() - last);
    still_waits.into_iter().fold(most, usize::max)
}

fn received(results: &mut Inbox<usize>) -> Vec<usize> {
    let received: Vec<_> = std::iter::from_fn(|| results.recv_blocking()).collect();
    assert_eq!(received.len(), RECEIVED);
    received
}

#[track_caller]
fn is_even(received: &[usize], capacity: usize) {
    let ahead = ahead(received);
    assert!(
        ahead <= 2 * capacity + 2,
        "{ahead} with room for {capacity}"
    );
}

/// Whoever has its turn takes all the room that is left by those before it: with
/// much room some get more than others, but nobody waits for long.
#[track_caller]
fn is_served(received: &[usize], capacity: usize) {
    if capacity <= 2 {
        is_even(received, capacity);
    }
    let waited = waited(received);
    assert!(
        waited <= 2 * (capacity + 8),
        "{waited} with room for {capacity}"
    );
}

#[test]
fn eight_senders_into_one_full_inbox_are_served_evenly() {
    for capacity in [1, 2, 64] {
        let (mut results, sink) = collect();
        let graph = graphline! {
            A = Name::new(0);
            B = Name::new(1);
            C = Name::new(2);
            D = Name::new(3);
            E = Name::new(4);
            F = Name::new(5);
            G = Name::new(6);
            H = Name::new(7);
            TAKE = Take::new(RECEIVED);
            RESULTS = sink;
            A -> TAKE with capacity(capacity);
            B -> TAKE with capacity(capacity);
            C -> TAKE with capacity(capacity);
            D -> TAKE with capacity(capacity);
            E -> TAKE with capacity(capacity);
            F -> TAKE with capacity(capacity);
            G -> TAKE with capacity(capacity);
            H -> TAKE with capacity(capacity);
            TAKE -> RESULTS;
        };
        futures::executor::block_on(graph.run()).expect("a normal end");
        is_even(&received(&mut results), capacity);
    }
}

/// Eight senders that share one linkage.
#[derive(Component)]
struct Eight {
    #[outbox]
    outbox: Outbox<usize>,
}

impl Main for Eight {
    async fn main(self) -> Outcome {
        graphline! {
            A = Name::new(0);
            B = Name::new(1);
            C = Name::new(2);
            D = Name::new(3);
            E = Name::new(4);
            F = Name::new(5);
            G = Name::new(6);
            H = Name::new(7);
            A.outbox -> self.outbox;
            B.outbox -> self.outbox;
            C.outbox -> self.outbox;
            D.outbox -> self.outbox;
            E.outbox -> self.outbox;
            F.outbox -> self.outbox;
            G.outbox -> self.outbox;
            H.outbox -> self.outbox;
        }
        .run()
        .await
    }
}

#[test]
fn eight_senders_that_share_a_full_linkage_are_served_in_turn() {
    for capacity in [1, 2, 64] {
        let (mut results, sink) = collect();
        let graph = graphline! {
            EIGHT = Eight::new();
            TAKE = Take::new(RECEIVED);
            RESULTS = sink;
            EIGHT -> TAKE with capacity(capacity);
            TAKE -> RESULTS;
        };
        futures::executor::block_on(graph.run()).expect("a normal end");
        is_served(&received(&mut results), capacity);
    }
}

#[test]
fn eight_senders_outside_a_graph_are_served_in_turn() {
    for capacity in [1, 2, 64] {
        let (feeder, source) = feed_with(Policy::capacity(capacity));
        let (mut results, sink) = collect();
        let mut feeders: Vec<_> = (0..8).map(|_| feeder.clone()).collect();
        drop(feeder);
        let sends = feeders.iter_mut().enumerate().map(
            async |(name, feeder)| {
                while feeder.send(name).await.is_ok() {}
            },
        );
        let graph = pipeline![source, Take::new(RECEIVED), sink];
        let (ran, _) =
            futures::executor::block_on(futures::future::join(graph.run(), join_all(sends)));
        ran.expect("a normal end");
        is_served(&received(&mut results), capacity);
    }
}
