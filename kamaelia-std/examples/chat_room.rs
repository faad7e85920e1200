//! A chat room: what one says, all hear. Behind its server stands a backplane, where each
//! connection publishes and subscribes.
//!
//! `cargo run -q --example chat_room 127.0.0.1:1601`, and elsewhere, as often as you
//! like, `nc 127.0.0.1 1601`.

use bytes::Bytes;
use kamaelia::prelude::*;
use kamaelia::{Backplane, PublishTo, SubscribeTo};
use kamaelia_std::io::ConsoleEchoer;
use kamaelia_std::net::TcpServer;
use kamaelia_std::util::LineSplit;
use std::net::SocketAddr;

/// What happens in one connection.
#[derive(Component)]
struct Visitor {
    /// What the visitor says.
    #[inbox]
    inbox: Inbox<Bytes>,
    /// What all say.
    #[outbox]
    outbox: Outbox<Bytes>,
    name: SocketAddr,
}

impl Main for Visitor {
    async fn main(self) -> Outcome {
        let name = self.name;
        graphline! {
            // First, so that whoever speaks at once hears it.
            HEAR  = SubscribeTo::<String>::named("room");
            LINES = LineSplit::new();
            SAY   = PublishTo::named("room");
            self.inbox -> LINES;
            LINES.outbox -> SAY.inbox via move |line| format!("{name}: {line}\n");
            HEAR.outbox -> self.outbox via Bytes::from;
            // Who has said all goes.
            SAY.signal -> HEAR.control;
        }
        .run()
        .await
    }
}

#[kamaelia::main]
async fn main() -> Outcome {
    let address = std::env::args().nth(1);
    let address = address.as_deref().unwrap_or("127.0.0.1:1601");
    graphline! {
        SERVER = TcpServer::new(address, |visitor| Visitor::new(visitor.peer));
        ROOM   = Backplane::<String>::named("room");
        PRINT  = ConsoleEchoer::new();

        SERVER.signal -> ROOM.control;
        SERVER.bound  -> PRINT.inbox via |address| format!("listening on {address}");
    }
    .run()
    .await
}
