//! A server to chat with, which learns to talk from all its connections together.
//!
//! `cargo run -q --example markov_chat 127.0.0.1:1601`, and elsewhere, as often as you
//! like, `nc 127.0.0.1 1601`.

use bytes::Bytes;
use kamaelia::Stage;
use kamaelia::prelude::*;
use kamaelia_std::io::ConsoleEchoer;
use kamaelia_std::net::TcpServer;
use kamaelia_std::util::{LineSplit, Map};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// For each word, those that have followed it.
#[derive(Default)]
pub(crate) struct Chain(HashMap<String, Vec<String>>);

impl Chain {
    /// Learns from a line, and says something that begins as the line does.
    fn answer(&mut self, line: &str) -> String {
        let words: Vec<&str> = line.split_whitespace().collect();
        for pair in words.windows(2) {
            let followers = self.0.entry(pair[0].to_owned()).or_default();
            followers.push(pair[1].to_owned());
        }
        let mut chance = kamaelia::random();
        let mut said: Vec<&str> = words.into_iter().take(1).collect();
        while let Some(followers) = said.last().and_then(|word| self.0.get(*word))
            && let Some(next) = chance.choice(followers)
            && said.len() < 12
        {
            said.push(next);
        }
        said.join(" ") + "\n"
    }
}

/// What happens in one connection. It needs no socket.
pub(crate) fn protocol(chain: Arc<Mutex<Chain>>) -> impl Stage<Bytes, Bytes> {
    let answer = move |line: String| {
        let mut chain = chain.lock().unwrap_or_else(PoisonError::into_inner);
        Bytes::from(chain.answer(&line))
    };
    pipeline![LineSplit::new(), Map::new(answer)]
}

#[kamaelia::main]
async fn main() -> Outcome {
    let address = std::env::args().nth(1);
    let address = address.as_deref().unwrap_or("127.0.0.1:1601");
    let chain = Arc::<Mutex<Chain>>::default();
    graphline! {
        SERVER = TcpServer::new(address, move |_| protocol(chain.clone()));
        PRINT  = ConsoleEchoer::new();
        SERVER.bound -> PRINT.inbox via |address| format!("listening on {address}");
    }
    .run()
    .await
}
