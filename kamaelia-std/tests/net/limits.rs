//! A server with more visitors than it has places.

use crate::{ask, connect, end, shout};
use bytes::Bytes;
use kamaelia::prelude::*;
use kamaelia::{Handle, Stage};
use kamaelia_std::net::{Connection, ConnectionFault, TcpServer};
use kamaelia_std::util::{Map, NullSink};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

async fn serve<P: Stage<Bytes, Bytes>>(
    limit: usize,
    protocol: impl FnMut(&Connection) -> P + Send + 'static,
) -> (Handle, SocketAddr) {
    let (mut addresses, wheres) = collect();
    let server = graphline! {
        SERVER = TcpServer::new("127.0.0.1:0", protocol).limit(limit);
        WHERE  = wheres;

        SERVER.bound -> WHERE.inbox;
    }
    .spawn();
    (server, addresses.recv().await.expect("it listens"))
}

/// Counts itself for as long as it is there.
struct Guest(Arc<AtomicUsize>);

impl Drop for Guest {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

#[tokio::test]
async fn a_server_serves_no_more_connections_at_a_time_than_its_limit_and_in_the_end_all() {
    let present = Arc::new(AtomicUsize::new(0));
    let most = Arc::new(AtomicUsize::new(0));
    let peak = most.clone();
    let (server, address) = serve(2, move |_| {
        peak.fetch_max(1 + present.fetch_add(1, Ordering::SeqCst), Ordering::SeqCst);
        let guest = Guest(present.clone());
        Map::new(move |bytes: Bytes| {
            let _present = &guest;
            bytes
        })
    })
    .await;
    let visit = |_| tokio::spawn(async move { ask(&mut connect(address).await, b"hello").await });
    let visits: Vec<_> = (0..20).map(visit).collect();
    for visit in visits {
        assert_eq!(visit.await.unwrap(), b"hello");
    }
    assert_eq!(most.load(Ordering::SeqCst), 2);
    end(server).await;
}

#[tokio::test]
async fn a_full_server_can_be_stopped() {
    for how in [Shutdown::Finish, Shutdown::Now] {
        let (server, address) = serve(1, |_| shout()).await;
        let mut visitors = Vec::new();
        for _ in 0..4 {
            visitors.push(connect(address).await);
        }
        server.shutdown(how);
        server.join().await.unwrap();
        for mut visitor in visitors {
            // An end or a reset, as the system likes; but at once.
            let _ = visitor.read_to_end(&mut Vec::new()).await;
        }
    }
}

#[tokio::test]
async fn a_peer_that_takes_nothing_is_given_up_and_others_go_on() {
    let (mut addresses, wheres) = collect();
    let (mut faults, reports) = collect::<ConnectionFault>();
    let limit = Duration::from_millis(100);
    let server = graphline! {
        SERVER = TcpServer::new("127.0.0.1:0", |_| shout()).send_timeout(limit);
        WHERE  = wheres;
        FAULTS = reports;

        SERVER.bound -> WHERE.inbox;
        SERVER.faults -> FAULTS.inbox;
    }
    .spawn();
    let address = addresses.recv().await.expect("it listens");
    let stalled = connect(address).await;
    let name = stalled.local_addr().unwrap();
    // It asks, and asks, and does not read what is answered.
    let (_reader, mut writer) = stalled.into_split();
    let asking =
        tokio::spawn(async move { while writer.write_all(&[b'a'; 10_000]).await.is_ok() {} });
    let fault = faults.recv().await.unwrap();
    assert_eq!(fault.peer, name);
    assert!(
        fault.text.contains("the peer has taken nothing for 100ms"),
        "{fault}"
    );
    asking.await.unwrap();
    assert_eq!(ask(&mut connect(address).await, b"hello").await, b"HELLO");
    end(server).await;
}

#[tokio::test]
async fn a_limit_of_nothing_is_a_fault() {
    let graph = graphline! {
        SERVER = TcpServer::new("127.0.0.1:0", |_| shout()).limit(0);
        WHERE  = NullSink::new();

        SERVER.bound -> WHERE.inbox;
    };
    let fault = graph.run().await.unwrap_err().to_string();
    let words = "the parameter `limit` is none at all; it has to be one at least";
    assert!(fault.contains(words), "{fault}");
}
