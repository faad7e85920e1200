//! Connections that are secured in the middle.

use crate::{client, server};
use bytes::Bytes;
use kamaelia::prelude::*;
use kamaelia::{Collector, Feeder, Handle};
use kamaelia_std::net::tls::{ClientTls, start_tls, start_tls_as_client};
use kamaelia_std::net::{Heard, Said, plain};
use std::time::Duration;

/// Two protocols that are the test itself, and what lies between them.
struct Both {
    server: (Feeder<Said>, Collector<Heard>),
    client: (Feeder<Said>, Collector<Heard>),
    graph: Handle,
}

fn both(tls: ClientTls) -> Both {
    let (hear, say) = start_tls(&server());
    let (client_hear, client_say) = start_tls_as_client(&tls, "localhost:25").unwrap();
    let (says, said) = feed();
    let (hears, heard) = collect();
    let (client_says, client_said) = feed();
    let (client_hears, client_heard) = collect();
    let graph = graphline! {
        SAID = said;
        SAY  = say;
        HEAR = client_hear;
        TO   = client_heard;
        BACK = client_said;
        ASK  = client_say;
        GET  = hear;
        END  = heard;

        SAID -> SAY -> HEAR -> TO;
        BACK -> ASK -> GET -> END;
    }
    .spawn();
    Both {
        server: (says, hears),
        client: (client_says, client_hears),
        graph,
    }
}

fn bytes(text: &'static str) -> Bytes {
    Bytes::from(text)
}

/// All bytes that come up to so many, which are then secured ones.
async fn hear(hears: &mut Collector<Heard>, count: usize) -> Vec<u8> {
    let mut all = Vec::new();
    while all.len() < count {
        match hears.recv().await {
            Some(Heard::Bytes(bytes)) => all.extend(bytes),
            other => panic!("{other:?} comes after {} bytes", all.len()),
        }
    }
    all
}

#[tokio::test]
async fn bytes_pass_before_and_after_a_connection_is_secured() {
    let Both {
        mut server,
        mut client,
        graph,
    } = both(client());
    client
        .0
        .send(Said::Bytes(bytes("secure it")))
        .await
        .unwrap();
    assert_eq!(hear(&mut server.1, 9).await, b"secure it");
    server.0.send(Said::StartTls(bytes("go on"))).await.unwrap();
    assert_eq!(hear(&mut client.1, 5).await, b"go on");
    client.0.send(Said::StartTls(Bytes::new())).await.unwrap();
    for (heard, name) in [(&mut server.1, Some("localhost")), (&mut client.1, None)] {
        let Some(Heard::Secured(session)) = heard.recv().await else {
            panic!("it is secured");
        };
        assert_eq!(session.version, "TLSv1.3");
        assert!(session.cipher.starts_with("TLS_"), "{}", session.cipher);
        assert_eq!(session.server_name.as_deref(), name);
    }
    let much = Bytes::from("0123456789".repeat(100_000));
    client.0.send(Said::Bytes(much.clone())).await.unwrap();
    server.0.send(Said::Bytes(much.clone())).await.unwrap();
    assert!(hear(&mut server.1, much.len()).await == much);
    assert!(hear(&mut client.1, much.len()).await == much);
    drop(client.0);
    assert_eq!(server.1.recv().await, None);
    server.0.send(Said::Bytes(bytes("bye"))).await.unwrap();
    assert_eq!(hear(&mut client.1, 3).await, b"bye");
    drop(server.0);
    assert_eq!(client.1.recv().await, None);
    graph.join().await.unwrap();
}

#[tokio::test]
async fn a_client_that_does_not_trust_the_server_does_not_go_on() {
    let Both {
        mut server,
        mut client,
        graph,
    } = both(ClientTls::of_the_web().unwrap());
    server.0.send(Said::StartTls(bytes("go on"))).await.unwrap();
    assert_eq!(hear(&mut client.1, 5).await, b"go on");
    client.0.send(Said::StartTls(Bytes::new())).await.unwrap();
    assert_eq!(client.1.recv().await, None);
    let fault = graph.join().await.unwrap_err().to_string();
    for words in ["`HEAR`", "the TLS handshake has failed", "UnknownIssuer"] {
        assert!(fault.contains(words), "no {words} in {fault}");
    }
}

/// What a server ends with that says this, and whose peer says that.
async fn fault(said: Vec<Said>, heard: Vec<Bytes>) -> String {
    let (hear, say) = start_tls(&server());
    let (mut says, to_say) = feed();
    let (mut peer, from_peer) = feed();
    let (_hears, sink) = collect();
    let (_bytes, network) = collect();
    let graph = graphline! {
        SAID  = to_say;
        SAY   = say;
        BYTES = network;
        PEER  = from_peer;
        HEAR  = hear;
        HEARD = sink;

        SAID -> SAY -> BYTES;
        PEER -> HEAR -> HEARD;
    }
    .spawn();
    says.send_all(said).await.unwrap();
    for bytes in heard {
        peer.send(bytes).await.unwrap();
    }
    graph.join().await.unwrap_err().to_string()
}

#[tokio::test(start_paused = true)]
async fn a_peer_that_does_not_shake_hands_is_given_up() {
    let fault = fault(vec![Said::StartTls(Bytes::new())], Vec::new()).await;
    for words in ["`SAY`", "the peer has not done its part within 10s"] {
        assert!(fault.contains(words), "no {words} in {fault}");
    }
}

#[tokio::test]
async fn a_connection_is_secured_once() {
    let twice = vec![Said::StartTls(Bytes::new()), Said::StartTls(Bytes::new())];
    let fault = fault(twice, Vec::new()).await;
    assert!(fault.contains("it is secured already"), "{fault}");
}

#[tokio::test]
async fn where_there_is_no_tls_it_says_what_to_link_instead() {
    let (_, say) = plain();
    let (mut says, said) = feed();
    let (_bytes, sink) = collect();
    let graph = graphline! {
        SAID  = said;
        SAY   = say;
        BYTES = sink;

        SAID -> SAY -> BYTES;
    }
    .spawn();
    says.send(Said::StartTls(Bytes::new())).await.unwrap();
    let fault = graph.join().await.unwrap_err().to_string();
    assert!(
        fault.contains("`SAY`") && fault.contains("`start_tls`"),
        "{fault}"
    );
}

#[test]
fn a_client_has_to_know_whom_it_speaks_with() {
    let error = start_tls_as_client(&client(), "not a name:25")
        .map(drop)
        .unwrap_err();
    assert!(
        error.to_string().contains("say its `server_name`"),
        "{error}"
    );
    let named = client()
        .server_name("localhost")
        .handshake_timeout(Duration::from_secs(1));
    assert!(start_tls_as_client(&named, "not a name:25").is_ok());
}
