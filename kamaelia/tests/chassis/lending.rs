//! What was not read, and where it goes.

use crate::common::{Echo, Source, Take, all};
use futures::channel::oneshot;
use kamaelia::chassis::{Host, Seq};
use kamaelia::prelude::*;
use kamaelia::testing::run;
use kamaelia::{InboxAddress, OutboxAddress, Policy, Stage};

/// What runs in turn.
#[derive(Clone, Copy)]
enum Part {
    Fused,
    InPipeline,
    Task,
    Blocking,
    Thread,
}

/// [`Take`] that blocks its thread.
#[derive(Component)]
#[component(blocking)]
struct TakeBlocking {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
    count: usize,
}

impl Blocking for TakeBlocking {
    fn main(mut self) -> Outcome {
        for _ in 0..self.count {
            let Some(number) = self.inbox.recv_blocking() else {
                break;
            };
            self.outbox.send_blocking(number)?;
        }
        Ok(())
    }
}

/// Has its work done by one on a thread.
#[derive(Component)]
struct Threaded {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
    count: usize,
}

impl Main for Threaded {
    async fn main(self) -> Outcome {
        graphline! {
            TAKE = Take::new(self.count) on thread;
            self.inbox -> TAKE -> self.outbox;
        }
        .run()
        .await
    }
}

/// Has each of these numbers of messages passed on by somebody else, with a 1000 after
/// each; and passes on one itself.
#[derive(Component)]
struct InTurns {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
    counts: Vec<usize>,
    part: Part,
}

impl Main for InTurns {
    async fn main(mut self) -> Outcome {
        let mut host = Host::new("part");
        if matches!(self.part, Part::Task) {
            host = host.on_task();
        }
        for &count in &self.counts {
            let part = match self.part {
                Part::Fused | Part::Task => Take::new(count).boxed(),
                Part::InPipeline => pipeline![Take::new(count), Echo::new()].boxed(),
                Part::Blocking => TakeBlocking::new(count).boxed(),
                Part::Thread => Threaded::new(count).boxed(),
            };
            host.run(part, &mut self.inbox, &mut self.outbox).await?;
            self.outbox.send(1000).await?;
        }
        if let Some(own) = self.inbox.recv().await {
            self.outbox.send(own).await?;
        }
        Ok(())
    }
}

const NUMBERS: u64 = 500;

fn numbers() -> Source<u64> {
    Source::new((0..NUMBERS).collect())
}

fn in_turns(part: Part) -> InTurns {
    InTurns::new(vec![3, 0, 100, 1, 200], part)
}

/// What comes of [`in_turns`].
fn expected() -> Vec<u64> {
    let parts = [0..3, 0..0, 3..103, 103..104, 104..304];
    let mut all: Vec<u64> = parts
        .into_iter()
        .flat_map(|part| part.chain([1000]))
        .collect();
    all.push(304);
    all
}

// Case 240.
#[test]
fn what_one_has_not_read_waits_for_the_next() {
    for part in [Part::Fused, Part::InPipeline, Part::Task] {
        run(move || async move {
            let (mut results, sink) = collect();
            pipeline![numbers(), in_turns(part), sink].run().await?;
            assert_eq!(all(&mut results).await, expected());
            Ok(())
        });
    }
}

#[tokio::test]
async fn also_where_threads_have_the_ends() {
    for part in [Part::Blocking, Part::Thread] {
        let (mut results, sink) = collect();
        pipeline![numbers(), in_turns(part), sink]
            .run()
            .await
            .unwrap();
        assert_eq!(all(&mut results).await, expected());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn also_on_other_workers() {
    for part in [
        Part::Fused,
        Part::InPipeline,
        Part::Task,
        Part::Blocking,
        Part::Thread,
    ] {
        let (mut results, sink) = collect();
        let graph = pipeline![numbers(), in_turns(part), sink].spread();
        graph.run().await.unwrap();
        assert_eq!(all(&mut results).await, expected());
    }
}

#[test]
fn under_every_policy_that_loses_nothing() {
    run(|| async {
        let (mut results, sink) = collect();
        graphline! {
            ONE    = in_turns(Part::Fused);
            SPILLS = in_turns(Part::Fused);
            A      = numbers();
            B      = numbers();
            SINK   = sink;
            A.outbox -> ONE.inbox with capacity(1);
            B.outbox -> SPILLS.inbox with unbounded;
            ONE.outbox    -> SINK.inbox with capacity(1);
            SPILLS.outbox -> SINK.inbox with unbounded;
        }
        .run()
        .await?;
        let mut got = all(&mut results).await;
        let mut expected = [expected(), expected()].concat();
        got.sort_unstable();
        expected.sort_unstable();
        assert_eq!(got, expected);
        Ok(())
    });
}

#[test]
fn through_conversions_on_both_sides() {
    run(|| async {
        let (mut results, sink) = collect();
        pipeline![numbers(), Converting::new(), sink].run().await?;
        let expected: Vec<u64> = expected().into_iter().map(|n| n + 17).collect();
        assert_eq!(all(&mut results).await, expected);
        Ok(())
    });
}

/// Lends ends that convert.
#[derive(Component)]
struct Converting {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
}

impl Main for Converting {
    async fn main(self) -> Outcome {
        graphline! {
            TURNS = in_turns(Part::InPipeline);
            self.inbox -> TURNS.inbox via |n: u64| n;
            TURNS.outbox -> self.outbox via |n: u64| n + 17;
        }
        .run()
        .await
    }
}

#[test]
fn several_senders_and_several_readers() {
    run(|| async {
        let ((mut left, to_left), (mut right, to_right)) = (collect(), collect());
        graphline! {
            EVEN  = Source::new((0..NUMBERS).step_by(2).collect::<Vec<u64>>());
            ODD   = Source::new((1..NUMBERS).step_by(2).collect::<Vec<u64>>());
            TURNS = in_turns(Part::InPipeline);
            LEFT  = to_left;
            RIGHT = to_right;
            EVEN.outbox  -> TURNS.inbox;
            ODD.outbox   -> TURNS.inbox;
            TURNS.outbox -> [LEFT.inbox, RIGHT.inbox];
        }
        .run()
        .await?;
        let (left, right) = (all(&mut left).await, all(&mut right).await);
        assert_eq!(left, right);
        assert_eq!(left.len(), expected().len());
        let of = |rest| {
            let own = left.iter().copied();
            own.filter(move |n| *n < 1000 && n % 2 == rest)
                .collect::<Vec<_>>()
        };
        assert!(of(0).is_sorted() && of(1).is_sorted());
        // Nothing comes twice, and nothing of what came first is missing.
        for rest in [0, 1] {
            let own = of(rest);
            let expected = (rest..).step_by(2).take(own.len());
            assert!(own.iter().copied().eq(expected), "{own:?}");
        }
        Ok(())
    });
}

#[test]
fn who_has_it_lent_can_lend_it_on() {
    run(|| async {
        let (mut results, sink) = collect();
        pipeline![numbers(), Nested::new(), sink].run().await?;
        let numbers: Vec<u64> = all(&mut results).await;
        assert_eq!(
            numbers,
            [0, 1, 1000, 2, 1000, 3, 5000, 4, 5, 1000, 6, 1000, 7]
        );
        Ok(())
    });
}

/// Lends its boxes twice to somebody who lends them on.
#[derive(Component)]
struct Nested {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
}

impl Main for Nested {
    async fn main(mut self) -> Outcome {
        let mut host = Host::new("nested");
        let turns = || InTurns::new(vec![2, 1], Part::Fused);
        host.run(turns(), &mut self.inbox, &mut self.outbox).await?;
        self.outbox.send(5000).await?;
        host.run(turns(), &mut self.inbox, &mut self.outbox).await
    }
}

#[test]
fn lossy_linkages_count_what_they_lose_as_ever() {
    run(|| async {
        let (mut numbers, source) = kamaelia::feed_with(Policy::unbounded());
        let (mut results, sink) = collect();
        let graph = graphline! {
            NUMBERS = source;
            TURNS   = InTurns::new(vec![1, 1], Part::Fused);
            RESULTS = sink;
            NUMBERS.outbox -> TURNS.inbox with latest;
            TURNS.outbox   -> RESULTS.inbox;
        }
        .spawn();
        for number in 0..3 {
            numbers.send(number).await?;
            let expected: &[u64] = match number {
                2 => &[2],
                number => &[number, 1000],
            };
            for &expected in expected {
                assert_eq!(results.recv().await, Some(expected));
            }
        }
        let report = graph.report().await;
        let counts = report.linkages[0].counts;
        assert_eq!((counts.sent, counts.received, counts.dropped), (3, 3, 0));
        report.outcome
    });
}

/// Tells by which addresses its boxes are reached, and lets others use them in turn.
#[derive(Component)]
struct Reached {
    #[inbox(optional)]
    inbox: Inbox<u64>,
    #[outbox(optional)]
    outbox: Outbox<u64>,
    tell: oneshot::Sender<(InboxAddress<u64>, OutboxAddress<u64>)>,
}

impl Main for Reached {
    async fn main(mut self) -> Outcome {
        let addresses = (self.inbox.address(), self.outbox.address());
        let _ = self.tell.send(addresses);
        graphline! {
            SEQ = Seq::of(Take::new(2)).then(Take::new(2));
            self.inbox -> SEQ -> self.outbox;
        }
        .run()
        .await
    }
}

#[test]
fn boxes_that_are_lent_are_reached_by_their_addresses() {
    run(|| async {
        let (tell, told) = oneshot::channel();
        let graph = graphline! { REACHED = Reached::new(tell); }.spawn();
        let (inbox, outbox) = told.await?;
        let mut results = Inbox::unlinked();
        let mut numbers = Outbox::unlinked();
        let _from = outbox.link_to(&results.address())?;
        let _to = numbers.address().link_to(&inbox)?;
        drop((inbox, outbox));
        numbers.send_all(1..=4).await?;
        let mut got = Vec::new();
        while got.len() < 4 {
            got.extend(results.recv().await);
        }
        assert_eq!(got, [1, 2, 3, 4]);
        graph.join().await
    });
}
