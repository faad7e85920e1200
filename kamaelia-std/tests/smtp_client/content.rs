//! Messages, whole and not whole.

use crate::asking::{Client, chunk, client, mail, to};
use crate::script::{Peer, Server};
use bytes::Bytes;
use kamaelia::prelude::*;
use kamaelia_std::chat::smtp::Ask;
use tokio::io::AsyncReadExt;
use tokio::join;

/// Up to where the message comes.
async fn begin(client: &mut Client) {
    client
        .say([mail("a@example.org"), to("b@example.org"), Ask::Data])
        .await;
    for reply in ["250 a", "250 b", "354 "] {
        let heard = client.hear().await;
        assert!(heard.starts_with(reply), "{heard}");
    }
}

async fn begun(server: &Server, offers: &[&str]) -> Peer {
    let mut peer = server.greet(offers).await;
    let envelope = "MAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.org>\r\n";
    peer.hear_bytes(envelope).await;
    peer.say("250 a\n250 b").await;
    if !offers.contains(&"CHUNKING") {
        peer.talk(&[("DATA", "354 go")]).await;
    }
    peer
}

const LINES: &[&str] = &["PIPELINING"];
const CHUNKS: &[&str] = &["PIPELINING", "CHUNKING"];

#[tokio::test]
async fn no_line_of_a_message_looks_like_its_end() {
    let server = Server::start().await;
    let mut client = Client::start(client(server.address));
    let script = async {
        let mut peer = begun(&server, LINES).await;
        peer.hear_bytes("..\r\na.\r\n..b\r\n..c\r\n.\r\n").await;
        peer.say("250 taken").await;
        // A message without an end of its last line gets one.
        peer.hear_bytes("MAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.org>\r\nDATA\r\n")
            .await;
        peer.say("250 a\n250 b\n354 go").await;
        peer.hear_bytes("d\r\n.\r\n").await;
        peer.say("250 taken").await;
        peer.rest().await;
    };
    let asking = async {
        begin(&mut client).await;
        client
            .say([chunk("."), chunk("\r\na"), chunk(".\r\n.b\r")])
            .await;
        client
            .say([chunk("\n"), chunk(""), chunk(".c\r\n"), Ask::End])
            .await;
        assert_eq!(client.hear().await, "250 taken");
        begin(&mut client).await;
        client.say([chunk("d"), Ask::End]).await;
        assert_eq!(client.hear().await, "250 taken");
        client.end().await;
    };
    join!(script, asking);
}

#[tokio::test]
async fn a_large_message_is_the_same_behind_the_server() {
    let server = Server::start().await;
    let mut client = Client::start(client(server.address));
    let line = Bytes::from("0123456789 abcdefghijklmnopqrstuvwxyz\r\n.\r\n".repeat(1500));
    let size = line.len() * 300;
    let stuffed = size + 1500 * 300;
    let script = async {
        let mut peer = begun(&server, LINES).await;
        let mut all = vec![0; stuffed + 3];
        peer.stream
            .read_exact(&mut all)
            .await
            .expect("it all comes");
        assert!(all.ends_with(b"\r\n..\r\n.\r\n"));
        peer.say("250 taken").await;
        peer.rest().await;
    };
    let asking = async {
        begin(&mut client).await;
        client.say((0..300).map(|_| Ask::Chunk(line.clone()))).await;
        assert_eq!(client.ask(Ask::End).await, "250 taken");
        client.end().await;
    };
    join!(script, asking);
}

#[tokio::test]
async fn a_small_message_goes_in_one_command_where_that_is_offered() {
    let server = Server::start().await;
    let mut client = Client::start(client(server.address));
    let script = async {
        let mut peer = begun(&server, CHUNKS).await;
        peer.hear_bytes("BDAT 8 LAST\r\n.\r\nhello").await;
        peer.say("250 taken").await;
        peer.rest().await;
    };
    let asking = async {
        begin(&mut client).await;
        client.say([chunk(".\r\n"), chunk("hello"), Ask::End]).await;
        assert_eq!(client.hear().await, "250 taken");
        client.end().await;
    };
    join!(script, asking);
}

#[tokio::test]
async fn a_refused_part_is_the_reply_to_the_whole() {
    let server = Server::start().await;
    let mut client = Client::start(client(server.address));
    let piece = Bytes::from(vec![b'x'; Ask::CHUNK]);
    let script = async {
        let mut peer = begun(&server, CHUNKS).await;
        peer.hear(&format!("BDAT {}", Ask::CHUNK)).await;
        let mut all = vec![0; Ask::CHUNK - peer.heard.len()];
        peer.stream
            .read_exact(&mut all)
            .await
            .expect("it all comes");
        peer.heard.clear();
        peer.say("552 5.3.4 too big").await;
        // The rest is for nobody.
        peer.hear_bytes("RSET\r\nMAIL FROM:<a@example.org>\r\n")
            .await;
        peer.say("250 reset\n250 a").await;
        peer.rest().await;
    };
    let asking = async {
        begin(&mut client).await;
        client
            .say([Ask::Chunk(piece.clone()), Ask::Chunk(piece), Ask::End])
            .await;
        assert_eq!(client.hear().await, "552 5.3.4 too big");
        assert_eq!(client.ask(mail("a@example.org")).await, "250 a");
        client.end().await;
    };
    join!(script, asking);
}

#[tokio::test]
async fn nobody_is_sent_a_message_that_no_recipient_takes() {
    let server = Server::start().await;
    let mut client = Client::start(client(server.address));
    let script = async {
        let mut peer = server.greet(CHUNKS).await;
        peer.hear_bytes("MAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.org>\r\n")
            .await;
        peer.say("250 a\n550 no").await;
        assert_eq!(peer.rest().await, "QUIT\r\n");
    };
    let asking = async {
        client
            .say([mail("a@example.org"), to("b@example.org"), Ask::Data])
            .await;
        for reply in ["250 a", "550 no", "554 5.5.1 there is no recipient"] {
            assert_eq!(client.hear().await, reply);
        }
        client.end().await;
    };
    join!(script, asking);
}

#[derive(Clone, Copy, Debug)]
enum How {
    AsksEnd,
    StopNow,
    ReaderEnds,
}

#[tokio::test]
async fn a_message_that_is_abandoned_is_never_whole_for_the_server() {
    for offers in [LINES, CHUNKS] {
        for how in [How::AsksEnd, How::StopNow, How::ReaderEnds] {
            let server = Server::start().await;
            let mut client = Client::start(client(server.address));
            let script = async {
                let mut peer = begun(&server, offers).await;
                let rest = peer.rest().await;
                assert!(!rest.contains("\r\n.\r\n"), "{how:?}: {rest}");
                assert!(!rest.contains("LAST"), "{how:?}: {rest}");
                assert!(!rest.contains("QUIT"), "{how:?}: {rest}");
            };
            let asking = async {
                begin(&mut client).await;
                client.say([chunk("hello\r\n")]).await;
                match how {
                    How::AsksEnd => {}
                    How::StopNow => client.graph.shutdown(Shutdown::Now),
                    How::ReaderEnds => drop(client.replies),
                }
                drop(client.asks);
                client.graph.join().await.expect("a client has no faults");
            };
            join!(script, asking);
        }
    }
}

#[tokio::test]
async fn a_message_that_is_reset_is_never_whole_and_the_next_goes_on() {
    let server = Server::start().await;
    let mut client = Client::start(client(server.address));
    let script = async {
        let mut peer = begun(&server, LINES).await;
        assert_eq!(peer.rest().await, "hello\r\n");
        // By BDAT the connection need not be cut.
        let mut peer = begun(&server, CHUNKS).await;
        peer.hear_bytes("RSET\r\nMAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.org>\r\n")
            .await;
        peer.say("250 reset\n250 a\n250 b").await;
        peer.hear_bytes("BDAT 4 LAST\r\nme\r\n").await;
        peer.say("250 taken").await;
        peer.rest().await;
    };
    let asking = async {
        for _ in 0..2 {
            begin(&mut client).await;
            client.say([chunk("hello\r\n"), Ask::Reset]).await;
        }
        begin(&mut client).await;
        client.say([chunk("me\r\n"), Ask::End]).await;
        assert_eq!(client.hear().await, "250 taken");
        client.end().await;
    };
    join!(script, asking);
}
