//! A component whose boxes are polled in two halves of it at once.

use crate::parcel::{Book, Parcel};
use crate::parts::{Legs, Reader, Trip, Writer};
use crate::places::{Place, host};
use crate::scene::balanced;
use crate::watch::on_each_runtime;
use futures::channel::mpsc;
use futures::future::{BoxFuture, select_all};
use futures::stream::FuturesUnordered;
use futures::{FutureExt, SinkExt, StreamExt};
use kamaelia::Closed;
use kamaelia::prelude::*;

/// How the halves are polled.
#[derive(Clone, Copy, Debug)]
enum How {
    TokioJoin,
    FuturesJoin,
    /// Its wakers are not those of the component.
    Unordered,
    SelectAll,
}

/// Passes on what it receives, from one half to the other.
#[derive(Component)]
struct Halves {
    #[inbox]
    inbox: Inbox<Parcel>,
    #[outbox]
    outbox: Outbox<Parcel>,
    how: How,
}

impl Main for Halves {
    async fn main(self) -> Outcome {
        let (mut inbox, mut outbox) = (self.inbox, self.outbox);
        let (mut give, mut take) = mpsc::channel(1);
        let reads = async move {
            while let Some(parcel) = inbox.recv().await {
                give.send(parcel).await.map_err(|_| Closed)?;
            }
            Ok(())
        };
        let writes = async move {
            while let Some(parcel) = take.next().await {
                outbox.send(parcel).await?;
            }
            Ok(())
        };
        both(self.how, reads.boxed(), writes.boxed()).await?;
        Ok(())
    }
}

type Half = BoxFuture<'static, Result<(), Closed>>;

async fn both(how: How, reads: Half, writes: Half) -> Result<(), Closed> {
    match how {
        How::TokioJoin => {
            let (read, written) = tokio::join!(reads, writes);
            read.and(written)
        }
        How::FuturesJoin => {
            let (read, written) = futures::future::join(reads, writes).await;
            read.and(written)
        }
        How::Unordered => {
            let halves = FuturesUnordered::from_iter([reads, writes]);
            let done: Vec<_> = halves.collect().await;
            done.into_iter().collect()
        }
        How::SelectAll => {
            let mut halves = vec![reads, writes];
            while !halves.is_empty() {
                let (done, _, others) = select_all(halves).await;
                done?;
                halves = others;
            }
            Ok(())
        }
    }
}

async fn a_row_of_halves(capacity: usize, messages: u64, enough: u64) {
    let book = Book::default();
    let (guests, _host) = host();
    let legs: Legs = vec![(Place::Home, u64::MAX)];
    let writer = Trip {
        legs,
        limit: messages,
        ..Trip::new(&book, guests)
    };
    let reader = Trip {
        limit: enough,
        ..writer.clone()
    };
    let report = graphline! {
        WRITER = Writer::new(writer);
        A = Halves::new(How::TokioJoin);
        B = Halves::new(How::FuturesJoin);
        C = Halves::new(How::Unordered) on task;
        D = Halves::new(How::SelectAll);
        E = Halves::new(How::Unordered);
        F = Halves::new(How::TokioJoin) on thread;
        READER = Reader::new(reader);
        WRITER -> A -> B -> C -> D -> E -> F -> READER with capacity(capacity);
    }
    .run()
    .reported()
    .await;
    balanced(&report);
    report.outcome.unwrap();
    let expected = 0..messages.min(enough);
    assert!(book.numbers(0, 0).into_iter().eq(expected));
    assert_eq!(book.alive(), 0);
}

#[test]
fn a_component_may_read_and_write_at_once() {
    on_each_runtime(|| async {
        for capacity in [1, 2, 64] {
            a_row_of_halves(capacity, 1000, u64::MAX).await;
        }
    });
}

#[test]
fn who_reads_and_writes_at_once_ends_when_its_reader_does() {
    on_each_runtime(|| async {
        for capacity in [1, 2, 64] {
            a_row_of_halves(capacity, u64::MAX, 500).await;
        }
    });
}

/// Sends to all its outboxes, and receives from all its inboxes, at once.
#[derive(Component)]
struct Crossing {
    #[inbox]
    inboxes: [Inbox<Parcel>; 3],
    #[outbox]
    outboxes: [Outbox<Parcel>; 3],
}

impl Main for Crossing {
    async fn main(self) -> Outcome {
        let pairs = self.inboxes.into_iter().zip(self.outboxes);
        let passing = pairs.map(|(mut inbox, mut outbox)| async move {
            while let Some(parcel) = inbox.recv().await {
                if outbox.send(parcel).await.is_err() {
                    break;
                }
            }
        });
        FuturesUnordered::from_iter(passing).collect::<()>().await;
        Ok(())
    }
}

#[test]
fn a_component_may_serve_all_its_boxes_at_once() {
    on_each_runtime(|| async {
        for capacity in [1, 2, 64] {
            let book = Book::default();
            let (guests, _host) = host();
            let whole = Trip::new(&book, guests);
            // Each has so many of its own.
            let trip = |index, limit| Trip {
                index,
                limit,
                ..whole.clone()
            };
            let report = graphline! {
                A = Writer::new(trip(0, 100));
                B = Writer::new(trip(1, 300));
                C = Writer::new(trip(2, 200));
                CROSSING = Crossing::new();
                X = Reader::new(trip(0, u64::MAX));
                Y = Reader::new(trip(1, u64::MAX));
                Z = Reader::new(trip(2, u64::MAX));
                A.outbox -> CROSSING.inboxes[0] with capacity(capacity);
                B.outbox -> CROSSING.inboxes[1] with capacity(capacity);
                C.outbox -> CROSSING.inboxes[2] with capacity(capacity);
                CROSSING.outboxes[0] -> X.inbox with capacity(capacity);
                CROSSING.outboxes[1] -> Y.inbox with capacity(capacity);
                CROSSING.outboxes[2] -> Z.inbox with capacity(capacity);
            }
            .run()
            .reported()
            .await;
            balanced(&report);
            report.outcome.unwrap();
            for (index, sent) in [100, 300, 200].into_iter().enumerate() {
                assert!(book.numbers(index, index).into_iter().eq(0..sent));
            }
            drop(whole);
            assert_eq!(book.alive(), 0);
        }
    });
}
