//! Components that the tests link.
#![allow(dead_code, reason = "every test binary uses some of them")]
#![allow(
    missing_docs,
    unreachable_pub,
    clippy::unwrap_used,
    reason = "they are for tests"
)]

use kamaelia::prelude::*;
use kamaelia::{Panicked, Release, Report};
use std::error::Error;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

pub fn run(work: impl Future<Output = Outcome>) {
    futures::executor::block_on(work).unwrap();
}

/// Everything that a collector still gets.
pub async fn all<T: Message>(results: &mut Inbox<T>) -> Vec<T> {
    let mut all = Vec::new();
    while let Some(message) = results.recv().await {
        all.push(message);
    }
    all
}

/// Repeats every message.
#[derive(Component)]
pub struct Echo<T: Message> {
    #[inbox]
    inbox: Inbox<T>,
    #[outbox]
    outbox: Outbox<T>,
}

impl<T: Message> Main for Echo<T> {
    async fn main(mut self) -> Outcome {
        while let Some(message) = self.inbox.recv().await {
            self.outbox.send(message).await?;
        }
        Ok(())
    }
}

/// Sends these messages, then ends.
#[derive(Component)]
pub struct Source<T: Message> {
    #[outbox]
    outbox: Outbox<T>,
    messages: Vec<T>,
}

impl<T: Message> Main for Source<T> {
    async fn main(mut self) -> Outcome {
        self.outbox.send_all(self.messages).await?;
        Ok(())
    }
}

/// Counts from zero for as long as somebody listens.
#[derive(Component)]
pub struct Count {
    #[outbox]
    outbox: Outbox<u64>,
}

impl Main for Count {
    async fn main(mut self) -> Outcome {
        for number in 0.. {
            self.outbox.send(number).await?;
        }
        Ok(())
    }
}

/// Passes on so many messages, then ends.
#[derive(Component)]
pub struct Take<T: Message> {
    #[inbox]
    inbox: Inbox<T>,
    #[outbox]
    outbox: Outbox<T>,
    count: usize,
}

impl<T: Message> Main for Take<T> {
    async fn main(mut self) -> Outcome {
        for _ in 0..self.count {
            let Some(message) = self.inbox.recv().await else {
                break;
            };
            self.outbox.send(message).await?;
        }
        Ok(())
    }
}

/// Passes on what arrives, and counts its polls.
#[derive(Component)]
pub struct Watched<T: Message> {
    #[inbox]
    inbox: Inbox<T>,
    #[outbox]
    outbox: Outbox<T>,
    polls: Tally,
}

impl<T: Message> Main for Watched<T> {
    async fn main(mut self) -> Outcome {
        let polls = self.polls.clone();
        let work = async {
            while let Some(message) = self.inbox.recv().await {
                self.outbox.send(message).await?;
            }
            Ok(())
        };
        polls.polls(work).await
    }
}

/// Counts whatever is to be counted. Clones count together.
#[derive(Clone, Default)]
pub struct Tally(Arc<AtomicUsize>);

impl Tally {
    pub fn add(&self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }

    pub fn so_far(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }

    /// Counts the polls of `work`.
    pub async fn polls<T>(&self, work: impl Future<Output = T>) -> T {
        let mut work = pin!(work);
        poll_fn(|cx| {
            self.add();
            work.as_mut().poll(cx)
        })
        .await
    }

    /// Something that is counted when it is dropped.
    pub fn drops(&self) -> CountedDrop {
        CountedDrop(self.clone())
    }
}

/// See [`Tally::drops`].
pub struct CountedDrop(Tally);

impl Drop for CountedDrop {
    fn drop(&mut self) {
        self.0.add();
    }
}

/// Lets every task of a runtime with one thread go on until it waits. Who never
/// waits goes on after it.
pub async fn settle() {
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
}

/// Waits for something that is no box until it is told to stop, and sends
/// nothing.
#[derive(Component)]
pub struct Idle<T: Message> {
    #[outbox]
    outbox: Outbox<T>,
}

impl<T: Message> Main for Idle<T> {
    async fn main(self) -> Outcome {
        until_stopped(std::future::pending::<()>()).await;
        Ok(())
    }
}

/// Waits for something that is no box, and listens to nobody.
#[derive(Component)]
pub struct Deaf {
    #[outbox]
    outbox: Outbox<u64>,
    dropped: CountedDrop,
}

impl Main for Deaf {
    async fn main(self) -> Outcome {
        let _held = (self.outbox, self.dropped);
        std::future::pending().await
    }
}

/// Who was let go, and how.
pub fn overdue(report: &Report) -> Vec<(&str, Release)> {
    let overdue = report.overdue.iter();
    overdue.map(|one| (one.path.as_str(), one.how)).collect()
}

/// The component at this place was the first to panic, with this text.
pub fn check_panic(outcome: Outcome, path: &str, place: (&str, u32), text: &str) {
    let stop = outcome.unwrap_err();
    let fault = stop.as_fault().expect("a fault");
    assert_eq!(fault.path(), path, "{stop}");
    let line = fault.line().expect("a line");
    assert_eq!((line.file, line.line), place, "{stop}");
    let source = fault.source().and_then(|source| source.downcast_ref());
    let text = text.to_owned();
    assert_eq!(source, Some(&Panicked { text: text.clone() }));
    let words = format!("`{path}` ({line}): panicked: {text}");
    assert!(stop.to_string().starts_with(&words), "{stop}");
}

/// Reads what it gets.
#[derive(Component)]
pub struct Swallow<T: Message> {
    #[inbox]
    inbox: Inbox<T>,
}

impl<T: Message> Main for Swallow<T> {
    async fn main(mut self) -> Outcome {
        while self.inbox.recv().await.is_some() {}
        Ok(())
    }
}
