//! Programs as components.

use crate::TempPath;
use bytes::Bytes;
use kamaelia::prelude::*;
use kamaelia_std::io::ChildProcess;
use kamaelia_std::util::{DataSource, Expect, LineSplit, Map, NullSink, Take};
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, ExitStatus};
use std::time::Duration;

#[tokio::test]
async fn a_program_gets_its_input_and_all_of_its_output_is_sent() {
    let input = "hello world\n".repeat(100_000);
    let pieces: Vec<Bytes> = input
        .as_bytes()
        .chunks(1000)
        .map(Bytes::copy_from_slice)
        .collect();
    let (mut output, sink) = collect::<Bytes>();
    let graph = pipeline![
        DataSource::new(pieces),
        ChildProcess::new("tr").args(["a-z", "A-Z"]),
        sink,
    ]
    .spawn();
    let mut all = Vec::new();
    while let Some(piece) = output.recv().await {
        all.extend_from_slice(&piece);
    }
    assert!(all == input.to_ascii_uppercase().into_bytes());
    graph.join().await.unwrap();
}

#[tokio::test]
async fn both_outputs_and_the_status_have_boxes_of_their_own() {
    graphline! {
        RUN    = ChildProcess::shell("echo out; echo err >&2; exit 3");
        OUT    = Expect::new([Bytes::from("out\n")]);
        ERR    = Expect::new([Bytes::from("err\n")]);
        CODE   = Map::new(|status: ExitStatus| status.code());
        STATUS = Expect::new([Some(3)]);

        RUN -> OUT;
        RUN.error -> ERR.inbox;
        RUN.status -> CODE.inbox;
        CODE -> STATUS;
    }
    .run()
    .await
    .unwrap();
}

#[tokio::test]
async fn a_program_that_fails_is_a_fault_if_nobody_reads_its_status() {
    let graph = pipeline![ChildProcess::shell("exit 3"), NullSink::new()];
    let fault = graph.run().await.unwrap_err().to_string();
    assert!(fault.contains("`sh` has failed: exit status: 3"), "{fault}");
}

#[tokio::test]
async fn a_program_that_does_not_exist_is_a_fault_that_names_it() {
    let graph = pipeline![ChildProcess::new("no-such-program"), NullSink::new()];
    let fault = graph.run().await.unwrap_err().to_string();
    let words = "cannot run `no-such-program`: No such file or directory";
    assert!(fault.contains(words), "{fault}");
    assert!(fault.contains("; install it"), "{fault}");
}

#[tokio::test]
async fn a_program_that_wants_no_input_is_not_waited_for() {
    let (mut feeder, source) = feed();
    let graph = pipeline![
        source,
        ChildProcess::shell("exec <&-; echo done"),
        Expect::new([Bytes::from("done\n")])
    ]
    .spawn();
    while feeder.send(Bytes::from("more")).await.is_ok() {}
    graph.join().await.unwrap();
}

#[tokio::test]
async fn a_command_knows_where_to_run() {
    let mut command = Command::new("pwd");
    command.current_dir("/");
    pipeline![
        ChildProcess::from(command),
        Expect::new([Bytes::from("/\n")])
    ]
    .run()
    .await
    .unwrap();
}

/// Prints the number of a program that it has started, then waits for it for ever.
fn waits_for_ever() -> ChildProcess {
    ChildProcess::shell("sleep 1000 & echo $!; wait; echo woken")
}

/// Whether a process of that number is there, and not only its exit status.
fn is_alive(id: &str) -> bool {
    let state = Command::new("ps")
        .args(["-o", "stat=", "-p", id.trim()])
        .output()
        .unwrap();
    let state = String::from_utf8(state.stdout).unwrap();
    !state.trim().is_empty() && !state.starts_with('Z')
}

#[tokio::test]
async fn a_program_without_input_is_asked_to_end_and_what_it_still_says_is_sent() {
    let (mut lines, sink) = collect::<String>();
    let run =
        ChildProcess::shell("trap 'echo bye; exit' TERM; echo ready; while :; do sleep 1; done");
    let graph = pipeline![run, LineSplit::new(), sink].spawn();
    assert_eq!(lines.recv().await.as_deref(), Some("ready"));
    graph.stop();
    assert_eq!(lines.recv().await.as_deref(), Some("bye"));
    assert_eq!(lines.recv().await, None);
    graph.join().await.unwrap();
}

#[tokio::test]
async fn a_program_is_killed_with_all_that_it_has_started_when_told_now() {
    let (mut ids, sink) = collect::<String>();
    let graph = pipeline![waits_for_ever(), LineSplit::new(), sink].spawn();
    let id = ids.recv().await.unwrap();
    assert!(is_alive(&id));
    graph.shutdown(Shutdown::Now);
    graph.join().await.unwrap();
    while is_alive(&id) {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_program_that_does_not_end_in_time_is_named_and_killed() {
    let (_feeder, source) = feed::<Bytes>();
    let (mut ids, sink) = collect::<String>();
    let graph = pipeline![source, waits_for_ever(), LineSplit::new(), sink]
        .grace(Duration::from_millis(10))
        .spawn();
    let id = ids.recv().await.unwrap();
    graph.stop();
    let fault = graph.join().await.unwrap_err().to_string();
    let words = "`sh` has not ended in time, and was killed";
    assert!(fault.contains(words), "{fault}");
    while is_alive(&id) {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_program_that_is_told_to_finish_reads_all_that_was_sent() {
    let (mut feeder, source) = feed();
    let (mut output, sink) = collect::<Bytes>();
    let graph = pipeline![source, ChildProcess::shell("sleep 0.1; cat"), sink].spawn();
    for _ in 0..50 {
        feeder.send(Bytes::from("again ")).await.unwrap();
    }
    graph.stop();
    let mut all = Vec::new();
    while let Some(piece) = output.recv().await {
        all.extend_from_slice(&piece);
    }
    assert_eq!(all, "again ".repeat(50).into_bytes());
    graph.join().await.unwrap();
}

#[tokio::test]
async fn a_program_whose_output_nobody_reads_any_more_is_asked_to_end() {
    let (mut statuses, sink) = collect();
    graphline! {
        RUN    = waits_for_ever();
        ONE    = Take::new(1);
        NONE   = NullSink::<Bytes>::new();
        STATUS = sink;

        RUN -> ONE -> NONE;
        RUN.status -> STATUS.inbox;
    }
    .run()
    .await
    .unwrap();
    let status: ExitStatus = statuses.recv().await.unwrap();
    assert_eq!(status.signal(), Some(15));
}

#[tokio::test]
async fn what_a_program_prints_without_end_is_cut_off_without_a_fault() {
    pipeline![
        ChildProcess::new("yes"),
        Take::new(1),
        NullSink::<Bytes>::new()
    ]
    .run()
    .await
    .unwrap();
}

#[tokio::test]
async fn a_program_whose_boxes_lead_nowhere_is_run_all_the_same() {
    let file = TempPath::new("touched");
    let run = ChildProcess::new("touch").args([&file.0]);
    graphline! { RUN = run; }.run().await.unwrap();
    assert!(file.0.exists());
}
