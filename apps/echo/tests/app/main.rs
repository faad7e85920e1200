//! The program as its user runs it.
#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

mod bad_lines;
mod harness;
mod running;
mod server;
mod terminate;

use harness::{HELLO, TempFile, echo, fails, pipe, succeeds, text};

#[test]
fn a_pipe_is_shouted_numbered_and_measured() {
    succeeds(&pipe(&[], b"hello\nworld\n"), HELLO);
}

#[test]
fn a_file_is_read_like_a_pipe() {
    let file = TempFile::new("file", b"hello\r\nworld\r\n");
    succeeds(&pipe(&["--file", file.path()], b""), HELLO);
}

#[test]
fn no_input_is_no_output() {
    succeeds(&pipe(&[], b""), "");
    succeeds(&echo(&[]).output().unwrap(), "");
}

#[test]
fn a_last_line_needs_no_ending() {
    succeeds(&pipe(&[], b"hello\nworld"), HELLO);
}

#[test]
fn many_lines_keep_their_order() {
    let input: String = (1..=20_000).map(|n| format!("line {n}\n")).collect();
    let expected: String = (1..=20_000)
        .map(|n| format!("{n}: LINE {n} (2 words, 4 letters)\n"))
        .collect();
    let output = pipe(&[], input.as_bytes());
    assert!(text(&output.stdout) == expected, "all lines, in order");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn the_graph_is_printed_and_nothing_is_read() {
    let output = echo(&["--graph"]).output().unwrap();
    let graph = text(&output.stdout);
    for line in [
        "self.inbox -> NUMBER.inbox",
        "NUMBER.outbox -> WORDS.inbox",
        "LETTERS.outbox -> JOIN.inbox",
        "LAYOUT.outbox -> self.outbox",
    ] {
        assert!(graph.lines().any(|one| one == line), "{line} in {graph}");
    }
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn a_missing_file_is_named() {
    let output = pipe(&["--file", "no-such-file.txt"], b"");
    fails(
        &output,
        &["cannot open `no-such-file.txt`", "check the name"],
    );
    assert_eq!(text(&output.stdout), "");
}

#[test]
fn a_folder_is_no_file() {
    fails(
        &pipe(&["--file", "."], b""),
        &["cannot read `.`", "directory"],
    );
}
