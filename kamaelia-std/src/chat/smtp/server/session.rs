//! A session: what comes, in which order it is worked through, and what is said.

use super::transaction::{Coming, Transaction};
use super::waits::{Control, Event};
use super::{SmtpLimits, SmtpTimes};
use crate::chat::smtp::{Ask, Decoder, Extensions, Part, Reply, Rules};
use crate::net::{Heard, Said, TlsSession};
use bytes::BytesMut;
use kamaelia::{Inbox, Outbox, Shutdown};
use std::collections::VecDeque;
use tokio::time::Instant;

/// How many bytes of replies wait for others, to be written together with them.
const TOGETHER: usize = 16 * 1024;

/// How many asks may wait for their answers.
const AHEAD: usize = 64;

/// The session is over, and all that there was to say is said.
pub(super) struct Over;

/// A command whose reply is not there yet.
pub(super) enum Open {
    Mail,
    Recipient,
}

/// One connection.
pub(super) struct Session {
    pub(super) control: Control,
    pub(super) inbox: Inbox<Heard>,
    pub(super) outbox: Outbox<Said>,
    pub(super) asks: Outbox<Ask>,
    pub(super) answers: Inbox<Reply>,
    pub(super) name: String,
    pub(super) extensions: Extensions,
    pub(super) limits: SmtpLimits,
    pub(super) times: SmtpTimes,
    pub(super) decoder: Decoder,
    /// Replies that are to be written.
    pub(super) out: BytesMut,
    /// Whether the client has said hello, and if so, whether with EHLO.
    pub(super) hello: Option<bool>,
    pub(super) secured: Option<TlsSession>,
    pub(super) transaction: Option<Transaction>,
    /// What the decoder's next end is the end of.
    pub(super) coming: Option<Coming>,
    /// The asks that were sent ahead of the answers to those before.
    pub(super) open: VecDeque<Open>,
    pub(super) commands: usize,
    pub(super) bad_commands: usize,
    /// Until when more has to come.
    pub(super) more_by: Option<Instant>,
    /// Until when the message has to be whole.
    pub(super) message_by: Option<Instant>,
}

impl Session {
    /// Works through what comes, until the end.
    pub(super) async fn talk(&mut self) -> Result<(), Over> {
        loop {
            match self.decoder.next_part() {
                Some(part) => {
                    self.more_by = None;
                    self.work(part).await?;
                }
                None => self.hear_more().await?,
            }
            if self.out.len() >= TOGETHER {
                self.flush().await?;
            }
        }
    }

    async fn work(&mut self, part: Part) -> Result<(), Over> {
        match part {
            Part::Command(line) => self.command(&line).await,
            Part::NoCommand(flaw) => self.no_command(flaw).await,
            Part::Chunk(bytes) => self.tell(Ask::Chunk(bytes)).await,
            Part::Flaw(flaw) => self.mar(flaw).await,
            Part::End => self.end().await,
        }
    }

    /// Takes what is there already; only if nothing is, all replies are written, and it
    /// waits.
    async fn hear_more(&mut self) -> Result<(), Over> {
        if self.hear_at_once() {
            return Ok(());
        }
        if !self.open.is_empty() {
            self.settle().await?;
            if self.hear_at_once() {
                return Ok(());
            }
        }
        self.flush().await?;
        self.heed().await?;
        let by = self.by();
        match self.control.next(&mut self.inbox, by).await {
            Event::Came(heard) => self.hear(heard),
            Event::Over => return Err(Over),
            Event::Late => return self.late(),
            // The next look sees it.
            Event::Told => {}
        }
        Ok(())
    }

    fn hear_at_once(&mut self) -> bool {
        match self.inbox.try_recv() {
            Ok(heard) => self.hear(heard),
            Err(_) => return false,
        }
        true
    }

    pub(super) fn hear(&mut self, heard: Heard) {
        match heard {
            Heard::Bytes(bytes) => self.decoder.push(bytes),
            Heard::Secured(session) => self.secured = Some(session),
        }
    }

    /// Until when it waits for more.
    fn by(&mut self) -> Instant {
        let limit = match self.coming {
            Some(_) => self.times.block,
            None => self.times.command,
        };
        let by = *self.more_by.get_or_insert_with(|| Instant::now() + limit);
        self.message_by.map_or(by, |message_by| by.min(message_by))
    }

    fn late(&mut self) -> Result<(), Over> {
        let what = match self.coming {
            Some(_) => "the message did not come in time",
            None => "no command came in time",
        };
        self.close(Reply::new(421).enhanced(4, 4, 2), what)
    }

    /// Ends if it was told to, and does not lie in the middle of a message.
    pub(super) async fn heed(&mut self) -> Result<(), Over> {
        match self.control.told() {
            None => return Ok(()),
            Some(Shutdown::Now) => return Err(Over),
            Some(Shutdown::Finish) if self.is_in_message() => return Ok(()),
            Some(Shutdown::Finish) => {}
        }
        self.settle().await?;
        self.close(
            Reply::new(421).enhanced(4, 3, 2),
            "the server is told to end; come back later",
        )
    }

    /// Says why the connection is closed, and by whom.
    pub(super) fn close(&mut self, reply: Reply, why: &str) -> Result<(), Over> {
        let name = &self.name;
        let reply = reply.text(format!("{name} closes the connection: {why}"));
        self.say(&reply);
        Err(Over)
    }

    /// Whoever stands behind has gone.
    pub(super) fn gone(&mut self) -> Over {
        let reply = Reply::new(421).enhanced(4, 3, 0);
        let _ = self.close(reply, "nobody is there to decide; come back later");
        Over
    }

    /// Whether there is a message that is to be finished.
    pub(super) fn is_in_message(&self) -> bool {
        self.coming.is_some() || self.transaction.as_ref().is_some_and(|one| one.has_begun)
    }

    /// Offers no more than the limits allow.
    pub(super) fn offer_size(&mut self) {
        let most = self.most();
        self.extensions.size = self.extensions.size.map(|_| most);
    }

    /// What a message may be like.
    pub(super) fn rules(&self) -> Rules {
        Rules {
            size: self.most(),
            line: self.limits.text_line,
            eight_bit: self.extensions.eight_bit_mime,
        }
    }

    /// How many bytes a message may have.
    pub(super) fn most(&self) -> u64 {
        let offered = self.extensions.size.filter(|&size| size > 0);
        offered.map_or(self.limits.message, |size| size.min(self.limits.message))
    }

    /// Puts a reply behind those that are to be written.
    pub(super) fn say(&mut self, reply: &Reply) {
        reply.encode(&mut self.out);
    }

    /// Puts a reply of our own there, behind all that are still to be given.
    pub(super) async fn reply(&mut self, reply: Reply) -> Result<(), Over> {
        self.settle().await?;
        self.say(&reply);
        Ok(())
    }

    /// Writes all replies.
    pub(super) async fn flush(&mut self) -> Result<(), Over> {
        if self.out.is_empty() {
            return Ok(());
        }
        let bytes = self.out.split().freeze();
        self.outbox.send(Said::Bytes(bytes)).await.map_err(|_| Over)
    }

    /// Sends what is not answered.
    pub(super) async fn tell(&mut self, ask: Ask) -> Result<(), Over> {
        self.asks.send(ask).await.map_err(|_| self.gone())
    }

    /// Sends what is answered, and gives the answer.
    pub(super) async fn ask(&mut self, ask: Ask) -> Result<Reply, Over> {
        self.tell(ask).await?;
        let answer = self.answers.recv().await;
        answer.ok_or_else(|| self.gone())
    }

    /// Sends what is answered, and does not wait for that, unless too many wait already.
    pub(super) async fn ask_ahead(&mut self, ask: Ask, open: Open) -> Result<(), Over> {
        if self.open.len() >= AHEAD {
            self.take_answer().await?;
        }
        self.tell(ask).await?;
        self.open.push_back(open);
        Ok(())
    }

    /// Waits for all answers that are still to come.
    pub(super) async fn settle(&mut self) -> Result<(), Over> {
        while !self.open.is_empty() {
            self.take_answer().await?;
        }
        Ok(())
    }

    async fn take_answer(&mut self) -> Result<(), Over> {
        let answer = self.answers.recv().await;
        let answer = answer.ok_or_else(|| self.gone())?;
        let answer = match self.open.pop_front() {
            Some(Open::Mail) => self.mail_answered(answer),
            Some(Open::Recipient) => self.recipient_answered(answer),
            None => answer,
        };
        self.say_answer(&answer)
    }

    /// Says what whoever stands behind has answered. With 421 the connection ends
    /// (RFC 5321 3.8).
    pub(super) fn say_answer(&mut self, answer: &Reply) -> Result<(), Over> {
        self.say(answer);
        match answer.code() {
            421 => Err(Over),
            _ => Ok(()),
        }
    }
}
