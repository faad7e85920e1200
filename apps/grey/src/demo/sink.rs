use super::letter::Letter;
use bytes::Bytes;
use kamaelia::prelude::*;
use kamaelia::{Handle, InboxAddress, Stop};
use kamaelia_std::chat::smtp::{Ask, Reply, SmtpServer};
use kamaelia_std::net::{TcpServer, plain};
use std::net::SocketAddr;

/// A mail server that takes all mail, and shows it.
pub(super) struct Sink {
    address: SocketAddr,
    letters: Inbox<Letter>,
    graph: Option<Handle>,
}

impl Sink {
    pub(super) async fn start() -> Result<Sink, Stop> {
        let (mut addresses, bound) = collect();
        let mut letters = Inbox::unlinked();
        let to = letters.address();
        let graph = graphline! {
            SERVER = TcpServer::new("127.0.0.1:0", move |who| Delivery::new(who.peer, to.clone()));
            BOUND  = bound;
            SERVER.bound -> BOUND.inbox;
        };
        let graph = graph.spawn();
        let Some(address) = addresses.recv().await else {
            return Err(graph
                .join()
                .await
                .err()
                .unwrap_or_else(|| Stop::fault("the mail server of the demo does not listen")));
        };
        Ok(Sink {
            address,
            letters,
            graph: Some(graph),
        })
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    /// The next letter, which has come already.
    pub(super) fn letter(&mut self) -> Option<Letter> {
        self.letters.try_recv().ok()
    }

    /// It goes away.
    pub(super) async fn stop(&mut self) -> Outcome {
        match self.graph.take() {
            None => Ok(()),
            Some(graph) => {
                graph.stop();
                graph.join().await
            }
        }
    }
}

/// One connection.
#[derive(Component)]
struct Delivery {
    #[inbox]
    inbox: Inbox<Bytes>,
    #[outbox]
    outbox: Outbox<Bytes>,
    peer: SocketAddr,
    letters: InboxAddress<Letter>,
}

impl Main for Delivery {
    async fn main(self) -> Outcome {
        let (hear, say) = plain();
        graphline! {
            HEAR    = hear;
            SESSION = SmtpServer::new("sink.example.com", self.peer);
            SAY     = say;
            TAKE    = Take::new(self.letters);

            self.inbox -> HEAR -> SESSION -> SAY -> self.outbox;
            SESSION.asks -> TAKE.inbox;
            TAKE.outbox  -> SESSION.answers with unbounded;
        }
        .run()
        .await
    }
}

/// Takes whatever comes.
#[derive(Component)]
struct Take {
    #[inbox]
    inbox: Inbox<Ask>,
    #[outbox]
    outbox: Outbox<Reply>,
    letters: InboxAddress<Letter>,
    #[state]
    letter: Letter,
}

impl Main for Take {
    async fn main(mut self) -> Outcome {
        while let Some(ask) = self.inbox.recv().await {
            let is_answered = ask.is_answered();
            let reply = match ask {
                Ask::Connected(_) => Reply::new(220).text("sink.example.com ESMTP"),
                Ask::Data => Reply::new(354).text("go on"),
                _ => Reply::new(250).enhanced(2, 0, 0).text("fine"),
            };
            match ask {
                Ask::Mail(_) | Ask::Reset => self.letter = Letter::default(),
                Ask::Recipient(recipient) => self.letter.recipients.push(recipient.to),
                Ask::Chunk(bytes) => self.letter.text += &String::from_utf8_lossy(&bytes),
                Ask::End => {
                    let letter = std::mem::take(&mut self.letter);
                    // It is there before anybody is told so.
                    self.letters.send(letter).await?;
                }
                _ => {}
            }
            if is_answered {
                self.outbox.send(reply).await?;
            }
        }
        Ok(())
    }
}
