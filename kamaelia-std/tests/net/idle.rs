//! Connections at which nobody says anything.

use super::{connect, serve, shout};
use kamaelia::pipeline;
use kamaelia_std::flow::IdleTimeout;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

#[tokio::test]
async fn a_connection_at_which_nobody_says_anything_is_closed_and_others_go_on() {
    let idle = || IdleTimeout::new(Duration::from_secs(1));
    let (server, address, _faults) = serve(move |_| pipeline![idle(), shout()]).await;
    let mut silent = connect(address).await;
    let mut answer = String::new();
    silent.write_all(b"hello").await.unwrap();
    silent.read_to_string(&mut answer).await.unwrap();
    assert_eq!(answer, "HELLO");

    let mut other = connect(address).await;
    other.write_all(b"hi").await.unwrap();
    let mut answer = [0; 2];
    other.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer, b"HI");
    server.stop();
    server.join().await.unwrap();
}
