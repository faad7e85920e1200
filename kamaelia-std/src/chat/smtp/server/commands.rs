//! Commands, and where each may stand (RFC 5321 4.1.4).

use super::session::{Over, Session};
use super::waits::Event;
use crate::chat::smtp::{Ask, Command, Flaw, Hello, Reply};
use crate::net::{Heard, Said};
use tokio::time::Instant;

fn fine(text: &str) -> Reply {
    Reply::new(250).enhanced(2, 0, 0).text(text)
}

impl Session {
    pub(super) async fn command(&mut self, line: &[u8]) -> Result<(), Over> {
        self.heed().await?;
        self.commands += 1;
        if self.commands > self.limits.commands {
            // Recipients that are taken do not count.
            self.settle().await?;
        }
        if self.commands > self.limits.commands {
            return self.close(
                Reply::new(421).enhanced(4, 7, 0),
                "there were too many commands",
            );
        }
        match Command::parse(line, &self.extensions) {
            Ok(Command::Hello { name, esmtp }) => self.say_hello(name, esmtp).await,
            Ok(Command::Mail(mail)) => self.mail(mail).await,
            Ok(Command::Recipient(recipient)) => self.recipient(recipient).await,
            Ok(Command::Data) => self.data().await,
            Ok(Command::Bdat { bytes, last }) => self.bdat(bytes, last).await,
            Ok(Command::Reset) => {
                self.settle().await?;
                self.reset().await?;
                self.reply(fine("forgotten")).await
            }
            Ok(Command::Noop) => self.reply(fine("done")).await,
            Ok(Command::Verify) => {
                let text = "nobody is named here; send the message, and see";
                self.reply(Reply::new(252).enhanced(2, 0, 0).text(text))
                    .await
            }
            Ok(Command::Help) => {
                let text = "this is SMTP as in RFC 5321";
                self.reply(Reply::new(214).enhanced(2, 0, 0).text(text))
                    .await
            }
            Ok(Command::StartTls) => self.start_tls().await,
            Ok(Command::Quit) => self.quit().await,
            Err(reply) if has_bytes_behind(line) => {
                // How many, nobody knows: they cannot be told from commands.
                self.reply(reply).await?;
                Err(Over)
            }
            Err(reply) => self.bad(reply).await,
        }
    }

    pub(super) async fn no_command(&mut self, flaw: Flaw) -> Result<(), Over> {
        self.commands += 1;
        self.bad(Reply::new(500).enhanced(5, 5, 2).text(flaw.to_string()))
            .await
    }

    /// Says what was wrong with a command, and maybe that it was enough.
    pub(super) async fn bad(&mut self, reply: Reply) -> Result<(), Over> {
        self.settle().await?;
        self.bad_commands += 1;
        if self.bad_commands > self.limits.bad_commands {
            return self.close(
                Reply::new(421).enhanced(4, 7, 0),
                "there were too many bad commands",
            );
        }
        self.say(&reply);
        Ok(())
    }

    async fn say_hello(&mut self, name: String, esmtp: bool) -> Result<(), Over> {
        self.settle().await?;
        self.reset().await?;
        self.hello = Some(esmtp);
        let secured = self.secured.clone();
        self.tell(Ask::Hello(Hello {
            name,
            esmtp,
            secured,
        }))
        .await?;
        let mut reply = Reply::new(250).text(&self.name);
        if esmtp {
            for keyword in self.extensions.keywords() {
                reply = reply.text(keyword);
            }
        }
        self.say(&reply);
        Ok(())
    }

    async fn quit(&mut self) -> Result<(), Over> {
        self.settle().await?;
        self.tell(Ask::Quit).await?;
        let text = format!("{} closes the connection", self.name);
        self.say(&Reply::new(221).enhanced(2, 0, 0).text(text));
        Err(Over)
    }

    /// What was heard before counts no more: neither what the client has said of itself,
    /// nor what has come behind this command, which anybody could have put there
    /// (RFC 3207 4.2 and 6).
    async fn start_tls(&mut self) -> Result<(), Over> {
        self.settle().await?;
        if self.hello != Some(true) {
            return self
                .bad(Reply::new(503).enhanced(5, 5, 1).text("say EHLO first"))
                .await;
        }
        self.reset().await?;
        self.say(&Reply::new(220).enhanced(2, 0, 0).text("go on with TLS"));
        let last = self.out.split().freeze();
        self.outbox
            .send(Said::StartTls(last))
            .await
            .map_err(|_| Over)?;
        let by = Instant::now() + self.times.command;
        loop {
            match self.control.next(&mut self.inbox, by).await {
                Event::Came(Heard::Secured(session)) => {
                    self.secured = Some(session);
                    break;
                }
                Event::Came(Heard::Bytes(_)) => {}
                // There is no way to say anything.
                Event::Over | Event::Late | Event::Told => return Err(Over),
            }
        }
        self.decoder.clear();
        self.hello = None;
        self.extensions.start_tls = false;
        Ok(())
    }
}

/// Whether this is BDAT, behind which bytes come that are no commands.
fn has_bytes_behind(line: &[u8]) -> bool {
    let verb = line.get(..4);
    verb.is_some_and(|verb| verb.eq_ignore_ascii_case(b"BDAT"))
}
