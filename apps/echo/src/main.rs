//! Says every line back in upper case, numbered and measured.

mod config;
mod input;
mod join;
mod number;

use crate::config::Config;
use crate::input::Input;
use crate::join::{Join, letters, shout, words};
use crate::number::Number;
use bytes::Bytes;
use clap::Parser;
use kamaelia::prelude::*;
use kamaelia::{BoxedGraph, Stage};
use kamaelia_std::io::{Console, ConsoleEchoer};
use kamaelia_std::net::TcpServer;
use kamaelia_std::util::{DataSource, LineSplit, Map};

#[kamaelia::main]
async fn main() -> Outcome {
    let config = Config::parse();
    if config.graph {
        return print(Echo::new().graph().topology().to_string()).await;
    }
    let grace = config.grace;
    if let Some(address) = config.listen.clone() {
        return graphline! {
            SERVER = TcpServer::new(address, move |_| protocol(&config)).delimiter(b'\n');
            REPORT = ConsoleEchoer::new().to(Console::Error).tag("echo: ");

            SERVER.bound  -> REPORT.inbox via |address| format!("listening on {address}");
            SERVER.faults -> REPORT.inbox via |fault| fault.to_string();
        }
        .grace(grace)
        .run()
        .await;
    }
    graphline! {
        INPUT  = Input::new(config);
        ECHO   = Echo::new();
        PRINT  = ConsoleEchoer::new();
        REPORT = ConsoleEchoer::new().to(Console::Error).tag("echo: ");

        INPUT -> ECHO -> PRINT;
        INPUT.errors -> REPORT.inbox;
        PRINT.signal -> INPUT.done;
    }
    .grace(grace)
    .run()
    .await
}

/// What happens to every line, wherever it comes from.
#[derive(Component)]
struct Echo {
    /// Lines of text.
    #[inbox]
    inbox: Inbox<String>,

    /// For each of them one that says it back, in the same order.
    #[outbox]
    outbox: Outbox<String>,
}

impl Echo {
    fn graph(self) -> BoxedGraph {
        graphline! {
            NUMBER  = Number::new();
            SHOUT   = Map::new(shout);
            WORDS   = Map::new(words);
            LETTERS = Map::new(letters);
            JOIN    = Join::new();
            LAYOUT  = Map::new(|reply| format!("{reply}"));

            self.inbox -> NUMBER -> [SHOUT, WORDS, LETTERS];

            SHOUT   -> JOIN;
            WORDS   -> JOIN;
            LETTERS -> JOIN;
            JOIN -> LAYOUT -> self.outbox;
        }
        .boxed()
    }
}

impl Main for Echo {
    async fn main(self) -> Outcome {
        self.graph().run().await
    }
}

/// [`Echo`] for one connection: bytes in, bytes out.
fn protocol(config: &Config) -> impl Stage<Bytes, Bytes> + use<> {
    pipeline![
        LineSplit::new()
            .limit(config.limit)
            .on_bad_line(config.bad_lines.into()),
        Echo::new(),
        Map::new(|line: String| Bytes::from(line + "\n")),
    ]
}

async fn print(text: String) -> Outcome {
    let text = text.trim_end().to_owned();
    pipeline![DataSource::new([text]), ConsoleEchoer::new()]
        .run()
        .await
}
