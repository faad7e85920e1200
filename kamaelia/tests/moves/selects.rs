//! A receive that loses, again and again, loses no message.

use crate::common::Tally;
use crate::parcel::{Book, Parcel};
use crate::scene::balanced;
use crate::watch::{on_each_runtime, watched};
use futures::FutureExt;
use futures::future::{Either, select};
use kamaelia::prelude::*;
use std::time::Duration;
use tokio::task::yield_now;

/// How often a receive loses for each message that comes.
const LOSSES: usize = 1_000;
const MESSAGES: u64 = 5;

/// What a receive loses to.
#[derive(Clone, Copy, Debug)]
enum Rival {
    /// Somebody who is ready at once.
    Ready,
    /// The next turn of the task.
    Turn,
    /// A millisecond, of a clock that stands still.
    Timer,
}

impl Rival {
    async fn comes(self, lost: usize) {
        match self {
            // Others are to have turns, too.
            Rival::Ready if !lost.is_multiple_of(100) => {}
            Rival::Ready | Rival::Turn => yield_now().await,
            Rival::Timer => tokio::time::sleep(Duration::from_millis(1)).await,
        }
    }
}

/// Receives whenever its rival does not come first.
#[derive(Component)]
struct Impatient {
    #[inbox]
    inbox: Inbox<Parcel>,
    book: Book,
    rival: Rival,
    lost: Tally,
}

impl Main for Impatient {
    async fn main(mut self) -> Outcome {
        loop {
            tokio::select! {
                biased;
                received = self.inbox.recv() => match received {
                    Some(parcel) => self.book.received(0, &parcel),
                    None => return Ok(()),
                },
                () = self.rival.comes(self.lost.so_far()) => self.lost.add(),
            }
        }
    }
}

/// Sends a message whenever enough was lost.
#[derive(Component)]
struct Late {
    #[outbox]
    outbox: Outbox<Parcel>,
    book: Book,
    rival: Rival,
    lost: Tally,
}

impl Main for Late {
    async fn main(mut self) -> Outcome {
        for parcel in self.book.parcels(MESSAGES) {
            let before = self.lost.so_far();
            if let Rival::Timer = self.rival {
                tokio::time::sleep(Duration::from_secs(1)).await;
            } else {
                while self.lost.so_far() < before + LOSSES {
                    yield_now().await;
                }
            }
            self.outbox.send(parcel).await?;
        }
        Ok(())
    }
}

/// Has it lose, on the runtime of the caller.
macro_rules! loses {
    ($rival:expr, $($place:tt)*) => {{
        let (book, lost) = (Book::default(), Tally::default());
        let report = graphline! {
            LATE = Late::new(book.clone(), $rival, lost.clone());
            IMPATIENT = Impatient::new(book.clone(), $rival, lost.clone()) $($place)*;
            LATE -> IMPATIENT with capacity(1);
        }
        .run()
        .reported()
        .await;
        balanced(&report);
        report.outcome.unwrap();
        assert!(book.numbers(0, 0).into_iter().eq(0..MESSAGES));
        // A timer and what it wakes come at the same time.
        assert!(lost.so_far() >= (LOSSES - 1) * MESSAGES as usize);
    }};
}

#[test]
fn a_receive_that_loses_to_who_is_always_ready_loses_no_message() {
    on_each_runtime(|| async {
        loses!(Rival::Ready,);
        loses!(Rival::Ready, on task);
        loses!(Rival::Ready, on thread);
    });
}

#[test]
fn a_receive_that_loses_to_who_is_ready_next_loses_no_message() {
    on_each_runtime(|| async {
        loses!(Rival::Turn,);
        loses!(Rival::Turn, on task);
    });
}

#[tokio::test(start_paused = true)]
async fn a_receive_that_loses_to_a_timer_loses_no_message() {
    loses!(Rival::Timer,);
    loses!(Rival::Timer, on task);
}

// Without a graph: an end that belongs to nobody.
#[test]
fn a_receive_that_was_given_up_often_is_still_woken() {
    watched(|| {
        let (mut outbox, mut inbox) = kamaelia::link(kamaelia::Policy::capacity(1));
        let sender = std::thread::spawn(move || {
            (0..2_000).try_for_each(|number| outbox.send_blocking(number))
        });
        futures::executor::block_on(async {
            for number in 0..2_000 {
                for _ in 0..3 {
                    let lost = select(std::future::ready(()), inbox.recv()).await;
                    assert!(matches!(lost, Either::Left(_)));
                }
                let looked = inbox.recv().now_or_never();
                let received = match looked {
                    Some(received) => received,
                    None => inbox.recv().await,
                };
                assert_eq!(received, Some(number));
            }
        });
        sender.join().unwrap().unwrap();
    });
}
