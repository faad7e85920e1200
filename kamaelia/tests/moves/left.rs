//! Ends that are still elsewhere when their component, or its graph, is gone.

use crate::common::{Echo, Source};
use crate::parcel::{Book, Parcel};
use crate::parts::{In, Out, Reader, Trip};
use crate::places::{Place, Work, host, work_at};
use crate::scene::balanced;
use crate::watch::{on_each_runtime, watched};
use futures::channel::oneshot;
use kamaelia::prelude::*;
use std::sync::mpsc;

const MESSAGES: u64 = 300;

/// Gives its outbox away and ends.
#[derive(Component)]
struct LeavesOutbox {
    #[outbox]
    outbox: Outbox<Parcel>,
    trip: Trip,
    to: Place,
}

impl Main for LeavesOutbox {
    async fn main(self) -> Outcome {
        let out = Out::new(self.outbox, self.trip);
        leave(self.to, out);
        Ok(())
    }
}

/// Gives its inbox away and ends.
#[derive(Component)]
struct LeavesInbox {
    #[inbox]
    inbox: Inbox<Parcel>,
    trip: Trip,
    to: Place,
}

impl Main for LeavesInbox {
    async fn main(self) -> Outcome {
        let inn = In::new(self.inbox, self.trip);
        leave(self.to, inn);
        Ok(())
    }
}

/// Has the work done elsewhere, and waits for nobody.
fn leave(to: Place, work: impl Work) {
    if to == Place::Thread {
        std::thread::spawn(move || drop(work.work_blocking(u64::MAX)));
    } else {
        tokio::spawn(async move { drop(work.work(u64::MAX).await) });
    }
}

#[test]
fn what_is_sent_after_the_end_of_the_component_arrives() {
    on_each_runtime(|| async {
        for (to, capacity) in [Place::Task, Place::Thread]
            .into_iter()
            .flat_map(|to| [1, 2, 64].map(|capacity| (to, capacity)))
        {
            let book = Book::default();
            let (guests, _host) = host();
            let reader = Trip::new(&book, guests);
            let writer = Trip {
                limit: MESSAGES,
                ..reader.clone()
            };
            let report = graphline! {
                LEAVES = LeavesOutbox::new(writer, to);
                READER = Reader::new(reader);
                LEAVES -> READER with capacity(capacity);
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

// The graph ends with its last component, and does not wait for who has the
// inbox now: what that one has not read by then is dropped and counted.
#[test]
fn what_is_received_after_the_end_of_the_component_is_counted() {
    on_each_runtime(|| async {
        for (to, capacity) in [Place::Task, Place::Thread]
            .into_iter()
            .flat_map(|to| [1, 2, 64].map(|capacity| (to, capacity)))
        {
            let book = Book::default();
            let (guests, _host) = host();
            let report = graphline! {
                SOURCE = Source::new(book.parcels(MESSAGES));
                LEAVES = LeavesInbox::new(Trip::new(&book, guests), to);
                SOURCE -> LEAVES with capacity(capacity);
            }
            .run()
            .reported()
            .await;
            balanced(&report);
            report.outcome.unwrap();
            assert_eq!(report.linkages[0].counts.sent, MESSAGES);
        }
    });
}

/// Moves its ends to threads that wait for them, and waits for something else.
#[derive(Component)]
struct WaitsElsewhere {
    #[inbox]
    inbox: Inbox<Parcel>,
    #[outbox]
    outbox: Outbox<Parcel>,
    book: Book,
    /// Is told when each of the two waits is over.
    over: mpsc::Sender<&'static str>,
    begun: oneshot::Sender<()>,
}

impl Main for WaitsElsewhere {
    async fn main(self) -> Outcome {
        let (mut inbox, mut outbox) = (self.inbox, self.outbox);
        let (over, book) = (self.over.clone(), self.book);
        let (full, when_full) = oneshot::channel();
        std::thread::spawn(move || {
            let number = |number| book.parcel(0, number);
            let mut numbers = 0..;
            while outbox.try_send(number(numbers.next().unwrap())).is_ok() {}
            full.send(()).unwrap();
            while outbox.send_blocking(number(0)).is_ok() {}
            over.send("outbox")
        });
        std::thread::spawn(move || {
            while inbox.recv_blocking().is_some() {}
            self.over.send("inbox")
        });
        when_full.await?;
        let _ = self.begun.send(());
        until_stopped(std::future::pending::<()>()).await;
        Ok(())
    }
}

/// Reads nothing until it is told to stop.
#[derive(Component)]
struct Unread {
    #[inbox]
    inbox: Inbox<Parcel>,
}

impl Main for Unread {
    async fn main(self) -> Outcome {
        until_stopped(std::future::pending::<()>()).await;
        drop(self.inbox);
        Ok(())
    }
}

/// A graph whose only ends that anything happens at are on threads; who hears
/// of their end; and a word when they wait.
macro_rules! waits_elsewhere {
    ($numbers:ident, $over:ident, $begun:ident, $graph:ident) => {
        let ($numbers, source) = feed::<Parcel>();
        let (over, $over) = mpsc::channel();
        let (begun, $begun) = oneshot::channel();
        let $graph = graphline! {
            SOURCE = source;
            WAITS = WaitsElsewhere::new(Book::default(), over, begun);
            UNREAD = Unread::new();
            SOURCE -> WAITS -> UNREAD with capacity(3);
        };
    };
}

fn both_are_over(over: &mpsc::Receiver<&str>) {
    let mut ended = [over.recv().unwrap(), over.recv().unwrap()];
    ended.sort_unstable();
    assert_eq!(ended, ["inbox", "outbox"]);
}

#[test]
fn now_ends_the_waits_of_ends_that_are_elsewhere() {
    on_each_runtime(|| async {
        waits_elsewhere!(_numbers, over, begun, graph);
        let graph = graph.spawn();
        begun.await.unwrap();
        graph.shutdown(Shutdown::Now);
        let report = graph.report().await;
        balanced(&report);
        report.outcome.unwrap();
        both_are_over(&over);
    });
}

#[test]
fn a_graph_that_is_dropped_ends_the_waits_of_ends_that_are_elsewhere() {
    on_each_runtime(|| async {
        waits_elsewhere!(_numbers, over, begun, graph);
        let mut running = Box::pin(graph.run());
        tokio::select! {
            _ = &mut running => unreachable!("it waits"),
            begun = begun => begun.unwrap(),
        }
        drop(running);
        both_are_over(&over);
    });
}

// Whoever works for it is told by the ends of its neighbours.
#[test]
fn an_end_that_is_elsewhere_hears_of_the_end_of_the_other_side() {
    watched(|| {
        let runtime = crate::watch::Runs::OnWorkers.runtime();
        runtime.block_on(async {
            let book = Book::default();
            let (guests, _host) = host();
            let (over, when_over) = mpsc::channel();
            /// Reads so many messages, on a thread.
            #[derive(Component)]
            struct Part {
                #[inbox]
                inbox: Inbox<Parcel>,
                trip: Trip,
                over: mpsc::Sender<()>,
            }
            impl Main for Part {
                async fn main(self) -> Outcome {
                    let guests = self.trip.guests.clone();
                    let inn = In::new(self.inbox, self.trip);
                    let inn = work_at(Place::Thread, inn, 50, &guests).await;
                    drop(inn);
                    Ok(self.over.send(())?)
                }
            }
            let trip = Trip::new(&book, guests);
            let report = graphline! {
                SOURCE = Source::new(book.parcels(MESSAGES));
                ECHO = Echo::new();
                PART = Part::new(trip, over);
                SOURCE -> ECHO -> PART with capacity(1);
            }
            .run()
            .reported()
            .await;
            balanced(&report);
            report.outcome.unwrap();
            when_over.recv().unwrap();
            assert!(book.numbers(0, 0).into_iter().eq(0..50));
            assert_eq!(book.alive(), 0);
        });
    });
}
