//! TLS, among ourselves and with peers that others have written.
#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

mod certificates;
mod faults;
mod halves;
mod peers;
mod renewal;

use bytes::Bytes;
use certificates::certificates;
use kamaelia::prelude::*;
use kamaelia::{Collector, Handle, Stage};
use kamaelia_std::net::tls::{ClientTls, ServerTls};
use kamaelia_std::net::{ConnectionFault, TcpClient, TcpServer};
use kamaelia_std::util::{DataSource, LineSplit, Map, NullSink};
use std::net::SocketAddr;

/// A server that runs, where it listens, and the faults of its connections.
async fn serve<P: Stage<Bytes, Bytes>>(
    tls: ServerTls,
    protocol: impl Fn() -> P + Send + 'static,
) -> (Handle, SocketAddr, Collector<ConnectionFault>) {
    let (mut addresses, wheres) = collect();
    let (faults, reports) = collect();
    let server = graphline! {
        SERVER = TcpServer::new("127.0.0.1:0", move |_| protocol()).tls(tls);
        WHERE  = wheres;
        FAULTS = reports;

        SERVER.bound -> WHERE.inbox;
        SERVER.faults -> FAULTS.inbox;
    }
    .spawn();
    let address = addresses.recv().await.expect("it listens");
    (server, address, faults)
}

fn server() -> ServerTls {
    let files = certificates();
    ServerTls::from_files(&files.certificate, &files.key).unwrap()
}

fn client() -> ClientTls {
    ClientTls::trusting_file(&certificates().root).unwrap()
}

fn shout() -> impl Stage<Bytes, Bytes> {
    Map::new(|bytes: Bytes| Bytes::from(bytes.to_ascii_uppercase()))
}

/// Each line as capitals.
fn shout_lines() -> impl Stage<Bytes, Bytes> {
    pipeline![
        LineSplit::new(),
        Map::new(|line: String| Bytes::from(line.to_uppercase() + "\n")),
    ]
}

async fn end(server: Handle) {
    server.stop();
    server.join().await.unwrap();
}

/// What a client of ours hears from there for these pieces.
async fn ask(client: TcpClient, pieces: Vec<Bytes>) -> Vec<u8> {
    let (mut answers, sink) = collect::<Bytes>();
    let asking = pipeline![DataSource::new(pieces), client, sink].spawn();
    let mut all = Vec::new();
    while let Some(piece) = answers.recv().await {
        all.extend_from_slice(&piece);
    }
    asking.join().await.unwrap();
    all
}

/// What a client of ours ends with that wants nothing.
async fn fault(client: TcpClient) -> String {
    let graph = pipeline![client, NullSink::<Bytes>::new()];
    graph.run().await.unwrap_err().to_string()
}

#[tokio::test]
async fn a_client_and_a_server_lose_nothing_of_much() {
    let (server, address, _faults) = serve(server(), shout).await;
    let pieces: Vec<Bytes> = (0..1000)
        .map(|n| Bytes::from(format!("hello {n} ").repeat(n)))
        .collect();
    let question = pieces.concat();
    let answer = ask(TcpClient::new(address).tls(client()), pieces).await;
    assert!(answer == question.to_ascii_uppercase());
    end(server).await;
}

#[tokio::test]
async fn a_server_is_known_by_the_name_of_its_host_or_the_one_that_is_said() {
    let (server, address, _faults) = serve(server(), shout).await;
    let by_name = format!("localhost:{}", address.port());
    for client in [
        TcpClient::new(&by_name).tls(client()),
        TcpClient::new(address).tls(client().server_name("localhost")),
    ] {
        assert_eq!(ask(client, vec![Bytes::from("hello")]).await, b"HELLO");
    }
    end(server).await;
}

#[tokio::test]
async fn both_may_say_which_protocols_they_speak() {
    let speaks_two = server().alpn(["two", "one"]);
    let (server, address, mut faults) = serve(speaks_two, shout).await;
    let one = TcpClient::new(address).tls(client().alpn(["one"]));
    assert_eq!(ask(one, vec![Bytes::from("hello")]).await, b"HELLO");
    let three = TcpClient::new(address).tls(client().alpn(["three"]));
    let fault = fault(three).await;
    assert!(fault.contains("NoApplicationProtocol"), "{fault}");
    let fault = faults.recv().await.unwrap();
    assert!(
        fault.text.contains("the TLS handshake has failed"),
        "{fault}"
    );
    end(server).await;
}
