//! Ends that are dropped in the middle, also by two threads at the same time.

use crate::common::{Count, Echo, Source, Swallow};
use crate::parcel::{Book, Parcel};
use crate::places::Place;
use crate::scene::{POLICIES, Scene, Shape, balanced};
use crate::watch::{on_each_runtime, watched};
use kamaelia::prelude::*;
use kamaelia::{Policy, feed_with, link};
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::{Duration, Instant};

/// How often two threads race, and for how long at most: on a busy machine each
/// race waits for its threads.
const RACES: usize = 300;
const ENOUGH: Duration = Duration::from_secs(2);

#[test]
fn a_reader_that_goes_in_the_middle_ends_the_writers_wherever_both_are() {
    watched(|| {
        for writer in Place::ALL {
            for reader in Place::ALL {
                for capacity in [1, 2, 64] {
                    Scene {
                        shape: Shape::One,
                        policy: Policy::Capacity(capacity),
                        writer: vec![(writer, u64::MAX)],
                        reader: vec![(reader, 3), (Place::Home, 1)],
                        messages: u64::MAX,
                        enough: Some(7),
                        seed: None,
                    }
                    .play();
                }
            }
        }
    });
}

#[test]
fn a_reader_that_goes_in_the_middle_leaves_no_message_behind() {
    watched(|| {
        for shape in Shape::ALL {
            for policy in POLICIES {
                for place in [Place::Home, Place::Task, Place::Thread] {
                    Scene {
                        shape,
                        policy,
                        writer: vec![(place, u64::MAX)],
                        reader: vec![(place, u64::MAX)],
                        messages: 200,
                        enough: Some(50),
                        seed: None,
                    }
                    .play();
                }
            }
        }
    });
}

/// What two threads do at the same time with the two ends of a linkage in which
/// so many messages wait, many times for each policy.
#[track_caller]
fn race<W, R>(waiting: usize, writer: W, reader: R)
where
    W: Fn(Outbox<Parcel>, &Book) + Send + Copy + 'static,
    R: Fn(Inbox<Parcel>, &Book) + Send + Copy + 'static,
{
    watched(move || {
        for policy in POLICIES {
            let begun = Instant::now();
            for _ in (0..RACES).take_while(|_| begun.elapsed() < ENOUGH) {
                let book = Book::default();
                let (mut outbox, inbox) = link(policy);
                let room = policy.limit().unwrap_or(usize::MAX);
                for parcel in book.parcels(waiting.min(room) as u64) {
                    outbox.try_send(parcel).unwrap();
                }
                let start = Arc::new(Barrier::new(2));
                let other = (start.clone(), book.clone());
                let reads = thread::spawn(move || {
                    other.0.wait();
                    reader(inbox, &other.1);
                });
                start.wait();
                writer(outbox, &book);
                reads.join().unwrap();
                assert_eq!(book.alive(), 0, "{policy}");
            }
        }
    });
}

/// Sends until nobody reads any more.
fn sends(mut outbox: Outbox<Parcel>, book: &Book) {
    let mut number = 100;
    while outbox.send_blocking(book.parcel(0, number)).is_ok() {
        number += 1;
    }
}

/// Receives until nobody sends any more.
fn receives(mut inbox: Inbox<Parcel>, book: &Book) {
    while let Some(parcel) = inbox.recv_blocking() {
        book.received(0, &parcel);
    }
    let numbers = book.numbers(0, 0);
    assert!(numbers.is_sorted_by(|a, b| a < b), "{numbers:?}");
}

#[test]
fn a_writer_that_waits_for_room_hears_of_the_end_of_its_reader() {
    race(64, sends, |inbox, _| drop(inbox));
}

#[test]
fn a_writer_hears_of_the_end_of_a_reader_that_has_just_read() {
    race(1, sends, |mut inbox, book| {
        for _ in 0..5 {
            let parcel = inbox.recv_blocking().expect("somebody sends");
            book.received(0, &parcel);
        }
    });
}

#[test]
fn a_reader_that_waits_hears_of_the_end_of_its_writer() {
    race(0, |outbox, _| drop(outbox), receives);
}

#[test]
fn a_reader_gets_the_last_message_of_a_writer_that_goes_after_it() {
    race(
        0,
        |mut outbox, book| outbox.send_blocking(book.parcel(0, 7)).unwrap(),
        |inbox, book| {
            receives(inbox, book);
            assert_eq!(book.numbers(0, 0), [7]);
        },
    );
}

#[test]
fn ends_that_are_dropped_at_the_same_time_leave_no_message_behind() {
    race(64, |outbox, _| drop(outbox), |inbox, _| drop(inbox));
}

#[test]
fn a_message_that_is_sent_while_the_reader_goes_is_not_left_behind() {
    race(
        0,
        |mut outbox, book| drop(outbox.try_send(book.parcel(0, 0))),
        |inbox, _| drop(inbox),
    );
}

#[test]
fn a_slot_that_is_used_while_the_reader_goes_leaves_nothing_behind() {
    race(
        0,
        |mut outbox, book| {
            if let Ok(slot) = futures::executor::block_on(outbox.reserve()) {
                slot.send(book.parcel(0, 0));
            }
        },
        |inbox, _| drop(inbox),
    );
}

#[test]
fn a_reader_and_a_writer_that_work_and_then_go_leave_nothing_behind() {
    race(
        1,
        |mut outbox, book| {
            for number in 100..150 {
                if outbox.send_blocking(book.parcel(0, number)).is_err() {
                    break;
                }
            }
        },
        |mut inbox, book| {
            for _ in 0..20 {
                let Some(parcel) = inbox.recv_blocking() else {
                    break;
                };
                book.received(0, &parcel);
            }
        },
    );
}

/// Goes on with one of its inboxes when it has dropped the other.
#[derive(Component)]
struct HalfDeaf {
    #[inbox]
    left: Inbox<Parcel>,
    #[inbox]
    right: Inbox<Parcel>,
    book: Book,
}

impl Main for HalfDeaf {
    async fn main(mut self) -> Outcome {
        let parcel = self.left.recv().await.expect("somebody sends");
        self.book.received(0, &parcel);
        drop(self.left);
        while let Some(parcel) = self.right.recv().await {
            self.book.received(1, &parcel);
        }
        Ok(())
    }
}

/// Goes on with one of its outboxes when it has dropped the other.
#[derive(Component)]
struct HalfMute {
    #[inbox]
    inbox: Inbox<Parcel>,
    #[outbox]
    left: Outbox<Parcel>,
    #[outbox]
    right: Outbox<Parcel>,
}

impl Main for HalfMute {
    async fn main(mut self) -> Outcome {
        let parcel = self.inbox.recv().await.expect("somebody sends");
        self.left.send(parcel).await?;
        drop(self.left);
        while let Some(parcel) = self.inbox.recv().await {
            self.right.send(parcel).await?;
        }
        Ok(())
    }
}

#[test]
fn a_component_may_drop_one_of_its_ends_and_go_on_with_the_others() {
    on_each_runtime(|| async {
        for capacity in [1, 2, 64] {
            let book = Book::default();
            let report = graphline! {
                ENDLESS = Count::new();
                SOURCE = Source::new(book.parcels(500));
                MUTE = HalfMute::new();
                DEAF = HalfDeaf::new(book.clone());
                ENDS = Swallow::new();
                ENDLESS -> DEAF.left with capacity(capacity) via on_their_own;
                SOURCE -> MUTE;
                MUTE.left -> ENDS.inbox with capacity(capacity);
                MUTE.right -> DEAF.right with capacity(capacity);
            }
            .run()
            .reported()
            .await;
            balanced(&report);
            report.outcome.unwrap();
            assert_eq!(book.numbers(0, 0).len(), 1);
            assert!(book.numbers(1, 0).into_iter().eq(1..500));
            assert_eq!(book.alive(), 0);
        }
    });
}

fn on_their_own(number: u64) -> Parcel {
    Book::default().parcel(0, number)
}

#[test]
fn senders_that_go_at_the_same_time_lose_nothing() {
    watched(|| {
        for capacity in [1, 2, 64] {
            for _ in 0..100 {
                let (feeder, source) = feed_with(Policy::capacity(capacity));
                let (mut results, sink) = collect();
                let start = Arc::new(Barrier::new(4));
                let senders = [0, 1, 2, 3].map(|sender| {
                    let (mut feeder, start) = (feeder.clone(), start.clone());
                    thread::spawn(move || {
                        for number in 0..20 {
                            feeder.send_blocking((sender, number)).unwrap();
                        }
                        start.wait();
                    })
                });
                drop(feeder);
                let graph = pipeline![source, Echo::new(), sink];
                futures::executor::block_on(graph.run()).unwrap();
                for sender in senders {
                    sender.join().unwrap();
                }
                let received: Vec<_> = std::iter::from_fn(|| results.recv_blocking()).collect();
                for sender in 0..4 {
                    let of_it = received.iter().filter(|(from, _)| *from == sender);
                    assert!(of_it.map(|(_, number)| *number).eq(0..20));
                }
            }
        }
    });
}
