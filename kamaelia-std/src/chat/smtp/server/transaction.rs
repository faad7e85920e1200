//! One message: its envelope, and then its content.

use super::session::{Open, Over, Session};
use crate::chat::smtp::{Ask, Flaw, Mail, Param, Recipient, Reply};
use tokio::time::Instant;

/// What has come of a message.
#[derive(Default)]
pub(super) struct Transaction {
    /// Addresses may be beyond ASCII.
    utf8: bool,
    /// How many recipients were asked for, and not refused.
    asked: usize,
    /// How many of them were taken.
    taken: usize,
    /// The content comes, or some of it has come.
    pub(super) has_begun: bool,
    /// The content is not as it has to be, and is not told of any more.
    refused: Option<Reply>,
}

/// What the decoder's next end is the end of.
pub(super) enum Coming {
    /// The message.
    Dotted,
    /// So many bytes of the message, and maybe the last ones.
    Counted { bytes: u64, last: bool },
    /// Bytes that are thrown away, for this reason.
    Nothing(Reply),
}

fn refusal(code: u16, subject: u16, detail: u16, text: &str) -> Reply {
    let class = if code < 500 { 4 } else { 5 };
    Reply::new(code).enhanced(class, subject, detail).text(text)
}

impl Session {
    pub(super) async fn mail(&mut self, mail: Mail) -> Result<(), Over> {
        self.settle().await?;
        let Some(is_esmtp) = self.hello else {
            return self.bad(refusal(503, 5, 1, "say EHLO first")).await;
        };
        if self.transaction.is_some() {
            return self
                .bad(refusal(
                    503,
                    5,
                    1,
                    "there is a sender already; RSET forgets it",
                ))
                .await;
        }
        if !is_esmtp && !mail.params.is_empty() {
            return self.bad(refusal(555, 5, 4, "parameters need EHLO")).await;
        }
        let size = mail.params.iter().find(|param| param.is("SIZE"));
        let size = size
            .and_then(Param::value)
            .map(|size| size.parse().unwrap_or(u64::MAX));
        if size.is_some_and(|size| size > self.most()) {
            return self.reply(self.too_big()).await;
        }
        let utf8 = mail.params.iter().any(|param| param.is("SMTPUTF8"));
        self.transaction = Some(Transaction {
            utf8,
            ..Transaction::default()
        });
        self.ask_ahead(Ask::Mail(mail), Open::Mail).await
    }

    pub(super) fn mail_answered(&mut self, answer: Reply) -> Reply {
        if !answer.is_positive() {
            self.transaction = None;
        }
        answer
    }

    pub(super) async fn recipient(&mut self, recipient: Recipient) -> Result<(), Over> {
        if self
            .transaction
            .as_ref()
            .is_some_and(|one| one.asked >= self.limits.recipients)
        {
            // Some may still be refused.
            self.settle().await?;
        }
        let is_esmtp = self.hello == Some(true);
        let limit = self.limits.recipients;
        let refused = match &mut self.transaction {
            None => Some(refusal(503, 5, 1, "say MAIL first")),
            Some(one) if one.has_begun => Some(refusal(503, 5, 1, "the message has begun")),
            Some(one) if !one.utf8 && !recipient.to.is_ascii() => {
                Some(refusal(553, 6, 7, "an address beyond ASCII needs SMTPUTF8"))
            }
            Some(_) if !is_esmtp && !recipient.params.is_empty() => {
                Some(refusal(555, 5, 4, "parameters need EHLO"))
            }
            Some(one) if one.asked >= limit => Some(refusal(
                452,
                5,
                3,
                "too many recipients; send the message again to the others",
            )),
            Some(one) => {
                one.asked += 1;
                None
            }
        };
        match refused {
            Some(refused) => self.reply(refused).await,
            None => {
                self.ask_ahead(Ask::Recipient(recipient), Open::Recipient)
                    .await
            }
        }
    }

    pub(super) fn recipient_answered(&mut self, answer: Reply) -> Reply {
        let Some(transaction) = &mut self.transaction else {
            return refusal(503, 5, 1, "the sender was refused");
        };
        if answer.is_positive() {
            transaction.taken += 1;
            self.commands = self.commands.saturating_sub(1);
        } else {
            transaction.asked = transaction.asked.saturating_sub(1);
        }
        answer
    }

    pub(super) async fn data(&mut self) -> Result<(), Over> {
        self.settle().await?;
        if let Some(refused) = self.nothing_to_send(false) {
            return self.reply(refused).await;
        }
        let answer = self.ask(Ask::Data).await?;
        if !answer.is_positive() {
            return self.say_answer(&answer);
        }
        match answer.code() {
            354 => self.say(&answer),
            _ => self.say(&Reply::new(354).text("go on; a dot alone in its line is the end")),
        }
        self.begin();
        self.coming = Some(Coming::Dotted);
        self.decoder.data(self.rules());
        Ok(())
    }

    pub(super) async fn bdat(&mut self, bytes: u64, last: bool) -> Result<(), Over> {
        self.settle().await?;
        if let Some(refused) = self.nothing_to_send(true) {
            return self.skip(bytes, refused);
        }
        if !self.is_in_message() {
            let answer = self.ask(Ask::Data).await?;
            if !answer.is_positive() {
                return self.skip(bytes, answer);
            }
            self.begin();
        }
        self.coming = Some(Coming::Counted { bytes, last });
        self.decoder.bdat(bytes, last, self.rules());
        Ok(())
    }

    /// Why no message can come now, if none can.
    fn nothing_to_send(&self, is_counted: bool) -> Option<Reply> {
        match &self.transaction {
            None => Some(refusal(503, 5, 1, "say MAIL first")),
            Some(one) if one.has_begun && !is_counted => {
                Some(refusal(503, 5, 1, "the message has begun with BDAT"))
            }
            Some(one) if one.taken == 0 => Some(refusal(554, 5, 1, "there is no valid recipient")),
            Some(_) => None,
        }
    }

    /// Bytes come, and nobody wants them.
    fn skip(&mut self, bytes: u64, why: Reply) -> Result<(), Over> {
        self.coming = Some(Coming::Nothing(why));
        self.decoder.skip(bytes);
        Ok(())
    }

    fn begin(&mut self) {
        self.message_by = Some(Instant::now() + self.times.message);
        if let Some(transaction) = &mut self.transaction {
            transaction.has_begun = true;
        }
    }

    /// The message has something in it that it must not have.
    pub(super) async fn mar(&mut self, flaw: Flaw) -> Result<(), Over> {
        let reply = match flaw {
            Flaw::TooBig(_) => self.too_big(),
            Flaw::EightBit => refusal(554, 6, 3, &flaw.to_string()),
            _ => refusal(554, 6, 0, &flaw.to_string()),
        };
        if flaw.hides_the_end() {
            // What follows may be the message, or commands that somebody has put in it.
            self.say(&reply);
            return Err(Over);
        }
        let Some(transaction) = &mut self.transaction else {
            return Ok(());
        };
        match transaction.refused.replace(reply) {
            Some(_) => Ok(()),
            None => self.tell(Ask::Reset).await,
        }
    }

    fn too_big(&self) -> Reply {
        let text = format!("a message has at most {} bytes here", self.most());
        refusal(552, 3, 4, &text)
    }

    /// What was coming has come.
    pub(super) async fn end(&mut self) -> Result<(), Over> {
        let coming = self.coming.take();
        if let Some(Coming::Nothing(why)) = coming {
            return self.say_answer(&why);
        }
        let refused = self.transaction.as_mut().and_then(|one| one.refused.take());
        let answer = match (refused, coming) {
            (Some(refused), _) => refused,
            (None, Some(Coming::Counted { bytes, last: false })) => {
                let text = format!("{bytes} bytes are here");
                self.say(&Reply::new(250).enhanced(2, 0, 0).text(text));
                return Ok(());
            }
            (None, _) => self.ask(Ask::End).await?,
        };
        if answer.is_positive() {
            self.commands = 0;
        }
        self.forget();
        self.say_answer(&answer)
    }

    /// Abandons the transaction, if there is one.
    pub(super) async fn reset(&mut self) -> Result<(), Over> {
        let had_one = self.transaction.is_some();
        self.forget();
        match had_one {
            true => self.tell(Ask::Reset).await,
            false => Ok(()),
        }
    }

    fn forget(&mut self) {
        self.transaction = None;
        self.message_by = None;
        self.decoder.abandon();
    }
}
