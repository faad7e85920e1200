//! The components of `io`, in graphs. The console itself is tested by the
//! programs that use it.
#![cfg(feature = "io")]
#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

#[path = "../common/ends.rs"]
mod common;
mod folders;
#[cfg(unix)]
mod processes;
mod prompted;
#[path = "../common/rest.rs"]
mod rest;
mod streams;
mod writers;

use bytes::Bytes;
use kamaelia::prelude::*;
use kamaelia_std::io::{ConsoleEchoer, FileReader};
use kamaelia_std::util::{BadLine, DataSource, Expect, Map};
use std::path::PathBuf;

/// A place for one test, gone at its end.
struct TempPath(PathBuf);

impl TempPath {
    fn new(name: &str) -> TempPath {
        let name = format!("kamaelia-std-{}-{name}", std::process::id());
        TempPath(std::env::temp_dir().join(name))
    }

    fn file(name: &str, contents: &[u8]) -> TempPath {
        let path = TempPath::new(name);
        std::fs::write(&path.0, contents).unwrap();
        path
    }

    fn folder(name: &str) -> TempPath {
        let path = TempPath::new(name);
        std::fs::create_dir(&path.0).unwrap();
        path
    }
}

impl Drop for TempPath {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[tokio::test]
async fn a_file_is_sent_in_pieces() {
    let file = TempPath::file("pieces", b"hello world");
    graphline! {
        READ  = FileReader::new(&file.0).chunk(4);
        CHECK = Expect::new(["hell", "o wo", "rld"].map(Bytes::from));

        READ -> CHECK;
    }
    .run()
    .await
    .unwrap();
}

#[tokio::test]
async fn a_large_file_arrives_whole() {
    let contents: Vec<u8> = (0..1_000_000_u32).map(|n| (n / 7) as u8).collect();
    let file = TempPath::file("large", &contents);
    let (mut pieces, sink) = collect::<Bytes>();
    pipeline![FileReader::new(&file.0), sink]
        .run()
        .await
        .unwrap();
    let mut all = Vec::new();
    while let Some(piece) = pieces.recv().await {
        all.extend_from_slice(&piece);
    }
    assert!(all == contents);
}

#[tokio::test]
async fn an_empty_file_has_no_pieces_and_no_lines() {
    let file = TempPath::file("empty", b"");
    pipeline![FileReader::new(&file.0), Expect::new([])]
        .run()
        .await
        .unwrap();
    pipeline![FileReader::lines(&file.0), Expect::new([])]
        .run()
        .await
        .unwrap();
}

#[tokio::test]
async fn the_lines_of_a_file_leave_without_their_endings() {
    let file = TempPath::file("lines", b"one\r\n\xff\n\nfour");
    graphline! {
        LINES = FileReader::lines(&file.0).on_bad_line(BadLine::Replace);
        CHECK = Expect::new(["one", "\u{fffd}", "", "four"].map(String::from));

        LINES -> CHECK;
    }
    .run()
    .await
    .unwrap();
}

#[tokio::test]
async fn a_missing_file_is_a_fault_that_names_it() {
    let fault = graphline! {
        READ = FileReader::new("no-such-file.txt");
        NONE = Expect::new([]);

        READ -> NONE;
    }
    .run()
    .await
    .unwrap_err()
    .to_string();
    assert!(fault.starts_with("`READ`"), "{fault}");
    let words = "cannot open `no-such-file.txt`: No such file or directory";
    assert!(fault.contains(words), "{fault}");
}

#[tokio::test]
async fn a_folder_is_a_fault_that_names_it() {
    let graph = pipeline![FileReader::new("."), Expect::new([])];
    let fault = graph.run().await.unwrap_err().to_string();
    assert!(fault.contains("cannot read `.`: Is a directory"), "{fault}");
}

#[cfg(unix)]
#[tokio::test]
async fn a_named_pipe_is_read_as_it_comes_and_can_be_stopped() {
    use std::io::Write;

    let pipe = TempPath::new("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe.0).status();
    assert!(made.unwrap().success());
    let (mut lines, sink) = collect::<String>();
    let graph = pipeline![FileReader::lines(&pipe.0), sink].spawn();
    let path = pipe.0.clone();
    let opening = tokio::task::spawn_blocking(move || std::fs::File::create(path));
    let mut writer = opening.await.unwrap().unwrap();

    for line in ["one", "two"] {
        writeln!(writer, "{line}").unwrap();
        assert_eq!(lines.recv().await.as_deref(), Some(line));
    }
    graph.stop();
    graph.join().await.unwrap();
    assert_eq!(lines.recv().await, None);
}

#[cfg(unix)]
#[tokio::test]
async fn a_named_pipe_that_nobody_writes_to_can_be_stopped() {
    let pipe = TempPath::new("nobody");
    let made = std::process::Command::new("mkfifo").arg(&pipe.0).status();
    assert!(made.unwrap().success());
    let graph = pipeline![FileReader::new(&pipe.0), Expect::new([])].spawn();
    graph.stop();
    graph.join().await.unwrap();
    // The thread that waits for a writer gets one, now or when it comes to it:
    // the test's runtime waits for the thread.
    let writer = std::fs::File::options()
        .read(true)
        .write(true)
        .open(&pipe.0);
    std::mem::forget(writer.unwrap());
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

#[cfg(unix)]
#[tokio::test]
async fn a_reader_of_a_silent_pipe_ends_with_who_reads_it() {
    use std::io::Write;

    let pipe = TempPath::new("silent");
    let made = std::process::Command::new("mkfifo").arg(&pipe.0).status();
    assert!(made.unwrap().success());
    // Opened for both, a pipe waits for nobody.
    let writer = std::fs::File::options()
        .read(true)
        .write(true)
        .open(&pipe.0);
    let mut writer = writer.unwrap();
    writer.write_all(b"one\n").unwrap();
    pipeline![FileReader::lines(&pipe.0), One::new()]
        .run()
        .await
        .unwrap();
    drop(writer);
}

#[tokio::test]
async fn who_prints_for_somebody_ends_with_them() {
    let (mut feeder, source) = feed();
    feeder.send("printed once").await.unwrap();
    pipeline![source, ConsoleEchoer::new(), One::new()]
        .run()
        .await
        .unwrap();
    assert!(feeder.is_closed());
}

#[tokio::test]
async fn what_was_printed_is_passed_on() {
    graphline! {
        WORDS = DataSource::new(["printed", "by a test"]);
        PRINT = ConsoleEchoer::new().tag("> ");
        SHOUT = Map::new(str::to_uppercase);
        CHECK = Expect::new(["PRINTED", "BY A TEST"].map(String::from));

        WORDS -> PRINT -> SHOUT -> CHECK;
    }
    .run()
    .await
    .unwrap();
}
