//! One connection's asks, and their replies: [`Session`].

use super::super::{Ask, Caller, Hello, Mail, Recipient, Reply};
use super::backend::Backend;
use super::content::Content;
use super::envelope::{say_mail, say_recipient};
use super::exchange::{Expected, no_recipients};
use super::kept::Begun;
use super::lost::Lost;
use super::{ClientTimes, SmtpClient};
use bytes::Bytes;
use kamaelia::prelude::*;
use std::collections::VecDeque;
use std::mem::take;

/// How many asks are taken together.
const TOGETHER: usize = 64;

/// How much of a message is held before it is written.
const HELD: usize = 256 * 1024;

pub(super) struct Session {
    pub(super) client: SmtpClient,
    pub(super) times: ClientTimes,
    pub(super) caller: Option<Caller>,
    pub(super) hello: Option<Hello>,
    pub(super) backend: Option<Box<Backend>>,
    /// How the connection to it began.
    pub(super) begun: Option<Begun>,
    /// The server was said hello, for this client, if it is told of any.
    pub(super) introduced: Option<Option<Hello>>,
    /// What is to be answered next, in this order.
    pub(super) expected: VecDeque<Expected>,
    /// The transaction cannot come to a good end, and that is the reply to all of it.
    pub(super) refusal: Option<Reply>,
    /// The server has a transaction that was begun, and has not ended.
    pub(super) is_begun: bool,
    /// How many recipients it has taken.
    pub(super) recipients: usize,
    pub(super) content: Option<Content>,
}

impl Session {
    pub(super) fn new(client: SmtpClient, times: ClientTimes) -> Session {
        Session {
            client,
            times,
            caller: None,
            hello: None,
            backend: None,
            begun: None,
            introduced: None,
            expected: VecDeque::new(),
            refusal: None,
            is_begun: false,
            recipients: 0,
            content: None,
        }
    }

    pub(super) async fn run(mut self) -> Outcome {
        let mut asks = Vec::new();
        while self.client.inbox.recv_many(&mut asks, TOGETHER).await > 0 {
            for ask in asks.drain(..) {
                match ask {
                    Ask::Connected(caller) => self.connected(caller).await?,
                    Ask::Hello(hello) => self.hello(hello).await?,
                    Ask::Mail(mail) => self.mail(mail).await?,
                    Ask::Recipient(recipient) => self.recipient(recipient).await?,
                    Ask::Data => self.data().await?,
                    Ask::Chunk(piece) => self.piece(piece).await?,
                    Ask::End => self.end().await?,
                    Ask::Reset => self.reset().await?,
                    Ask::Quit => {
                        self.settle().await?;
                        return self.leave().await;
                    }
                }
            }
            self.settle().await?;
        }
        self.leave().await
    }

    async fn connected(&mut self, caller: Caller) -> Outcome {
        self.settle().await?;
        self.caller = Some(caller);
        self.backend = None;
        if let Some(banner) = self.take_kept().await {
            return self.answer(banner).await;
        }
        let banner = match self.open().await {
            Ok(banner) if banner.code() == 220 => return self.answer(banner).await,
            Ok(banner) => {
                self.lose(Lost::Refused(banner.clone())).await;
                banner
            }
            Err(Lost::Refused(banner)) => {
                self.lose(Lost::Refused(banner.clone())).await;
                banner
            }
            Err(lost) => self.lose(lost).await,
        };
        // Only these two can be answered here.
        let code = if banner.is_permanent() { 554 } else { 421 };
        let refusal = match banner.status() {
            Some(status) => Reply::new(code).enhanced(status.0, status.1, status.2),
            None => Reply::new(code),
        };
        self.answer(refusal.text(banner.lines().join("\n"))).await
    }

    async fn hello(&mut self, hello: Hello) -> Outcome {
        self.settle().await?;
        self.hello = Some(hello);
        if self.backend.is_some()
            && let Err(lost) = self.introduce().await
        {
            self.lose(lost).await;
        }
        Ok(())
    }

    async fn mail(&mut self, mail: Mail) -> Outcome {
        self.settle().await?;
        self.refusal = None;
        self.recipients = 0;
        if let Err(lost) = self.be_ready().await {
            let reply = self.lose(lost).await;
            return self.expect(Expected::Known(reply)).await;
        }
        if take(&mut self.is_begun)
            && let Some(backend) = &mut self.backend
        {
            backend.say(format_args!("RSET"));
            self.expect(Expected::Reset).await?;
        }
        match self.backend.as_mut().map(|to| say_mail(&mail, to)) {
            Some(Ok(())) => self.expect(Expected::Mail).await,
            Some(Err(reply)) => {
                self.refusal = Some(out_of_order());
                self.expect(Expected::Known(reply)).await
            }
            None => self.expect(Expected::Mail).await,
        }
    }

    async fn recipient(&mut self, recipient: Recipient) -> Outcome {
        let said = match (&self.refusal, &mut self.backend) {
            (None, Some(backend)) => say_recipient(&recipient, backend),
            (refusal, _) => Err(refusal.clone().unwrap_or_else(out_of_order)),
        };
        match said {
            Ok(()) => self.expect(Expected::Recipient).await,
            Err(reply) => self.expect(Expected::Known(reply)).await,
        }
    }

    async fn data(&mut self) -> Outcome {
        let offers_bdat = |backend: &Backend| backend.extensions.chunking;
        let by_bdat = self.client.chunking && self.backend.as_deref().is_some_and(offers_bdat);
        if by_bdat {
            // The server is not asked: its reply to the first piece is its answer.
            self.settle().await?;
        }
        match (&self.refusal, &mut self.backend) {
            (None, Some(_)) if by_bdat && self.recipients > 0 => {
                self.content = Some(Content::COUNTED);
                self.answer(go_on()).await
            }
            (None, Some(_)) if by_bdat => self.answer(no_recipients()).await,
            (None, Some(backend)) => {
                backend.say(format_args!("DATA"));
                self.expected.push_back(Expected::Data);
                self.settle().await
            }
            (refusal, _) => {
                let reply = refusal.clone().unwrap_or_else(out_of_order);
                self.expect(Expected::Known(reply)).await
            }
        }
    }

    async fn piece(&mut self, piece: Bytes) -> Outcome {
        let (Some(content), Some(backend)) = (&mut self.content, &mut self.backend) else {
            return Ok(());
        };
        let commands = content.piece(piece, backend);
        let is_full = backend.waiting() >= HELD;
        for _ in 0..commands {
            self.expect(Expected::Piece).await?;
        }
        if is_full { self.settle().await } else { Ok(()) }
    }

    async fn end(&mut self) -> Outcome {
        // The end of a message is written together with what came just before it.
        if !self.expected.is_empty() {
            self.settle().await?;
        }
        match (self.content.take(), &mut self.backend) {
            (None, _) => self.answer(out_of_order()).await,
            (Some(Content::Failed(reply)), _) => self.answer(reply).await,
            (Some(content), Some(backend)) => {
                content.end(backend);
                self.expected.push_back(Expected::End);
                self.settle().await
            }
            (Some(_), None) => self.answer(Lost::Ended.reply()).await,
        }
    }

    async fn reset(&mut self) -> Outcome {
        self.settle().await?;
        // Nothing else makes a server forget a message that has begun behind DATA.
        if let Some(Content::Dotted { .. }) = self.content.take() {
            self.let_go();
        }
        self.refusal = None;
        Ok(())
    }

    /// The last that the server hears of this one.
    async fn leave(mut self) -> Outcome {
        // The message must not be whole: the connection is cut.
        if self.content.is_some() {
            return Ok(());
        }
        if let Some(backend) = self.keep().await {
            backend.leave(self.times.quit).await;
        }
        Ok(())
    }

    /// Sees to it that there is a server that waits for MAIL.
    async fn be_ready(&mut self) -> Result<(), Lost> {
        if let Some(backend) = &mut self.backend
            && backend.be_quiet().await.is_err()
        {
            // It has had enough of the last connection, which has nothing to do with
            // what comes now.
            self.let_go();
        }
        if self.backend.is_none() && self.take_kept().await.is_none() {
            self.begin().await?;
        }
        self.introduce().await
    }
}

fn go_on() -> Reply {
    Reply::new(354).text("go on, and end with a dot")
}

fn out_of_order() -> Reply {
    let text = "not now: the transaction was refused, or has not begun";
    Reply::new(503).enhanced(5, 5, 1).text(text)
}
