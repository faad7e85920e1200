//! Readers and listeners that have nobody to read for any more, or no room.

use crate::connect;
use bytes::Bytes;
use kamaelia::prelude::*;
use kamaelia::{Policy, collect_with};
use kamaelia_std::net::{TcpListener, TcpReader};
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

/// Reads one message, and has enough.
#[derive(Component)]
struct One<T: Message> {
    #[inbox]
    inbox: Inbox<T>,
}

impl<T: Message> Main for One<T> {
    async fn main(mut self) -> Outcome {
        assert!(self.inbox.recv().await.is_some());
        Ok(())
    }
}

/// Both ends of a connection: the peer's, and ours.
async fn connection() -> (TcpStream, TcpStream) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let peer = connect(listener.local_addr().unwrap()).await;
    (peer, listener.accept().await.unwrap().0)
}

#[tokio::test]
async fn a_reader_at_rest_ends_with_who_reads_it() {
    let (mut peer, stream) = connection().await;
    peer.write_all(b"a").await.unwrap();
    pipeline![TcpReader::new(stream), One::new()]
        .run()
        .await
        .unwrap();
}

#[tokio::test]
async fn a_reader_in_the_middle_of_a_message_ends_with_who_reads_it() {
    let (mut peer, stream) = connection().await;
    peer.write_all(b"a").await.unwrap();
    pipeline![TcpReader::new(stream).delimiter(b'\n'), One::new()]
        .run()
        .await
        .unwrap();
}

#[tokio::test]
async fn a_listener_at_rest_ends_with_who_takes_its_connections() {
    let (mut addresses, wheres) = collect();
    let graph = graphline! {
        LISTEN = TcpListener::new("127.0.0.1:0");
        WHERE  = wheres;
        ONE    = One::new();

        LISTEN.bound -> WHERE.inbox;
        LISTEN -> ONE;
    }
    .spawn();
    let _visitor = connect(addresses.recv().await.unwrap()).await;
    graph.join().await.unwrap();
}

/// Told to finish while there is no room for more: nothing of the message that
/// has begun is lost, and nothing of the next one is taken.
#[tokio::test]
async fn a_long_message_comes_through_full_queues() {
    const LENGTH: usize = 1_000_000;
    let (mut peer, stream) = connection().await;
    let (mut pieces, sink) = collect_with(Policy::capacity(1));
    let graph = graphline! {
        READ = TcpReader::new(stream).delimiter(b'\n');
        SINK = sink;

        READ -> SINK with capacity(1);
    }
    .grace(Duration::from_secs(100 * 3600))
    .spawn();
    let sending = tokio::spawn(async move {
        peer.write_all(&[b'x'; LENGTH]).await.unwrap();
        peer.write_all(b"\nnot this\n").await.unwrap();
        peer
    });

    let first: Bytes = pieces.recv().await.unwrap();
    graph.stop();
    let mut message = first.to_vec();
    while let Some(piece) = pieces.recv().await {
        message.extend_from_slice(&piece);
    }
    graph.join().await.unwrap();
    assert_eq!(message.len(), LENGTH + 1);
    assert!(message.ends_with(b"x\n"));
    drop(sending.await);
}

/// It waits for room when it is told, and looks what it was told before it takes
/// more.
#[tokio::test]
async fn nothing_is_taken_for_room_that_comes_too_late() {
    let (mut peer, stream) = connection().await;
    let (mut pieces, sink) = collect_with(Policy::capacity(1));
    let graph = graphline! {
        READ = TcpReader::new(stream).delimiter(b'\n');
        SINK = sink;

        READ -> SINK with capacity(1);
    }
    .spawn();
    let sending = tokio::spawn(async move {
        // Until nobody reads any more.
        while peer.write_all(b"again\n").await.is_ok() {}
    });
    assert!(pieces.recv().await.is_some());
    for _ in 0..1000 {
        tokio::task::yield_now().await;
    }
    graph.stop();
    let mut rest: Vec<Bytes> = Vec::new();
    while let Some(piece) = pieces.recv().await {
        rest.push(piece);
    }
    graph.join().await.unwrap();
    sending.await.unwrap();
    // One on either linkage, and the end of the last line.
    assert!(rest.len() <= 3, "{}", rest.len());
    assert!(rest.last().unwrap().ends_with(b"\n"));
}

/// The bytes of the peer's next message may have arrived before the word to
/// finish, and still wait to be read.
#[tokio::test]
async fn a_message_of_which_a_part_has_arrived_has_begun() {
    let (mut peer, stream) = connection().await;
    peer.write_all(b"hel").await.unwrap();
    stream.readable().await.unwrap();
    let (mut pieces, sink) = collect::<Bytes>();
    let graph = pipeline![TcpReader::new(stream).delimiter(b'\n'), sink].spawn();
    graph.stop();
    assert_eq!(pieces.recv().await.unwrap(), "hel");
    peer.write_all(b"lo\nagain\n").await.unwrap();
    assert_eq!(pieces.recv().await.unwrap(), "lo\n");
    assert_eq!(pieces.recv().await, None);
    graph.join().await.unwrap();
}
