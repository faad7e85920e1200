//! Components that the chassis here run.
#![expect(unreachable_pub, reason = "they are for tests")]

use crate::common::Tally;
use kamaelia::prelude::*;
use kamaelia::{Stop, TryRecvError};
use std::future::pending;
use std::time::Duration;

/// Passes on what arrives, and fails at this number.
#[derive(Component)]
pub struct FailsAt {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
    number: u64,
    /// How it fails.
    #[param(default = false)]
    panics: bool,
}

impl Main for FailsAt {
    async fn main(mut self) -> Outcome {
        while let Some(number) = self.inbox.recv().await {
            if number == self.number {
                assert!(!self.panics, "{number} is too much");
                return Err(Stop::fault(format!("{number} is too much")));
            }
            self.outbox.send(number).await?;
        }
        Ok(())
    }
}

/// Adds its own number, times 100, to what arrives.
#[derive(Component)]
pub struct Marks {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
    number: u64,
}

impl Main for Marks {
    async fn main(mut self) -> Outcome {
        while let Some(number) = self.inbox.recv().await {
            self.outbox.send(self.number * 100 + number).await?;
        }
        Ok(())
    }
}

/// Sends one number, and is there until it is told to end.
#[derive(Component)]
pub struct Stays {
    #[outbox]
    outbox: Outbox<u64>,
    number: u64,
}

impl Main for Stays {
    async fn main(mut self) -> Outcome {
        self.outbox.send(self.number).await?;
        until_stopped(pending::<()>()).await;
        Ok(())
    }
}

/// Sends one number, and a second after it was told to end its hundredfold.
#[derive(Component)]
pub struct EndsSlowly {
    #[inbox(optional)]
    control: Inbox<Shutdown>,
    #[outbox]
    outbox: Outbox<u64>,
    number: u64,
    /// Counts what it was told.
    told: Tally,
}

impl Main for EndsSlowly {
    async fn main(mut self) -> Outcome {
        self.outbox.send(self.number).await?;
        if self.control.recv().await == Some(Shutdown::Finish) {
            self.told.add();
        }
        if kamaelia::finishing(tokio::time::sleep(Duration::from_secs(1)))
            .await
            .is_none()
        {
            self.told.add();
            return Ok(());
        }
        self.outbox.send(self.number * 100).await?;
        Ok(())
    }
}

/// Sends one number, and hears nothing.
#[derive(Component)]
pub struct Deaf {
    #[outbox]
    outbox: Outbox<u64>,
    number: u64,
    /// It does hear, after all.
    #[param(default = false)]
    hears: bool,
}

impl Main for Deaf {
    async fn main(mut self) -> Outcome {
        self.outbox.send(self.number).await?;
        match self.hears {
            true => until_stopped(pending()).await.unwrap_or(Ok(())),
            false => pending().await,
        }
    }
}

/// What an inbox has just now, which is still open.
#[track_caller]
pub fn now<T: Message>(inbox: &mut Inbox<T>) -> Vec<T> {
    let mut all = Vec::new();
    loop {
        match inbox.try_recv() {
            Ok(message) => all.push(message),
            Err(TryRecvError::Empty) => return all,
            Err(TryRecvError::Closed) => panic!("it is at its end"),
        }
    }
}

/// Waits until everybody rests: only then the clock jumps.
pub async fn all_rest() {
    tokio::time::sleep(Duration::from_millis(1)).await;
}
