//! `TcpClient`, with real peers.

use crate::port::Port;
use crate::{end, number, serve, shout};
use bytes::Bytes;
use kamaelia::Collector;
use kamaelia::prelude::*;
use kamaelia_std::net::TcpClient;
use kamaelia_std::util::{DataSource, Expect, LineSplit, NullSink, Take};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

async fn listen() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

async fn accept(listener: &TcpListener) -> TcpStream {
    listener.accept().await.unwrap().0
}

async fn all(pieces: &mut Collector<Bytes>) -> Vec<u8> {
    let mut all = Vec::new();
    while let Some(piece) = pieces.recv().await {
        all.extend_from_slice(&piece);
    }
    all
}

async fn fault(client: TcpClient) -> String {
    let graph = pipeline![client, NullSink::<Bytes>::new()];
    graph.run().await.unwrap_err().to_string()
}

/// Case 248: and all of it in one program.
#[tokio::test]
async fn a_client_and_a_server_share_a_program_and_nothing_is_lost() {
    let (server, address, _faults) = serve(|_| shout()).await;
    let words = (0..10_000).map(|n| Bytes::from(format!("hello {n} ")));
    let (mut answers, sink) = collect();
    let client = pipeline![
        DataSource::new(words.clone()),
        TcpClient::new(address),
        sink
    ]
    .spawn();
    let answer = all(&mut answers).await;
    let question: Vec<u8> = words.flatten().collect();
    assert!(answer == question.to_ascii_uppercase());
    client.join().await.unwrap();
    end(server).await;
}

#[tokio::test]
async fn two_clients_have_a_protocol_each() {
    let (server, address, _faults) = serve(|_| number()).await;
    for _ in 0..2 {
        pipeline![
            DataSource::new(["a\nb", "\n"].map(Bytes::from)),
            TcpClient::new(address),
            LineSplit::new(),
            Expect::new(["1 a", "2 b"].map(String::from)),
        ]
        .run()
        .await
        .unwrap();
    }
    end(server).await;
}

#[tokio::test]
async fn a_client_says_to_whom_it_is_connected_by_name_too() {
    let (listener, address) = listen().await;
    let name = format!("localhost:{}", address.port());
    let peer = tokio::spawn(async move {
        let mut stream = accept(&listener).await;
        stream.read_to_end(&mut Vec::new()).await
    });
    graphline! {
        WORDS  = DataSource::new([]);
        CLIENT = TcpClient::new(name);
        NONE   = Expect::new([]);
        WHO    = Expect::new([address]);

        WORDS -> CLIENT -> NONE;
        CLIENT.connected -> WHO.inbox;
    }
    .run()
    .await
    .unwrap();
    assert_eq!(peer.await.unwrap().unwrap(), 0);
}

#[tokio::test]
async fn an_address_at_which_nobody_listens_is_a_fault_that_names_it() {
    let nobody = Port::new();
    let address = nobody.address();
    let fault = fault(TcpClient::new(address)).await;
    let words = format!("cannot connect to `{address}`: Connection refused");
    assert!(fault.contains(&words), "{fault}");
    assert!(fault.contains("; start the server"), "{fault}");
}

#[tokio::test]
async fn an_address_that_is_none_is_a_fault_that_says_how_to_write_it() {
    let fault = fault(TcpClient::new("localhost")).await;
    assert!(fault.contains("cannot connect to `localhost`"), "{fault}");
    assert!(fault.contains("; write it as `localhost:1601`"), "{fault}");
}

/// A listener whose queue is full does not answer.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_peer_that_does_not_answer_is_a_fault_and_can_be_given_up() {
    let listener =
        socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
    let any: SocketAddr = "127.0.0.1:0".parse().unwrap();
    listener.bind(&any.into()).unwrap();
    listener.listen(0).unwrap();
    let address = listener.local_addr().unwrap().as_socket().unwrap();
    let _queued = TcpStream::connect(address).await.unwrap();

    let limit = Duration::from_millis(50);
    let fault = fault(TcpClient::new(address).connect_timeout(limit)).await;
    let words = format!("cannot connect to `{address}`: nobody has answered within 50ms");
    assert!(fault.contains(&words), "{fault}");

    for how in [Shutdown::Finish, Shutdown::Now] {
        let graph = pipeline![TcpClient::new(address), NullSink::<Bytes>::new()].spawn();
        graph.shutdown(how);
        graph.join().await.unwrap();
    }
    pipeline![
        TcpClient::new(address),
        Take::new(0),
        NullSink::<Bytes>::new()
    ]
    .run()
    .await
    .unwrap();
}

#[tokio::test]
async fn a_time_of_nothing_to_connect_in_is_a_fault() {
    let client = TcpClient::new("127.0.0.1:1").connect_timeout(Duration::ZERO);
    let fault = fault(client).await;
    assert!(fault.contains("the parameter `connect_timeout`"), "{fault}");
}

#[tokio::test]
async fn a_client_that_is_told_to_finish_sends_all_and_reads_the_last_answer() {
    let (listener, address) = listen().await;
    let (mut feeder, source) = feed();
    let (mut answers, sink) = collect();
    let client = TcpClient::new(address).linger(Duration::from_secs(3600));
    let client = pipeline![source, client, sink]
        .grace(Duration::from_secs(3600))
        .spawn();
    for _ in 0..50 {
        feeder.send(Bytes::from("again ")).await.unwrap();
    }
    client.stop();
    let mut peer = accept(&listener).await;
    let mut question = String::new();
    peer.read_to_string(&mut question).await.unwrap();
    assert_eq!(question, "again ".repeat(50));
    peer.write_all(b"that was all").await.unwrap();
    drop(peer);
    assert_eq!(all(&mut answers).await, b"that was all");
    client.join().await.unwrap();
}

#[tokio::test]
async fn a_peer_that_does_not_end_is_left_when_its_time_is_over() {
    let (listener, address) = listen().await;
    let (mut feeder, source) = feed();
    let (mut answers, sink) = collect();
    let client = TcpClient::new(address).linger(Duration::from_millis(1));
    let client = pipeline![source, client, sink].spawn();
    feeder.send(Bytes::from("hello")).await.unwrap();
    let mut peer = accept(&listener).await;
    let mut question = [0; 5];
    peer.read_exact(&mut question).await.unwrap();
    peer.write_all(b"an answer").await.unwrap();
    assert_eq!(answers.recv().await, Some(Bytes::from("an answer")));
    client.stop();
    client.join().await.unwrap();
    assert_eq!(peer.read(&mut [0]).await.unwrap(), 0);
}

#[tokio::test]
async fn a_peer_that_does_not_take_the_last_in_time_is_a_fault_that_names_the_address() {
    let (listener, address) = listen().await;
    let (mut feeder, source) = feed();
    let client = pipeline![source, TcpClient::new(address), NullSink::new()]
        .grace(Duration::from_millis(50))
        .spawn();
    let _peer = accept(&listener).await;
    // More than the queues of both systems hold.
    feeder.send(Bytes::from(vec![0; 50_000_000])).await.unwrap();
    client.stop();
    let fault = client.join().await.unwrap_err().to_string();
    let words = format!("the connection to `{address}` is lost: the peer has not taken all");
    assert!(fault.contains(&words), "{fault}");
}

#[tokio::test]
async fn a_client_without_an_end_of_its_input_ends_with_its_peer() {
    let (listener, address) = listen().await;
    let (mut feeder, source) = feed();
    let (mut answers, sink) = collect();
    let client = pipeline![source, TcpClient::new(address), sink].spawn();
    let mut peer = accept(&listener).await;
    feeder.send(Bytes::from("hello")).await.unwrap();
    peer.read_exact(&mut [0; 5]).await.unwrap();
    peer.write_all(b"bye").await.unwrap();
    drop(peer);
    assert_eq!(all(&mut answers).await, b"bye");
    client.join().await.unwrap();
    assert!(feeder.is_closed());
}

#[tokio::test]
async fn a_peer_that_has_said_all_may_still_read() {
    let (listener, address) = listen().await;
    let (mut feeder, source) = feed();
    let (mut answers, sink) = collect();
    let client = TcpClient::new(address).keep_sending(true);
    let client = pipeline![source, client, sink].spawn();
    let mut peer = accept(&listener).await;
    peer.write_all(b"go on").await.unwrap();
    peer.shutdown().await.unwrap();
    assert_eq!(all(&mut answers).await, b"go on");
    feeder.send(Bytes::from("still ")).await.unwrap();
    feeder.send(Bytes::from("there")).await.unwrap();
    drop(feeder);
    let mut question = String::new();
    peer.read_to_string(&mut question).await.unwrap();
    assert_eq!(question, "still there");
    client.join().await.unwrap();
}

#[tokio::test]
async fn a_client_that_only_listens_does_not_say_that_it_has_said_all() {
    let (listener, address) = listen().await;
    let (mut news, sink) = collect();
    let client = pipeline![TcpClient::new(address), sink].spawn();
    let mut peer = accept(&listener).await;
    peer.write_all(b"news").await.unwrap();
    assert_eq!(news.recv().await, Some(Bytes::from("news")));
    assert_eq!(
        peer.try_read(&mut [0]).unwrap_err().kind(),
        std::io::ErrorKind::WouldBlock
    );
    client.stop();
    client.join().await.unwrap();
    assert_eq!(peer.read(&mut [0]).await.unwrap(), 0);
}

#[tokio::test]
async fn a_client_at_rest_can_be_stopped_now_and_ends_with_who_reads_it() {
    let (listener, address) = listen().await;
    let (_feeder, source) = feed::<Bytes>();
    let client = pipeline![source, TcpClient::new(address), NullSink::new()].spawn();
    let _peer = accept(&listener).await;
    client.shutdown(Shutdown::Now);
    client.join().await.unwrap();

    let (feeder, source) = feed::<Bytes>();
    let rest = pipeline![Take::new(1), NullSink::new()];
    let client = pipeline![source, TcpClient::new(address), rest].spawn();
    let mut peer = accept(&listener).await;
    peer.write_all(b"enough").await.unwrap();
    client.join().await.unwrap();
    assert!(feeder.is_closed());
}

#[tokio::test]
async fn a_connection_that_is_reset_is_a_fault_that_names_the_address() {
    let (listener, address) = listen().await;
    let (_feeder, source) = feed::<Bytes>();
    let (mut pieces, sink) = collect();
    let client = pipeline![source, TcpClient::new(address), sink].spawn();
    let mut peer = accept(&listener).await;
    peer.write_all(b"hello").await.unwrap();
    assert_eq!(pieces.recv().await, Some(Bytes::from("hello")));
    socket2::SockRef::from(&peer)
        .set_linger(Some(Duration::ZERO))
        .unwrap();
    drop(peer);
    let fault = client.join().await.unwrap_err().to_string();
    let words = format!("the connection to `{address}` is lost: Connection reset");
    assert!(fault.contains(&words), "{fault}");
}

#[tokio::test]
async fn a_client_may_wait_before_it_connects() {
    let (listener, address) = listen().await;
    let client = TcpClient::new(address).delay(Duration::from_millis(1));
    let client = pipeline![client, NullSink::<Bytes>::new()].spawn();
    drop(accept(&listener).await);
    client.join().await.unwrap();
}

#[tokio::test]
async fn what_a_client_says_first_comes_before_all_that_it_receives() {
    let (server, address, _faults) = serve(|_| number()).await;
    pipeline![
        DataSource::new(["b\nc\n"].map(Bytes::from)),
        TcpClient::new(address).initial_send("a\n".into()),
        LineSplit::new(),
        Expect::new(["1 a", "2 b", "3 c"].map(String::from)),
    ]
    .run()
    .await
    .unwrap();
    end(server).await;
}

#[tokio::test]
async fn a_client_that_receives_nothing_says_its_first_and_listens() {
    let (server, address, _faults) = serve(|_| shout()).await;
    pipeline![
        TcpClient::new(address).initial_send("hello\n".into()),
        LineSplit::new(),
        Take::new(1),
        Expect::new(["HELLO".to_owned()]),
    ]
    .run()
    .await
    .unwrap();
    end(server).await;
}
