//! Who asks a client: [`Client`].

use bytes::Bytes;
use kamaelia::prelude::*;
use kamaelia::{Collector, Feeder, Handle};
use kamaelia_std::chat::smtp::{
    Ask, Caller, ClientTimes, Extensions, Hello, Mail, Recipient, Reply, SmtpClient, SmtpTrouble,
};
use std::fmt::Display;
use std::time::Duration;

/// A client that runs.
pub(crate) struct Client {
    pub(crate) asks: Feeder<Ask>,
    pub(crate) replies: Collector<Reply>,
    pub(crate) troubles: Collector<SmtpTrouble>,
    pub(crate) found: Collector<Extensions>,
    pub(crate) graph: Handle,
}

/// A client of the server at this address.
pub(crate) fn client(address: impl Display) -> SmtpClient {
    let times = ClientTimes {
        // Those that follow a script do not say goodbye.
        quit: Duration::from_millis(1),
        ..ClientTimes::default()
    };
    SmtpClient::new(address, "here.example.org").times(times)
}

impl Client {
    pub(crate) fn start(client: SmtpClient) -> Client {
        let (asks, source) = feed();
        let (replies, sink) = collect();
        let (troubles, reports) = collect();
        let (found, extensions) = collect();
        let graph = graphline! {
            SOURCE   = source;
            CLIENT   = client;
            SINK     = sink;
            TROUBLES = reports;
            FOUND    = extensions;

            SOURCE -> CLIENT -> SINK;
            CLIENT.troubles -> TROUBLES.inbox;
            CLIENT.found -> FOUND.inbox;
        };
        Client {
            asks,
            replies,
            troubles,
            found,
            graph: graph.spawn(),
        }
    }

    /// Asks all of these at once.
    pub(crate) async fn say(&mut self, asks: impl IntoIterator<Item = Ask>) {
        let sent = self.asks.send_all(asks).await;
        sent.expect("the client runs");
    }

    /// The next reply, in one line.
    pub(crate) async fn hear(&mut self) -> String {
        let reply = self.replies.recv().await;
        reply.expect("the client answers").to_string()
    }

    pub(crate) async fn ask(&mut self, ask: Ask) -> String {
        self.say([ask]).await;
        self.hear().await
    }

    /// What is answered to a whole message that has this in it, up to the first refusal.
    pub(crate) async fn send(&mut self, content: impl Into<Bytes>) -> String {
        for ask in [mail("a@example.org"), to("b@example.org"), Ask::Data] {
            let reply = self.ask(ask).await;
            if !reply.starts_with(['2', '3']) {
                return reply;
            }
        }
        self.say([Ask::Chunk(content.into()), Ask::End]).await;
        self.hear().await
    }

    /// Nothing more is asked, and nothing was said that was not heard.
    pub(crate) async fn end(mut self) {
        drop(self.asks);
        assert_eq!(self.replies.recv().await, None);
        self.graph.join().await.expect("a client has no faults");
    }
}

pub(crate) fn connected() -> Ask {
    Ask::Connected(Caller {
        peer: "192.0.2.7:4012".parse().expect("it is an address"),
        local: Some("192.0.2.1:25".parse().expect("it is an address")),
        early: false,
    })
}

pub(crate) fn hello(name: &str) -> Ask {
    Ask::Hello(Hello {
        name: name.to_owned(),
        esmtp: true,
        secured: None,
    })
}

/// MAIL from this address, with what stands behind it.
pub(crate) fn mail(text: &str) -> Ask {
    let mut words = text.split(' ');
    let from = words.next().filter(|from| !from.is_empty());
    Ask::Mail(Mail {
        from: from.map(|from| from.parse().expect("it is an address")),
        params: words
            .map(|word| word.parse().expect("it is a parameter"))
            .collect(),
    })
}

/// RCPT to this address, with what stands behind it.
pub(crate) fn to(text: &str) -> Ask {
    let mut words = text.split(' ');
    let to = words.next().expect("there is a recipient");
    Ask::Recipient(Recipient {
        to: to.parse().expect("it is an address"),
        params: words
            .map(|word| word.parse().expect("it is a parameter"))
            .collect(),
    })
}

pub(crate) fn chunk(text: &'static str) -> Ask {
    Ask::Chunk(Bytes::from_static(text.as_bytes()))
}
