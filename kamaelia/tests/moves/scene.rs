//! A graph of writers and readers whose ends move, and the check of what came
//! of it: [`Scene`].

use crate::parcel::{Book, Parcel};
use crate::parts::{Legs, Reader, Trip, Writer};
use crate::places::{Host, host};
use crate::watch::Runs;
use fastrand::Rng;
use kamaelia::prelude::*;
use kamaelia::{BoxedGraph, Policy, Report};

/// Who is linked to whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A writer and a reader.
    One,
    /// The same, with a conversion between them.
    Via,
    /// Three writers into one inbox.
    FanIn,
    /// A writer to two readers.
    Broadcast,
    /// A writer on a task of its own, and a reader.
    FromTask,
    /// A writer, and a reader on a thread of its own.
    ToThread,
}

impl Shape {
    pub(crate) const ALL: [Shape; 6] = [
        Shape::One,
        Shape::Via,
        Shape::FanIn,
        Shape::Broadcast,
        Shape::FromTask,
        Shape::ToThread,
    ];

    fn writers(self) -> usize {
        if self == Shape::FanIn { 3 } else { 1 }
    }

    fn readers(self) -> usize {
        if self == Shape::Broadcast { 2 } else { 1 }
    }
}

/// Every kind of linkage.
pub(crate) const POLICIES: [Policy; 7] = [
    Policy::Capacity(1),
    Policy::Capacity(2),
    Policy::Capacity(64),
    Policy::Unbounded,
    Policy::Latest,
    Policy::DropOldest(2),
    Policy::DropNewest(2),
];

#[derive(Clone, Debug)]
pub(crate) struct Scene {
    pub(crate) shape: Shape,
    pub(crate) policy: Policy,
    pub(crate) writer: Legs,
    pub(crate) reader: Legs,
    /// How many messages each writer sends.
    pub(crate) messages: u64,
    /// After how many messages a reader ends; none ends before its senders
    /// without it.
    pub(crate) enough: Option<u64>,
    /// Of the ways to send and receive; without, it is always the plain one.
    pub(crate) seed: Option<u64>,
}

impl Scene {
    /// Plays it on one thread and on several, and checks it.
    pub(crate) fn play(&self) {
        for runs in Runs::ALL {
            self.play_on(runs);
        }
    }

    pub(crate) fn play_on(&self, runs: Runs) {
        self.run(runs, async |graph| graph.run().reported().await, true);
    }

    /// Stops it after so many turns.
    pub(crate) fn stop_on(&self, runs: Runs, turns: usize) {
        let stopped = async |graph: BoxedGraph| {
            let graph = graph.spawn();
            for _ in 0..turns {
                tokio::task::yield_now().await;
            }
            graph.shutdown(Shutdown::Now);
            graph.report().await
        };
        self.run(runs, stopped, false);
    }

    fn run(&self, runs: Runs, run: impl AsyncFnOnce(BoxedGraph) -> Report, whole: bool) {
        // The last one that is printed has failed, or hangs.
        println!("{runs:?}: {self:?}");
        let runtime = runs.runtime();
        let book = Book::default();
        let (writer, reader, hosts) = self.cast(&book);
        let graph = build(self.shape, self.policy, writer, reader, hosts);
        let report = runtime.block_on(run(graph));
        self.check(&report, &book, whole);
        drop((report, runtime));
        assert_eq!(book.alive(), 0);
    }

    /// The trips of its writers and readers, and where they are guests.
    fn cast(&self, book: &Book) -> (Trip, Trip, Host) {
        let (guests, hosts) = host();
        let whole = Trip {
            chance: self.seed.map(Rng::with_seed),
            ..Trip::new(book, guests)
        };
        let writer = Trip {
            legs: self.writer.clone(),
            limit: self.messages,
            ..whole.clone()
        };
        let reader = Trip {
            legs: self.reader.clone(),
            limit: self.enough.unwrap_or(u64::MAX),
            ..whole
        };
        (writer, reader, hosts)
    }

    fn check(&self, report: &Report, book: &Book, whole: bool) {
        assert!(report.outcome.is_ok(), "{:?}", report.outcome);
        balanced(report);
        for reader in 0..self.shape.readers() {
            for writer in 0..self.shape.writers() {
                let numbers = book.numbers(reader, writer);
                assert!(numbers.is_sorted_by(|a, b| a < b), "{numbers:?}");
                if whole {
                    self.check_numbers(&numbers);
                }
            }
        }
        let counts = || report.linkages.iter().map(|carried| carried.counts);
        let sent: u64 = counts().map(|counts| counts.sent).sum();
        let received: u64 = counts().map(|counts| counts.received).sum();
        assert_eq!(received, book.count_received());
        // A linkage whose reader has ended before the other one of a broadcast
        // carries nothing more.
        if self.enough.is_none() || self.shape != Shape::Broadcast {
            let targets = self.shape.readers() as u64;
            assert_eq!(sent, targets * book.count_sent());
        }
    }

    /// What one reader has of one writer.
    fn check_numbers(&self, numbers: &[u64]) {
        let last = self.messages.checked_sub(1);
        match self.policy {
            Policy::Capacity(_) | Policy::Unbounded => {
                let whole = self.enough.map_or(self.messages, |_| numbers.len() as u64);
                assert!(numbers.iter().copied().eq(0..whole), "{numbers:?}");
            }
            Policy::Latest | Policy::DropOldest(_) if self.enough.is_none() => {
                assert_eq!(numbers.last().copied(), last);
            }
            Policy::DropNewest(_) if self.enough.is_none() => {
                assert_eq!(numbers.first().copied(), last.map(|_| 0));
            }
            Policy::Latest | Policy::DropOldest(_) | Policy::DropNewest(_) => {}
        }
    }
}

/// Whatever was sent was received or dropped, on every linkage.
#[track_caller]
pub(crate) fn balanced(report: &Report) {
    for carried in &report.linkages {
        let counts = carried.counts;
        assert_eq!(counts.sent, counts.received + counts.dropped, "{carried:?}");
        assert_eq!(counts.waiting, 0, "{carried:?}");
    }
}

/// Builds a graph with the policy on each linkage of it.
macro_rules! with_policy {
    ($policy:expr, $graph:ident) => {
        match $policy {
            Policy::Capacity(limit) => $graph!(capacity(limit)),
            Policy::Unbounded => $graph!(unbounded),
            Policy::Latest => $graph!(latest),
            Policy::DropNewest(limit) => $graph!(drop_newest(limit)),
            Policy::DropOldest(limit) => $graph!(drop_oldest(limit)),
        }
    };
}

#[expect(deprecated, reason = "the host is not linked")]
fn build(shape: Shape, policy: Policy, writer: Trip, reader: Trip, host: Host) -> BoxedGraph {
    /// The one at an index.
    fn at(index: usize, trip: &Trip) -> Trip {
        let mut trip = trip.clone();
        trip.index = index;
        trip.chance = trip.chance.map(|mut chance| chance.fork());
        trip
    }
    macro_rules! one {
        ($($with:tt)*) => {
            graphline! {
                WRITER = Writer::new(writer);
                READER = Reader::new(reader);
                HOST = host;
                WRITER -> READER with $($with)*;
            }
            .boxed()
        };
    }
    macro_rules! from_task {
        ($($with:tt)*) => {
            graphline! {
                WRITER = Writer::new(writer) on task;
                READER = Reader::new(reader);
                HOST = host;
                WRITER -> READER with $($with)*;
            }
            .boxed()
        };
    }
    macro_rules! to_thread {
        ($($with:tt)*) => {
            graphline! {
                WRITER = Writer::new(writer);
                READER = Reader::new(reader) on thread;
                HOST = host;
                WRITER -> READER with $($with)*;
            }
            .boxed()
        };
    }
    macro_rules! via {
        ($($with:tt)*) => {
            graphline! {
                WRITER = Writer::new(writer);
                READER = Reader::new(reader);
                HOST = host;
                WRITER -> READER with $($with)* via Parcel::repacked;
            }
            .boxed()
        };
    }
    macro_rules! fan_in {
        ($($with:tt)*) => {
            graphline! {
                A = Writer::new(at(0, &writer));
                B = Writer::new(at(1, &writer));
                C = Writer::new(at(2, &writer));
                READER = Reader::new(reader);
                HOST = host;
                A -> READER with $($with)*;
                B -> READER with $($with)*;
                C -> READER with $($with)*;
            }
            .boxed()
        };
    }
    macro_rules! broadcast {
        ($($with:tt)*) => {
            graphline! {
                WRITER = Writer::new(writer);
                A = Reader::new(at(0, &reader));
                B = Reader::new(at(1, &reader));
                HOST = host;
                WRITER.outbox -> [A.inbox with $($with)*, B.inbox with $($with)*];
            }
            .boxed()
        };
    }
    match shape {
        Shape::One => with_policy!(policy, one),
        Shape::Via => with_policy!(policy, via),
        Shape::FanIn => with_policy!(policy, fan_in),
        Shape::Broadcast => with_policy!(policy, broadcast),
        Shape::FromTask => with_policy!(policy, from_task),
        Shape::ToThread => with_policy!(policy, to_thread),
    }
}
