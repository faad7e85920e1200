//! Two peers that talk over UDP: one asks, the other answers in capitals.
//!
//! ```console
//! $ cargo run -q --example udp_peers hello world
//! HELLO
//! WORLD
//! ```

use bytes::Bytes;
use kamaelia::prelude::*;
use kamaelia_std::io::ConsoleEchoer;
use kamaelia_std::net::{Datagram, PostboxPeer, SimplePeer};
use kamaelia_std::util::{DataSource, Map, Take};

#[kamaelia::main]
async fn main() -> Outcome {
    let words: Vec<Bytes> = std::env::args().skip(1).map(Bytes::from).collect();
    let (mut addresses, wheres) = collect();
    let answering = graphline! {
        PEER  = PostboxPeer::new("127.0.0.1:0".parse()?);
        SHOUT = Map::new(|question: Datagram| Datagram {
            data: question.data.to_ascii_uppercase().into(),
            address: question.address,
        });
        WHERE = wheres;

        PEER.bound -> WHERE.inbox;
        PEER -> SHOUT;
        // Nobody promises that datagrams arrive, so they need not wait for room.
        SHOUT.outbox -> PEER.inbox with drop_oldest(64);
    }
    .spawn();
    if let Some(address) = addresses.recv().await {
        graphline! {
            ANSWERS = Take::new(words.len());
            WORDS   = DataSource::new(words);
            PEER    = SimplePeer::new(address);
            PRINT   = ConsoleEchoer::new();

            WORDS -> PEER -> ANSWERS;
            ANSWERS.outbox -> PRINT.inbox
                via |answer: Datagram| String::from_utf8_lossy(&answer.data).into_owned();
        }
        .run()
        .await?;
    }
    answering.shutdown(Shutdown::Now);
    answering.join().await
}
