//! Connections that one client leaves to the next.

use crate::asking::{Client, chunk, client, connected, hello, mail, to};
use crate::script::{Peer, Server};
use kamaelia::prelude::*;
use kamaelia_std::chat::smtp::{Ask, SmtpConnections, SmtpKeeper};
use std::time::Duration;
use tokio::join;

const IDLE: Duration = Duration::from_secs(2);

/// Longer than any test takes, on whatever machine: what is kept is kept.
const LONG: Duration = Duration::from_secs(300);

/// What a server hears of a whole message, with these replies.
const MESSAGE: [(&str, &str); 3] = [
    ("MAIL FROM:<a@example.org>", "250 a"),
    ("RCPT TO:<b@example.org>", "250 b"),
    ("DATA", "354 go"),
];

fn start(server: &Server, connections: &SmtpConnections) -> Client {
    Client::start(client(server.address).connections(Some(connections.clone())))
}

async fn takes_a_message(peer: &mut Peer) {
    peer.talk(&MESSAGE).await;
    peer.hear_bytes("hello\r\n.\r\n").await;
    peer.say("250 taken").await;
}

/// One client after the other sends a message, and goes; gives what each is told.
async fn sends_one(server: &Server, connections: &SmtpConnections) -> String {
    let mut client = start(server, connections);
    assert_eq!(client.ask(connected()).await, "220 hello");
    let told = client.send("hello\r\n").await;
    client.say([Ask::Quit]).await;
    client.end().await;
    told
}

#[tokio::test]
async fn a_connection_on_which_all_went_well_is_left_to_the_next() {
    let server = Server::start().await;
    let connections = SmtpConnections::new(LONG);
    let script = async {
        let mut peer = server.greet(&["PIPELINING"]).await;
        for _ in 0..3 {
            takes_a_message(&mut peer).await;
        }
        peer
    };
    let sending = async {
        for _ in 0..3 {
            assert_eq!(sends_one(&server, &connections).await, "250 taken");
        }
    };
    let (mut peer, ()) = join!(script, sending);

    // Who has nothing to send leaves it as it is.
    let mut client = start(&server, &connections);
    client.say([connected(), hello("mx.example.org")]).await;
    assert_eq!(client.hear().await, "220 hello");
    client.end().await;

    let keeper = graphline! { KEEPER = SmtpKeeper::new(connections.clone()); }.spawn();
    keeper.stop();
    assert_eq!(peer.hear("QUIT").await, ());
    drop(peer);
    keeper.join().await.expect("it has no faults");

    // From now on none is kept.
    let script = async {
        let mut peer = server.greet(&[]).await;
        takes_a_message(&mut peer).await;
        assert_eq!(peer.rest().await, "QUIT\r\n");
    };
    let (told, ()) = join!(sends_one(&server, &connections), script);
    assert_eq!(told, "250 taken");
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_nobody_uses_is_closed() {
    let server = Server::start().await;
    let connections = SmtpConnections::new(IDLE);
    let _keeper = graphline! { KEEPER = SmtpKeeper::new(connections.clone()); }.spawn();
    let script = async {
        let mut peer = server.greet(&["PIPELINING"]).await;
        takes_a_message(&mut peer).await;
        let start = tokio::time::Instant::now();
        peer.hear("QUIT").await;
        assert!(start.elapsed() >= IDLE, "{:?}", start.elapsed());
        peer.say("221 bye").await;
        assert_eq!(peer.rest().await, "");
    };
    let (told, ()) = join!(sends_one(&server, &connections), script);
    assert_eq!(told, "250 taken");
}

#[tokio::test]
async fn a_connection_that_is_used_again_when_it_ends_is_replaced() {
    // It ends while it waits; when it hears something; with some words.
    for (hears, says) in [
        (false, None),
        (true, None),
        (true, Some("421 4.3.2 enough")),
    ] {
        let server = Server::start().await;
        let connections = SmtpConnections::new(LONG);
        let first = async {
            let mut peer = server.greet(&["PIPELINING"]).await;
            takes_a_message(&mut peer).await;
            peer
        };
        let (mut peer, told) = join!(first, sends_one(&server, &connections));
        assert_eq!(told, "250 taken");
        let script = async {
            if hears {
                peer.hear("MAIL FROM:<a@example.org>").await;
                peer.hear("RCPT TO:<b@example.org>").await;
                if let Some(says) = says {
                    peer.say(says).await;
                }
            }
            drop(peer);
            let mut peer = server.greet(&["PIPELINING"]).await;
            takes_a_message(&mut peer).await;
        };
        let sending = async {
            let mut client = start(&server, &connections);
            client
                .say([connected(), mail("a@example.org"), to("b@example.org")])
                .await;
            for reply in ["220 hello", "250 a", "250 b"] {
                assert_eq!(client.hear().await, reply);
            }
            assert_eq!(client.ask(Ask::Data).await, "354 go");
            client.say([chunk("hello\r\n"), Ask::End]).await;
            assert_eq!(client.hear().await, "250 taken");
            let trouble = client.troubles.try_recv();
            assert!(trouble.is_err(), "{trouble:?}");
            client.end().await;
        };
        join!(script, sending);
    }
}

#[tokio::test]
async fn a_connection_that_has_answered_is_lost_when_it_ends() {
    let server = Server::start().await;
    let connections = SmtpConnections::new(LONG);
    let script = async {
        let mut peer = server.greet(&["PIPELINING"]).await;
        takes_a_message(&mut peer).await;
        peer.talk(&MESSAGE[..1]).await;
        peer.hear("RCPT TO:<b@example.org>").await;
    };
    let sending = async {
        assert_eq!(sends_one(&server, &connections).await, "250 taken");
        let mut client = start(&server, &connections);
        client.say([connected()]).await;
        assert_eq!(client.hear().await, "220 hello");
        client
            .say([mail("a@example.org"), to("b@example.org")])
            .await;
        assert_eq!(client.hear().await, "250 a");
        let closed = "451 4.4.2 the server behind has closed the connection";
        assert_eq!(client.hear().await, closed);
        client.end().await;
    };
    join!(script, sending);
}

#[tokio::test]
async fn a_connection_on_which_something_was_refused_or_is_open_ends_with_its_client() {
    for refusal in ["250 b", "550 5.1.1 no"] {
        let server = Server::start().await;
        let connections = SmtpConnections::new(LONG);
        for _ in 0..2 {
            let script = async {
                let mut peer = server.greet(&["PIPELINING"]).await;
                peer.hear("MAIL FROM:<a@example.org>").await;
                peer.hear("RCPT TO:<b@example.org>").await;
                peer.say(&format!("250 a\n{refusal}")).await;
                assert_eq!(peer.rest().await, "QUIT\r\n");
            };
            let sending = async {
                let mut client = start(&server, &connections);
                client
                    .say([connected(), mail("a@example.org"), to("b@example.org")])
                    .await;
                for reply in ["220 hello", "250 a", refusal] {
                    assert_eq!(client.hear().await, reply);
                }
                client.end().await;
            };
            join!(script, sending);
        }
    }
}

#[tokio::test]
async fn a_connection_is_for_one_server_and_for_no_client_that_is_shown() {
    let server = Server::start().await;
    let connections = SmtpConnections::new(LONG);
    let xclient = |connections: &SmtpConnections| {
        let client = client(server.address).xclient(true);
        Client::start(client.connections(Some(connections.clone())))
    };
    let shown = async {
        let mut peer = server.greet(&["XCLIENT ADDR"]).await;
        peer.hear("XCLIENT ADDR=192.0.2.7").await;
        peer.say("220 hello").await;
        peer.hello(&[]).await;
        takes_a_message(&mut peer).await;
        assert_eq!(peer.rest().await, "QUIT\r\n");
    };
    let sending = async {
        let mut client = xclient(&connections);
        assert_eq!(client.ask(connected()).await, "220 hello");
        assert_eq!(client.send("hello\r\n").await, "250 taken");
        client.end().await;
    };
    join!(shown, sending);

    let script = async {
        let mut peers = Vec::new();
        for _ in 0..2 {
            let mut peer = server.greet(&[]).await;
            takes_a_message(&mut peer).await;
            peers.push(peer);
        }
    };
    let sending = async {
        assert_eq!(sends_one(&server, &connections).await, "250 taken");
        let others = connections.of_another_server(LONG);
        assert_eq!(sends_one(&server, &others).await, "250 taken");
    };
    join!(script, sending);
}
