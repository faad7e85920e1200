//! Components that the tests link.
#![allow(dead_code, reason = "every test binary uses some of them")]
#![allow(
    missing_docs,
    unreachable_pub,
    clippy::unwrap_used,
    reason = "they are for tests"
)]

use kamaelia::prelude::*;

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
