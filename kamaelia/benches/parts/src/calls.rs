//! Ping-pong: one asks, the other answers, one question at a time.

use crate::Total;
use kamaelia::prelude::*;
use std::hint::black_box;

/// Asks, and waits for the answer before it asks again.
#[derive(Component)]
pub struct Client {
    /// The answers.
    #[inbox]
    answers: Inbox<u64>,
    /// The questions.
    #[outbox]
    questions: Outbox<u64>,
    count: u64,
    result: Total,
}

impl Main for Client {
    async fn main(mut self) -> Outcome {
        let mut sum = 0_u64;
        for question in 0..self.count {
            self.questions.send(black_box(question)).await?;
            let Some(answer) = self.answers.recv().await else {
                break;
            };
            sum = sum.wrapping_add(answer);
        }
        self.result.add(sum);
        Ok(())
    }
}

/// Answers with the next number.
#[derive(Component)]
pub struct Server {
    /// The questions.
    #[inbox]
    questions: Inbox<u64>,
    /// The answers.
    #[outbox]
    answers: Outbox<u64>,
}

impl Main for Server {
    async fn main(mut self) -> Outcome {
        while let Some(question) = self.questions.recv().await {
            self.answers.send(question + 1).await?;
        }
        Ok(())
    }
}
