//! A server for one.

use crate::{ask, connect};
use bytes::Bytes;
use kamaelia::Handle;
use kamaelia::prelude::*;
use kamaelia_std::net::SingleServer;
use kamaelia_std::util::{DataSource, NullSink, PassThrough, Take};
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

async fn echo() -> (Handle, SocketAddr) {
    let (mut addresses, wheres) = collect();
    let server = graphline! {
        SERVER = SingleServer::new("127.0.0.1:0");
        ECHO   = PassThrough::new();
        WHERE  = wheres;

        SERVER.bound -> WHERE.inbox;
        SERVER -> ECHO;
        ECHO -> SERVER with unbounded;
    }
    .spawn();
    (server, addresses.recv().await.unwrap())
}

#[tokio::test]
async fn one_gets_all_its_answers_and_a_second_is_turned_away() {
    let (server, address) = echo().await;
    let mut first = connect(address).await;
    first.write_all(b"hello ").await.unwrap();
    let mut start = [0; 6];
    first.read_exact(&mut start).await.unwrap();
    assert_eq!(&start, b"hello ");
    assert!(TcpStream::connect(address).await.is_err());
    let question = b"world ".repeat(100_000);
    assert!(ask(&mut first, &question).await == question);
    server.join().await.unwrap();
}

#[tokio::test]
async fn what_is_to_be_sent_waits_for_somebody_to_come() {
    let (mut addresses, wheres) = collect();
    let server = graphline! {
        NEWS   = DataSource::new(["one ", "two"].map(Bytes::from));
        SERVER = SingleServer::new("127.0.0.1:0");
        NONE   = NullSink::new();
        WHERE  = wheres;

        NEWS -> SERVER -> NONE;
        SERVER.bound -> WHERE.inbox;
    }
    .spawn();
    let mut visitor = connect(addresses.recv().await.unwrap()).await;
    let mut news = String::new();
    visitor.read_to_string(&mut news).await.unwrap();
    assert_eq!(news, "one two");
    drop(visitor);
    server.join().await.unwrap();
}

#[tokio::test]
async fn a_server_to_which_nobody_comes_ends_when_told_and_with_who_reads_it() {
    for how in [Shutdown::Finish, Shutdown::Now] {
        let (server, _address) = echo().await;
        server.shutdown(how);
        server.join().await.unwrap();
        let alone = pipeline![SingleServer::new("127.0.0.1:0"), NullSink::<Bytes>::new()].spawn();
        alone.shutdown(how);
        alone.join().await.unwrap();
    }
    let rest = pipeline![Take::new(0), NullSink::<Bytes>::new()];
    pipeline![SingleServer::new("127.0.0.1:0"), rest]
        .run()
        .await
        .unwrap();
}

#[tokio::test]
async fn an_address_in_use_is_a_fault_that_names_it() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let graph = pipeline![SingleServer::new(address), NullSink::<Bytes>::new()];
    let fault = graph.run().await.unwrap_err().to_string();
    assert!(
        fault.contains(&format!("cannot listen on `{address}`")),
        "{fault}"
    );
}
