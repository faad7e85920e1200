//! A server that listens on several addresses.

use crate::{ask, connect, end, shout};
use kamaelia::prelude::*;
use kamaelia_std::net::TcpServer;

#[tokio::test]
async fn a_server_serves_all_its_addresses() {
    let (mut addresses, wheres) = collect();
    let server = graphline! {
        SERVER = TcpServer::on(["127.0.0.1:0", "127.0.0.1:0", "[::1]:0"], |_| shout());
        WHERE  = wheres;

        SERVER.bound -> WHERE.inbox;
    }
    .spawn();
    for _ in 0..3 {
        let address = addresses.recv().await.expect("it listens");
        // More than once: each is still listened on when the others were served.
        for _ in 0..3 {
            assert_eq!(ask(&mut connect(address).await, b"hello").await, b"HELLO");
        }
    }
    end(server).await;
}

#[tokio::test]
async fn a_server_serves_none_of_its_addresses_if_it_cannot_listen_on_one() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let server = TcpServer::on(["127.0.0.1:0", &address], |_| shout());
    let complaint = graphline! { SERVER = server; }.run().await.unwrap_err();
    let expected = format!("cannot listen on `{address}`");
    assert!(complaint.to_string().contains(&expected), "{complaint}");
}

#[tokio::test]
async fn a_server_serves_what_others_have_opened() {
    let doors = [(); 2].map(|()| std::net::TcpListener::bind("127.0.0.1:0").unwrap());
    let [one, two] = [0, 1].map(|door| doors[door].local_addr().unwrap());
    // Who comes before the server waits for it.
    let mut early = connect(one).await;
    let (mut addresses, wheres) = collect();
    let server = graphline! {
        SERVER = TcpServer::serving(doors, |_| shout());
        WHERE  = wheres;

        SERVER.bound -> WHERE.inbox;
    }
    .spawn();
    assert_eq!(ask(&mut early, b"hello").await, b"HELLO");
    for address in [one, two] {
        assert_eq!(addresses.recv().await, Some(address));
        assert_eq!(ask(&mut connect(address).await, b"hello").await, b"HELLO");
    }
    end(server).await;
}
