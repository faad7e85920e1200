//! The server of HTTP, with clients that others have written, and with bad ones.
#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

mod bad;
mod clients;
mod end;

use bytes::Bytes;
use kamaelia::prelude::*;
use kamaelia::{Collector, Handle, Stage, Stop};
use kamaelia_std::net::ConnectionFault;
use kamaelia_std::web::{
    Answer, HttpRequest, HttpServer, ResponseHead, ResponsePart, Routes, StatusCode,
};
use std::net::SocketAddr;
use std::process::Command;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A server that runs.
struct Running {
    graph: Handle,
    address: SocketAddr,
    faults: Collector<ConnectionFault>,
}

impl Running {
    async fn end(self) {
        self.graph.stop();
        self.graph.join().await.unwrap();
    }

    /// The next fault of a connection.
    async fn fault(&mut self) -> String {
        self.faults.recv().await.unwrap().text
    }
}

async fn serve<F, P>(server: HttpServer<F>) -> Running
where
    F: Fn(HttpRequest) -> P + Send + Sync + 'static,
    P: Stage<Bytes, ResponsePart>,
{
    let (mut addresses, wheres) = collect();
    let (faults, reports) = collect();
    let graph = graphline! {
        SERVER = server;
        WHERE  = wheres;
        FAULTS = reports;

        SERVER.bound -> WHERE.inbox;
        SERVER.faults -> FAULTS.inbox;
    }
    .spawn();
    let address = addresses.recv().await.unwrap();
    Running {
        graph,
        address,
        faults,
    }
}

/// Sends back what it is sent, after how it was sent.
#[derive(Component)]
struct Echo {
    #[inbox]
    inbox: Inbox<Bytes>,
    #[outbox]
    outbox: Outbox<ResponsePart>,
    request: HttpRequest,
}

impl Main for Echo {
    async fn main(mut self) -> Outcome {
        let head = ResponseHead::new(StatusCode::OK);
        self.outbox.send(ResponsePart::Head(head)).await?;
        let line = format!("{} {}\n", self.request.method, self.request.uri);
        self.outbox.send(ResponsePart::Chunk(line.into())).await?;
        while let Some(piece) = self.inbox.recv().await {
            self.outbox.send(ResponsePart::Chunk(piece)).await?;
        }
        Ok(())
    }
}

/// Fails, before its answer or in the middle of it.
#[derive(Component)]
struct Fail {
    #[inbox]
    inbox: Inbox<Bytes>,
    #[outbox]
    outbox: Outbox<ResponsePart>,
    late: bool,
}

impl Main for Fail {
    async fn main(mut self) -> Outcome {
        if self.late {
            let head = ResponseHead::new(StatusCode::OK);
            self.outbox.send(ResponsePart::Head(head)).await?;
            let half = ResponsePart::Chunk("half".into());
            self.outbox.send(half).await?;
            // The client has seen that, and says so.
            self.inbox.recv().await;
        }
        Err(Stop::fault("the shelf is empty"))
    }
}

fn echo(address: &str) -> HttpServer<impl Fn(HttpRequest) -> Echo + Send + Sync + use<>> {
    HttpServer::new(address, Echo::new)
}

/// What the server at `address` sends, from the first byte to the end of the connection.
async fn talk(address: SocketAddr, words: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(words).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    String::from_utf8(answer).unwrap()
}

/// What a program prints, which has to come to a good end.
async fn printed(mut program: Command) -> String {
    let run = tokio::task::spawn_blocking(move || program.output());
    let output = run
        .await
        .unwrap()
        .expect("it is installed: see .ci/machine");
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{error}");
    String::from_utf8(output.stdout).unwrap()
}
