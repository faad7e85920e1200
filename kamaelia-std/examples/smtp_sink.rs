//! Takes all mail, prints from whom and for whom it is, and keeps none: `cargo run -q
//! --features mail --example smtp_sink`, then `swaks -s 127.0.0.1:2525 -t jo@example.org`.

use kamaelia::prelude::*;
use kamaelia_std::chat::smtp::{Ask, Reply, SmtpServer};
use kamaelia_std::io::ConsoleEchoer;
use kamaelia_std::net::{TcpServer, plain};
use kamaelia_std::util::FlatMap;

/// What happens in one connection.
#[derive(Component)]
struct Session {
    #[inbox]
    inbox: Inbox<bytes::Bytes>,
    #[outbox]
    outbox: Outbox<bytes::Bytes>,
    peer: std::net::SocketAddr,
}

impl Main for Session {
    async fn main(self) -> Outcome {
        let (hear, say) = plain();
        let mut envelope = String::new();
        let session = graphline! {
            HEAR   = hear;
            SERVER = SmtpServer::new("sink.example", self.peer);
            SAY    = say;
            ANSWER = FlatMap::new(|ask: Ask| match ask {
                Ask::Connected(_) => Some(Reply::new(220).text("sink.example ESMTP")),
                ask => ask.is_answered().then(|| Reply::new(250).enhanced(2, 0, 0).text("fine")),
            });
            TELL   = FlatMap::new(move |ask: Ask| {
                match ask {
                    Ask::Mail(mail) => envelope = mail.from.map_or("<>".into(), |a| a.to_string()),
                    Ask::Recipient(recipient) => envelope += &format!(" -> {}", recipient.to),
                    Ask::End => return Some(std::mem::take(&mut envelope)),
                    _ => {}
                }
                None
            });
            PRINT  = ConsoleEchoer::new();
            self.inbox -> HEAR -> SERVER -> SAY -> self.outbox;
            SERVER.asks -> [ANSWER.inbox, TELL.inbox];
            ANSWER -> SERVER.answers with unbounded;
            TELL -> PRINT;
        };
        session.run().await
    }
}

#[kamaelia::main]
async fn main() -> Outcome {
    let address = std::env::args().nth(1).unwrap_or("127.0.0.1:2525".into());
    let server = graphline! {
        SERVER = TcpServer::new(address, |from| Session::new(from.peer)).read_until_protocol_ends();
        PRINT  = ConsoleEchoer::new();
        SERVER.bound -> PRINT.inbox via |address| format!("listening on {address}");
    };
    server.run().await
}
