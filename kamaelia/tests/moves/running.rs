//! A running graph is a future: it may be polled by anybody, and moved.

use crate::common::{Echo, Source, Tally};
use crate::parcel::{Book, Parcel};
use crate::parts::{Reader, Trip};
use crate::places::host;
use crate::scene::balanced;
use crate::watch::watched;
use futures::FutureExt;
use futures::future::BoxFuture;
use kamaelia::prelude::*;
use kamaelia::{Policy, Report, feed_with};
use std::sync::Arc;
use std::sync::mpsc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

pub(crate) const MESSAGES: u64 = 1_000;

pub(crate) type Running = BoxFuture<'static, Report>;

/// Unparks a thread, and counts how often.
struct Unpark(Thread, Tally);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.1.add();
        self.0.unpark();
    }
}

/// Runs it to its end on this thread, and polls it only when it asks for it.
fn to_its_end(mut running: Running) -> Report {
    let woken = Tally::default();
    let waker = Waker::from(Arc::new(Unpark(thread::current(), woken.clone())));
    loop {
        let before = woken.so_far();
        if let Poll::Ready(report) = running.poll_unpin(&mut Context::from_waker(&waker)) {
            return report;
        }
        while woken.so_far() == before {
            thread::park();
        }
    }
}

fn poll_with_nobody(running: &mut Running) -> Poll<Report> {
    running.poll_unpin(&mut Context::from_waker(Waker::noop()))
}

/// A graph that is fed from outside, and what it has received.
fn fed(capacity: usize) -> (kamaelia::Feeder<Parcel>, Running, Book) {
    let (feeder, source) = feed_with(Policy::capacity(capacity));
    let book = Book::default();
    let (guests, _host) = host();
    let running = graphline! {
        SOURCE = source;
        A = Echo::new();
        B = Echo::new();
        READER = Reader::new(Trip::new(&book, guests));
        SOURCE -> A -> B -> READER with capacity(capacity);
    }
    .run()
    .reported()
    .boxed();
    (feeder, running, book)
}

pub(crate) fn check(report: Report, book: &Book) {
    balanced(&report);
    report.outcome.unwrap();
    assert!(book.numbers(0, 0).into_iter().eq(0..MESSAGES));
    assert_eq!(book.alive(), 0);
}

#[test]
fn a_graph_that_was_polled_without_a_waker_goes_on_where_it_is_moved() {
    watched(|| {
        for capacity in [1, 2, 64] {
            for polls in [1, 2, 5] {
                let (mut feeder, mut running, book) = fed(capacity);
                for _ in 0..polls {
                    assert!(poll_with_nobody(&mut running).is_pending());
                }
                let ends = thread::spawn(move || to_its_end(running));
                for parcel in book.parcels(MESSAGES) {
                    feeder.send_blocking(parcel).unwrap();
                }
                drop(feeder);
                check(ends.join().unwrap(), &book);
            }
        }
    });
}

#[test]
fn a_graph_that_is_moved_in_the_middle_of_its_work_goes_on() {
    watched(|| {
        for capacity in [1, 2, 64] {
            let (mut feeder, mut running, book) = fed(capacity);
            let mut parcels = book.parcels(MESSAGES).into_iter();
            // As many as it takes before it would have to be woken.
            for _ in 0..10 {
                for parcel in parcels.by_ref().take(capacity) {
                    feeder.try_send(parcel).unwrap();
                }
                for _ in 0..3 {
                    assert!(poll_with_nobody(&mut running).is_pending());
                }
            }
            let ends = thread::spawn(move || to_its_end(running));
            parcels.for_each(|parcel| feeder.send_blocking(parcel).unwrap());
            drop(feeder);
            check(ends.join().unwrap(), &book);
        }
    });
}

/// Two threads poll it in turn, once each.
fn polled_by_two(running: Running) -> Report {
    let (to_other, from_one) = mpsc::channel::<Running>();
    let (to_one, from_other) = mpsc::channel::<Result<Report, Running>>();
    let poll = |mut running: Running| match poll_with_nobody(&mut running) {
        Poll::Ready(report) => Ok(report),
        Poll::Pending => Err(running),
    };
    let other = thread::spawn(move || {
        for running in from_one {
            if to_one.send(poll(running)).is_err() {
                break;
            }
        }
    });
    let mut running = running;
    let report = loop {
        running = match poll(running) {
            Ok(report) => break report,
            Err(running) => running,
        };
        to_other.send(running).unwrap();
        running = match from_other.recv().unwrap() {
            Ok(report) => break report,
            Err(running) => running,
        };
    };
    drop(to_other);
    other.join().unwrap();
    report
}

#[test]
fn a_graph_may_be_polled_by_two_threads_in_turn() {
    watched(|| {
        for capacity in [1, 2, 64] {
            let (mut feeder, running, book) = fed(capacity);
            let feeds = book.clone();
            let feeds = thread::spawn(move || {
                for parcel in feeds.parcels(MESSAGES) {
                    feeder.send_blocking(parcel).unwrap();
                }
            });
            check(polled_by_two(running), &book);
            feeds.join().unwrap();
        }
    });
}

#[test]
fn a_graph_that_is_moved_hears_what_it_is_told() {
    watched(|| {
        let (numbers, source) = feed::<Parcel>();
        let book = Book::default();
        let (guests, _host) = host();
        let graph = graphline! {
            SOURCE = source;
            A = Echo::new();
            READER = Reader::new(Trip::new(&book, guests));
            SOURCE -> A -> READER;
        };
        let mut running = graph.run().reported().boxed();
        assert!(poll_with_nobody(&mut running).is_pending());
        let ends = thread::spawn(move || to_its_end(running));
        // Its only source is gone.
        drop(numbers);
        let report = ends.join().unwrap();
        balanced(&report);
        report.outcome.unwrap();
    });
}

#[test]
fn a_graph_that_is_dropped_elsewhere_leaves_nothing_behind() {
    watched(|| {
        for capacity in [1, 2, 64] {
            let (mut feeder, mut running, book) = fed(capacity);
            for parcel in book.parcels(capacity as u64) {
                feeder.try_send(parcel).unwrap();
            }
            assert!(poll_with_nobody(&mut running).is_pending());
            for parcel in book.parcels(capacity as u64) {
                // There may be no room for all.
                let _ = feeder.try_send(parcel);
            }
            thread::spawn(move || drop(running)).join().unwrap();
            assert!(feeder.is_closed());
            assert!(feeder.send_blocking(book.parcel(0, 0)).is_err());
            let counts = feeder.counts();
            assert_eq!(counts.sent, counts.received + counts.dropped);
            assert_eq!(book.alive(), 0);
        }
    });
}

/// Polls graphs that it was given, as its own futures.
#[derive(Component)]
struct Polls {
    #[outbox]
    outbox: Outbox<u64>,
    running: Vec<Running>,
    books: Vec<Book>,
}

impl Main for Polls {
    async fn main(mut self) -> Outcome {
        let reports = futures::future::join_all(self.running).await;
        for (report, book) in reports.into_iter().zip(&self.books) {
            check(report, book);
            self.outbox.send(book.count_received()).await?;
        }
        Ok(())
    }
}

// They began on another thread, in no graph.
#[test]
fn a_graph_that_began_elsewhere_may_go_on_inside_a_component() {
    watched(|| {
        let mut graphs: Vec<_> = [1, 2, 64].map(fed).into();
        for (_, running, _) in &mut graphs {
            assert!(poll_with_nobody(running).is_pending());
        }
        let (mut running, mut books, mut feeds) = (Vec::new(), Vec::new(), Vec::new());
        for (mut feeder, graph, book) in graphs {
            running.push(graph);
            books.push(book.clone());
            feeds.push(thread::spawn(move || {
                for parcel in book.parcels(MESSAGES) {
                    feeder.send_blocking(parcel).unwrap();
                }
            }));
        }
        let (mut results, sink) = collect();
        let graph = pipeline![Polls::new(running, books), Echo::new(), sink];
        futures::executor::block_on(graph.run()).unwrap();
        for feed in feeds {
            feed.join().unwrap();
        }
        let results = std::iter::from_fn(|| results.recv_blocking());
        assert_eq!(results.collect::<Vec<_>>(), [MESSAGES; 3]);
    });
}

// Each graph has a source that is ready at once, and both share one thread.
#[test]
fn two_graphs_in_one_join_both_go_on() {
    watched(|| {
        let row = |number: u64| {
            let (results, sink) = collect();
            let graph = pipeline![Source::new(vec![number; 10_000]), Echo::new(), sink];
            (results, graph.run())
        };
        let ((mut ones, one), (mut others, other)) = (row(1), row(2));
        let both = futures::future::join(one, other);
        let (one, other) = futures::executor::block_on(both);
        one.and(other).unwrap();
        let ones = std::iter::from_fn(|| ones.recv_blocking());
        let others = std::iter::from_fn(|| others.recv_blocking());
        assert_eq!((ones.count(), others.count()), (10_000, 10_000));
    });
}
