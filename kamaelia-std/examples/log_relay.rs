//! Collects the lines of many programs in one file, and relays them to who watches:
//! `cargo run -q --example log_relay log.txt 127.0.0.1:1601 127.0.0.1:1602`, then
//! elsewhere `nc 127.0.0.1 1602` to watch, and `date | nc 127.0.0.1 1601`.

use bytes::Bytes;
use kamaelia::prelude::*;
use kamaelia::{Backplane, BackplaneAddress, Policy, PublishTo, SubscribeTo};
use kamaelia_std::io::{ConsoleEchoer, FileWriter};
use kamaelia_std::net::TcpServer;
use kamaelia_std::util::{LineSplit, Map};

/// A connection that watches.
#[derive(Component)]
struct Watcher {
    #[inbox]
    inbox: Inbox<Bytes>,
    #[outbox]
    outbox: Outbox<Bytes>,
    log: BackplaneAddress<String>,
}

impl Main for Watcher {
    async fn main(mut self) -> Outcome {
        let mut lines = self.log.subscribe()?;
        self.outbox.send("watching\n".into()).await?;
        while let Some(line) = lines.recv().await {
            self.outbox.send(whole(line)).await?;
        }
        Ok(())
    }
}

fn whole(line: String) -> Bytes {
    Bytes::from(line + "\n")
}

#[kamaelia::main]
async fn main() -> Outcome {
    let mut arguments = std::env::args().skip(1);
    let mut next = |default: &str| arguments.next().unwrap_or(default.to_owned());
    let [file, here, there] = ["log.txt", "127.0.0.1:1601", "127.0.0.1:1602"].map(&mut next);
    let collecting = |_: &_| pipeline![LineSplit::new(), PublishTo::named("log"), Map::new(whole)];
    let log = Backplane::named("log");
    let watched = log.address();
    graphline! {
        COLLECT = TcpServer::new(here, collecting);
        RELAY   = TcpServer::new(there, move |_| Watcher::new(watched.clone()));
        LOG     = log;
        // The file loses nothing: who logs waits for it.
        ALL     = SubscribeTo::named("log").policy(Policy::capacity(64));
        FILE    = FileWriter::new(file).append(true);
        PRINT   = ConsoleEchoer::new();
        ALL.outbox     -> FILE.inbox via whole;
        COLLECT.signal -> LOG.control;
        COLLECT.bound  -> PRINT.inbox via |address| format!("collecting on {address}");
        RELAY.bound    -> PRINT.inbox via |address| format!("relaying on {address}");
    }
    .run()
    .await
}
