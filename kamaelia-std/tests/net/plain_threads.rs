//! A server and a client for a thread that knows nothing of tokio.

use crate::number;
use bytes::Bytes;
use kamaelia::Stage;
use kamaelia::prelude::*;
use kamaelia_std::net::{TcpClient, TcpServer};
use kamaelia_std::util::{LineSplit, PassThrough};
use std::time::Duration;

const LONG: Duration = Duration::from_secs(60);

#[test]
fn a_plain_thread_serves_and_asks() -> Outcome {
    let (mut addresses, wheres) = collect();
    let server = graphline! {
        SERVER = TcpServer::new("127.0.0.1:0", |_| number());
        WHERE  = wheres;

        SERVER.bound -> WHERE.inbox;
    }
    .spawn();
    let address = addresses.recv_timeout_blocking(LONG)?.expect("it listens");

    // A client can do without an inbox; in a row with another component it has one.
    let client = pipeline![
        PassThrough::new(),
        TcpClient::new(address),
        LineSplit::new()
    ];
    let mut client = client.background();
    for (question, answer) in [("hello", "1 hello"), ("world", "2 world")] {
        client
            .inbox
            .send_blocking(Bytes::from(format!("{question}\n")))?;
        let heard = client.outbox.recv_timeout_blocking(LONG)?;
        assert_eq!(heard.as_deref(), Some(answer));
    }
    client.join_blocking()?;
    server.stop();
    server.join_blocking()
}
