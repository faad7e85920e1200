//! Room that is kept, and given back.

use crate::parcel::{Book, Parcel};
use crate::parts::{Reader, Trip};
use crate::places::{Place, host};
use crate::scene::balanced;
use crate::watch::on_each_runtime;
use futures::channel::oneshot;
use kamaelia::prelude::*;
use tokio::task::yield_now;

const MESSAGES: u64 = 500;

/// Where the reader is.
const READERS: [Place; 4] = [Place::Home, Place::Task, Place::Thread, Place::Executor];

/// Reserves twice for each message, and lets the first slot go, at once or in a
/// later turn.
#[derive(Component)]
struct Hesitates {
    #[outbox]
    outbox: Outbox<Parcel>,
    index: usize,
    book: Book,
}

impl Main for Hesitates {
    async fn main(mut self) -> Outcome {
        for number in 0..MESSAGES {
            let slot = self.outbox.reserve().await?;
            if number % 3 == 0 {
                yield_now().await;
            }
            drop(slot);
            let slot = self.outbox.reserve().await?;
            if number % 2 == 0 {
                yield_now().await;
            }
            slot.send(self.book.parcel(self.index, number));
        }
        Ok(())
    }
}

/// Two that share the room of one linkage.
#[derive(Component)]
struct TwoHesitate {
    #[outbox]
    outbox: Outbox<Parcel>,
    book: Book,
}

impl Main for TwoHesitate {
    async fn main(self) -> Outcome {
        graphline! {
            A = Hesitates::new(0, self.book.clone());
            B = Hesitates::new(1, self.book) on task;
            A.outbox -> self.outbox;
            B.outbox -> self.outbox;
        }
        .run()
        .await
    }
}

#[test]
fn a_slot_that_is_dropped_holds_nobody_up() {
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
                    TWO = TwoHesitate::new(book.clone());
                    READER = Reader::new(trip);
                    TWO -> READER with capacity(capacity);
                }
                .run()
                .reported()
                .await;
                balanced(&report);
                report.outcome.unwrap();
                assert!(book.numbers(0, 0).into_iter().eq(0..MESSAGES));
                assert!(book.numbers(0, 1).into_iter().eq(0..MESSAGES));
                assert_eq!(book.alive(), 0);
            }
        }
    });
}

#[test]
fn a_slot_whose_reader_has_ended_drops_its_message_and_counts_it() {
    /// Keeps a slot until its reader is gone.
    #[derive(Component)]
    struct Keeps {
        #[outbox]
        outbox: Outbox<Parcel>,
        book: Book,
        gone: oneshot::Receiver<()>,
        reserved: oneshot::Sender<()>,
    }
    impl Main for Keeps {
        async fn main(mut self) -> Outcome {
            let slot = self.outbox.reserve().await?;
            self.reserved.send(()).expect("the reader waits for it");
            self.gone.await?;
            slot.send(self.book.parcel(0, 0));
            assert!(self.outbox.is_closed());
            Ok(())
        }
    }
    /// Is gone when a slot is reserved.
    #[derive(Component)]
    struct Goes {
        #[inbox]
        inbox: Inbox<Parcel>,
        gone: oneshot::Sender<()>,
        reserved: oneshot::Receiver<()>,
    }
    impl Main for Goes {
        async fn main(self) -> Outcome {
            self.reserved.await?;
            let inbox = self.inbox;
            tokio::spawn(async move { drop(inbox) }).await?;
            self.gone.send(()).expect("the writer waits for it");
            Ok(())
        }
    }
    on_each_runtime(|| async {
        for capacity in [1, 2, 64] {
            let book = Book::default();
            let (gone, when_gone) = oneshot::channel();
            let (reserved, when_reserved) = oneshot::channel();
            let report = graphline! {
                KEEPS = Keeps::new(book.clone(), when_gone, reserved);
                GOES = Goes::new(gone, when_reserved);
                KEEPS -> GOES with capacity(capacity);
            }
            .run()
            .reported()
            .await;
            balanced(&report);
            report.outcome.unwrap();
            let counts = report.linkages[0].counts;
            assert_eq!((counts.sent, counts.dropped), (1, 1));
            assert_eq!(book.alive(), 0);
        }
    });
}
