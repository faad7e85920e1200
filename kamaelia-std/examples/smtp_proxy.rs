//! Passes mail on to a server behind it, which says itself what it takes: `cargo run -q
//! --features mail --example smtp_proxy 127.0.0.1:2525 127.0.0.1:25`, then
//! `swaks -s 127.0.0.1:2525 -t jo@example.org`.

use kamaelia::prelude::*;
use kamaelia_std::chat::smtp::{SmtpClient, SmtpServer};
use kamaelia_std::io::ConsoleEchoer;
use kamaelia_std::net::{TcpServer, plain};

/// What happens in one connection.
#[derive(Component)]
struct Proxy {
    #[inbox]
    inbox: Inbox<bytes::Bytes>,
    #[outbox]
    outbox: Outbox<bytes::Bytes>,
    peer: std::net::SocketAddr,
    backend: String,
}

impl Main for Proxy {
    async fn main(self) -> Outcome {
        let (hear, say) = plain();
        let proxy = graphline! {
            HEAR    = hear;
            SERVER  = SmtpServer::new("proxy.example", self.peer);
            SAY     = say;
            BACKEND = SmtpClient::new(self.backend, "proxy.example");

            self.inbox -> HEAR -> SERVER -> SAY -> self.outbox;
            // The final word about a message is that of the server behind.
            SERVER.asks -> BACKEND -> SERVER.answers with unbounded;
        };
        proxy.run().await
    }
}

#[kamaelia::main]
async fn main() -> Outcome {
    let mut words = std::env::args().skip(1);
    let address = words.next().unwrap_or("127.0.0.1:2525".into());
    let backend = words.next().unwrap_or("127.0.0.1:25".into());
    let server = graphline! {
        SERVER = TcpServer::new(address, move |from| Proxy::new(from.peer, backend.clone()))
            .read_until_protocol_ends();
        PRINT  = ConsoleEchoer::new();
        SERVER.bound -> PRINT.inbox via |address| format!("listening on {address}");
    };
    server.run().await
}
