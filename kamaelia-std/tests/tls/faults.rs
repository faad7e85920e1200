//! What goes wrong with TLS, and whom it concerns.

use crate::{ask, certificates, client, end, fault, serve, server, shout};
use bytes::Bytes;
use kamaelia::prelude::*;
use kamaelia_std::net::TcpClient;
use kamaelia_std::net::tls::{ClientTls, ServerTls};
use kamaelia_std::util::DataSource;
use std::time::{Duration, Instant};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};

#[tokio::test]
async fn a_peer_that_does_not_shake_hands_is_given_up_and_others_go_on() {
    let limit = Duration::from_millis(100);
    let (server, address, mut faults) = serve(server().handshake_timeout(limit), shout).await;
    let silent = TcpStream::connect(address).await.unwrap();
    let fault = faults.recv().await.unwrap();
    assert_eq!(fault.peer, silent.local_addr().unwrap());
    for words in [
        "`connection[0]/HANDSHAKE`",
        "the peer has not done its part within 100ms",
    ] {
        assert!(fault.text.contains(words), "no {words} in {fault}");
    }
    // Who is too slow itself, on a busy machine, tries again.
    let answer = loop {
        let begun = Instant::now();
        let (mut answers, sink) = collect::<Bytes>();
        let hello = DataSource::new([Bytes::from("hello")]);
        let other = TcpClient::new(address).tls(client());
        let asked = pipeline![hello, other, sink].run().await;
        match (asked, answers.recv().await) {
            (Ok(()), Some(answer)) => break answer,
            answered => assert!(begun.elapsed() >= limit, "{answered:?}"),
        }
    };
    assert_eq!(answer, "HELLO");
    end(server).await;
}

#[tokio::test]
async fn a_peer_that_speaks_something_else_is_a_fault_of_its_own() {
    let (server, address, mut faults) = serve(server(), shout).await;
    let mut plain = TcpStream::connect(address).await.unwrap();
    plain.write_all(b"GET / HTTP/1.0\r\n\r\n").await.unwrap();
    let fault = faults.recv().await.unwrap();
    let words = "the TLS handshake has failed";
    assert!(fault.text.contains(words), "{fault}");
    let other = TcpClient::new(address).tls(client());
    assert_eq!(ask(other, vec![Bytes::from("hello")]).await, b"HELLO");
    end(server).await;
}

/// Longer than any test may take.
const HOURS: Duration = Duration::from_secs(100 * 3600);

#[tokio::test]
async fn a_server_told_to_finish_does_not_wait_for_a_handshake() {
    let patient = server().handshake_timeout(HOURS);
    let (server, address, _faults) = serve(patient, shout).await;
    let _silent = TcpStream::connect(address).await.unwrap();
    // Who is served now was taken after the silent one.
    let other = TcpClient::new(address).tls(client());
    assert_eq!(ask(other, vec![Bytes::from("hello")]).await, b"HELLO");
    end(server).await;
}

#[tokio::test]
async fn a_client_gives_up_a_server_that_does_not_shake_hands() {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = silent.local_addr().unwrap();
    let soon = client().handshake_timeout(Duration::from_millis(100));
    let fault = fault(TcpClient::new(address).tls(soon)).await;
    for words in [
        &format!("cannot connect to `{address}`"),
        "the peer has not done its part within 100ms",
    ] {
        assert!(fault.contains(words), "no {words} in {fault}");
    }
}

#[tokio::test]
async fn a_client_trusts_no_other_root_and_no_other_name() {
    let (server, address, _faults) = serve(server(), shout).await;
    let of_the_web = ClientTls::of_the_web().unwrap();
    for (tls, words) in [
        (of_the_web, "UnknownIssuer"),
        (client().server_name("example.org"), "example.org"),
        (client().server_name("not a name"), "say its `server_name`"),
    ] {
        let fault = fault(TcpClient::new(address).tls(tls)).await;
        for words in [&format!("cannot connect to `{address}`"), words] {
            assert!(fault.contains(words), "no {words} in {fault}");
        }
    }
    end(server).await;
}

#[test]
fn what_is_no_certificate_is_an_error_that_names_the_file() {
    let files = certificates();
    let nowhere = files.folder.join("nowhere.pem");
    for (made, words) in [
        (
            ServerTls::from_files(&nowhere, &files.key).map(drop),
            ["the certificate in", "nowhere.pem`"],
        ),
        (
            ServerTls::from_files(&files.key, &files.key).map(drop),
            ["key.pem`", "no section `BEGIN CERTIFICATE`"],
        ),
        (
            ServerTls::from_files(&files.certificate, &files.certificate).map(drop),
            ["certificate.pem`", "no section `BEGIN PRIVATE KEY`"],
        ),
        (
            ServerTls::from_files(&files.certificate, &files.other_key).map(drop),
            ["the private key in", "root.key`"],
        ),
        (
            ClientTls::trusting_file(&files.key).map(drop),
            ["the root certificate in", "key.pem`"],
        ),
        (
            ServerTls::from_pem("", "").map(drop),
            ["cannot use the certificate:", "BEGIN CERTIFICATE"],
        ),
    ] {
        let error = made.expect_err("it is none").to_string();
        for words in words {
            assert!(error.contains(words), "no {words} in {error}");
        }
    }
}
