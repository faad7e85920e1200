//! What speaks UDP, with real peers.

use bytes::Bytes;
use kamaelia::prelude::*;
use kamaelia::{Collector, Handle};
use kamaelia_std::net::{
    CannotSend, Datagram, PostboxPeer, SimplePeer, TargettedPeer, UdpReceiver, UdpSender,
};
use kamaelia_std::util::{DataSource, Expect, Map, NullSink, OnError, Take};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::UdpSocket;

/// Longer than any test waits.
const LONG: Duration = Duration::from_secs(3600);

async fn peer() -> (UdpSocket, SocketAddr) {
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let address = socket.local_addr().unwrap();
    (socket, address)
}

fn anywhere() -> SocketAddr {
    "127.0.0.1:0".parse().unwrap()
}

async fn next(socket: &UdpSocket) -> (String, SocketAddr) {
    let mut buffer = [0; 100];
    let (length, address) = socket.recv_from(&mut buffer).await.unwrap();
    let text = std::str::from_utf8(&buffer[..length]).unwrap();
    (text.to_owned(), address)
}

#[tokio::test]
async fn an_answer_comes_after_the_last_question_was_sent() {
    let (server, address) = peer().await;
    let (mut answers, sink) = collect();
    let client = SimplePeer::new(address).linger(LONG);
    let words = DataSource::new([Bytes::from("hello")]);
    let graph = pipeline![words, client, Take::new(1), sink].spawn();
    let (question, who) = next(&server).await;
    assert_eq!(question, "hello");
    server.send_to(b"world", who).await.unwrap();
    let answer: Datagram = answers.recv().await.unwrap();
    assert_eq!(answer.data, "world");
    assert_eq!(answer.address, address);
    graph.join().await.unwrap();
}

#[tokio::test]
async fn a_peer_that_nobody_answers_ends_after_a_while() {
    let (server, address) = peer().await;
    let client = SimplePeer::new(address).linger(Duration::from_millis(1));
    let words = DataSource::new([Bytes::from("hello")]);
    pipeline![words, client, Expect::new([])]
        .run()
        .await
        .unwrap();
    assert_eq!(next(&server).await.0, "hello");
}

#[tokio::test]
async fn a_receiver_may_change() {
    let (first, first_address) = peer().await;
    let (second, second_address) = peer().await;
    let (mut words, word_source) = feed();
    let (mut targets, target_source) = feed();
    let graph = graphline! {
        WORDS   = word_source;
        TARGETS = target_source;
        PEER    = TargettedPeer::new(first_address).linger(Duration::ZERO);
        NONE    = NullSink::new();

        TARGETS.outbox -> PEER.target;
        WORDS -> PEER -> NONE;
    }
    .spawn();
    words.send(Bytes::from("one")).await.unwrap();
    assert_eq!(next(&first).await.0, "one");
    targets.send(second_address).await.unwrap();
    words.send(Bytes::from("two")).await.unwrap();
    words.send(Bytes::from("three")).await.unwrap();
    assert_eq!(next(&second).await.0, "two");
    assert_eq!(next(&second).await.0, "three");
    // Where there are no more targets there may still be words.
    drop(targets);
    words.send(Bytes::from("four")).await.unwrap();
    assert_eq!(next(&second).await.0, "four");
    drop(words);
    graph.join().await.unwrap();
}

/// A peer that shouts back.
async fn shouter() -> (Handle, SocketAddr) {
    let (mut addresses, wheres) = collect();
    let graph = graphline! {
        PEER  = PostboxPeer::new(anywhere());
        SHOUT = Map::new(|datagram: Datagram| Datagram {
            data: datagram.data.to_ascii_uppercase().into(),
            ..datagram
        });
        WHERE = wheres;

        PEER.bound -> WHERE.inbox;
        PEER -> SHOUT;
        SHOUT -> PEER with unbounded;
    }
    .spawn();
    (graph, addresses.recv().await.unwrap())
}

#[tokio::test]
async fn each_datagram_goes_to_its_own_receiver() {
    let (graph, address) = shouter().await;
    let (first, _) = peer().await;
    let (second, _) = peer().await;
    first.send_to(b"one", address).await.unwrap();
    second.send_to(b"two", address).await.unwrap();
    assert_eq!(next(&second).await, ("TWO".to_owned(), address));
    assert_eq!(next(&first).await, ("ONE".to_owned(), address));
    graph.shutdown(Shutdown::Now);
    graph.join().await.unwrap();
}

#[tokio::test]
async fn an_empty_datagram_is_one_and_a_large_one_arrives_whole() {
    let (mut addresses, wheres) = collect();
    let (mut datagrams, sink) = collect::<Datagram>();
    let receiver = graphline! {
        RECEIVE = UdpReceiver::new(anywhere());
        WHERE   = wheres;
        SINK    = sink;

        RECEIVE.bound -> WHERE.inbox;
        RECEIVE -> SINK;
    }
    .spawn();
    let address = addresses.recv().await.unwrap();
    let large = vec![7; 65_507];
    let words = DataSource::new([Bytes::new(), Bytes::from(large.clone())]);
    pipeline![words, UdpSender::new(address)]
        .run()
        .await
        .unwrap();
    assert_eq!(datagrams.recv().await.unwrap().data, "");
    assert_eq!(datagrams.recv().await.unwrap().data, large);
    receiver.stop();
    receiver.join().await.unwrap();
}

#[tokio::test]
async fn a_datagram_that_is_too_large_is_a_fault_that_names_the_receiver() {
    let (_server, address) = peer().await;
    let words = DataSource::new([Bytes::from(vec![0; 70_000])]);
    let graph = pipeline![words, UdpSender::new(address)];
    let fault = graph.run().await.unwrap_err().to_string();
    let words = format!("cannot send 70000 bytes to `{address}`: Message too long");
    assert!(fault.contains(&words), "{fault}");
    assert!(
        fault.contains("; a datagram holds at most 65,507"),
        "{fault}"
    );
}

#[tokio::test]
async fn a_datagram_that_cannot_be_sent_may_be_skipped() {
    let (server, address) = peer().await;
    let words = [Bytes::from(vec![0; 70_000]), Bytes::from("hello")];
    graphline! {
        WORDS  = DataSource::new(words);
        PEER   = SimplePeer::new(address).on_error(OnError::Skip).linger(Duration::ZERO);
        NONE   = NullSink::new();
        LENGTH = Map::new(|error: CannotSend| error.length);
        ERRORS = Expect::new([70_000]);

        WORDS -> PEER -> NONE;
        PEER.errors -> LENGTH.inbox;
        LENGTH -> ERRORS;
    }
    .run()
    .await
    .unwrap();
    assert_eq!(next(&server).await.0, "hello");
}

#[tokio::test]
async fn a_port_in_use_is_a_fault_that_names_it() {
    let (_taken, address) = peer().await;
    let graph = pipeline![UdpReceiver::new(address), NullSink::new()];
    let fault = graph.run().await.unwrap_err().to_string();
    assert!(
        fault.contains(&format!("cannot listen on `{address}`")),
        "{fault}"
    );
    assert!(fault.contains("; end the program that does"), "{fault}");
}

#[tokio::test]
async fn a_receiver_that_is_not_there_harms_nobody() {
    let (gone, nobody) = peer().await;
    drop(gone);
    let (server, address) = peer().await;
    let datagram = |address, text| Datagram {
        data: Bytes::from(text),
        address,
    };
    let datagrams = [
        datagram(nobody, "lost"),
        datagram(nobody, "lost"),
        datagram(address, "hello"),
    ];
    let peer = PostboxPeer::new(anywhere()).linger(Duration::ZERO);
    pipeline![DataSource::new(datagrams), peer, NullSink::new()]
        .run()
        .await
        .unwrap();
    assert_eq!(next(&server).await.0, "hello");
}

#[tokio::test]
async fn a_peer_that_is_told_to_finish_sends_what_waits() {
    let (server, address) = peer().await;
    let (mut feeder, source) = feed();
    let client = SimplePeer::new(address).linger(Duration::ZERO);
    let graph = pipeline![source, client, NullSink::new()].spawn();
    for number in 0..50 {
        feeder.send(Bytes::from(number.to_string())).await.unwrap();
    }
    graph.stop();
    graph.join().await.unwrap();
    for number in 0..50 {
        assert_eq!(next(&server).await.0, number.to_string());
    }
}

#[tokio::test]
async fn a_peer_at_rest_can_be_stopped_now_and_ends_with_who_reads_it() {
    let (_server, address) = peer().await;
    let (_feeder, source) = feed::<Bytes>();
    let client = SimplePeer::new(address).linger(LONG);
    let graph = pipeline![source, client, NullSink::new()].spawn();
    graph.shutdown(Shutdown::Now);
    graph.join().await.unwrap();

    let (feeder, source) = feed::<Bytes>();
    let client = SimplePeer::new(address).linger(LONG);
    let rest = pipeline![Take::new(0), NullSink::new()];
    pipeline![source, client, rest].run().await.unwrap();
    assert!(feeder.is_closed());

    pipeline![UdpReceiver::new(anywhere()), Take::new(0), NullSink::new()]
        .run()
        .await
        .unwrap();
}

#[tokio::test]
async fn a_peer_has_the_address_that_it_was_given() {
    let (server, address) = peer().await;
    let (mut addresses, wheres) = collect();
    graphline! {
        WORDS = DataSource::new([Bytes::from("hello")]);
        PEER  = SimplePeer::new(address).local(anywhere()).linger(Duration::ZERO);
        NONE  = NullSink::new();
        WHERE = wheres;

        WORDS -> PEER -> NONE;
        PEER.bound -> WHERE.inbox;
    }
    .run()
    .await
    .unwrap();
    let bound = all(&mut addresses).await;
    assert_eq!(bound, [next(&server).await.1]);
}

async fn all<T: Message>(messages: &mut Collector<T>) -> Vec<T> {
    let mut all = Vec::new();
    while let Some(message) = messages.recv().await {
        all.push(message);
    }
    all
}
