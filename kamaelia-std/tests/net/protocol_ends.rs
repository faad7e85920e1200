//! A server whose protocols know themselves when they are done.

use crate::connect;
use bytes::Bytes;
use kamaelia::prelude::*;
use kamaelia::{Handle, Stage};
use kamaelia_std::net::TcpServer;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Says what it hears until there is a dot in it, or until it is told to finish and
/// nothing has come since the last one.
#[derive(Component)]
struct UpToDot {
    #[inbox(optional)]
    control: Inbox<Shutdown>,
    #[inbox]
    inbox: Inbox<Bytes>,
    #[outbox]
    outbox: Outbox<Bytes>,
}

impl Main for UpToDot {
    async fn main(mut self) -> Outcome {
        while let Some(bytes) = self.inbox.recv().await {
            let is_end = bytes.ends_with(b".");
            self.outbox.send(bytes).await?;
            if is_end && self.control.try_recv().is_ok() {
                self.outbox.send("bye".into()).await?;
                break;
            }
        }
        Ok(())
    }
}

async fn serve<P: Stage<Bytes, Bytes>>(
    protocol: impl FnMut() -> P + Send + 'static,
    grace: Duration,
) -> (Handle, SocketAddr) {
    let mut protocol = protocol;
    let (mut addresses, wheres) = collect();
    let server = graphline! {
        SERVER = TcpServer::new("127.0.0.1:0", move |_| protocol()).read_until_protocol_ends();
        WHERE  = wheres;

        SERVER.bound -> WHERE.inbox;
    }
    .grace(grace)
    .spawn();
    (server, addresses.recv().await.expect("it listens"))
}

/// Longer than any test may take: what ends does not end because of it.
const HOURS: Duration = Duration::from_secs(100 * 3600);

/// A connection that has said this, and was answered.
async fn begun(address: SocketAddr) -> TcpStream {
    let mut stream = connect(address).await;
    stream.write_all(b"one").await.unwrap();
    let mut answer = [0; 3];
    stream.read_exact(&mut answer).await.unwrap();
    stream
}

/// Waits until the server takes no more connections: then it has heard.
async fn closed(address: SocketAddr) {
    while TcpStream::connect(address).await.is_ok() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn what_comes_after_the_word_is_still_read_until_the_protocol_ends() {
    let (server, address) = serve(UpToDot::new, HOURS).await;
    let mut stream = begun(address).await;
    server.stop();
    closed(address).await;
    let mut answer = [0; 3];
    stream.write_all(b"two").await.unwrap();
    stream.read_exact(&mut answer).await.unwrap();
    stream.write_all(b"end.").await.unwrap();
    let mut rest = String::new();
    stream.read_to_string(&mut rest).await.unwrap();
    assert_eq!(rest, "end.bye");
    server.join().await.unwrap();
}

#[tokio::test]
async fn a_peer_that_goes_ends_its_connection() {
    let (server, address) = serve(UpToDot::new, HOURS).await;
    let stream = begun(address).await;
    server.stop();
    drop(stream);
    server.join().await.unwrap();
}

#[track_caller]
fn is_cut_short(outcome: Outcome, peer: SocketAddr) {
    let fault = outcome.unwrap_err().to_string();
    for words in [
        &format!("connection from {peer}: `connection[0]/READ"),
        "cut short in the middle of a message",
    ] {
        assert!(fault.contains(words), "no {words} in {fault}");
    }
}

#[tokio::test]
async fn now_is_the_end_of_all_and_of_who_was_waited_for_a_fault() {
    let (server, address) = serve(UpToDot::new, HOURS).await;
    let mut stream = begun(address).await;
    let peer = stream.local_addr().unwrap();
    server.stop();
    closed(address).await;
    // It has had a turn since, and goes on.
    stream.write_all(b"two").await.unwrap();
    stream.read_exact(&mut [0; 3]).await.unwrap();
    server.shutdown(Shutdown::Now);
    is_cut_short(server.join().await, peer);
    let mut rest = String::new();
    stream.read_to_string(&mut rest).await.unwrap();
    assert_eq!(rest, "");
}

/// The clock is paused, so the grace time is over when there is nothing left to do.
#[tokio::test(start_paused = true)]
async fn a_protocol_that_does_not_end_is_cut_off() {
    let (server, address) = serve(UpToDot::new, Duration::from_secs(5)).await;
    let stream = begun(address).await;
    let peer = stream.local_addr().unwrap();
    server.stop();
    is_cut_short(server.join().await, peer);
}
