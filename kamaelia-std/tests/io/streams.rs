//! Anything that tokio can read and write.

use bytes::Bytes;
use kamaelia::prelude::*;
use kamaelia_std::io::{AsyncReadSource, AsyncWriteSink};
use kamaelia_std::util::{DataSource, NullSink, Take};
use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

#[tokio::test]
async fn what_can_be_read_is_sent_to_its_end() {
    let (mut theirs, ours) = duplex(1000);
    let (mut pieces, sink) = collect::<Bytes>();
    let graph = pipeline![AsyncReadSource::new(ours).chunk(3), sink].spawn();
    theirs.write_all(b"hello").await.unwrap();
    drop(theirs);
    let mut all = Vec::new();
    while let Some(piece) = pieces.recv().await {
        assert!(piece.len() <= 3);
        all.extend_from_slice(&piece);
    }
    assert_eq!(all, b"hello");
    graph.join().await.unwrap();
}

#[tokio::test]
async fn a_silent_source_ends_when_told_and_with_who_reads_it() {
    for how in [Shutdown::Finish, Shutdown::Now] {
        let (_theirs, ours) = duplex(1000);
        let graph = pipeline![AsyncReadSource::new(ours), NullSink::<Bytes>::new()].spawn();
        graph.shutdown(how);
        graph.join().await.unwrap();
    }
    let (_theirs, ours) = duplex(1000);
    pipeline![
        AsyncReadSource::new(ours),
        Take::new(0),
        NullSink::<Bytes>::new()
    ]
    .run()
    .await
    .unwrap();
}

#[tokio::test]
async fn what_is_written_arrives_before_the_end() {
    let (ours, mut theirs) = duplex(10);
    let words = DataSource::new((0..1000).map(|_| Bytes::from("again ")));
    let graph = pipeline![words, AsyncWriteSink::new(ours)].spawn();
    let mut all = String::new();
    theirs.read_to_string(&mut all).await.unwrap();
    assert_eq!(all, "again ".repeat(1000));
    graph.join().await.unwrap();
}

#[tokio::test]
async fn who_writes_to_somebody_who_does_not_read_can_be_stopped_now() {
    let (ours, _theirs) = duplex(1);
    let (mut feeder, source) = feed();
    let graph = pipeline![source, AsyncWriteSink::new(ours)].spawn();
    feeder.send(Bytes::from("never read")).await.unwrap();
    graph.shutdown(Shutdown::Now);
    graph.join().await.unwrap();
}

#[tokio::test]
async fn nobody_to_write_to_is_a_fault() {
    let (ours, theirs) = duplex(1);
    drop(theirs);
    let words = DataSource::new([Bytes::from("hello")]);
    let outcome = pipeline![words, AsyncWriteSink::new(ours)].run().await;
    let fault = outcome.unwrap_err().to_string();
    assert!(fault.contains("broken pipe"), "{fault}");
}
