//! A wait that begins in its component and goes on elsewhere.

use crate::parcel::{Book, Parcel};
use crate::parts::{Reader, Trip};
use crate::places::host;
use crate::scene::balanced;
use crate::watch::{on_each_runtime, poll_once};
use futures::StreamExt;
use futures::channel::{mpsc, oneshot};
use kamaelia::prelude::*;

const MESSAGES: u64 = 200;

/// Fills its outbox, and moves it while it waits for room: what was polled at
/// home goes on elsewhere.
#[derive(Component)]
struct MovesInTheMiddle {
    #[outbox]
    outbox: Outbox<Parcel>,
    book: Book,
    read: oneshot::Sender<()>,
}

impl Main for MovesInTheMiddle {
    async fn main(mut self) -> Outcome {
        let parcels = self.book.parcels(MESSAGES);
        let mut sending = Box::pin(async move { self.outbox.send_all(parcels).await });
        // It waits for room now: nobody reads yet.
        assert!(poll_once(&mut sending).await.is_pending());
        let sent = tokio::spawn(sending);
        self.read.send(()).expect("somebody reads");
        sent.await??;
        Ok(())
    }
}

/// Receives a wait that began at home and goes on elsewhere, for each message.
#[derive(Component)]
struct WaitsInTheMiddle {
    #[inbox]
    inbox: Inbox<Parcel>,
    book: Book,
    go: mpsc::UnboundedSender<()>,
}

impl Main for WaitsInTheMiddle {
    async fn main(self) -> Outcome {
        let mut inbox = self.inbox;
        loop {
            let mut receiving = Box::pin(async move { (inbox.recv().await, inbox) });
            assert!(poll_once(&mut receiving).await.is_pending());
            let received = tokio::spawn(receiving);
            // The writer may be gone: then this is the end.
            let _ = self.go.unbounded_send(());
            let (parcel, back) = received.await?;
            inbox = back;
            match parcel {
                Some(parcel) => self.book.received(0, &parcel),
                None => return Ok(()),
            }
        }
    }
}

#[test]
fn a_send_that_waits_moves_to_a_task_and_goes_on() {
    on_each_runtime(|| async {
        for capacity in [1, 2, 64] {
            let book = Book::default();
            let (guests, _host) = host();
            let (read, when_read) = oneshot::channel();
            let trip = Trip::new(&book, guests);
            let report = graphline! {
                MOVES = MovesInTheMiddle::new(book.clone(), read);
                READER = After::new(when_read);
                REST = Reader::new(trip);
                MOVES -> READER -> REST with capacity(capacity);
            }
            .run()
            .reported()
            .await;
            balanced(&report);
            report.outcome.unwrap();
            assert!(book.numbers(0, 0).into_iter().eq(0..MESSAGES));
        }
    });
}

/// Passes on what it receives, from when it is told.
#[derive(Component)]
struct After {
    #[inbox]
    inbox: Inbox<Parcel>,
    #[outbox]
    outbox: Outbox<Parcel>,
    begin: oneshot::Receiver<()>,
}

impl Main for After {
    async fn main(mut self) -> Outcome {
        self.begin.await?;
        while let Some(parcel) = self.inbox.recv().await {
            self.outbox.send(parcel).await?;
        }
        Ok(())
    }
}

/// Sends one message each time that it is asked to.
#[derive(Component)]
struct Asked {
    #[outbox]
    outbox: Outbox<Parcel>,
    book: Book,
    ask: mpsc::UnboundedReceiver<()>,
}

impl Main for Asked {
    async fn main(mut self) -> Outcome {
        for parcel in self.book.parcels(MESSAGES) {
            self.ask.next().await;
            self.outbox.send(parcel).await?;
        }
        self.ask.next().await;
        Ok(())
    }
}

#[test]
fn a_receive_that_waits_moves_to_a_task_and_goes_on() {
    on_each_runtime(|| async {
        for capacity in [1, 2, 64] {
            let book = Book::default();
            let (go, asked) = mpsc::unbounded();
            let report = graphline! {
                ASKED = Asked::new(book.clone(), asked);
                WAITS = WaitsInTheMiddle::new(book.clone(), go);
                ASKED -> WAITS with capacity(capacity);
            }
            .run()
            .reported()
            .await;
            balanced(&report);
            report.outcome.unwrap();
            assert!(book.numbers(0, 0).into_iter().eq(0..MESSAGES));
        }
    });
}
