//! An outbox that several components inside share, wherever they are.

use crate::parcel::{Book, Parcel};
use crate::parts::{Legs, Reader, Trip, Writer};
use crate::places::{Place, host};
use crate::scene::{POLICIES, balanced};
use crate::watch::on_each_runtime;
use fastrand::Rng;
use futures::channel::oneshot;
use kamaelia::prelude::*;
use kamaelia::{BoxedGraph, Policy};

const MESSAGES: u64 = 120;

/// Where the graph of those who share runs.
#[derive(Clone, Copy, Debug)]
enum Where {
    Home,
    Task,
    Thread,
    Spawned,
}

impl Where {
    const ALL: [Where; 4] = [Where::Home, Where::Task, Where::Thread, Where::Spawned];
}

/// Gives its outbox to three components of a graph.
#[derive(Component)]
struct Share {
    #[outbox]
    outbox: Outbox<Parcel>,
    trip: Trip,
    place: Where,
}

impl Main for Share {
    async fn main(self) -> Outcome {
        let trip = |index| {
            let mut trip = Trip {
                index,
                ..self.trip.clone()
            };
            trip.chance = trip.chance.map(|_| Rng::with_seed(index as u64));
            trip
        };
        let graph = graphline! {
            A = Writer::new(trip(0));
            B = Writer::new(trip(1)) on task;
            C = Writer::new(trip(2));
            A.outbox -> self.outbox;
            B.outbox -> self.outbox;
            C.outbox -> self.outbox;
        };
        match self.place {
            Where::Home => graph.run().await,
            Where::Task => tokio::spawn(graph.run()).await?,
            Where::Spawned => graph.spawn().join().await,
            Where::Thread => {
                // `on task` needs a runtime, also there.
                let runtime = tokio::runtime::Handle::current();
                let (done, wait) = oneshot::channel();
                std::thread::spawn(move || done.send(runtime.block_on(graph.run())));
                wait.await?
            }
        }
    }
}

#[expect(deprecated, reason = "the host is not linked")]
fn graph(policy: Policy, share: Share, reader: Reader, host: crate::places::Host) -> BoxedGraph {
    macro_rules! with {
        ($($with:tt)*) => {
            graphline! {
                SHARE = share;
                READER = reader;
                HOST = host;
                SHARE -> READER with $($with)*;
            }
            .boxed()
        };
    }
    match policy {
        Policy::Capacity(limit) => with!(capacity(limit)),
        Policy::Unbounded => with!(unbounded),
        Policy::Latest => with!(latest),
        Policy::DropNewest(limit) => with!(drop_newest(limit)),
        Policy::DropOldest(limit) => with!(drop_oldest(limit)),
    }
}

/// Three share an outbox, send from these places, and each arrives in order.
async fn three_share(place: Where, policy: Policy, writer: Legs, reader: Legs, mixed: bool) {
    let book = Book::default();
    let (guests, host) = host();
    let whole = Trip::new(&book, guests);
    let trip = Trip {
        legs: writer,
        limit: MESSAGES,
        chance: mixed.then(Rng::new),
        ..whole.clone()
    };
    let reads = Trip {
        legs: reader,
        ..whole
    };
    let graph = graph(policy, Share::new(trip, place), Reader::new(reads), host);
    let report = graph.run().reported().await;
    balanced(&report);
    assert!(report.outcome.is_ok(), "{place:?} {:?}", report.outcome);
    for index in 0..3 {
        let numbers = book.numbers(0, index);
        if policy.waits() || policy == Policy::Unbounded {
            assert!(numbers.into_iter().eq(0..MESSAGES), "{place:?} {policy}");
        } else {
            assert!(numbers.is_sorted_by(|a, b| a < b), "{place:?} {policy}");
        }
    }
    let sent: u64 = report.linkages.iter().map(|one| one.counts.sent).sum();
    assert_eq!(sent, 3 * MESSAGES);
    assert_eq!(book.alive(), 0);
}

#[test]
fn an_outbox_that_is_shared_carries_the_messages_of_each_in_order() {
    on_each_runtime(|| async {
        for place in Where::ALL {
            for policy in POLICIES {
                for mixed in [false, true] {
                    let home = || vec![(Place::Home, u64::MAX)];
                    three_share(place, policy, home(), home(), mixed).await;
                }
            }
        }
    });
}

#[test]
fn an_outbox_that_is_shared_may_move_for_each_alone() {
    on_each_runtime(|| async {
        for place in Where::ALL {
            for policy in POLICIES {
                for end in [Place::Task, Place::Thread, Place::Guest, Place::Joined] {
                    let writer = vec![(Place::Home, 5), (end, 20)];
                    let reader = vec![(end, 10), (Place::Home, 10)];
                    three_share(place, policy, writer, reader, true).await;
                }
            }
        }
    });
}
