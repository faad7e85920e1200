//! Many schedules find what depends on the order of turns, and say how to see
//! it again; what does not depend on it passes under all of them.
#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

mod bugs;
mod clock;
mod failures;
mod order;
mod search;
mod stages;

use kamaelia::prelude::*;
use std::fmt::Debug;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

pub(crate) const HOUR: Duration = Duration::from_secs(3600);

/// Sends its messages, each after a pause.
#[derive(Component)]
pub(crate) struct Source<T: Message> {
    #[outbox]
    outbox: Outbox<T>,
    messages: Vec<T>,
    #[param(default)]
    pause: Duration,
}

impl<T: Message> Main for Source<T> {
    async fn main(mut self) -> Outcome {
        for message in self.messages {
            if !self.pause.is_zero() {
                tokio::time::sleep(self.pause).await;
            }
            self.outbox.send(message).await?;
        }
        Ok(())
    }
}

/// Repeats every message.
#[derive(Component)]
pub(crate) struct Echo<T: Message> {
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

/// Repeats every message, on a thread that blocks.
#[derive(Component)]
#[component(blocking)]
pub(crate) struct BlockingEcho<T: Message> {
    #[inbox]
    inbox: Inbox<T>,
    #[outbox]
    outbox: Outbox<T>,
    /// How long it works on each, of real time.
    #[param(default)]
    work: Duration,
}

impl<T: Message> Blocking for BlockingEcho<T> {
    fn main(mut self) -> Outcome {
        while let Some(message) = self.inbox.recv_blocking() {
            let start = Instant::now();
            while start.elapsed() < self.work {
                std::hint::spin_loop();
            }
            self.outbox.send_blocking(message)?;
        }
        Ok(())
    }
}

/// Repeats every message an hour later.
#[derive(Component)]
pub(crate) struct Later {
    #[inbox]
    inbox: Inbox<u8>,
    #[outbox]
    outbox: Outbox<u8>,
}

impl Main for Later {
    async fn main(mut self) -> Outcome {
        while let Some(message) = self.inbox.recv().await {
            tokio::time::sleep(HOUR).await;
            self.outbox.send(message).await?;
        }
        Ok(())
    }
}

/// Never waits, and never ends.
#[derive(Component)]
pub(crate) struct Restless {
    #[outbox]
    outbox: Outbox<u8>,
}

impl Main for Restless {
    async fn main(self) -> Outcome {
        loop {
            tokio::task::yield_now().await;
            assert!(self.outbox.is_linked());
        }
    }
}

pub(crate) async fn two_senders() -> Result<Vec<u8>, kamaelia::Stop> {
    let (mut results, sink) = collect();
    graphline! {
        ONE  = Source::new(vec![1, 1]);
        TWO  = Source::new(vec![2, 2]);
        SINK = sink;

        ONE.outbox -> SINK.inbox;
        TWO.outbox -> SINK.inbox;
    }
    .run()
    .await?;
    let mut all = Vec::new();
    results.recv_many(&mut all, 4).await;
    Ok(all)
}

/// The text of the panic with which `work` fails.
#[track_caller]
pub(crate) fn failure<R: Debug>(work: impl FnOnce() -> R) -> String {
    let panic = catch_unwind(AssertUnwindSafe(work)).expect_err("it should fail");
    *panic.downcast().expect("a panic with a text")
}

/// The value that the text of a failure gives a variable.
pub(crate) fn named<'a>(text: &'a str, variable: &str) -> &'a str {
    let (_, value) = text.rsplit_once(&format!("{variable}=")).unwrap();
    value.split_whitespace().next().unwrap()
}
