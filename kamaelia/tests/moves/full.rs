//! Ends that move while messages wait, or while the other side is asleep.

use crate::parcel::{Book, Parcel};
use crate::parts::{In, Out, Trip};
use crate::places::{Guests, Place, host, work_at};
use crate::scene::balanced;
use crate::watch::{Runs, watched};
use futures::StreamExt;
use futures::channel::{mpsc, oneshot};
use kamaelia::prelude::*;

const MESSAGES: u64 = 200;

/// Sends until it is refused, says so, and sends the rest.
#[derive(Component)]
struct Fill {
    #[outbox]
    outbox: Outbox<Parcel>,
    book: Book,
    full: oneshot::Sender<()>,
}

impl Main for Fill {
    async fn main(mut self) -> Outcome {
        let mut left = self.book.parcels(MESSAGES).into_iter();
        let mut refused = None;
        for parcel in left.by_ref() {
            if let Err(error) = self.outbox.try_send(parcel) {
                refused = Some(error.into_message());
                break;
            }
        }
        self.full.send(()).expect("the reader waits for it");
        for parcel in refused.into_iter().chain(left) {
            self.outbox.send(parcel).await?;
        }
        Ok(())
    }
}

/// Reads elsewhere, when no more messages can wait.
#[derive(Component)]
struct Late {
    #[inbox]
    inbox: Inbox<Parcel>,
    trip: Trip,
    place: Place,
    full: oneshot::Receiver<()>,
}

impl Main for Late {
    async fn main(self) -> Outcome {
        self.full.await.expect("somebody fills it");
        let guests = self.trip.guests.clone();
        let mut inn = In::new(self.inbox, self.trip);
        inn = work_at(self.place, inn, 7, &guests).await;
        inn = work_at(Place::Home, inn, 1, &guests).await;
        work_at(self.place, inn, u64::MAX, &guests).await;
        Ok(())
    }
}

#[expect(deprecated, reason = "the host is not linked")]
async fn an_inbox_moves_that_is_full(place: Place, capacity: usize) {
    let book = Book::default();
    let (guests, host) = host();
    let (full, when_full) = oneshot::channel();
    let report = graphline! {
        FILL = Fill::new(book.clone(), full);
        LATE = Late::new(Trip::new(&book, guests), place, when_full);
        HOST = host;
        FILL -> LATE with capacity(capacity);
    }
    .run()
    .reported()
    .await;
    balanced(&report);
    assert_eq!(report.linkages[0].counts.high_water, capacity);
    report.outcome.unwrap();
    assert!(book.numbers(0, 0).into_iter().eq(0..MESSAGES), "{place:?}");
    assert_eq!(book.alive(), 0);
}

#[test]
fn an_inbox_moves_while_it_is_full_and_its_sender_waits_for_room() {
    watched(|| {
        for runs in Runs::ALL {
            for place in Place::ALL {
                for capacity in [1, 2, 64] {
                    let moves = an_inbox_moves_that_is_full(place, capacity);
                    runs.runtime().block_on(moves);
                }
            }
        }
    });
}

/// Sends each message at another place, when the one before has been read.
#[derive(Component)]
struct Step {
    #[outbox]
    outbox: Outbox<Parcel>,
    trip: Trip,
    read: mpsc::UnboundedReceiver<()>,
}

impl Main for Step {
    async fn main(mut self) -> Outcome {
        let guests: Guests = self.trip.guests.clone();
        let mut out = Out::new(self.outbox, self.trip);
        for place in Place::ALL.into_iter().cycle() {
            out = work_at(place, out, 1, &guests).await;
            if out.over {
                break;
            }
            self.read.next().await;
            // The reader is asleep again by then.
            tokio::task::yield_now().await;
        }
        Ok(())
    }
}

/// Notes and confirms what it receives.
#[derive(Component)]
struct Confirm {
    #[inbox]
    inbox: Inbox<Parcel>,
    book: Book,
    read: mpsc::UnboundedSender<()>,
}

impl Main for Confirm {
    async fn main(mut self) -> Outcome {
        while let Some(parcel) = self.inbox.recv().await {
            self.book.received(0, &parcel);
            self.read.unbounded_send(())?;
        }
        Ok(())
    }
}

#[expect(deprecated, reason = "the host is not linked")]
async fn an_outbox_moves_whose_reader_sleeps(capacity: usize) {
    let book = Book::default();
    let (guests, host) = host();
    let (read, when_read) = mpsc::unbounded();
    let trip = Trip {
        limit: MESSAGES,
        ..Trip::new(&book, guests)
    };
    let report = graphline! {
        STEP = Step::new(trip, when_read);
        CONFIRM = Confirm::new(book.clone(), read);
        HOST = host;
        STEP -> CONFIRM with capacity(capacity);
    }
    .run()
    .reported()
    .await;
    balanced(&report);
    report.outcome.unwrap();
    assert!(book.numbers(0, 0).into_iter().eq(0..MESSAGES));
    assert_eq!(book.alive(), 0);
}

#[test]
fn an_outbox_that_moves_wakes_a_reader_that_is_asleep() {
    watched(|| {
        for runs in Runs::ALL {
            for capacity in [1, 2, 64] {
                let moves = an_outbox_moves_whose_reader_sleeps(capacity);
                runs.runtime().block_on(moves);
            }
        }
    });
}
