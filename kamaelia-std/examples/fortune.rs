//! A server that tells whoever comes a fortune, and a client that comes: both in
//! one program.
//!
//! ```console
//! $ cargo run -q --example fortune
//! It will all end well.
//! ```

use bytes::Bytes;
use kamaelia::prelude::*;
use kamaelia_std::io::ConsoleEchoer;
use kamaelia_std::net::{TcpClient, TcpServer};
use kamaelia_std::util::LineSplit;

const FORTUNES: [&str; 2] = [
    "It will all end well.",
    "Who shares nothing waits for nobody.",
];

/// Tells a fortune, and has said all.
#[derive(Component)]
struct Fortune {
    /// Whatever the visitor says.
    #[inbox]
    inbox: Inbox<Bytes>,
    /// The fortune.
    #[outbox]
    outbox: Outbox<Bytes>,
}

impl Main for Fortune {
    async fn main(mut self) -> Outcome {
        drop(self.inbox);
        let fortune = kamaelia::random().choice(FORTUNES).unwrap_or_default();
        self.outbox.send(format!("{fortune}\n").into()).await?;
        Ok(())
    }
}

#[kamaelia::main]
async fn main() -> Outcome {
    let (mut addresses, wheres) = collect();
    let server = graphline! {
        SERVER = TcpServer::new("127.0.0.1:0", |_| Fortune::new());
        WHERE  = wheres;

        SERVER.bound -> WHERE.inbox;
    }
    .spawn();
    if let Some(address) = addresses.recv().await {
        let client = pipeline![
            TcpClient::new(address),
            LineSplit::new(),
            ConsoleEchoer::new()
        ];
        client.run().await?;
    }
    server.stop();
    server.join().await
}
