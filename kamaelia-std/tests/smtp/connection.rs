//! A server of mail behind a real socket.

use crate::talk::{Log, answers, yes};
use bytes::Bytes;
use kamaelia::prelude::*;
use kamaelia::{Collector, Handle};
use kamaelia_std::chat::smtp::{Extensions, SmtpServer};
use kamaelia_std::net::tls::{ServerTls, start_tls};
use kamaelia_std::net::{ConnectionFault, TcpServer};
use std::net::SocketAddr;

#[derive(Component)]
struct Session {
    #[inbox]
    inbox: Inbox<Bytes>,
    #[outbox]
    outbox: Outbox<Bytes>,
    peer: SocketAddr,
    tls: ServerTls,
    log: Log,
}

impl Main for Session {
    async fn main(self) -> Outcome {
        let (hear, say) = start_tls(&self.tls);
        graphline! {
            HEAR   = hear;
            SERVER = SmtpServer::new("b.example", self.peer).extensions(Extensions::all());
            SAY    = say;
            ANSWER = answers(self.log, yes);

            self.inbox -> HEAR -> SERVER -> SAY -> self.outbox;
            SERVER.asks -> ANSWER.inbox;
            ANSWER -> SERVER.answers with unbounded;
        }
        .run()
        .await
    }
}

pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    pub(crate) log: Log,
    pub(crate) faults: Collector<ConnectionFault>,
    graph: Handle,
}

impl Server {
    pub(crate) async fn new(tls: ServerTls) -> Server {
        let (mut addresses, wheres) = collect();
        let (faults, reports) = collect();
        let log = Log::default();
        let notes = log.clone();
        let graph = graphline! {
            SERVER = TcpServer::new("127.0.0.1:0", move |from| {
                Session::new(from.peer, tls.clone(), notes.clone())
            });
            WHERE  = wheres;
            FAULTS = reports;

            SERVER.bound  -> WHERE.inbox;
            SERVER.faults -> FAULTS.inbox;
        }
        .spawn();
        let address = addresses.recv().await.expect("it listens");
        Server {
            address,
            log,
            faults,
            graph,
        }
    }

    /// Ends it; gives what was asked, apart from who was there.
    pub(crate) async fn end(self) -> Vec<String> {
        self.graph.stop();
        self.graph.join().await.unwrap();
        let asked = self.log.all().into_iter();
        asked.filter(|ask| !ask.starts_with("connected")).collect()
    }
}
