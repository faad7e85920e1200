//! Connections that a balancer passes on: `ProxyProtocol`.

use crate::{ask, connect, end, serve};
use bytes::Bytes;
use kamaelia::prelude::*;
use kamaelia_std::net::{BadProxyHeader, ProxyHeader, ProxyProtocol};
use kamaelia_std::util::Map;
use std::time::Duration;
use tokio::io::AsyncWriteExt;

const LINE: &str = "PROXY TCP4 192.0.2.7 192.0.2.1 40123 25\r\n";

/// Waits for a header for longer than any test takes.
fn patient() -> ProxyProtocol {
    ProxyProtocol::new().timeout(Duration::from_secs(3600))
}

/// Says who is there, and repeats the rest.
#[derive(Component)]
struct Echo {
    #[inbox]
    inbox: Inbox<Bytes>,
    #[outbox]
    outbox: Outbox<Bytes>,
}

impl Main for Echo {
    async fn main(self) -> Outcome {
        graphline! {
            PROXY = patient();
            WHO   = Map::new(|header: ProxyHeader| Bytes::from(format!("{:?}\n", header.source())));

            self.inbox -> PROXY -> self.outbox;
            PROXY.header -> WHO -> self.outbox;
        }
        .run()
        .await
    }
}

/// A header's address and the bytes behind it, in the order in which they leave.
async fn hear(pieces: Vec<Bytes>) -> Result<(Vec<ProxyHeader>, Vec<Bytes>), String> {
    let (mut feeder, source) = feed();
    let (mut headers, header_sink) = collect();
    let (mut rest, sink) = collect();
    let graph = graphline! {
        SOURCE = source;
        PROXY  = patient();
        HEADER = header_sink;
        REST   = sink;

        SOURCE -> PROXY -> REST;
        PROXY.header -> HEADER.inbox;
    }
    .spawn();
    for piece in pieces {
        if feeder.send(piece).await.is_err() {
            break;
        }
    }
    drop(feeder);
    let mut all = (Vec::new(), Vec::new());
    headers.recv_many(&mut all.0, 100).await;
    while rest.recv_many(&mut all.1, 100).await > 0 {}
    graph.join().await.map_err(|fault| fault.to_string())?;
    Ok(all)
}

#[tokio::test]
async fn the_header_is_taken_off_wherever_it_is_cut() {
    let header = ProxyHeader::decode(LINE.as_bytes(), 107);
    let (header, _) = header.expect("it is good").expect("it is whole");
    let all = Bytes::from(format!("{LINE}{LINE}hello"));
    for size in [1, 2, 7, LINE.len() - 1, LINE.len(), LINE.len() + 1, 1000] {
        let pieces = all.chunks(size).map(Bytes::copy_from_slice).collect();
        let (headers, rest) = hear(pieces).await.expect("the header is good");
        // A second one is none: it is what the peer has to say.
        assert_eq!(headers, [header]);
        assert_eq!(rest.concat(), format!("{LINE}hello").as_bytes());
    }
}

#[tokio::test]
async fn a_peer_that_only_looks_whether_somebody_is_there_is_no_fault() {
    assert_eq!(hear(Vec::new()).await, Ok((Vec::new(), Vec::new())));
}

#[tokio::test]
async fn a_header_that_is_cut_short_is_a_fault_that_says_so() {
    let fault = hear(vec![Bytes::from_static(b"PROXY TCP4 192.0")]).await;
    let fault = fault.expect_err("it is not whole");
    let words = BadProxyHeader::CutShort.to_string();
    assert!(fault.contains(&words), "{fault}");
    assert!(fault.starts_with("`PROXY`"), "{fault}");
}

#[tokio::test(start_paused = true)]
async fn a_peer_that_does_not_send_its_header_in_time_is_let_go() {
    for begun in ["", "PROXY TCP4 "] {
        let (mut feeder, source) = feed();
        let (_rest, sink) = collect::<Bytes>();
        let graph = pipeline![source, ProxyProtocol::new(), sink].spawn();
        feeder.send(Bytes::from(begun)).await.expect("it listens");
        let fault = graph.join().await.expect_err("nothing comes").to_string();
        let words = BadProxyHeader::TimedOut(Duration::from_secs(3)).to_string();
        assert!(fault.contains(&words), "{fault}");
    }
}

#[tokio::test]
async fn a_bad_header_ends_its_connection_alone() {
    let (server, address, mut faults) = serve(|_| Echo::new()).await;
    let mut good = connect(address).await;
    good.write_all(LINE.as_bytes()).await.unwrap();
    let mut bad = connect(address).await;
    assert_eq!(ask(&mut bad, b"EHLO example.org\r\n").await, b"");
    let fault = faults.recv().await.expect("it is told of");
    assert_eq!(fault.peer, bad.local_addr().unwrap());
    let words = BadProxyHeader::Missing.to_string();
    assert!(fault.text.contains(&words), "{fault}");
    let answer = ask(&mut good, b"hello").await;
    assert_eq!(answer, b"Some(192.0.2.7:40123)\nhello");
    end(server).await;
}
