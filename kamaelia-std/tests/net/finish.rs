//! What a server that knows where messages end makes of those that have begun.

use crate::{connect, end, number};
use bytes::Bytes;
use kamaelia::prelude::*;
use kamaelia::{Handle, Stage, Stop, finishing};
use kamaelia_std::net::TcpServer;
use std::future::{pending, ready};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Longer than any test may take: what ends does not end because of it.
const HOURS: Duration = Duration::from_secs(100 * 3600);

async fn serve_lines<P: Stage<Bytes, Bytes>>(
    protocol: impl FnMut() -> P + Send + 'static,
) -> (Handle, SocketAddr) {
    let mut protocol = protocol;
    let (mut addresses, wheres) = collect();
    let server = graphline! {
        SERVER = TcpServer::new("127.0.0.1:0", move |_| protocol()).delimiter(b'\n');
        WHERE  = wheres;

        SERVER.bound -> WHERE.inbox;
    }
    .grace(HOURS)
    .spawn();
    (server, addresses.recv().await.expect("it listens"))
}

/// A client that has sent `question`, and has got this much of the answer.
async fn client(address: SocketAddr, question: &[u8], answer: &[u8]) -> TcpStream {
    let mut stream = connect(address).await;
    stream.write_all(question).await.unwrap();
    let mut read = vec![0; answer.len()];
    stream.read_exact(&mut read).await.unwrap();
    assert_eq!(read, answer);
    stream
}

async fn rest_of(mut stream: TcpStream) -> String {
    let mut rest = String::new();
    stream.read_to_string(&mut rest).await.unwrap();
    rest
}

/// A server that was told to finish, and a client in the middle of a line. The
/// server closes an idle connection, so it has heard.
async fn in_the_middle() -> (Handle, TcpStream) {
    let (server, address) = serve_lines(number).await;
    let stream = client(address, b"a\nwor", b"1 a\n").await;
    let idle = client(address, b"b\n", b"1 b\n").await;
    server.stop();
    assert_eq!(rest_of(idle).await, "");
    (server, stream)
}

#[tokio::test]
async fn a_message_that_has_begun_is_read_to_its_end_and_answered() {
    let (server, mut stream) = in_the_middle().await;
    stream.write_all(b"l").await.unwrap();
    stream.write_all(b"d\nnot this\n").await.unwrap();
    assert_eq!(rest_of(stream).await, "2 world\n");
    server.join().await.unwrap();
}

#[tokio::test]
async fn a_peer_that_stops_sending_ends_its_message() {
    let (server, mut stream) = in_the_middle().await;
    stream.write_all(b"l").await.unwrap();
    stream.shutdown().await.unwrap();
    assert_eq!(rest_of(stream).await, "2 worl\n");
    server.join().await.unwrap();
}

#[tokio::test]
async fn a_peer_that_is_gone_in_the_middle_holds_nobody_up() {
    let (server, stream) = in_the_middle().await;
    drop(stream);
    server.join().await.unwrap();
}

#[tokio::test]
async fn idle_connections_hold_nobody_up() {
    let (server, address) = serve_lines(number).await;
    let silent = connect(address).await;
    let between = client(address, b"a\n", b"1 a\n").await;
    server.stop();
    server.join().await.unwrap();
    assert_eq!(rest_of(silent).await, "");
    assert_eq!(rest_of(between).await, "");
}

#[track_caller]
fn is_cut_short(outcome: Outcome, peer: SocketAddr) {
    let fault = outcome.unwrap_err().to_string();
    for words in [
        "`SERVER/SERVE`",
        &format!("connection from {peer}: `connection[0]/READ"),
        "cut short in the middle of a message",
    ] {
        assert!(fault.contains(words), "no {words} in {fault}");
    }
}

#[tokio::test]
async fn now_cuts_a_message_short_that_was_waited_for() {
    let (server, stream) = in_the_middle().await;
    let peer = stream.local_addr().unwrap();
    server.shutdown(Shutdown::Now);
    is_cut_short(server.join().await, peer);
    assert_eq!(rest_of(stream).await, "");
}

#[tokio::test]
async fn now_alone_is_no_fault_of_a_message() {
    let (server, address) = serve_lines(number).await;
    let stream = client(address, b"a\nwor", b"1 a\n").await;
    server.shutdown(Shutdown::Now);
    server.join().await.unwrap();
    assert_eq!(rest_of(stream).await, "");
}

/// The clock is paused, so the grace time is over when there is nothing left to
/// do but to wait.
#[tokio::test(start_paused = true)]
async fn a_message_without_an_end_is_cut_short_and_not_answered() {
    let (server, address) = serve_lines(number).await;
    let first = client(address, b"a\nwor", b"1 a\n").await;
    let second = client(address, b"b\nhel", b"1 b\n").await;
    let idle = client(address, b"c\n", b"1 c\n").await;
    let peer = first.local_addr().unwrap();
    server.stop();
    let outcome = server.join().await;
    let fault = outcome.as_ref().unwrap_err().to_string();
    assert!(fault.ends_with("; and another connection"), "{fault}");
    is_cut_short(outcome, peer);
    for stream in [first, second, idle] {
        assert_eq!(rest_of(stream).await, "");
    }
}

/// Listens to nobody.
#[derive(Component)]
struct Deaf {
    #[inbox]
    inbox: Inbox<Bytes>,
    #[outbox]
    outbox: Outbox<Bytes>,
}

impl Main for Deaf {
    async fn main(mut self) -> Outcome {
        while let Some(bytes) = self.inbox.recv().await {
            self.outbox.send(bytes).await?;
        }
        pending().await
    }
}

#[tokio::test(start_paused = true)]
async fn a_protocol_that_does_not_end_is_named() {
    let (server, address) = serve_lines(Deaf::new).await;
    let _stream = client(address, b"a\n", b"a\n").await;
    server.stop();
    let report = server.report().await;
    let fault = report.outcome.unwrap_err().to_string();
    assert!(fault.contains("connection[0]/PROTOCOL`"), "{fault}");
    assert!(
        fault.contains("did not end within the grace time"),
        "{fault}"
    );
    let paths: Vec<&str> = report.overdue.iter().map(|one| &*one.path).collect();
    assert!(
        paths.contains(&"SERVER/SERVE/connection[0]/PROTOCOL"),
        "{paths:?}"
    );
}

/// [`Deaf`], and who does not wait for it as long as the server would.
#[derive(Component)]
struct Hasty {
    #[inbox]
    inbox: Inbox<Bytes>,
    #[outbox]
    outbox: Outbox<Bytes>,
}

impl Main for Hasty {
    async fn main(self) -> Outcome {
        graphline! {
            DEAF = Deaf::new();

            self.inbox -> DEAF.inbox;
            DEAF.outbox -> self.outbox;
        }
        .grace(Duration::from_secs(1))
        .run()
        .await
    }
}

/// The session ends before the server is told to stop now.
#[tokio::test(start_paused = true)]
async fn a_connection_that_runs_out_of_time_is_the_servers_fault() {
    let (server, address) = serve_lines(Hasty::new).await;
    let stream = client(address, b"a\n", b"a\n").await;
    let peer = stream.local_addr().unwrap();
    server.stop();
    let fault = server.join().await.unwrap_err().to_string();
    for words in [
        "`SERVER/SERVE`",
        &format!("connection from {peer}: `connection[0]/PROTOCOL/DEAF`"),
        "did not end within the grace time of 1s",
    ] {
        assert!(fault.contains(words), "no {words} in {fault}");
    }
}

/// Has something to say when it is told to stop now.
#[derive(Component)]
struct Unsaved {
    #[inbox]
    inbox: Inbox<Bytes>,
    #[outbox]
    outbox: Outbox<Bytes>,
}

impl Main for Unsaved {
    async fn main(mut self) -> Outcome {
        while let Some(bytes) = self.inbox.recv().await {
            self.outbox.send(bytes).await?;
        }
        match finishing(ready(())).await {
            Some(()) => Ok(()),
            None => Err(Stop::fault("not saved")),
        }
    }
}

/// Nobody reads `faults` by then.
#[tokio::test]
async fn what_goes_wrong_because_of_now_is_the_servers_fault() {
    let (server, address) = serve_lines(Unsaved::new).await;
    let stream = client(address, b"a\n", b"a\n").await;
    let peer = stream.local_addr().unwrap();
    server.shutdown(Shutdown::Now);
    let fault = server.join().await.unwrap_err().to_string();
    let words = format!("connection from {peer}: `connection[0]/PROTOCOL`");
    assert!(fault.contains(&words), "no {words} in {fault}");
    assert!(fault.ends_with("not saved"), "{fault}");
}

#[tokio::test]
async fn a_server_without_a_delimiter_takes_what_it_has_read_for_all_of_it() {
    let (mut addresses, wheres) = collect();
    let server = graphline! {
        SERVER = TcpServer::new("127.0.0.1:0", |_| number());
        WHERE  = wheres;

        SERVER.bound -> WHERE.inbox;
    }
    .grace(HOURS)
    .spawn();
    let address = addresses.recv().await.unwrap();
    let stream = client(address, b"a\nwor", b"1 a\n").await;
    end(server).await;
    assert_eq!(rest_of(stream).await, "2 wor\n");
}
