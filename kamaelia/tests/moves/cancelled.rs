//! Sends that are given up, and room that is given back.

use crate::common::{Source, Swallow};
use crate::parcel::{Book, Parcel};
use crate::parts::{Reader, Trip};
use crate::places::{Place, host};
use crate::scene::balanced;
use crate::watch::{on_each_runtime, watched};
use futures::FutureExt;
use futures::channel::oneshot;
use futures::future::{join, join_all};
use kamaelia::prelude::*;
use kamaelia::{Policy, feed_with};
use std::collections::VecDeque;
use tokio::task::yield_now;

const MESSAGES: u64 = 2_000;

/// Where the reader is.
const READERS: [Place; 4] = [Place::Home, Place::Task, Place::Thread, Place::Executor];

/// Gives up each send that has to wait.
#[derive(Component)]
struct GivesUp {
    #[outbox]
    outbox: Outbox<Parcel>,
    book: Book,
    sent: oneshot::Sender<Vec<u64>>,
}

impl Main for GivesUp {
    async fn main(mut self) -> Outcome {
        let mut sent = Vec::new();
        for parcel in self.book.parcels(MESSAGES) {
            let number = parcel.number();
            tokio::select! {
                biased;
                done = self.outbox.send(parcel) => {
                    done?;
                    sent.push(number);
                }
                () = std::future::ready(()) => yield_now().await,
            }
        }
        self.sent.send(sent).expect("the test waits for it");
        Ok(())
    }
}

#[test]
fn a_send_that_is_given_up_takes_its_message_with_it_and_no_other() {
    on_each_runtime(|| async {
        for place in READERS {
            for capacity in [1, 2, 64] {
                let book = Book::default();
                let (guests, _host) = host();
                let (tell, sent) = oneshot::channel();
                let trip = Trip {
                    legs: vec![(place, 100)],
                    ..Trip::new(&book, guests)
                };
                let report = graphline! {
                    GIVES_UP = GivesUp::new(book.clone(), tell);
                    READER = Reader::new(trip);
                    GIVES_UP -> READER with capacity(capacity);
                }
                .run()
                .reported()
                .await;
                balanced(&report);
                report.outcome.unwrap();
                let sent = sent.await.unwrap();
                assert_eq!(report.linkages[0].counts.sent, sent.len() as u64);
                assert_eq!(book.numbers(0, 0), sent);
                // Else it shows nothing.
                let some = (sent.len() as u64) < MESSAGES;
                assert!(some || capacity > 1 || place != Place::Home);
                assert_eq!(book.alive(), 0);
            }
        }
    });
}

/// Receives and sends, whichever is possible first, and gives the other up.
#[derive(Component)]
struct Buffer {
    #[inbox]
    inbox: Inbox<Parcel>,
    #[outbox]
    outbox: Outbox<Parcel>,
}

impl Main for Buffer {
    async fn main(mut self) -> Outcome {
        let mut held = VecDeque::new();
        let mut open = true;
        while open || !held.is_empty() {
            tokio::select! {
                received = self.inbox.recv(), if open && held.len() < 3 => {
                    open = received.is_some();
                    held.extend(received);
                }
                slot = self.outbox.reserve(), if !held.is_empty() => {
                    let slot = slot?;
                    if let Some(parcel) = held.pop_front() {
                        slot.send(parcel);
                    }
                }
            }
        }
        Ok(())
    }
}

#[test]
fn a_reserve_that_is_given_up_loses_nothing() {
    on_each_runtime(|| async {
        for place in READERS {
            for capacity in [1, 2, 64] {
                let book = Book::default();
                let (guests, _host) = host();
                let trip = Trip {
                    legs: vec![(place, 100)],
                    ..Trip::new(&book, guests)
                };
                let report = graphline! {
                    SOURCE = Source::new(book.parcels(MESSAGES));
                    A = Buffer::new();
                    B = Buffer::new() on task;
                    C = Buffer::new();
                    READER = Reader::new(trip);
                    SOURCE -> A -> B -> C -> READER with capacity(capacity);
                }
                .run()
                .reported()
                .await;
                balanced(&report);
                report.outcome.unwrap();
                assert!(book.numbers(0, 0).into_iter().eq(0..MESSAGES));
                assert_eq!(book.alive(), 0);
            }
        }
    });
}

#[test]
fn a_send_that_is_given_up_gives_its_place_in_the_line_to_the_next() {
    watched(|| {
        let (mut first, source) = feed_with::<u64>(Policy::capacity(1));
        let (mut results, sink) = collect();
        let sends = async move {
            let mut others: Vec<_> = (0..8).map(|_| first.clone()).collect();
            first.send(0).await.unwrap();
            let all = others.iter_mut().zip(1..);
            let mut waiting: VecDeque<_> = all
                .map(|(other, number)| Box::pin(other.send(number)))
                .collect();
            for send in &mut waiting {
                assert!(send.now_or_never().is_none());
            }
            // The first, one in the middle and the last are given up.
            waiting.pop_front();
            waiting.remove(3);
            waiting.pop_back();
            let sent = join_all(waiting).await;
            assert_eq!(sent, [Ok(()); 5]);
        };
        // The sends have their first turn before anybody reads.
        let ran = futures::executor::block_on(join(sends, pipeline![source, sink].run()));
        ran.1.unwrap();
        let received: Vec<_> = std::iter::from_fn(|| results.recv_blocking()).collect();
        assert_eq!(received, [0, 2, 3, 4, 6, 7]);
    });
}

/// Sends all in one future, which is given up in the middle.
#[test]
fn sending_all_that_is_given_up_has_sent_the_first_ones() {
    #[derive(Component)]
    struct Half {
        #[outbox]
        outbox: Outbox<Parcel>,
        book: Book,
    }
    impl Main for Half {
        async fn main(mut self) -> Outcome {
            let parcels = self.book.parcels(100);
            let all = self.outbox.send_all(parcels);
            assert!(all.now_or_never().is_none());
            Ok(())
        }
    }
    on_each_runtime(|| async {
        for capacity in [1, 2, 64] {
            let book = Book::default();
            let report = graphline! {
                HALF = Half::new(book.clone());
                SINK = Swallow::new();
                HALF -> SINK with capacity(capacity);
            }
            .run()
            .reported()
            .await;
            balanced(&report);
            report.outcome.unwrap();
            assert_eq!(report.linkages[0].counts.received, capacity as u64);
            assert_eq!(book.alive(), 0);
        }
    });
}
