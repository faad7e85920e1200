//! Who writes in the story, and how.

use kamaelia::prelude::*;
use kamaelia::{Collector, Feeder, Stop};
use kamaelia_std::chat::smtp::{Ask, Caller, Hello, Mail, Recipient, Reply, SmtpClient};
use kamaelia_std::net::ProxyVersion;
use std::net::{IpAddr, SocketAddr};

/// A mail server somewhere, and whose mail it has.
pub(super) struct Person {
    pub(super) host: &'static str,
    pub(super) address: IpAddr,
    /// Nobody, if it is empty.
    pub(super) from: &'static str,
}

/// What a mail server is told.
pub(super) struct Told {
    /// At each recipient.
    pub(super) recipients: Vec<Reply>,
    /// At the message, if it was asked for.
    pub(super) message: Option<Reply>,
}

impl Person {
    /// Tries to deliver a message to these.
    pub(super) async fn write(&self, server: SocketAddr, to: &[&str]) -> Result<Told, Stop> {
        let (asks, source) = feed();
        let (replies, sink) = collect();
        let client = SmtpClient::new(server, self.host).proxy(Some(ProxyVersion::V2));
        let graph = graphline! {
            ASKS    = source;
            CLIENT  = client;
            REPLIES = sink;
            ASKS -> CLIENT -> REPLIES;
        };
        let graph = graph.spawn();
        let told = Dialogue { asks, replies }.write(self, server, to).await;
        graph.join().await?;
        told
    }
}

struct Dialogue {
    asks: Feeder<Ask>,
    replies: Collector<Reply>,
}

impl Dialogue {
    async fn write(
        mut self,
        person: &Person,
        server: SocketAddr,
        to: &[&str],
    ) -> Result<Told, Stop> {
        let params = Vec::new;
        let caller = Caller {
            peer: (person.address, 40_000).into(),
            local: Some(server),
            early: false,
        };
        self.ask(Ask::Connected(caller)).await?;
        let hello = Hello {
            name: person.host.to_owned(),
            esmtp: true,
            secured: None,
        };
        self.asks.send(Ask::Hello(hello)).await?;
        let from = (!person.from.is_empty()).then(|| person.from.parse());
        let mail = Mail {
            from: from.transpose()?,
            params: params(),
        };
        self.ask(Ask::Mail(mail)).await?;
        let mut recipients = Vec::new();
        for to in to {
            let recipient = Recipient {
                to: to.parse()?,
                params: params(),
            };
            recipients.push(self.ask(Ask::Recipient(recipient)).await?);
        }
        let mut message = None;
        if recipients.iter().any(Reply::is_positive) {
            let mut reply = self.ask(Ask::Data).await?;
            if reply.is_positive() {
                let text = "Subject: hello\r\n\r\nHow are you?\r\n";
                self.asks.send(Ask::Chunk(text.into())).await?;
                reply = self.ask(Ask::End).await?;
            }
            message = Some(reply);
        }
        self.asks.send(Ask::Quit).await?;
        Ok(Told {
            recipients,
            message,
        })
    }

    async fn ask(&mut self, ask: Ask) -> Result<Reply, Stop> {
        self.asks.send(ask).await?;
        let reply = self.replies.recv().await;
        reply.ok_or_else(|| Stop::fault("the client has gone"))
    }
}
