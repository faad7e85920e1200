//! A proxy that is a server and a client back to back, with Postfix's programs at its ends.

use crate::smtp_sink::SmtpSink;
use bytes::Bytes;
use kamaelia::prelude::*;
use kamaelia::{Collector, Handle};
use kamaelia_std::chat::smtp::{SmtpClient, SmtpServer};
use kamaelia_std::net::{ConnectionFault, TcpServer, plain};
use std::net::SocketAddr;
use std::process::Command;

#[derive(Component)]
struct Proxy {
    #[inbox]
    inbox: Inbox<Bytes>,
    #[outbox]
    outbox: Outbox<Bytes>,
    peer: SocketAddr,
    backend: SocketAddr,
}

impl Main for Proxy {
    async fn main(self) -> Outcome {
        let (hear, say) = plain();
        graphline! {
            HEAR    = hear;
            SERVER  = SmtpServer::new("proxy.example.org", self.peer);
            SAY     = say;
            BACKEND = SmtpClient::new(self.backend, "proxy.example.org");

            self.inbox -> HEAR -> SERVER -> SAY -> self.outbox;
            SERVER.asks -> BACKEND -> SERVER.answers with unbounded;
        }
        .run()
        .await
    }
}

async fn proxy(backend: SocketAddr) -> (Handle, SocketAddr, Collector<ConnectionFault>) {
    let (mut addresses, wheres) = collect();
    let (faults, reports) = collect();
    let server = graphline! {
        SERVER = TcpServer::new("127.0.0.1:0", move |from| Proxy::new(from.peer, backend));
        WHERE  = wheres;
        FAULTS = reports;

        SERVER.bound -> WHERE.inbox;
        SERVER.faults -> FAULTS.inbox;
    }
    .spawn();
    let address = addresses.recv().await.expect("it listens");
    (server, address, faults)
}

/// Sends so many messages of this size; whether all were taken.
async fn source(options: &'static [&'static str], address: SocketAddr) -> bool {
    let running = tokio::task::spawn_blocking(move || {
        let mut command = Command::new("/usr/sbin/smtp-source");
        command.args(options).arg(address.to_string());
        command
            .output()
            .expect("smtp-source is installed, from the package postfix")
    });
    let output = running.await.expect("it ends");
    output.status.success() && output.stderr.is_empty()
}

#[tokio::test]
async fn what_passes_through_is_taken_whole_and_once() {
    let sink = SmtpSink::start("sink-proxy", &[]);
    let (server, address, mut faults) = proxy(sink.address).await;
    for options in [
        &["-m", "100", "-s", "5", "-l", "4096"][..],
        // In sessions of many messages, not one for each.
        &["-d", "-m", "100", "-s", "5", "-l", "4096"],
        &["-m", "5", "-l", "3000000"],
        &["-m", "20", "-r", "5", "-l", "100"],
    ] {
        assert!(source(options, address).await, "{options:?}");
    }
    server.stop();
    server.join().await.expect("it ends well");
    assert_eq!(faults.recv().await, None);
    let taken = sink.taken();
    assert_eq!(taken.len(), 225);
    let large = |message: &&String| message.len() >= 2_900_000;
    assert_eq!(taken.iter().filter(large).count(), 5);
    let five = |message: &&String| message.matches("X-Rcpt-Args").count() == 5;
    assert_eq!(taken.iter().filter(five).count(), 20);
}

#[tokio::test]
async fn what_the_server_behind_refuses_is_refused_in_front() {
    for options in [
        &["-q", "rcpt"][..],
        &["-r", "."],
        &["-f", "."],
        &["-f", "data"],
    ] {
        let sink = SmtpSink::start(&format!("sink-no{}", options.concat()), options);
        let (server, address, _faults) = proxy(sink.address).await;
        assert!(
            !source(&["-m", "1", "-l", "100"], address).await,
            "{options:?}"
        );
        server.stop();
        server.join().await.expect("it ends well");
    }
}
