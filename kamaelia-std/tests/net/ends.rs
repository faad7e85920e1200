//! How connections and servers end.

use crate::{connect, end, number, serve};
use bytes::Bytes;
use kamaelia::Feeder;
use kamaelia::prelude::*;
use kamaelia_std::net::TcpServer;
use kamaelia_std::util::{DataSource, NullSink};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Answers one line, and ends.
#[derive(Component)]
struct Once {
    #[inbox]
    inbox: Inbox<Bytes>,
    #[outbox]
    outbox: Outbox<Bytes>,
}

impl Main for Once {
    async fn main(mut self) -> Outcome {
        self.inbox.recv().await;
        self.outbox.send(Bytes::from("once")).await?;
        Ok(())
    }
}

/// Case 252.
#[tokio::test]
async fn a_protocol_that_has_ended_closes_the_connection() {
    let (server, address, _faults) = serve(|_| Once::new()).await;
    let mut stream = connect(address).await;
    stream.write_all(b"?").await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert_eq!(answer, "once");
    end(server).await;
}

/// What the peer sends on is not read any more, and does not tear the answer off.
#[tokio::test]
async fn a_protocol_that_ends_with_bytes_unread_has_its_answer_arrive() {
    let (server, address, _faults) = serve(|_| Once::new()).await;
    let stream = connect(address).await;
    let (mut reader, mut writer) = stream.into_split();
    let sending = tokio::spawn(async move { while writer.write_all(&[0; 4096]).await.is_ok() {} });
    let mut answer = String::new();
    reader.read_to_string(&mut answer).await.unwrap();
    assert_eq!(answer, "once");
    drop(reader);
    sending.await.unwrap();
    end(server).await;
}

/// Says goodbye at once, but reads everything that comes, and counts it.
#[derive(Component)]
struct Upload {
    #[inbox]
    inbox: Inbox<Bytes>,
    #[outbox]
    outbox: Outbox<Bytes>,
    total: Feeder<usize>,
}

impl Main for Upload {
    async fn main(mut self) -> Outcome {
        self.outbox.send(Bytes::from("go on")).await?;
        drop(self.outbox);
        let mut total = 0;
        while let Some(bytes) = self.inbox.recv().await {
            total += bytes.len();
        }
        self.total.send(total).await?;
        Ok(())
    }
}

#[tokio::test]
async fn a_protocol_that_has_said_all_still_reads() {
    let (feeder, source) = feed::<usize>();
    let (mut totals, sink) = collect();
    let counts = pipeline![source, sink].spawn();
    let (server, address, _faults) = serve(move |_| Upload::new(feeder.clone())).await;
    let mut stream = connect(address).await;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert_eq!(answer, "go on");
    stream.write_all(&vec![0; 1_000_000]).await.unwrap();
    drop(stream);
    assert_eq!(totals.recv().await, Some(1_000_000));
    end(server).await;
    end(counts).await;
}

/// Case 255: it takes no more connections, answers what it has read, and ends.
#[tokio::test]
async fn a_server_that_finishes_answers_what_it_has_read() {
    let (server, address, _faults) = serve(|_| number()).await;
    let mut stream = connect(address).await;
    stream.write_all(b"a\n").await.unwrap();
    let mut first = [0; 4];
    stream.read_exact(&mut first).await.unwrap();
    assert_eq!(&first, b"1 a\n");

    server.stop();
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest).await.unwrap();
    assert_eq!(rest, b"");
    drop(stream);
    server.join().await.unwrap();
    assert!(TcpStream::connect(address).await.is_err());
}

/// The peer sends without end while the server finishes: it reads whole
/// answers, as many as there are, and then a clean end.
#[tokio::test]
async fn unread_bytes_do_not_tear_the_answers_off() {
    let (server, address, _faults) = serve(|_| number()).await;
    let stream = connect(address).await;
    let (mut reader, mut writer) = stream.into_split();
    let sending = tokio::spawn(async move { while writer.write_all(b"again\n").await.is_ok() {} });
    let mut answers = vec![0; 8];
    reader.read_exact(&mut answers).await.unwrap();
    server.stop();
    reader.read_to_end(&mut answers).await.unwrap();
    let answers = String::from_utf8(answers).unwrap();
    let lines: Vec<&str> = answers.lines().collect();
    let (last, whole) = lines.split_last().unwrap();
    for (index, line) in whole.iter().enumerate() {
        assert_eq!(*line, format!("{} again", index + 1));
    }
    // The reading may have stopped within a line, the answering did not.
    assert!(format!("{} again", lines.len()).starts_with(last), "{last}");
    assert!(answers.ends_with('\n'));
    drop(reader);
    server.join().await.unwrap();
    sending.await.unwrap();
}

/// Case 254.
#[tokio::test]
async fn a_server_that_stops_now_drops_everyone() {
    let (server, address, _faults) = serve(|_| number()).await;
    let mut stream = connect(address).await;
    stream.write_all(b"a\n").await.unwrap();
    let mut first = [0; 4];
    stream.read_exact(&mut first).await.unwrap();
    server.shutdown(Shutdown::Now);
    server.join().await.unwrap();
    let mut rest = Vec::new();
    // An end or a reset, as the system likes; but at once.
    let _ = stream.read_to_end(&mut rest).await;
    assert_eq!(rest, b"");
}

#[tokio::test]
async fn a_connection_does_not_outlive_a_server_that_was_dropped() {
    let (mut addresses, wheres) = collect();
    let graph = graphline! {
        SERVER = TcpServer::new("127.0.0.1:0", |_| number());
        WHERE  = wheres;

        SERVER.bound -> WHERE.inbox;
    };
    let visit = async {
        let mut stream = connect(addresses.recv().await.unwrap()).await;
        stream.write_all(b"a\n").await.unwrap();
        let mut first = [0; 4];
        stream.read_exact(&mut first).await.unwrap();
        stream
    };
    let mut stream = tokio::select! {
        _ = graph.run() => panic!("the server has ended"),
        stream = visit => stream,
    };
    let mut rest = Vec::new();
    let _ = stream.read_to_end(&mut rest).await;
    assert_eq!(rest, b"");
}

/// Sends numbers for ever, and ignores what comes.
#[derive(Component)]
struct Numbers {
    #[inbox]
    inbox: Inbox<Bytes>,
    #[outbox]
    outbox: Outbox<Bytes>,
    alive: Option<Feeder<()>>,
}

impl Main for Numbers {
    async fn main(self) -> Outcome {
        let _alive = self.alive;
        graphline! {
            NUMBERS = DataSource::new((0_u64..).map(|n| Bytes::from(format!("{n}\n"))));
            NOTHING = NullSink::new();

            NUMBERS.outbox -> self.outbox;
            self.inbox -> NOTHING.inbox;
        }
        .run()
        .await
    }
}

/// Case 250.
#[tokio::test]
async fn a_peer_that_leaves_ends_a_protocol_that_only_sends() {
    let (feeder, source) = feed::<()>();
    let (mut alive, sink) = collect();
    let watching = pipeline![source, sink].spawn();
    let mut feeder = Some(feeder);
    let (server, address, _faults) = serve(move |_| Numbers::new(feeder.take())).await;
    let mut stream = connect(address).await;
    let mut start = [0; 6];
    stream.read_exact(&mut start).await.unwrap();
    assert_eq!(&start, b"0\n1\n2\n");
    drop(stream);
    assert_eq!(alive.recv().await, None);
    watching.join().await.unwrap();
    end(server).await;
}
