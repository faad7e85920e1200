//! The components of `net`, with real sockets.
#![cfg(feature = "net")]
#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

mod client;
mod ends;
mod finish;
mod idle;
mod limits;
mod multicast;
mod plain_threads;
#[path = "../common/port.rs"]
mod port;
mod protocol_ends;
mod protocols;
mod proxied;
mod readers;
mod real;
mod several;
mod single;
mod udp;
#[cfg(unix)]
mod unix;

use bytes::Bytes;
use kamaelia::prelude::*;
use kamaelia::{Collector, Handle, Stage};
use kamaelia_std::net::{Connection, ConnectionFault, TcpServer};
use kamaelia_std::util::{LineSplit, Map, NullSink};
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A server that runs, where it listens, and the faults of its connections.
async fn serve<P: Stage<Bytes, Bytes>>(
    protocol: impl FnMut(&Connection) -> P + Send + 'static,
) -> (Handle, SocketAddr, Collector<ConnectionFault>) {
    let (mut addresses, wheres) = collect();
    let (faults, reports) = collect();
    let server = graphline! {
        SERVER = TcpServer::new("127.0.0.1:0", protocol);
        WHERE  = wheres;
        FAULTS = reports;

        SERVER.bound -> WHERE.inbox;
        SERVER.faults -> FAULTS.inbox;
    }
    .spawn();
    let address = addresses.recv().await.expect("it listens");
    (server, address, faults)
}

fn shout() -> impl Stage<Bytes, Bytes> {
    Map::new(|bytes: Bytes| Bytes::from(bytes.to_ascii_uppercase()))
}

/// Numbers lines; a line that is no text is a fault.
fn number() -> impl Stage<Bytes, Bytes> {
    let mut number = 0;
    pipeline![
        LineSplit::new(),
        Map::new(move |line: String| {
            number += 1;
            Bytes::from(format!("{number} {line}\n"))
        }),
    ]
}

async fn connect(address: SocketAddr) -> TcpStream {
    TcpStream::connect(address).await.unwrap()
}

/// Sends everything, says that it was all, and reads the whole answer.
async fn ask(stream: &mut TcpStream, question: &[u8]) -> Vec<u8> {
    let (mut reader, mut writer) = stream.split();
    let mut answer = Vec::new();
    let asking = async {
        writer.write_all(question).await.unwrap();
        writer.shutdown().await.unwrap();
    };
    let (_, read) = tokio::join!(asking, reader.read_to_end(&mut answer));
    read.unwrap();
    answer
}

async fn end(server: Handle) {
    server.stop();
    server.join().await.unwrap();
}

/// Case 247.
#[tokio::test]
async fn a_peer_that_stops_sending_gets_all_its_answers() {
    let (server, address, _faults) = serve(|_| shout()).await;
    let question = b"hello world ".repeat(100_000);
    let answer = ask(&mut connect(address).await, &question).await;
    assert!(answer == question.to_ascii_uppercase());
    end(server).await;
}

/// Case 248.
#[tokio::test]
async fn each_connection_has_a_protocol_of_its_own() {
    let (server, address, _faults) = serve(|_| number()).await;
    let mut idle = connect(address).await;
    for _ in 0..3 {
        let answer = ask(&mut connect(address).await, b"a\nb").await;
        assert_eq!(answer, b"1 a\n2 b\n");
    }
    assert_eq!(ask(&mut idle, b"a\n").await, b"1 a\n");
    end(server).await;
}

#[tokio::test]
async fn a_protocol_may_know_who_is_there() {
    let (server, address, _faults) = serve(|connection| {
        let peer = connection.peer;
        Map::new(move |_: Bytes| Bytes::from(peer.to_string()))
    })
    .await;
    let mut stream = connect(address).await;
    let local = stream.local_addr().unwrap().to_string();
    assert_eq!(ask(&mut stream, b"?").await, local.as_bytes());
    end(server).await;
}

#[tokio::test]
async fn the_fault_of_a_connection_is_not_the_servers() {
    let (server, address, mut faults) = serve(|_| number()).await;
    let mut good = connect(address).await;
    let mut bad = connect(address).await;
    bad.write_all(b"\xff\n").await.unwrap();
    let fault = faults.recv().await.unwrap();
    assert_eq!(fault.peer, bad.local_addr().unwrap());
    let words = "the line at byte 0 is not UTF-8";
    assert!(fault.text.contains(words), "{fault}");
    assert_eq!(ask(&mut good, b"a\n").await, b"1 a\n");
    end(server).await;
}

#[tokio::test]
async fn the_panic_of_a_connection_is_not_the_servers() {
    let (server, address, mut faults) = serve(|_| {
        Map::new(|bytes: Bytes| {
            assert_ne!(bytes, "panic", "as it was asked to");
            bytes
        })
    })
    .await;
    ask(&mut connect(address).await, b"panic").await;
    let fault = faults.recv().await.unwrap();
    assert!(
        fault.text.starts_with("`connection[0]/PROTOCOL`"),
        "{fault}"
    );
    assert!(fault.text.contains("as it was asked to"), "{fault}");
    assert_eq!(ask(&mut connect(address).await, b"a").await, b"a");
    end(server).await;
}

#[tokio::test]
async fn a_panic_where_a_protocol_is_made_is_not_the_servers() {
    let mut unlucky = true;
    let (server, address, mut faults) = serve(move |_| {
        assert!(!std::mem::take(&mut unlucky), "no luck the first time");
        shout()
    })
    .await;
    let mut first = connect(address).await;
    let name = first.local_addr().unwrap();
    assert_eq!(ask(&mut first, b"").await, b"");
    let fault = faults.recv().await.unwrap();
    assert_eq!(fault.peer, name);
    let words = "its protocol was not made: panicked: no luck the first time";
    assert_eq!(fault.text, words);
    assert_eq!(ask(&mut connect(address).await, b"a").await, b"A");
    end(server).await;
}

/// Case 256.
#[tokio::test]
async fn a_port_in_use_is_a_fault_that_names_the_address() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let fault = graphline! {
        SERVER = TcpServer::new(address, |_| shout());
        WHERE  = NullSink::new();

        SERVER.bound -> WHERE.inbox;
    }
    .run()
    .await
    .unwrap_err()
    .to_string();
    assert!(fault.starts_with("`SERVER/LISTEN`"), "{fault}");
    let words = format!("cannot listen on `{address}`");
    assert!(fault.contains(&words), "{fault}");
}
