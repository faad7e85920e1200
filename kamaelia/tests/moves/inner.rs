//! Graphs inside a component that it moves, or polls beside other futures.

use crate::common::Echo;
use crate::parcel::{Book, Parcel};
use crate::parts::{Reader, Trip, Writer};
use crate::places::host;
use crate::scene::balanced;
use crate::watch::{on_each_runtime, poll_once};
use futures::FutureExt;
use futures::channel::oneshot;
use futures::future::BoxFuture;
use futures::stream::{FuturesUnordered, StreamExt};
use kamaelia::prelude::*;

const MESSAGES: u64 = 1_000;

/// Where a component has the graph inside it run.
#[derive(Clone, Copy, Debug)]
enum Where {
    Home,
    Task,
    Thread,
    Spawned,
    /// In a `join!` with somebody who is awake for a while.
    Joined,
    /// In a set of futures, which has wakers of its own.
    Unordered,
    /// A few turns at home, the rest on a task.
    HomeThenTask,
    /// A few turns at home, the rest on a thread.
    HomeThenThread,
    /// A few turns on a task, the rest at home.
    TaskThenHome,
}

impl Where {
    const ALL: [Where; 9] = [
        Where::Home,
        Where::Task,
        Where::Thread,
        Where::Spawned,
        Where::Joined,
        Where::Unordered,
        Where::HomeThenTask,
        Where::HomeThenThread,
        Where::TaskThenHome,
    ];
}

type Running = BoxFuture<'static, Outcome>;

/// Lets it go on for a few turns of its surroundings.
async fn a_few_turns(mut running: Running) -> Result<Running, Outcome> {
    for _ in 0..3 {
        if let std::task::Poll::Ready(outcome) = poll_once(&mut running).await {
            return Err(outcome);
        }
        tokio::task::yield_now().await;
    }
    Ok(running)
}

async fn on_thread(running: Running) -> Outcome {
    let (done, wait) = oneshot::channel();
    // There may be tasks inside.
    let runtime = tokio::runtime::Handle::current();
    std::thread::spawn(move || {
        let _entered = runtime.enter();
        done.send(futures::executor::block_on(running))
    });
    wait.await?
}

async fn run(place: Where, running: Running) -> Outcome {
    match place {
        Where::Home | Where::Spawned => running.await,
        Where::Task => tokio::spawn(running).await?,
        Where::Thread => on_thread(running).await,
        Where::Joined => {
            let awake = async {
                for _ in 0..100 {
                    tokio::task::yield_now().await;
                }
            };
            tokio::join!(running, awake).0
        }
        Where::Unordered => {
            let mut all = FuturesUnordered::from_iter([running]);
            all.next().await.expect("there is one")
        }
        Where::HomeThenTask => match a_few_turns(running).await {
            Ok(running) => tokio::spawn(running).await?,
            Err(outcome) => outcome,
        },
        Where::HomeThenThread => match a_few_turns(running).await {
            Ok(running) => on_thread(running).await,
            Err(outcome) => outcome,
        },
        Where::TaskThenHome => match tokio::spawn(a_few_turns(running)).await? {
            Ok(running) => running.await,
            Err(outcome) => outcome,
        },
    }
}

/// A composite whose graph runs wherever it is told to.
#[derive(Component)]
struct Composite {
    #[inbox]
    inbox: Inbox<Parcel>,
    #[outbox]
    outbox: Outbox<Parcel>,
    place: Where,
}

impl Main for Composite {
    async fn main(self) -> Outcome {
        let graph = graphline! {
            A = Echo::new();
            B = Echo::new();
            C = Echo::new();
            self.inbox -> A;
            A -> B -> C with capacity(1);
            C -> self.outbox;
        };
        if let Where::Spawned = self.place {
            return graph.spawn().join().await;
        }
        run(self.place, graph.run().boxed()).await
    }
}

async fn a_composite_runs(place: Where, capacity: usize, messages: u64, enough: u64) {
    let book = Book::default();
    let (guests, _host) = host();
    let writer = Trip {
        limit: messages,
        ..Trip::new(&book, guests)
    };
    let reader = Trip {
        limit: enough,
        ..writer.clone()
    };
    let report = graphline! {
        WRITER = Writer::new(writer);
        COMPOSITE = Composite::new(place);
        ECHO = Echo::new();
        OTHER = Composite::new(place) on task;
        READER = Reader::new(reader);
        WRITER -> COMPOSITE -> ECHO -> OTHER -> READER with capacity(capacity);
    }
    .run()
    .reported()
    .await;
    balanced(&report);
    assert!(report.outcome.is_ok(), "{place:?} {:?}", report.outcome);
    let expected = 0..messages.min(enough);
    assert!(book.numbers(0, 0).into_iter().eq(expected), "{place:?}");
    assert_eq!(book.alive(), 0);
}

#[test]
fn a_composite_may_have_its_graph_run_anywhere() {
    on_each_runtime(|| async {
        for place in Where::ALL {
            for capacity in [1, 2, 64] {
                a_composite_runs(place, capacity, MESSAGES, u64::MAX).await;
            }
        }
    });
}

#[test]
fn a_composite_whose_graph_runs_elsewhere_ends_with_its_reader() {
    on_each_runtime(|| async {
        for place in Where::ALL {
            for capacity in [1, 2, 64] {
                a_composite_runs(place, capacity, u64::MAX, 300).await;
            }
        }
    });
}

/// A composite in a composite, each of whose graphs is somewhere else.
#[derive(Component)]
struct Deep {
    #[inbox]
    inbox: Inbox<Parcel>,
    #[outbox]
    outbox: Outbox<Parcel>,
    places: Vec<Where>,
}

impl Main for Deep {
    async fn main(mut self) -> Outcome {
        let Some(place) = self.places.pop() else {
            return pipes(self.inbox, self.outbox).await;
        };
        let graph = graphline! {
            A = Echo::new();
            DEEPER = Deep::new(self.places);
            B = Echo::new();
            self.inbox -> A;
            A -> DEEPER -> B with capacity(2);
            B -> self.outbox;
        };
        let graph = graph.boxed();
        if let Where::Spawned = place {
            return graph.spawn().join().await;
        }
        run(place, graph.run().boxed()).await
    }
}

async fn pipes(mut inbox: Inbox<Parcel>, mut outbox: Outbox<Parcel>) -> Outcome {
    while let Some(parcel) = inbox.recv().await {
        outbox.send(parcel).await?;
    }
    Ok(())
}

#[test]
fn composites_in_composites_may_have_their_graphs_run_anywhere() {
    on_each_runtime(|| async {
        for turn in 0..Where::ALL.len() {
            let mut places = Where::ALL.to_vec();
            places.rotate_left(turn);
            let book = Book::default();
            let (guests, _host) = host();
            let reader = Trip::new(&book, guests);
            let writer = Trip {
                limit: MESSAGES,
                ..reader.clone()
            };
            let report = graphline! {
                WRITER = Writer::new(writer);
                DEEP = Deep::new(places);
                READER = Reader::new(reader);
                WRITER -> DEEP -> READER with capacity(1);
            }
            .run()
            .reported()
            .await;
            balanced(&report);
            report.outcome.unwrap();
            assert!(book.numbers(0, 0).into_iter().eq(0..MESSAGES));
            assert_eq!(book.alive(), 0);
        }
    });
}

/// Drops the graph inside it in the middle.
#[derive(Component)]
struct GivesUp {
    #[inbox]
    inbox: Inbox<Parcel>,
    #[outbox]
    outbox: Outbox<Parcel>,
}

impl Main for GivesUp {
    async fn main(self) -> Outcome {
        let running = graphline! {
            A = Echo::new();
            B = Echo::new();
            self.inbox -> A;
            A -> B with capacity(1);
            B -> self.outbox;
        }
        .run()
        .boxed();
        // Whether it has come to its end by then or not.
        drop(a_few_turns(running).await);
        Ok(())
    }
}

#[test]
fn a_graph_that_is_dropped_in_the_middle_ends_its_neighbours() {
    on_each_runtime(|| async {
        for capacity in [1, 2, 64] {
            let book = Book::default();
            let (guests, _host) = host();
            let trip = Trip::new(&book, guests);
            let report = graphline! {
                WRITER = Writer::new(trip.clone());
                GIVES_UP = GivesUp::new();
                READER = Reader::new(trip.clone());
                WRITER -> GIVES_UP -> READER with capacity(capacity);
            }
            .run()
            .reported()
            .await;
            balanced(&report);
            report.outcome.unwrap();
            let numbers = book.numbers(0, 0);
            assert!(numbers.iter().copied().eq(0..numbers.len() as u64));
            assert_eq!(book.alive(), 0);
        }
    });
}
