//! What a server's protocols may know and do.

use crate::{ask, connect, end, number, serve, shout};
use bytes::Bytes;
use kamaelia::Feeder;
use kamaelia::prelude::*;
use kamaelia_std::net::TcpServer;
use kamaelia_std::util::{DataSource, Expect, Map};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Case 249.
#[tokio::test]
async fn a_protocol_may_know_both_ends_of_its_connection() {
    let (server, address, _faults) = serve(|connection| {
        let local = connection.stream.local_addr().unwrap();
        let both = format!("{} {local}", connection.peer);
        Map::new(move |_: Bytes| Bytes::from(both.clone()))
    })
    .await;
    let mut stream = connect(address).await;
    let both = format!(
        "{} {}",
        stream.local_addr().unwrap(),
        stream.peer_addr().unwrap()
    );
    assert_eq!(ask(&mut stream, b"?").await, both.as_bytes());
    end(server).await;
}

/// Sends 20 MB when it is asked, and ends.
#[derive(Component)]
struct Plenty {
    #[inbox]
    inbox: Inbox<Bytes>,
    #[outbox]
    outbox: Outbox<Bytes>,
}

impl Main for Plenty {
    async fn main(mut self) -> Outcome {
        self.inbox.recv().await;
        let piece = Bytes::from(vec![7; 1_000_000]);
        for _ in 0..20 {
            self.outbox.send(piece.clone()).await?;
        }
        Ok(())
    }
}

/// Case 251: 20 MB, of which the original lost 16.
#[tokio::test]
async fn what_a_protocol_has_sent_before_its_end_arrives_whole() {
    let (server, address, _faults) = serve(|_| Plenty::new()).await;
    let mut stream = connect(address).await;
    stream.write_all(b"?").await.unwrap();
    let mut all = Vec::new();
    stream.read_to_end(&mut all).await.unwrap();
    assert_eq!(all.len(), 20_000_000);
    assert!(all.iter().all(|&byte| byte == 7));
    end(server).await;
}

/// Echoes, and has the server end when it is asked to.
#[derive(Component)]
struct Ender {
    #[inbox]
    inbox: Inbox<Bytes>,
    #[outbox]
    outbox: Outbox<Bytes>,
    server: Feeder<Shutdown>,
}

impl Main for Ender {
    async fn main(mut self) -> Outcome {
        while let Some(bytes) = self.inbox.recv().await {
            if bytes == "end" {
                self.server.send(Shutdown::Finish).await?;
            }
            self.outbox.send(bytes).await?;
        }
        Ok(())
    }
}

/// Case 253.
#[tokio::test]
async fn a_protocol_may_have_the_server_end() {
    let (feeder, source) = feed();
    let (mut addresses, wheres) = collect();
    let server = graphline! {
        SERVER = TcpServer::new("127.0.0.1:0", move |_| Ender::new(feeder.clone()));
        ASKED  = source;
        WHERE  = wheres;

        ASKED.outbox -> SERVER.control;
        SERVER.bound -> WHERE.inbox;
    }
    .spawn();
    let address = addresses.recv().await.unwrap();
    let mut idle = connect(address).await;
    idle.write_all(b"a").await.unwrap();
    idle.read_exact(&mut [0]).await.unwrap();
    assert_eq!(ask(&mut connect(address).await, b"end").await, b"end");
    // Everybody is told, and the listener is closed.
    assert_eq!(idle.read(&mut [0]).await.unwrap(), 0);
    drop(idle);
    server.join().await.unwrap();
    assert!(TcpStream::connect(address).await.is_err());
}

/// Case 257.
#[tokio::test]
async fn a_server_starts_again_on_the_same_port_at_once() {
    let (server, address, _faults) = serve(|_| shout()).await;
    // The server closes first, so the connection lingers at its port.
    let mut stream = connect(address).await;
    stream.write_all(b"a").await.unwrap();
    stream.read_exact(&mut [0]).await.unwrap();
    server.stop();
    assert_eq!(stream.read(&mut [0]).await.unwrap(), 0);
    drop(stream);
    server.join().await.unwrap();
    let (mut addresses, wheres) = collect();
    let server = graphline! {
        SERVER = TcpServer::new(address, |_| shout());
        WHERE  = wheres;

        SERVER.bound -> WHERE.inbox;
    }
    .spawn();
    assert_eq!(addresses.recv().await, Some(address));
    assert_eq!(ask(&mut connect(address).await, b"again").await, b"AGAIN");
    end(server).await;
}

/// Case 260.
#[tokio::test]
async fn a_protocol_works_in_a_pipeline_without_a_network() {
    pipeline![
        DataSource::new(["a\nb", "\n"].map(Bytes::from)),
        number(),
        Expect::new(["1 a\n", "2 b\n"].map(Bytes::from)),
    ]
    .run()
    .await
    .unwrap();
}
