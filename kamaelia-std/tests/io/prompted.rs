//! Files that are read as they are asked for, and at a rate.

use crate::TempPath;
use crate::common::ends_like_any_other;
use bytes::Bytes;
use kamaelia::chassis::Carousel;
use kamaelia::prelude::*;
use kamaelia::{Policy, collect_with};
use kamaelia_std::flow::{Chunk, ForwardIteratingChooser};
use kamaelia_std::io::{PromptedFileReader, RateControlledFileReader};
use kamaelia_std::types::{Amount, ForwardStep};
use kamaelia_std::util::{BadLine, DataSource, Expect, Map, NullSink};
use std::path::PathBuf;
use std::time::Duration;

#[tokio::test]
async fn a_file_gives_as_many_bytes_as_are_asked_for_and_no_more_than_it_has() {
    let file = TempPath::file("prompted", b"hello world");
    let requests = [5, 0, 3, 100, 1].map(Amount);
    pipeline![
        DataSource::new(requests),
        PromptedFileReader::new(&file.0),
        Expect::new(["hello", " wo", "rld"].map(Bytes::from)),
    ]
    .run()
    .await
    .unwrap();
}

#[tokio::test]
async fn a_file_that_nobody_asks_for_more_of_is_left_where_it_is() {
    let file = TempPath::file("left", b"hello world");
    pipeline![
        DataSource::new([Amount(5)]),
        PromptedFileReader::new(&file.0),
        Expect::new([Bytes::from("hello")]),
    ]
    .run()
    .await
    .unwrap();
}

/// The file is read 64 KiB at a time, which no request need know of.
#[tokio::test]
async fn a_request_across_what_is_read_at_once_is_one_message() {
    let contents: Vec<u8> = (0..200_000_u32).map(|n| (n / 7) as u8).collect();
    let file = TempPath::file("across", &contents);
    let lengths = [60_000, 60_000, 64 * 1024, 14_464];
    let (mut pieces, sink) = collect::<Bytes>();
    let requests = [60_000, 60_000, 1_000_000].map(Amount);
    pipeline![
        DataSource::new(requests),
        PromptedFileReader::new(&file.0),
        sink
    ]
    .run()
    .await
    .unwrap();
    let mut all = Vec::new();
    for length in lengths {
        let piece = pieces.recv().await.unwrap();
        assert_eq!(piece.len(), length);
        all.extend_from_slice(&piece);
    }
    assert_eq!(pieces.recv().await, None);
    assert!(all == contents);
}

#[tokio::test]
async fn a_file_gives_as_many_lines_as_are_asked_for() {
    let file = TempPath::file("prompted-lines", b"one\n\xff\ntwo\r\nthree\nfour");
    graphline! {
        ASK   = DataSource::new([2, 1].map(Amount));
        READ  = PromptedFileReader::lines(&file.0).on_bad_line(BadLine::Skip);
        CHECK = Expect::new(["one", "two", "three"].map(String::from));
        COUNT = Map::new(|error: kamaelia_std::util::LineError| error.to_string().contains("UTF-8"));
        BAD   = Expect::new([true]);

        ASK -> READ -> CHECK;
        READ.errors -> COUNT.inbox;
        COUNT -> BAD;
    }
    .run()
    .await
    .unwrap();
}

#[tokio::test]
async fn the_last_line_needs_no_ending() {
    let file = TempPath::file("prompted-last", b"one\ntwo");
    pipeline![
        DataSource::new([Amount(9)]),
        PromptedFileReader::lines(&file.0),
        Expect::new(["one", "two"].map(String::from)),
    ]
    .run()
    .await
    .unwrap();
}

#[tokio::test]
async fn a_missing_file_is_a_fault_that_names_it_whoever_asks() {
    let ask = || DataSource::new([Amount(1)]);
    for graph in [
        pipeline![
            ask(),
            PromptedFileReader::new("no-such-file"),
            NullSink::new()
        ]
        .spawn(),
        pipeline![
            ask(),
            PromptedFileReader::lines("no-such-file"),
            NullSink::new()
        ]
        .spawn(),
        pipeline![
            RateControlledFileReader::new("no-such-file"),
            NullSink::new()
        ]
        .spawn(),
    ] {
        let fault = graph.join().await.unwrap_err().to_string();
        assert!(fault.contains("cannot open `no-such-file`"), "{fault}");
    }
}

#[tokio::test]
async fn a_file_at_a_rate_is_sent_whole() {
    let file = TempPath::file("rate", b"hello world");
    let read = RateControlledFileReader::new(&file.0)
        .rate(1_000_000.0)
        .chunk(Chunk::Size(4));
    pipeline![read, Expect::new(["hell", "o wo", "rld"].map(Bytes::from))]
        .run()
        .await
        .unwrap();
}

#[tokio::test]
async fn a_file_at_a_rate_can_be_stopped() {
    let file = TempPath::file("slow", &[0; 1000]);
    for how in [Shutdown::Finish, Shutdown::Now] {
        let (mut pieces, sink) = collect::<Bytes>();
        let read = RateControlledFileReader::new(&file.0)
            .rate(1.0)
            .chunk(Chunk::Size(1));
        let graph = pipeline![read, sink].spawn();
        assert_eq!(pieces.recv().await, Some(Bytes::from(&[0][..])));
        graph.shutdown(how);
        graph.join().await.unwrap();
    }
}

/// The readers of the original that are used again for one file after another.
#[tokio::test]
async fn one_file_after_another_is_read_as_asked_for() {
    let files = [
        TempPath::file("first", b"hello"),
        TempPath::file("second", b"world"),
    ];
    let (mut names, next) = feed();
    let (mut amounts, asked) = feed();
    let (mut pieces, sink) = collect();
    let graph = graphline! {
        NEXT = next;
        ASK  = asked;
        READ = Carousel::new(PromptedFileReader::new);
        SINK = sink;

        NEXT.outbox -> READ.next;
        ASK -> READ -> SINK;
    }
    .spawn();
    for (file, words) in files.iter().zip([["hel", "lo"], ["wor", "ld"]]) {
        names.send(file.0.clone()).await.unwrap();
        for word in words {
            amounts.send(Amount(3)).await.unwrap();
            assert_eq!(pieces.recv().await, Some(Bytes::from(word)));
        }
    }
    drop((names, amounts));
    graph.join().await.unwrap();
}

#[tokio::test]
async fn one_file_after_another_is_read_each_at_its_rate() {
    let files = [
        TempPath::file("slower", b"hello"),
        TempPath::file("faster", b"world"),
    ];
    let playlist =
        ForwardIteratingChooser::new([(files[0].0.clone(), 1e6), (files[1].0.clone(), 2e6)]);
    graphline! {
        CHOOSE = playlist;
        PLAY   = Carousel::new(|(name, rate): (PathBuf, f64)| {
            RateControlledFileReader::new(name).rate(rate).chunk(Chunk::Size(3))
        });
        CHECK  = Expect::new(["hel", "lo", "wor", "ld"].map(Bytes::from));

        CHOOSE.outbox     -> PLAY.next;
        PLAY.request_next -> CHOOSE.inbox with unbounded via |()| ForwardStep::Next;
        PLAY.outbox       -> CHECK.inbox;
    }
    .run()
    .await
    .unwrap();
}

/// Nobody reads for a second, in which no other time passes.
#[tokio::test(start_paused = true)]
async fn pieces_of_a_file_that_are_late_leave_as_one_where_that_is_said() {
    let file = TempPath::file("late", &[0; 2000]);
    for (aggregates, length) in [(true, 1000), (false, 10)] {
        let (mut pieces, sink) = collect_with::<Bytes>(Policy::capacity(1));
        let read = RateControlledFileReader::new(&file.0)
            .rate(1000.0)
            .chunk(Chunk::Size(10))
            .aggregate(aggregates);
        let graph = pipeline![read, sink].spawn();
        assert_eq!(pieces.recv().await.unwrap().len(), 10);
        tokio::time::advance(Duration::from_secs(1)).await;
        assert_eq!(pieces.recv().await.unwrap().len(), length);
        drop(pieces);
        graph.join().await.unwrap();
    }
}

#[test]
fn who_reads_as_asked_ends_when_told_and_with_those_on_either_side() {
    let file = TempPath::file("prompted-ends", b"hello\nworld\n");
    ends_like_any_other::<Amount, _, _>(|| PromptedFileReader::new(&file.0));
    ends_like_any_other::<Amount, _, _>(|| PromptedFileReader::lines(&file.0));
}
