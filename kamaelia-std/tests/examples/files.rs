//! Examples that read and write files.

use crate::program::{TempFile, example, pipe, printed};
use kamaelia::prelude::*;
use slow_reader::SlowReader;
use std::time::Duration;
use tokio::time::Instant;

#[expect(dead_code, reason = "of the program only a part is needed here")]
#[path = "../../examples/slow_reader.rs"]
mod slow_reader;

#[test]
fn slow_reader_prints_the_whole_file() {
    let file = TempFile::new("slow", "one\ntwo\nthree\n");
    let output = example("slow_reader", &[file.path(), "1000"]).output();
    assert_eq!(printed(&output.unwrap()), "one\ntwo\nthree\n");
}

#[tokio::test(start_paused = true)]
async fn slow_reader_takes_its_time() -> Outcome {
    let file = TempFile::new("rate", "one\ntwo\nthree\nfour\n");
    let (mut lines, sink) = collect();
    let graph = pipeline![SlowReader::new(file.path().to_owned(), 0.5), sink].spawn();
    assert_eq!(lines.recv().await.as_deref(), Some("one"));
    let start = Instant::now();
    for line in ["two", "three", "four"] {
        assert_eq!(lines.recv().await.as_deref(), Some(line));
    }
    assert_eq!(start.elapsed(), Duration::from_secs(6));
    graph.join().await
}

#[test]
fn slow_reader_names_a_file_that_is_not_there() {
    let output = example("slow_reader", &["/nowhere/at/all"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let words = str::from_utf8(&output.stderr).unwrap();
    assert!(words.contains("/nowhere/at/all"), "{words}");
}

#[test]
fn append_log_says_a_line_back_and_puts_it_to_the_end_of_its_file() {
    let log = TempFile::new("log", "before\n");
    for line in ["land in sight", "it was a cloud"] {
        let line = format!("{line}\n");
        assert_eq!(printed(&pipe("append_log", &[log.path()], &line)), line);
    }
    assert_eq!(log.contents(), "before\nland in sight\nit was a cloud\n");
}
