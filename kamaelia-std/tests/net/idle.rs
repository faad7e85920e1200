//! Connections at which nobody says anything.

use super::{connect, serve, shout};
use kamaelia::pipeline;
use kamaelia_std::flow::IdleTimeout;
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// How long nobody may say anything.
const LIMIT: Duration = Duration::from_secs(1);

/// A connection at which something was said in time, and answered.
async fn answered(address: SocketAddr) -> TcpStream {
    loop {
        let begun = Instant::now();
        let mut stream = connect(address).await;
        let mut answer = [0; 5];
        let asked = async {
            stream.write_all(b"hello").await?;
            stream.read_exact(&mut answer).await
        };
        match asked.await {
            Ok(_) => {
                assert_eq!(&answer, b"HELLO");
                return stream;
            }
            // On a machine that stood still it was silent for so long, and tries again.
            Err(error) => assert!(begun.elapsed() >= LIMIT, "{error}"),
        }
    }
}

#[tokio::test]
async fn a_connection_at_which_nobody_says_anything_is_closed_and_others_go_on() {
    let idle = || IdleTimeout::new(LIMIT);
    let (server, address, _faults) = serve(move |_| pipeline![idle(), shout()]).await;
    let mut silent = answered(address).await;
    let mut rest = String::new();
    silent.read_to_string(&mut rest).await.unwrap();
    assert_eq!(rest, "");

    answered(address).await;
    server.stop();
    server.join().await.unwrap();
}
