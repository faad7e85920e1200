//! Multicast groups, on this machine's own network alone.

use bytes::Bytes;
use kamaelia::prelude::*;
use kamaelia_std::net::{Datagram, Multicast};
use kamaelia_std::util::{DataSource, NullSink, Take};
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;
use tokio::net::UdpSocket;

/// A group at a port that is free.
async fn group() -> SocketAddr {
    let free = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    ([239, 255, 77, 1], free.local_addr().unwrap().port()).into()
}

fn member(group: SocketAddr) -> Multicast {
    // No datagram leaves the machine.
    Multicast::new(group).interface(Ipv4Addr::LOCALHOST).ttl(0)
}

#[tokio::test]
async fn a_member_of_a_group_hears_what_it_sends_itself() {
    let words = DataSource::new([Bytes::from("hello")]);
    let (mut heard, sink) = collect::<Datagram>();
    let member = member(group().await).linger(Duration::from_secs(3600));
    pipeline![words, member, Take::new(1), sink]
        .run()
        .await
        .unwrap();
    assert_eq!(heard.recv().await.unwrap().data, "hello");
}

#[tokio::test]
async fn everybody_in_a_group_hears_what_one_sends() {
    let group = group().await;
    let mut members = Vec::new();
    for _ in 0..2 {
        let (heard, sink) = collect::<Datagram>();
        let graph = pipeline![member(group), sink].spawn();
        members.push((heard, graph));
    }
    // Members come when they come: it is said until both have heard it.
    let (mut feeder, source) = feed();
    let speaker = pipeline![source, member(group), NullSink::new()].spawn();
    for (heard, _) in &mut members {
        let datagram = loop {
            feeder.send(Bytes::from("hello")).await.unwrap();
            let patience = Duration::from_millis(10);
            if let Ok(datagram) = tokio::time::timeout(patience, heard.recv()).await {
                break datagram.unwrap();
            }
        };
        assert_eq!(datagram.data, "hello");
    }
    for (_, graph) in members {
        graph.stop();
        graph.join().await.unwrap();
    }
    speaker.shutdown(Shutdown::Now);
    speaker.join().await.unwrap();
}

#[tokio::test]
async fn an_address_that_is_no_groups_is_a_fault_that_says_which_are() {
    let graph = pipeline![member(([127, 0, 0, 1], 1600).into()), NullSink::new()];
    let fault = graph.run().await.unwrap_err().to_string();
    let words = "the parameter `group` is no multicast address; choose one from 224.0.0.0";
    assert!(fault.contains(words), "{fault}");
}

#[tokio::test]
async fn a_network_that_is_not_there_is_a_fault_that_names_the_group() {
    let group = group().await;
    // An address that is kept for documents.
    let member = Multicast::new(group).interface(Ipv4Addr::new(192, 0, 2, 1));
    let fault = pipeline![member, NullSink::new()].run().await.unwrap_err();
    let words = format!("cannot listen on `{group}`");
    assert!(fault.to_string().contains(&words), "{fault}");
}
