//! A component that waits for several inboxes, and gives up all waits but one.

use crate::common::Source;
use crate::parcel::{Book, Parcel};
use crate::parts::{Trip, Writer};
use crate::places::host;
use crate::scene::balanced;
use crate::watch::on_each_runtime;
use futures::FutureExt;
use futures::future::{Either, select, select_all};
use kamaelia::prelude::*;

/// How several inboxes are waited for.
#[derive(Clone, Copy, Debug)]
enum How {
    First,
    Last,
    Fair,
    Select,
    SelectAll,
}

/// Receives from two inboxes, and gives up the wait for the other one each time.
#[derive(Component)]
struct Either2 {
    #[inbox]
    inboxes: [Inbox<Parcel>; 2],
    how: How,
    book: Book,
}

impl Either2 {
    async fn next(&mut self) -> (usize, Option<Parcel>) {
        let [one, other] = &mut self.inboxes;
        match self.how {
            How::First => tokio::select! {
                biased;
                received = one.recv() => (0, received),
                received = other.recv() => (1, received),
            },
            How::Last => tokio::select! {
                biased;
                received = other.recv() => (1, received),
                received = one.recv() => (0, received),
            },
            How::Fair => tokio::select! {
                received = one.recv() => (0, received),
                received = other.recv() => (1, received),
            },
            How::Select => match select(one.recv(), other.recv()).await {
                Either::Left((received, _)) => (0, received),
                Either::Right((received, _)) => (1, received),
            },
            How::SelectAll => {
                let waits = [one.recv().boxed(), other.recv().boxed()];
                let (received, index, _) = select_all(waits).await;
                (index, received)
            }
        }
    }
}

impl Main for Either2 {
    async fn main(mut self) -> Outcome {
        let over = loop {
            match self.next().await {
                (_, Some(parcel)) => self.book.received(0, &parcel),
                (over, None) => break over,
            }
        };
        while let Some(parcel) = self.inboxes[1 - over].recv().await {
            self.book.received(0, &parcel);
        }
        Ok(())
    }
}

#[test]
fn a_receive_that_loses_to_another_inbox_loses_no_message() {
    on_each_runtime(|| async {
        for how in [
            How::First,
            How::Last,
            How::Fair,
            How::Select,
            How::SelectAll,
        ] {
            for capacity in [1, 2, 64] {
                let book = Book::default();
                let (guests, _host) = host();
                let one = Trip {
                    limit: 2_000,
                    ..Trip::new(&book, guests)
                };
                let other = Trip {
                    index: 1,
                    limit: 3_000,
                    ..one.clone()
                };
                let report = graphline! {
                    ONE = Writer::new(one);
                    OTHER = Writer::new(other) on task;
                    EITHER = Either2::new(how, book.clone());
                    ONE.outbox -> EITHER.inboxes[0] with capacity(capacity);
                    OTHER.outbox -> EITHER.inboxes[1] with capacity(capacity);
                }
                .run()
                .reported()
                .await;
                balanced(&report);
                report.outcome.unwrap();
                assert!(book.numbers(0, 0).into_iter().eq(0..2_000), "{how:?}");
                assert!(book.numbers(0, 1).into_iter().eq(0..3_000), "{how:?}");
                assert_eq!(book.alive(), 0);
            }
        }
    });
}

/// Gives up the wait for any of its inboxes again and again.
#[derive(Component)]
struct Any {
    #[inbox]
    left: Inbox<Parcel>,
    #[inbox]
    right: Inbox<Parcel>,
    book: Book,
}

impl Main for Any {
    async fn main(mut self) -> Outcome {
        loop {
            // The first look always loses.
            let event = match self.recv_any().now_or_never() {
                Some(event) => event,
                None => self.recv_any().await,
            };
            match event {
                Some(AnyEvent::Left(parcel)) => self.book.received(0, &parcel),
                Some(AnyEvent::Right(parcel)) => self.book.received(1, &parcel),
                None => return Ok(()),
            }
        }
    }
}

#[test]
fn a_wait_for_any_inbox_that_is_given_up_loses_no_message() {
    on_each_runtime(|| async {
        for capacity in [1, 2, 64] {
            let book = Book::default();
            let report = graphline! {
                ONE = Source::new(book.parcels(500));
                OTHER = Source::new(book.parcels(700)) on task;
                ANY = Any::new(book.clone());
                ONE.outbox -> ANY.left with capacity(capacity);
                OTHER.outbox -> ANY.right with capacity(capacity);
            }
            .run()
            .reported()
            .await;
            balanced(&report);
            report.outcome.unwrap();
            assert!(book.numbers(0, 0).into_iter().eq(0..500));
            assert!(book.numbers(1, 0).into_iter().eq(0..700));
        }
    });
}
