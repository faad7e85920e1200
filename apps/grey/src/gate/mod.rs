//! Where mail is held up or let through: [`Gate`].

mod answers;
mod doorkeeper;
mod header;
mod transaction;

pub use doorkeeper::{Doorkeeper, Pass};

use crate::policy::{Judgement, Point, Question, Rule, TraceId, Verdict};
use crate::{Clock, Counters};
use answers::to_client;
use kamaelia::Stop;
use kamaelia::prelude::*;
use kamaelia_std::chat::smtp::{Ask, Caller, Hello, Mail, Recipient, Reply};
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use transaction::Transaction;

/// Stands between a client of SMTP and the server behind, and asks the judge about each
/// recipient.
///
/// The server behind hears of a client with the first recipient who is let through, and
/// from then on what it answers is what the client is told: also at the end of a
/// message, which nobody else takes charge of.
#[derive(Component)]
pub struct Gate {
    /// What the client asks.
    #[inbox]
    inbox: Inbox<Ask>,

    /// What it is told.
    #[outbox]
    answers: Outbox<Reply>,

    /// Who wants to send to whom.
    #[outbox]
    questions: Outbox<Question>,

    /// For each question whether they may.
    #[inbox]
    judgements: Inbox<Judgement>,

    /// What the server behind is asked.
    #[outbox]
    asks: Outbox<Ask>,

    /// What it answers.
    #[inbox]
    replies: Inbox<Reply>,

    /// The name of this server, in its banner and in headers.
    server_name: Arc<str>,

    /// Who may come in.
    doorkeeper: Doorkeeper,

    clock: Clock,

    /// By what the connection is found in logs.
    #[param(default)]
    trace: Option<TraceId>,

    /// Where is counted what the server behind says.
    #[param(default)]
    counters: Counters,

    /// Whether the server behind is told of the client: no, if not said otherwise. Then a
    /// refusal to be spoken to at all is meant for this server, and no reason to refuse a
    /// message for good.
    #[param(default = false)]
    shown: bool,

    #[state]
    visit: Visit,
}

/// What is known of a client.
#[derive(Default)]
struct Visit {
    caller: Option<Caller>,
    hello: Option<Hello>,
    /// Held for as long as the client is here.
    pass: Option<Pass>,
    /// Whether the server behind has heard of the client.
    is_open: bool,
    transaction: Option<Transaction>,
}

impl Visit {
    /// Its address; that of nobody, before it was heard of.
    fn client(&self) -> IpAddr {
        let nobody = IpAddr::V6(Ipv6Addr::UNSPECIFIED);
        self.caller
            .as_ref()
            .map_or(nobody, |caller| caller.peer.ip())
    }
}

impl Main for Gate {
    async fn main(mut self) -> Outcome {
        while let Some(ask) = self.inbox.recv().await {
            let answer = match ask {
                Ask::Connected(caller) => Some(self.connected(caller)),
                Ask::Hello(hello) => self.hello(hello).await?,
                Ask::Mail(mail) => Some(self.mail(mail)),
                Ask::Recipient(recipient) => Some(self.recipient(recipient).await?),
                Ask::Data => Some(self.data().await?),
                Ask::Chunk(_) => self.pass_on(ask).await?,
                Ask::End => Some(self.end().await?),
                Ask::Reset => self.reset().await?,
                Ask::Quit => self.pass_on(ask).await?,
            };
            if let Some(answer) = answer {
                self.answers.send(answer).await?;
            }
        }
        Ok(())
    }
}

impl Gate {
    fn connected(&mut self, caller: Caller) -> Reply {
        if caller.early {
            return answers::early();
        }
        let Some(pass) = self.doorkeeper.let_in(caller.peer.ip()) else {
            return answers::too_many_connections();
        };
        self.visit.pass = Some(pass);
        // On a socket for both, one of IPv4 comes as one of IPv6. Logs and the server behind
        // are to have it as everybody writes it.
        let plain = |it: SocketAddr| SocketAddr::new(it.ip().to_canonical(), it.port());
        self.visit.caller = Some(Caller {
            peer: plain(caller.peer),
            local: caller.local.map(plain),
            ..caller
        });
        answers::banner(&self.server_name)
    }

    async fn hello(&mut self, hello: Hello) -> Result<Option<Reply>, Stop> {
        self.visit.hello = Some(hello.clone());
        if self.visit.is_open {
            self.asks.send(Ask::Hello(hello)).await?;
        }
        Ok(None)
    }

    fn mail(&mut self, mail: Mail) -> Reply {
        self.visit.transaction = Some(Transaction::new(mail));
        answers::sender_is_heard()
    }

    async fn recipient(&mut self, recipient: Recipient) -> Result<Reply, Stop> {
        let Some(transaction) = &self.visit.transaction else {
            return Ok(answers::out_of_order());
        };
        let question = self.question(
            transaction,
            std::slice::from_ref(&recipient.to),
            Point::Recipient,
        );
        let verdict = self.judge(question).await?;
        if let Some(refusal) = to_client(&verdict) {
            return Ok(refusal);
        }
        let reply = self.ask_behind(Ask::Recipient(recipient.clone())).await?;
        if reply.is_positive()
            && let Some(transaction) = &mut self.visit.transaction
        {
            transaction.accept(recipient.to, &verdict);
        }
        Ok(reply)
    }

    async fn data(&mut self) -> Result<Reply, Stop> {
        let Some(transaction) = &self.visit.transaction else {
            return Ok(answers::out_of_order());
        };
        if transaction.is_from_nobody() {
            let question = self.question(transaction, transaction.recipients(), Point::Data);
            let verdict = self.judge(question).await?;
            if let Some(refusal) = to_client(&verdict) {
                self.reset().await?;
                return Ok(refusal);
            }
            if let Some(transaction) = &mut self.visit.transaction {
                transaction.judged(&verdict);
            }
        }
        let reply = self.ask_behind(Ask::Data).await?;
        if reply.is_positive() {
            let headers = self.headers();
            self.asks.send(Ask::Chunk(headers)).await?;
        }
        Ok(reply)
    }

    async fn end(&mut self) -> Result<Reply, Stop> {
        self.visit.transaction = None;
        self.asks.send(Ask::End).await?;
        let reply = self.reply().await?;
        if reply.is_positive() {
            self.counters.message_passed();
        }
        Ok(reply)
    }

    async fn reset(&mut self) -> Result<Option<Reply>, Stop> {
        self.visit.transaction = None;
        self.pass_on(Ask::Reset).await
    }

    /// Tells the server behind, if it has heard of the client.
    async fn pass_on(&mut self, ask: Ask) -> Result<Option<Reply>, Stop> {
        if self.visit.is_open {
            self.asks.send(ask).await?;
        }
        Ok(None)
    }

    /// What the server behind says to this. It hears of client and sender first, if it
    /// has not.
    async fn ask_behind(&mut self, ask: Ask) -> Result<Reply, Stop> {
        let Visit {
            caller,
            hello,
            is_open,
            transaction,
            ..
        } = &mut self.visit;
        let news = !std::mem::replace(is_open, true);
        if news && let (Some(caller), Some(hello)) = (&*caller, &*hello) {
            self.asks.send(Ask::Connected(caller.clone())).await?;
            self.asks.send(Ask::Hello(hello.clone())).await?;
        }
        let mail = transaction.as_mut().and_then(Transaction::take_news);
        let tells_sender = mail.is_some();
        if let Some(mail) = mail {
            self.asks.send(Ask::Mail(mail)).await?;
        }
        // All of it is on its way before the first answer is waited for.
        self.asks.send(ask).await?;
        let mut before = Vec::new();
        if news {
            before.push(self.greeting().await);
        }
        if tells_sender {
            before.push(self.reply().await?);
        }
        let reply = self.reply().await?;
        let reply = match &mut self.visit.transaction {
            Some(transaction) => transaction.answered(before, reply),
            None => reply,
        };
        Ok(answers::in_a_session(reply))
    }

    /// How the server behind greets. On a connection that was kept it has done so before,
    /// to another client: only a refusal is surely said now, and counted.
    async fn greeting(&mut self) -> Reply {
        let reply = self.replies.recv().await;
        let reply = reply.unwrap_or_else(answers::nobody_behind);
        if reply.is_positive() {
            return reply;
        }
        self.counters.backend_replied(reply.code());
        match self.shown {
            true => reply,
            false => answers::for_now(&reply),
        }
    }

    async fn reply(&mut self) -> Result<Reply, Stop> {
        let reply = self.replies.recv().await;
        let reply = reply.unwrap_or_else(answers::nobody_behind);
        self.counters.backend_replied(reply.code());
        Ok(reply)
    }

    async fn judge(&mut self, question: Question) -> Result<Verdict, Stop> {
        self.questions.send(question).await?;
        let judgement = self.judgements.recv().await;
        let Some(judgement) = judgement else {
            let rule = Rule::StoreGone;
            return Ok(Verdict::Unavailable { rule });
        };
        if judgement.shadow
            && let Some(transaction) = &mut self.visit.transaction
        {
            transaction.is_only_noted(judgement.verdict);
        }
        Ok(judgement.enforced())
    }
}
