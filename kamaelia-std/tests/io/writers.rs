//! Components that write files, and those that read one whole.

use crate::TempPath;
use crate::common::ends_like_any_other;
use bytes::Bytes;
use kamaelia::prelude::*;
use kamaelia_std::io::{
    FileAttempt, FileError, FileWriter, Fsync, TriggeredFileReader, WholeFileWriter,
};
use kamaelia_std::types::FileJob;
use kamaelia_std::util::{DataSource, Expect, Map, NullSink, OnError, PassThrough, Take};
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

fn words() -> [Bytes; 3] {
    ["one ", "two ", "three"].map(Bytes::from)
}

#[tokio::test]
async fn a_writer_empties_the_file_and_writes_everything() {
    let file = TempPath::file("writer", b"something longer than what comes");
    pipeline![DataSource::new(words()), FileWriter::new(&file.0)]
        .run()
        .await
        .unwrap();
    assert_eq!(fs::read(&file.0).unwrap(), b"one two three");
}

#[tokio::test]
async fn a_writer_makes_the_file_even_if_nothing_comes() {
    let file = TempPath::new("nothing");
    pipeline![DataSource::new([]), FileWriter::new(&file.0)]
        .run()
        .await
        .unwrap();
    assert_eq!(fs::read(&file.0).unwrap(), b"");
}

#[tokio::test]
async fn what_is_appended_stands_after_what_was_there() {
    let file = TempPath::file("append", b"zero ");
    for fsync in [Fsync::Never, Fsync::AtEnd, Fsync::Always] {
        let write = FileWriter::new(&file.0).append(true).fsync(fsync);
        pipeline![DataSource::new([Bytes::from("more ")]), write]
            .run()
            .await
            .unwrap();
    }
    assert_eq!(fs::read(&file.0).unwrap(), b"zero more more more ");
}

#[tokio::test]
async fn what_is_sent_on_is_in_the_file() {
    let file = TempPath::new("written");
    let path = file.0.clone();
    let mut expected = String::new();
    graphline! {
        WORDS = DataSource::new(words());
        WRITE = FileWriter::new(&file.0);
        THERE = Map::new(move |piece: Bytes| {
            expected.push_str(std::str::from_utf8(&piece).unwrap());
            fs::read_to_string(&path).unwrap().starts_with(&expected)
        });
        CHECK = Expect::new([true; 3]);

        WORDS -> WRITE -> THERE -> CHECK;
    }
    .run()
    .await
    .unwrap();
}

#[tokio::test]
async fn a_file_that_is_not_held_open_is_made_again_when_it_was_moved_away() {
    let file = TempPath::new("rotated");
    let old = TempPath::new("rotated-old");
    let (mut feeder, source) = feed();
    let (mut written, sink) = collect();
    let write = FileWriter::new(&file.0).hold_open(false);
    let graph = pipeline![source, write, sink].spawn();
    feeder.send(Bytes::from("one")).await.unwrap();
    assert_eq!(written.recv().await, Some(Bytes::from("one")));
    fs::rename(&file.0, &old.0).unwrap();
    feeder.send(Bytes::from("two")).await.unwrap();
    assert_eq!(written.recv().await, Some(Bytes::from("two")));
    drop(feeder);
    graph.join().await.unwrap();
    assert_eq!(fs::read(&old.0).unwrap(), b"one");
    assert_eq!(fs::read(&file.0).unwrap(), b"two");
}

#[tokio::test]
async fn a_writer_that_is_told_to_finish_writes_what_was_sent() {
    let file = TempPath::new("finish");
    let (mut feeder, source) = feed();
    let graph = pipeline![source, FileWriter::new(&file.0).fsync(Fsync::AtEnd)].spawn();
    for _ in 0..50 {
        feeder.send(Bytes::from("again ")).await.unwrap();
    }
    graph.stop();
    graph.join().await.unwrap();
    assert_eq!(fs::read_to_string(&file.0).unwrap(), "again ".repeat(50));
}

#[cfg(unix)]
#[tokio::test]
async fn a_file_that_does_not_take_the_last_in_time_is_a_fault_that_names_it() {
    use std::io::Read;

    let pipe = TempPath::new("slow-pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe.0).status();
    assert!(made.unwrap().success());
    // Opened for both, a pipe waits for nobody.
    let opened = fs::File::options().read(true).write(true).open(&pipe.0);
    let mut reader = opened.unwrap();
    let contents = vec![7; 1_000_000];
    let length = contents.len();
    let (mut feeder, source) = feed();
    let graph = pipeline![source, FileWriter::new(&pipe.0).append(true)]
        .grace(Duration::from_millis(50))
        .spawn();
    feeder.send(Bytes::from(contents)).await.unwrap();
    // It has begun.
    let (mut first, mut all) = (reader.try_clone().unwrap(), vec![0]);
    let reading = tokio::task::spawn_blocking(move || {
        first.read_exact(&mut all).unwrap();
        all
    });
    let mut all = reading.await.unwrap();
    graph.stop();
    let fault = graph.join().await.unwrap_err().to_string();
    assert!(
        fault.contains("slow-pipe` after 0 bytes: it does not take the rest in time"),
        "{fault}"
    );
    // The thread that writes goes on for as long as the program does.
    all.resize(length, 0);
    reader.read_exact(&mut all[1..]).unwrap();
    assert!(all.iter().all(|&byte| byte == 7));
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_full_disk_is_a_fault_that_names_the_file_and_nothing_is_said_to_be_written() {
    let (mut written, sink) = collect::<Bytes>();
    let graph = graphline! {
        WORDS = DataSource::new(words());
        WRITE = FileWriter::new("/dev/full").append(true);
        SINK  = sink;

        WORDS -> WRITE -> SINK;
    };
    let fault = graph.run().await.unwrap_err().to_string();
    assert!(fault.starts_with("`WRITE`"), "{fault}");
    assert!(
        fault.contains("cannot write to `/dev/full` after 0 bytes"),
        "{fault}"
    );
    assert!(fault.contains("make room on its disk"), "{fault}");
    assert_eq!(written.recv().await, None);
}

/// Runs a writer whose reader has ended before it writes.
#[cfg(target_os = "linux")]
async fn read_by_nobody(write: FileWriter) -> String {
    let pieces = ["", "one"].map(Bytes::from);
    let graph = pipeline![
        DataSource::new(pieces),
        write.append(true),
        Take::new(0),
        NullSink::new()
    ];
    graph.run().await.unwrap_err().to_string()
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_full_disk_is_a_fault_also_if_nobody_reads_what_is_written_any_more() {
    let fault = read_by_nobody(FileWriter::new("/dev/full")).await;
    let words = "cannot write to `/dev/full` after 0 bytes";
    assert!(fault.contains(words), "{fault}");
}

/// What is no disk cannot be told to keep anything, and says so.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn what_is_written_is_put_on_disk_at_the_end_also_if_nobody_reads_it_any_more() {
    let write = FileWriter::new("/dev/null").fsync(Fsync::AtEnd);
    let fault = read_by_nobody(write).await;
    assert!(fault.contains("cannot put `/dev/null` on disk"), "{fault}");
}

#[tokio::test]
async fn a_file_in_a_folder_that_does_not_exist_is_a_fault_that_names_it() {
    let graph = pipeline![DataSource::new([]), FileWriter::new("no-such-folder/a.txt")];
    let fault = graph.run().await.unwrap_err().to_string();
    let words = "cannot create `no-such-folder/a.txt`: No such file or directory";
    assert!(fault.contains(words), "{fault}");
    assert!(fault.contains("make its folder first"), "{fault}");
}

fn job(path: impl Into<PathBuf>, data: &'static str) -> FileJob {
    let path = path.into();
    let data = Bytes::from(data);
    FileJob { path, data }
}

#[tokio::test]
async fn each_job_is_a_file_and_one_that_fails_is_skipped() {
    let first = TempPath::file("job-1", b"what stood here before");
    let second = TempPath::new("job-2");
    let jobs = [
        job(&first.0, "one"),
        job("no-such-folder/job", "lost"),
        job(&second.0, ""),
    ];
    graphline! {
        JOBS   = DataSource::new(jobs);
        WRITE  = WholeFileWriter::new().on_error(OnError::Skip).fsync(Fsync::Always);
        NAMES  = Expect::new([first.0.clone(), second.0.clone()]);
        WHAT   = Map::new(|error: FileError| (error.path, error.attempt));
        ERRORS = Expect::new([(PathBuf::from("no-such-folder/job"), FileAttempt::Create)]);

        JOBS -> WRITE -> NAMES;
        WRITE.errors -> WHAT.inbox;
        WHAT -> ERRORS;
    }
    .run()
    .await
    .unwrap();
    assert_eq!(fs::read(&first.0).unwrap(), b"one");
    assert_eq!(fs::read(&second.0).unwrap(), b"");
}

#[tokio::test]
async fn a_job_that_fails_is_a_fault_if_nothing_else_is_said() {
    let jobs = DataSource::new([job("no-such-folder/job", "lost")]);
    let graph = pipeline![jobs, WholeFileWriter::new()];
    let fault = graph.run().await.unwrap_err().to_string();
    assert!(
        fault.contains("cannot create `no-such-folder/job`"),
        "{fault}"
    );
}

#[tokio::test]
async fn each_name_gives_a_whole_file_and_one_that_is_too_large_is_skipped() {
    let small = TempPath::file("small", b"12345");
    let large = TempPath::file("large-file", b"123456");
    let names = [
        small.0.clone(),
        large.0.clone(),
        "no-such-file".into(),
        small.0.clone(),
    ];
    graphline! {
        NAMES  = DataSource::new(names);
        READ   = TriggeredFileReader::new().limit(5).on_error(OnError::Skip);
        CHECK  = Expect::new(["12345", "12345"].map(Bytes::from));
        WHAT   = Map::new(|error: FileError| error.attempt);
        ERRORS = Expect::new([FileAttempt::Read, FileAttempt::Open]);

        NAMES -> READ -> CHECK;
        READ.errors -> WHAT.inbox;
        WHAT -> ERRORS;
    }
    .run()
    .await
    .unwrap();
}

#[tokio::test]
async fn a_file_that_is_too_large_is_a_fault_that_says_the_limit() {
    let file = TempPath::file("too-large", b"123456");
    let names = DataSource::new([file.0.clone()]);
    let graph = pipeline![names, TriggeredFileReader::new().limit(5), NullSink::new()];
    let fault = graph.run().await.unwrap_err().to_string();
    let words = "too-large`: it has more than 5 bytes; raise the limit";
    assert!(fault.contains(words), "{fault}");
}

#[test]
fn who_writes_and_reads_files_ends_when_told_and_with_those_on_either_side() {
    let file = TempPath::new("ends");
    ends_like_any_other::<Bytes, Bytes, _>(|| {
        pipeline![FileWriter::new(&file.0), PassThrough::new()]
    });
    ends_like_any_other::<FileJob, PathBuf, _>(|| {
        pipeline![WholeFileWriter::new(), PassThrough::new()]
    });
    ends_like_any_other::<PathBuf, Bytes, _>(TriggeredFileReader::new);
}
