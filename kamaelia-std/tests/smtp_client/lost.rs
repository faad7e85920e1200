//! Servers that go, are silent, or make no sense: none is a fault, and nothing is
//! answered positively that they have not.

use crate::asking::{Client, chunk, client, connected, mail, to};
use crate::port::Port;
use crate::script::{Peer, Server};
use bytes::Bytes;
use kamaelia_std::chat::smtp::{Ask, ReplyDecoder};
use tokio::io::AsyncReadExt;
use tokio::join;

const CLOSED: &str = "451 4.4.2 the server behind has closed the connection";
const SILENT: &str = "451 4.4.2 the server behind does not answer";
const NONSENSE: &str = "451 4.4.2 the server behind makes no sense";

/// Where a server fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Banner,
    Ehlo,
    Mail,
    Recipient,
    Data,
    End,
}

const STEPS: [Step; 6] = [
    Step::Banner,
    Step::Ehlo,
    Step::Mail,
    Step::Recipient,
    Step::Data,
    Step::End,
];

/// A server that does well up to this step.
async fn up_to(server: &Server, step: Step) -> Peer {
    let mut peer = server.accept().await;
    if step == Step::Banner {
        return peer;
    }
    peer.say("220 hello").await;
    for (at, line, reply) in [
        (Step::Ehlo, "EHLO here.example.org\r\n", "250 hello"),
        (Step::Mail, "MAIL FROM:<a@example.org>\r\n", "250 a"),
        (Step::Recipient, "RCPT TO:<b@example.org>\r\n", "250 b"),
        (Step::Data, "DATA\r\n", "354 go"),
        (Step::End, "hello\r\n.\r\n", "250 taken"),
    ] {
        peer.hear_bytes(line).await;
        if step == at {
            break;
        }
        peer.say(reply).await;
    }
    peer
}

/// Asks all of a message, whatever is answered; gives the first reply that is negative,
/// and checks that those behind it are the same.
async fn send_all(client: &mut Client) -> String {
    let mut refusal = None;
    for ask in [mail("a@example.org"), to("b@example.org"), Ask::Data] {
        let reply = client.ask(ask).await;
        if !reply.starts_with(['2', '3']) {
            assert_eq!(*refusal.get_or_insert(reply.clone()), reply);
        }
    }
    if let Some(refusal) = refusal {
        return refusal;
    }
    client.say([chunk("hello\r\n"), Ask::End]).await;
    client.hear().await
}

#[tokio::test]
async fn a_server_that_goes_is_a_refusal_for_now_at_every_step() {
    for step in STEPS {
        let server = Server::start().await;
        let mut client = Client::start(client(server.address));
        let script = async {
            drop(up_to(&server, step).await);
            // The next transaction finds another connection.
            drop(up_to(&server, Step::Banner).await);
        };
        let asking = async {
            assert_eq!(send_all(&mut client).await, CLOSED, "{step:?}");
            assert_eq!(client.ask(mail("c@example.org")).await, CLOSED, "{step:?}");
            client.end().await;
        };
        join!(script, asking);
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_is_silent_is_a_refusal_for_now_at_every_step() {
    for step in STEPS {
        let server = Server::start().await;
        let mut client = Client::start(client(server.address));
        let script = async {
            let mut peer = up_to(&server, step).await;
            // Until the client has had enough.
            peer.rest().await;
        };
        let asking = async {
            assert_eq!(send_all(&mut client).await, SILENT, "{step:?}");
            client.end().await;
        };
        join!(script, asking);
    }
}

#[tokio::test]
async fn a_server_that_says_goodbye_is_a_refusal_for_now_with_its_words() {
    for step in STEPS {
        let server = Server::start().await;
        let mut client = Client::start(client(server.address));
        let script = async {
            let mut peer = up_to(&server, step).await;
            peer.say("421 4.3.2 I am tired").await;
        };
        let asking = async {
            let words = "451 4.3.2 the server behind refuses I am tired";
            assert_eq!(send_all(&mut client).await, words, "{step:?}");
            client.end().await;
        };
        join!(script, asking);
    }
}

#[tokio::test]
async fn a_server_that_makes_no_sense_is_a_refusal_for_now_at_every_step() {
    let long = format!("250 {}", "x".repeat(ReplyDecoder::LINE));
    let many = vec!["250-x"; ReplyDecoder::LINES].join("\n");
    for nonsense in ["hello", "999 x", "\0\0\0", &long, &many] {
        for step in STEPS {
            let server = Server::start().await;
            let mut client = Client::start(client(server.address));
            let script = async {
                let mut peer = up_to(&server, step).await;
                peer.say(nonsense).await;
                peer.rest().await;
            };
            let asking = async {
                let reply = send_all(&mut client).await;
                assert_eq!(reply, NONSENSE, "{step:?}: {nonsense}");
                client.end().await;
            };
            join!(script, asking);
        }
    }
}

/// Above all, 354 is no reply to the end of a message, and 250 none to DATA.
#[tokio::test]
async fn a_positive_reply_to_something_else_is_none() {
    for (step, reply) in [
        (Step::Mail, "354 go"),
        (Step::Recipient, "354 go"),
        (Step::Data, "250 taken"),
        (Step::End, "354 go"),
    ] {
        let server = Server::start().await;
        let mut client = Client::start(client(server.address));
        let script = async {
            let mut peer = up_to(&server, step).await;
            peer.say(reply).await;
            peer.rest().await;
        };
        let asking = async {
            assert_eq!(send_all(&mut client).await, NONSENSE, "{step:?}");
            client.end().await;
        };
        join!(script, asking);
    }
}

#[tokio::test]
async fn a_reply_too_many_is_not_taken_for_the_next() {
    for step in [Step::Mail, Step::Recipient, Step::Data] {
        let server = Server::start().await;
        let mut client = Client::start(client(server.address));
        let script = async {
            let mut peer = up_to(&server, step).await;
            let reply = if step == Step::Data {
                "354 go"
            } else {
                "250 x"
            };
            peer.say(&format!("{reply}\n250 one more")).await;
            peer.rest().await;
        };
        let asking = async {
            assert_eq!(send_all(&mut client).await, NONSENSE, "{step:?}");
            client.end().await;
        };
        join!(script, asking);
    }
}

#[tokio::test]
async fn who_refuses_in_the_middle_of_a_message_is_heard() {
    let server = Server::start().await;
    let mut client = Client::start(client(server.address));
    let piece = Bytes::from("x".repeat(998) + "\r\n").repeat(64);
    let script = async {
        let mut peer = up_to(&server, Step::Data).await;
        peer.say("354 go").await;
        let mut some = vec![0; 100_000];
        peer.stream.read_exact(&mut some).await.expect("it begins");
        peer.say("452 4.3.1 the disk is full").await;
        // It hears no more, and the client has plenty to say.
        peer
    };
    let asking = async {
        for ask in [mail("a@example.org"), to("b@example.org"), Ask::Data] {
            client.ask(ask).await;
        }
        client
            .say((0..64).map(|_| Ask::Chunk(piece.clone().into())))
            .await;
        let reply = client.ask(Ask::End).await;
        let words = "451 4.3.1 the server behind refuses the disk is full";
        assert_eq!(reply, words);
        client.end().await;
    };
    let mut peer = join!(script, asking).0;
    assert!(!peer.rest().await.ends_with("\r\n.\r\n"));
}

#[tokio::test]
async fn a_connection_that_has_ended_between_two_messages_is_replaced() {
    let server = Server::start().await;
    let mut client = Client::start(client(server.address));
    let (told, is_gone) = tokio::sync::oneshot::channel();
    let script = async {
        let mut peer = up_to(&server, Step::End).await;
        peer.say("250 taken\n421 idle").await;
        drop(peer);
        told.send(()).expect("somebody waits");
        let mut peer = up_to(&server, Step::End).await;
        peer.say("250 taken").await;
        peer.rest().await;
    };
    let asking = async {
        assert_eq!(client.send("hello\r\n").await, "250 taken");
        is_gone.await.expect("it is told");
        assert_eq!(client.send("hello\r\n").await, "250 taken");
        client.end().await;
    };
    join!(script, asking);
}

#[tokio::test]
async fn who_cannot_be_reached_is_a_refusal_for_now() {
    let nobody = Port::new();
    let address = nobody.address();
    let mut client = Client::start(client(address));
    let words = "4.4.1 the server behind cannot be reached";
    assert_eq!(client.ask(connected()).await, format!("421 {words}"));
    let trouble = client
        .troubles
        .recv()
        .await
        .expect("it is told of")
        .to_string();
    let start = format!("the mail server at `{address}`: cannot connect");
    assert!(trouble.starts_with(&start), "{trouble}");
    assert_eq!(send_all(&mut client).await, format!("451 {words}"));
    client.end().await;
}
