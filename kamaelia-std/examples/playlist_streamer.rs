//! A server that sends its files, one after another, to whoever comes.
//!
//! ```console
//! $ cargo run -q --example playlist_streamer 127.0.0.1:1601 first.mp3 second.mp3
//! listening on 127.0.0.1:1601
//! ```
//!
//! Then, elsewhere: `nc 127.0.0.1 1601 >both.mp3`.

use bytes::Bytes;
use kamaelia::chassis::Carousel;
use kamaelia::prelude::*;
use kamaelia_std::flow::ForwardIteratingChooser;
use kamaelia_std::io::{ConsoleEchoer, FileReader};
use kamaelia_std::net::TcpServer;
use kamaelia_std::types::ForwardStep;

/// Sends what is in its files, one after another.
#[derive(Component)]
struct Playlist {
    /// What the listener says, which is of no interest.
    #[inbox]
    inbox: Inbox<Bytes>,
    /// The files, in pieces.
    #[outbox]
    outbox: Outbox<Bytes>,
    files: Vec<String>,
}

impl Main for Playlist {
    async fn main(self) -> Outcome {
        drop(self.inbox);
        graphline! {
            CHOOSE = ForwardIteratingChooser::new(self.files);
            // One reader at a time, made of the last name; its end asks for another.
            PLAY   = Carousel::new(FileReader::new);

            CHOOSE.outbox     -> PLAY.next;
            PLAY.request_next -> CHOOSE.inbox with unbounded via |()| ForwardStep::Next;
            PLAY.outbox       -> self.outbox;
        }
        .run()
        .await
    }
}

#[kamaelia::main]
async fn main() -> Outcome {
    let mut arguments = std::env::args().skip(1);
    let address = arguments.next().unwrap_or("127.0.0.1:1601".to_owned());
    let files: Vec<String> = arguments.collect();
    graphline! {
        SERVER = TcpServer::new(address, move |_| Playlist::new(files.clone()));
        PRINT  = ConsoleEchoer::new();
        SERVER.bound  -> PRINT.inbox via |address| format!("listening on {address}");
        SERVER.faults -> PRINT.inbox via |fault| fault.to_string();
    }
    .run()
    .await
}
