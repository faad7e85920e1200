//! What is said together, and whose reply is whose.

use crate::asking::{Client, chunk, client, connected, hello, mail, to};
use crate::script::Server;
use kamaelia_std::chat::smtp::Ask;
use tokio::join;

#[tokio::test]
async fn nobody_is_called_before_something_is_asked_that_is_answered() {
    let server = std::net::TcpListener::bind("127.0.0.1:0").expect("there is a port");
    server.set_nonblocking(true).expect("it is a socket");
    let address = server.local_addr().expect("it is bound");
    let mut client = Client::start(client(address));
    client
        .say([hello("mx.example.org"), Ask::Reset, Ask::Quit])
        .await;
    client.end().await;
    assert!(server.accept().is_err(), "somebody has called");
}

#[tokio::test]
async fn what_waits_is_said_together_and_answered_in_order() {
    let server = Server::start().await;
    let mut client = Client::start(client(server.address));
    let script = async {
        let mut peer = server.greet(&["PIPELINING"]).await;
        peer.hear("MAIL FROM:<a@example.org>").await;
        peer.hear("RCPT TO:<b@example.org>").await;
        peer.hear("RCPT TO:<c@example.org>").await;
        peer.hear("RCPT TO:<postmaster>").await;
        peer.hear("DATA").await;
        peer.say("250 2.1.0 a\n250 2.1.5 b\n550-5.1.1 no\n550 5.1.1 c\n250 p\n354 go")
            .await;
        peer.hear_bytes("hello\r\n.\r\n").await;
        peer.say("250 2.0.0 taken").await;
        peer.talk(&[("QUIT", "221 bye")]).await;
        assert_eq!(peer.rest().await, "");
    };
    let asking = async {
        let postmaster = Ask::Recipient(kamaelia_std::chat::smtp::Recipient {
            to: kamaelia_std::chat::smtp::Mailbox::postmaster(),
            params: Vec::new(),
        });
        let asks = [
            mail("a@example.org"),
            to("b@example.org"),
            to("c@example.org"),
            postmaster,
        ];
        client.say(asks.into_iter().chain([Ask::Data])).await;
        for reply in [
            "250 2.1.0 a",
            "250 2.1.5 b",
            "550 5.1.1 no c",
            "250 p",
            "354 go",
        ] {
            assert_eq!(client.hear().await, reply);
        }
        client.say([chunk("hello\r\n"), Ask::End]).await;
        assert_eq!(client.hear().await, "250 2.0.0 taken");
        client.say([Ask::Quit]).await;
        client.end().await;
    };
    join!(script, asking);
}

#[tokio::test]
async fn a_server_that_offers_nothing_is_told_one_thing_at_a_time() {
    let server = Server::start().await;
    let mut client = Client::start(client(server.address));
    let script = async {
        let mut peer = server.greet(&[]).await;
        for (line, reply) in [
            ("MAIL FROM:<>", "250 a"),
            ("RCPT TO:<b@example.org>", "250 b"),
            ("DATA", "354 go"),
        ] {
            peer.hear(line).await;
            assert_eq!(peer.heard, b"", "it waits for the reply");
            peer.say(reply).await;
        }
        peer.hear_bytes("hello\r\n.\r\n").await;
        peer.say("451 4.3.0 later").await;
        assert_eq!(peer.rest().await, "QUIT\r\n");
    };
    let asking = async {
        let asks = [mail(""), to("b@example.org"), Ask::Data];
        client.say(asks).await;
        for reply in ["250 a", "250 b", "354 go"] {
            assert_eq!(client.hear().await, reply);
        }
        client.say([chunk("hello\r\n"), Ask::End]).await;
        assert_eq!(client.hear().await, "451 4.3.0 later");
        client.end().await;
    };
    join!(script, asking);
}

#[tokio::test]
async fn a_message_for_nobody_is_an_empty_one_for_the_server_and_a_refusal_here() {
    let server = Server::start().await;
    let mut client = Client::start(client(server.address));
    let script = async {
        let mut peer = server.greet(&["PIPELINING"]).await;
        peer.hear_bytes("MAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.org>\r\nDATA\r\n")
            .await;
        peer.say("250 a\n550 no\n354 go").await;
        peer.hear(".").await;
        peer.say("554 nobody").await;
        // It is no transaction any more.
        peer.talk(&[("MAIL FROM:<c@example.org>", "250 c")]).await;
        peer.rest().await;
    };
    let asking = async {
        client
            .say([mail("a@example.org"), to("b@example.org"), Ask::Data])
            .await;
        for reply in ["250 a", "550 no", "554 5.5.1 there is no recipient"] {
            assert_eq!(client.hear().await, reply);
        }
        assert_eq!(client.ask(mail("c@example.org")).await, "250 c");
        client.end().await;
    };
    join!(script, asking);
}

#[tokio::test]
async fn a_transaction_that_was_left_is_reset_together_with_the_next() {
    let server = Server::start().await;
    let mut client = Client::start(client(server.address));
    let script = async {
        let mut peer = server.greet(&["PIPELINING"]).await;
        peer.talk(&[("MAIL FROM:<a@example.org>", "250 a")]).await;
        peer.hear_bytes("RSET\r\nMAIL FROM:<c@example.org>\r\n")
            .await;
        peer.say("250 reset\n550 c").await;
        // What was refused has not begun.
        peer.talk(&[("MAIL FROM:<d@example.org>", "250 d")]).await;
        peer.rest().await;
    };
    let asking = async {
        assert_eq!(client.ask(mail("a@example.org")).await, "250 a");
        client.say([Ask::Reset]).await;
        assert_eq!(client.ask(mail("c@example.org")).await, "550 c");
        client.say([Ask::Reset]).await;
        assert_eq!(client.ask(mail("d@example.org")).await, "250 d");
        client.end().await;
    };
    join!(script, asking);
}

#[tokio::test]
async fn what_a_server_does_not_offer_is_left_out_or_refused_here() {
    let server = Server::start().await;
    let mut client = Client::start(client(server.address));
    let script = async {
        let mut peer = server.greet(&["PIPELINING", "SIZE 1000"]).await;
        peer.talk(&[("MAIL FROM:<a@example.org> SIZE=10", "250 a")])
            .await;
        peer.talk(&[("RCPT TO:<b@example.org>", "250 b")]).await;
        peer.rest().await;
    };
    let asking = async {
        for (params, reply) in [
            ("a@example.org BODY=8BITMIME", "550 5.6.3 "),
            ("a@example.org SMTPUTF8", "550 5.6.7 "),
            ("\u{e4}@example.org", "550 5.6.7 "),
        ] {
            // Whatever follows is refused, too, and the server hears nothing of it.
            client
                .say([mail(params), to("b@example.org"), Ask::Data])
                .await;
            let heard = client.hear().await;
            assert!(heard.starts_with(reply), "{heard}");
            for _ in 0..2 {
                assert!(client.hear().await.starts_with("503 5.5.1 "));
            }
        }
        let asks = [
            mail("a@example.org SIZE=10 RET=HDRS"),
            to("b@example.org NOTIFY=NEVER"),
        ];
        client.say(asks).await;
        assert_eq!(client.hear().await, "250 a");
        assert_eq!(client.hear().await, "250 b");
        client.end().await;
    };
    join!(script, asking);
}

/// The end that a proxy is made of.
#[tokio::test]
async fn the_banner_is_the_servers_own() {
    let server = Server::start().await;
    let mut client = Client::start(client(server.address));
    let script = async {
        let mut peer = server.accept().await;
        peer.say("220 there.example.org ESMTP").await;
        peer.hello(&["PIPELINING", "DSN", "AUTH PLAIN"]).await;
        peer.rest().await;
    };
    let asking = async {
        assert_eq!(client.ask(connected()).await, "220 there.example.org ESMTP");
        client.say([hello("mx.example.org")]).await;
        let found = client.found.recv().await.expect("it has looked");
        assert!(found.pipelining && found.dsn && !found.chunking);
        client.say([Ask::Quit]).await;
        client.end().await;
    };
    join!(script, asking);
}
