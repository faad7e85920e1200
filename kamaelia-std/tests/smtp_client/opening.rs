//! How a connection comes to be ready, and for whom.

use crate::asking::{Client, client, connected, hello, mail};
use crate::script::Server;
use kamaelia_std::chat::smtp::Ask;
use kamaelia_std::net::{ProxyHeader, ProxyVersion};
use tokio::io::AsyncReadExt;
use tokio::join;

#[tokio::test]
async fn who_does_not_know_ehlo_is_said_helo() {
    let server = Server::start().await;
    let mut client = Client::start(client(server.address));
    let script = async {
        let mut peer = server.accept().await;
        peer.say("220 hello").await;
        peer.talk(&[
            ("EHLO here.example.org", "502 what"),
            ("HELO here.example.org", "250 hello"),
            ("MAIL FROM:<a@example.org>", "250 a"),
        ])
        .await;
        peer.rest().await;
    };
    let asking = async {
        assert_eq!(client.ask(mail("a@example.org SIZE=10")).await, "250 a");
        client.end().await;
    };
    join!(script, asking);
}

#[tokio::test]
async fn a_server_is_told_for_whom_one_speaks_in_its_own_way() {
    let server = Server::start().await;
    let mut client = Client::start(client(server.address).xclient(true));
    let takes = "XCLIENT NAME ADDR PORT PROTO HELO DESTADDR DESTPORT";
    let told = "XCLIENT NAME=[UNAVAILABLE] ADDR=192.0.2.7 PORT=4012 DESTADDR=192.0.2.1 DESTPORT=25 PROTO=ESMTP";
    let script = async {
        let mut peer = server.greet(&["PIPELINING", takes]).await;
        peer.talk(&[(&format!("{told} HELO=mx.example.org"), "220 anew")])
            .await;
        // It goes by the last hello, whatever the command says.
        peer.hello_of("mx.example.org", &["PIPELINING", "SIZE", takes])
            .await;
        peer.talk(&[("MAIL FROM:<a@example.org> SIZE=10", "250 a")])
            .await;
        // A client that says hello once more may have another name.
        peer.hello(&["PIPELINING", takes]).await;
        peer.talk(&[(&format!("{told} HELO=other"), "220 anew")])
            .await;
        peer.hello_of("other", &["PIPELINING", takes]).await;
        peer.talk(&[("MAIL FROM:<b@example.org>", "250 b")]).await;
        peer.rest().await;
    };
    let asking = async {
        assert_eq!(client.ask(connected()).await, "220 hello");
        client.say([hello("mx.example.org")]).await;
        assert_eq!(client.ask(mail("a@example.org SIZE=10")).await, "250 a");
        client.say([Ask::Reset, hello("other")]).await;
        assert_eq!(client.ask(mail("b@example.org")).await, "250 b");
        // The same hello changes nothing.
        client.say([Ask::Reset, hello("other"), Ask::Quit]).await;
        client.end().await;
    };
    join!(script, asking);
}

#[tokio::test]
async fn a_server_that_would_take_strangers_for_us_gets_nothing() {
    for offers in ["XCLIENT NAME PROTO", "SIZE"] {
        let server = Server::start().await;
        let mut client = Client::start(client(server.address).xclient(true));
        let script = async {
            let mut peer = server.greet(&[offers]).await;
            assert_eq!(peer.rest().await, "");
        };
        let asking = async {
            client.say([connected(), mail("a@example.org")]).await;
            assert_eq!(client.hear().await, "220 hello");
            let words = "451 4.3.5 the server behind does not take XCLIENT from here";
            assert_eq!(client.hear().await, words);
            let trouble = client.troubles.recv().await.expect("it is told of");
            assert!(
                trouble.what.contains("switch it on there for this host"),
                "{trouble}"
            );
            client.end().await;
        };
        join!(script, asking);
    }
}

#[tokio::test]
async fn a_header_of_the_proxy_protocol_is_the_first_that_a_server_hears() {
    for version in [ProxyVersion::V1, ProxyVersion::V2] {
        let server = Server::start().await;
        let mut client = Client::start(client(server.address).proxy(Some(version)));
        let script = async {
            let mut peer = server.accept().await;
            let mut bytes = Vec::new();
            let (header, length) = loop {
                let read = peer.stream.read_buf(&mut bytes).await;
                assert!(matches!(read, Ok(1..)), "the header comes");
                if let Some(found) = ProxyHeader::decode(&bytes, 2048).expect("it is one") {
                    break found;
                }
            };
            assert_eq!(length, bytes.len(), "the client waits for the banner");
            let ends = (header.source(), header.destination());
            let peers = ("192.0.2.7:4012".parse().ok(), "192.0.2.1:25".parse().ok());
            assert_eq!(ends, peers);
            peer.say("220 hello").await;
            peer.talk(&[("EHLO mx.example.org", "250 hello")]).await;
            peer.talk(&[("MAIL FROM:<a@example.org>", "250 a")]).await;
            peer.rest().await;
        };
        let asking = async {
            client.say([connected(), hello("mx.example.org")]).await;
            assert_eq!(client.hear().await, "220 hello");
            assert_eq!(client.ask(mail("a@example.org")).await, "250 a");
            client.end().await;
        };
        join!(script, asking);
    }
}

/// What is answered to the call, and to MAIL when nobody has announced the call.
async fn refused(banner: &str) -> (String, String) {
    let server = Server::start().await;
    let mut first = Client::start(client(server.address));
    let mut second = Client::start(client(server.address));
    let script = async {
        for _ in 0..2 {
            server.accept().await.say(banner).await;
        }
    };
    let asking = async {
        let call = first.ask(connected()).await;
        first.end().await;
        let mail = second.ask(mail("a@example.org")).await;
        assert!(second.troubles.recv().await.is_some(), "it is told of");
        second.end().await;
        (call, mail)
    };
    join!(script, asking).1
}

#[tokio::test]
async fn a_server_that_wants_nobody_is_answered_as_the_protocol_lets_us() {
    for (banner, call, mail) in [
        (
            "554 5.7.1 go",
            "554 5.7.1 go",
            "451 4.7.1 the server behind refuses go",
        ),
        ("521 go", "554 go", "451 4.4.2 the server behind refuses go"),
        (
            "421 4.3.2 later",
            "421 4.3.2 later",
            "451 4.3.2 the server behind refuses later",
        ),
        (
            "450 later",
            "421 later",
            "451 4.4.2 the server behind refuses later",
        ),
        (
            "hello",
            "421 4.4.2 the server behind makes no sense",
            "451 4.4.2 the server behind makes no sense",
        ),
    ] {
        assert_eq!(refused(banner).await, (call.to_owned(), mail.to_owned()));
    }
}
