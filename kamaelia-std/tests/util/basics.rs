//! Sources, sinks, closures and lines.

use bytes::Bytes;
use futures::executor::block_on;
use kamaelia::prelude::*;
use kamaelia_std::util::{
    BadLine, DataSource, Expect, Filter, LineError, LineProblem, LineSplit, Map, NullSink,
};
use std::task::Poll;

/// The fault of a graph in which `sent` is checked against `expected`.
fn check(sent: &[u64], expected: &[u64]) -> Option<String> {
    let outcome = block_on(
        graphline! {
            SENT  = DataSource::new(sent.to_vec());
            CHECK = Expect::new(expected.to_vec());

            SENT -> CHECK;
        }
        .run(),
    );
    outcome.err().map(|fault| fault.to_string())
}

#[test]
fn what_was_expected_is_no_fault() {
    assert_eq!(check(&[1, 2], &[1, 2]), None);
    assert_eq!(check(&[], &[]), None);
}

#[test]
fn a_message_that_differs_is_missing_or_too_many_is_a_fault_with_both_sides() {
    for (sent, expected, words) in [
        (
            &[1, 5, 6][..],
            &[1, 2][..],
            "expected [1, 2], received [1, 5]",
        ),
        (&[1], &[1, 2], "expected [1, 2], received [1]"),
        (&[1, 2], &[1], "expected [1], received [1, 2]"),
    ] {
        let fault = check(sent, expected).unwrap();
        assert!(fault.starts_with("`CHECK`"), "{fault}");
        assert!(fault.ends_with(words), "{fault}");
    }
}

/// Reads one message, and has enough.
#[derive(Component)]
struct One<T: Message> {
    #[inbox]
    inbox: Inbox<T>,
}

impl<T: Message> Main for One<T> {
    async fn main(mut self) -> Outcome {
        assert!(self.inbox.recv().await.is_some());
        Ok(())
    }
}

#[test]
fn a_source_without_end_ends_with_its_reader() {
    block_on(pipeline![DataSource::new(0..), One::new()].run()).unwrap();
}

/// The feeder is silent, but not gone: nothing comes that would show that
/// nobody reads any more.
#[test]
fn a_chain_at_rest_ends_with_its_reader() {
    let (mut feeder, source) = feed();
    feeder.try_send(Bytes::from("one\n")).unwrap();
    let graph = pipeline![
        source,
        LineSplit::new(),
        Filter::new(|line: &String| !line.is_empty()),
        Map::new(|line: String| line.len()),
        One::new(),
    ];
    block_on(graph.run()).unwrap();
    assert!(feeder.is_closed());
}

#[test]
fn who_checks_misses_nothing_when_the_graph_was_stopped() {
    let (_feeder, source) = feed::<u64>();
    let graph = pipeline![source, Expect::new([1])].spawn();
    graph.shutdown(Shutdown::Now);
    block_on(graph.join()).unwrap();
}

#[test]
fn who_checks_misses_what_a_graph_that_finished_did_not_bring() {
    let (_feeder, source) = feed::<u64>();
    let graph = pipeline![source, Expect::new([1])].spawn();
    graph.stop();
    let fault = block_on(graph.join()).unwrap_err().to_string();
    assert!(fault.ends_with("expected [1], received []"), "{fault}");
}

/// Half a line is not a bad line: who stopped the graph knows that it is half.
#[test]
fn a_line_that_was_cut_by_a_stop_is_no_fault() {
    let (mut feeder, source) = feed();
    let (mut lines, sink) = collect();
    let graph = pipeline![source, LineSplit::new(), sink].spawn();
    block_on(feeder.send(Bytes::from(&b"one\n\xe2"[..]))).unwrap();
    assert_eq!(block_on(lines.recv()).as_deref(), Some("one"));
    graph.shutdown(Shutdown::Now);
    block_on(graph.join()).unwrap();
}

#[test]
fn a_source_asks_its_iterator_for_no_more_than_has_room() {
    let (asked, count) = std::sync::mpsc::channel();
    let graph = graphline! {
        NUMBERS = DataSource::new((0..1000).inspect(move |n| asked.send(*n).unwrap()));
        NEVER   = Deaf::new();

        NUMBERS -> NEVER with capacity(3);
    };
    block_on(graph.run()).unwrap();
    assert_eq!(count.iter().count(), 3);
}

/// Reads nothing, lets the others have some turns, and ends.
#[derive(Component)]
struct Deaf {
    #[inbox]
    inbox: Inbox<u64>,
}

impl Main for Deaf {
    async fn main(self) -> Outcome {
        let mut turns = 0..3;
        std::future::poll_fn(|cx| {
            cx.waker().wake_by_ref();
            turns.next().map_or(Poll::Ready(()), |_| Poll::Pending)
        })
        .await;
        Ok(())
    }
}

#[test]
fn closures_may_remember() {
    let mut sum = 0;
    let mut last = 0;
    block_on(
        pipeline![
            DataSource::new([1_u64, 1, 2, 2, 3]),
            Filter::new(move |n: &u64| std::mem::replace(&mut last, *n) != *n),
            Map::new(move |n: u64| {
                sum += n;
                sum
            }),
            Expect::new([1, 3, 6]),
        ]
        .run(),
    )
    .unwrap();
}

#[test]
fn a_sink_takes_everything() {
    block_on(pipeline![DataSource::new(0..10_000), NullSink::new()].run()).unwrap();
}

const BAD: [&[u8]; 3] = [b"one\nb\xff", b"d\ntoo long\ntw", b"o"];

fn lines(pieces: &[&'static [u8]], way: BadLine, expected: &[&str]) -> (Outcome, Vec<LineError>) {
    let (mut errors, sink) = collect();
    let outcome = block_on(
        graphline! {
            BYTES  = DataSource::new(pieces.iter().map(|&piece| Bytes::from(piece)).collect::<Vec<_>>());
            LINES  = LineSplit::new().limit(5).on_bad_line(way);
            CHECK  = Expect::new(expected.iter().map(|&line| line.to_owned()).collect::<Vec<_>>());
            ERRORS = sink;

            BYTES -> LINES -> CHECK;
            LINES.errors -> ERRORS.inbox;
        }
        .run(),
    );
    let mut all = Vec::new();
    block_on(errors.recv_many(&mut all, usize::MAX));
    (outcome, all)
}

#[test]
fn lines_are_put_together_across_messages() {
    let (outcome, errors) = lines(
        &[b"o", b"ne\r", b"\ntwo\n\nfi", b"ve"],
        BadLine::Fail,
        &["one", "two", "", "five"],
    );
    outcome.unwrap();
    assert_eq!(errors, []);
}

#[test]
fn a_bad_line_is_a_fault_of_the_component_with_its_offset() {
    let (outcome, errors) = lines(&BAD, BadLine::Fail, &["one"]);
    let fault = outcome.unwrap_err().to_string();
    assert!(fault.starts_with("`LINES`"), "{fault}");
    let words = "the line at byte 4 is not UTF-8: byte 5 is wrong";
    assert!(fault.ends_with(words), "{fault}");
    assert_eq!(errors, []);
}

#[test]
fn bad_lines_are_skipped_counted_and_told() {
    let (outcome, errors) = lines(&BAD, BadLine::Skip, &["one", "two"]);
    outcome.unwrap();
    let expected = [
        (1, 4, LineProblem::NotUtf8 { at: 5 }),
        (2, 8, LineProblem::TooLong { limit: 5 }),
    ]
    .map(|(number, offset, problem)| LineError {
        number,
        offset,
        problem,
    });
    assert_eq!(errors, expected);
}

#[test]
fn bad_lines_are_replaced() {
    let (outcome, errors) = lines(
        &BAD,
        BadLine::Replace,
        &["one", "b\u{fffd}d", "too l", "two"],
    );
    outcome.unwrap();
    assert_eq!(errors, []);
}
