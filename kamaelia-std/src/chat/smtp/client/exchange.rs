//! What is said to the server, and what comes back: [`Expected`].

use super::super::Reply;
use super::backend::Backend;
use super::content::Content;
use super::lost::{Lost, SmtpTrouble};
use super::session::Session;
use kamaelia::prelude::*;
use std::time::Duration;

/// What the next reply is to.
#[derive(Clone, Debug)]
pub(super) enum Expected {
    /// Nothing that was said to the server: this is the answer.
    Known(Reply),
    Mail,
    Recipient,
    Data,
    End,
    /// What nobody has asked, and nobody is told of.
    Reset,
    Piece,
}

impl Expected {
    /// Whether it may come before all is written: not that to a message, whose end is
    /// the last that is.
    pub(super) fn may_come_soon(&self) -> bool {
        !matches!(self, Expected::Known(_) | Expected::End)
    }
}

impl Session {
    /// A reply is to come, at once from a server that does not let others wait.
    pub(super) async fn expect(&mut self, expected: Expected) -> Outcome {
        self.expected.push_back(expected);
        let waits = |backend: &Backend| backend.extensions.pipelining;
        match self.backend.as_deref().is_some_and(waits) {
            true => Ok(()),
            false => self.settle().await,
        }
    }

    /// Writes what is to be written, and answers what is to be answered.
    pub(super) async fn settle(&mut self) -> Outcome {
        let has_to_write = |backend: &Backend| backend.has_to_write();
        if self.backend.as_deref().is_some_and(has_to_write)
            && let Err(lost) = self.write().await
            && let Err(lost) = self.say_again(lost).await
        {
            self.lose(lost).await;
        }
        while let Some(expected) = self.expected.pop_front() {
            let reply = match &expected {
                Expected::Known(reply) => reply.clone(),
                expected => match self.heard_at_last(expected).await {
                    Ok(reply) => reply,
                    Err(lost) => self.lose(lost).await,
                },
            };
            if !matches!(expected, Expected::Reset | Expected::Piece) {
                self.answer(reply).await?;
            }
        }
        Ok(())
    }

    /// Nothing that was said before waits for a reply any more.
    async fn write(&mut self) -> Result<(), Lost> {
        if let Some(backend) = &mut self.backend {
            backend.be_quiet().await?;
        }
        self.flush().await
    }

    /// The reply to what was said, be it that of another connection.
    async fn heard_at_last(&mut self, expected: &Expected) -> Result<Reply, Lost> {
        match self.heard(expected).await {
            Ok(reply) => Ok(reply),
            Err(lost) => {
                self.say_again(lost).await?;
                self.heard(expected).await
            }
        }
    }

    /// The reply to what was said, if it is one that can be; what follows from it.
    async fn heard(&mut self, expected: &Expected) -> Result<Reply, Lost> {
        if let (None, Some(refusal)) = (&self.backend, &self.refusal) {
            return Ok(refusal.clone());
        }
        let reply = self.hear(self.limit(expected)).await?;
        let is_yes = match (reply.code(), expected) {
            (354, Expected::Data) => true,
            (200..=299, Expected::Data) | (300..=399, _) => return Err(Lost::Unfit(reply)),
            (200..=299, _) => true,
            _ => false,
        };
        match expected {
            Expected::Mail => self.is_begun = is_yes,
            Expected::Recipient => self.recipients += usize::from(is_yes),
            Expected::Data if is_yes && self.recipients == 0 => {
                return self.nothing_to_send().await;
            }
            Expected::Data if is_yes => self.content = Some(Content::DOTTED),
            Expected::End => self.is_begun = false,
            Expected::Piece if !is_yes => self.fail(&reply),
            Expected::Reset if !is_yes => return Err(Lost::Refused(reply)),
            _ => {}
        }
        Ok(reply)
    }

    fn limit(&self, expected: &Expected) -> Duration {
        match expected {
            Expected::Data => self.times.data,
            Expected::Piece => self.times.block,
            Expected::End => self.times.end,
            _ => self.times.command,
        }
    }

    /// The server waits for a message that is for nobody, since DATA was said before it
    /// had refused all recipients: it gets an empty one (RFC 2920 3.1).
    async fn nothing_to_send(&mut self) -> Result<Reply, Lost> {
        if let Some(backend) = &mut self.backend {
            Content::DOTTED.end(backend);
        }
        self.flush().await?;
        self.hear(self.times.end).await?;
        self.is_begun = false;
        Ok(no_recipients())
    }

    /// The connection is of no use any more: what is answered to all of the transaction.
    pub(super) async fn lose(&mut self, lost: Lost) -> Reply {
        self.let_go();
        let reply = lost.reply();
        if self.client.troubles.is_linked() && !matches!(lost, Lost::Unwanted) {
            let trouble = SmtpTrouble {
                address: self.client.address.clone(),
                what: lost.to_string(),
            };
            let _ = self.client.troubles.send(trouble).await;
        }
        self.fail(&reply);
        self.refusal = Some(reply.clone());
        reply
    }

    /// The message cannot be taken any more; the first reason is the one that is told.
    fn fail(&mut self, reply: &Reply) {
        match &mut self.content {
            None | Some(Content::Failed(_)) => {}
            Some(content) => *content = Content::Failed(reply.clone()),
        }
    }

    pub(super) fn let_go(&mut self) {
        self.backend = None;
        self.introduced = None;
        self.is_begun = false;
    }

    pub(super) async fn answer(&mut self, reply: Reply) -> Outcome {
        Ok(self.client.outbox.send(reply).await?)
    }
}

pub(super) fn no_recipients() -> Reply {
    let text = "there is no recipient";
    Reply::new(554).enhanced(5, 5, 1).text(text)
}
