//! The program as its user runs it.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::thread;

fn echo(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_echo"));
    command
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Runs the program in a pipe.
fn pipe(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = echo(arguments).stdin(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    // The program may end before it has read everything.
    let writer = thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    output
}

#[track_caller]
fn succeeds(output: &Output, printed: &str) {
    assert_eq!(text(&output.stdout), printed);
    assert_eq!(text(&output.stderr), "");
    assert_eq!(output.status.code(), Some(0));
}

/// One line on standard error that holds all these words, and status 1.
#[track_caller]
fn fails(output: &Output, words: &[&str]) {
    let line = text(&output.stderr);
    assert!(line.starts_with("echo: "), "{line}");
    assert_eq!(line.lines().count(), 1, "{line}");
    for word in words {
        assert!(line.contains(word), "no {word} in {line}");
    }
    assert_eq!(output.status.code(), Some(1));
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A file for one test, gone at its end.
struct TempFile(PathBuf);

impl TempFile {
    fn new(name: &str, contents: &[u8]) -> TempFile {
        let name = format!("echo-{}-{name}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::write(&path, contents).unwrap();
        TempFile(path)
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for TempFile {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn interrupt(child: &Child) {
    let status = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(status.unwrap().success());
}

const HELLO: &str = "1: HELLO (1 word, 5 letters)\n2: WORLD (1 word, 5 letters)\n";

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

#[test]
fn a_port_in_use_is_named() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let words = [
        &*format!("cannot listen on `{address}`"),
        "choose another port",
    ];
    fails(&pipe(&["--listen", &address], b""), &words);
}

#[test]
fn an_address_that_is_none_is_named() {
    fails(
        &pipe(&["--listen", "nowhere"], b""),
        &["cannot listen on `nowhere`", "127.0.0.1:1601"],
    );
}

#[test]
fn what_is_not_utf8_fails_with_its_place() {
    let output = pipe(&[], b"hello\nab\xff\nworld\n");
    fails(&output, &["byte 6", "not UTF-8", "byte 8 is wrong"]);
}

#[test]
fn a_line_that_is_too_long_fails_with_its_place_and_the_limit() {
    let output = pipe(&["--limit", "5"], b"hello\nworlds\n");
    fails(&output, &["byte 6", "longer than the limit, 5 bytes"]);
    let endless = vec![b'x'; 1 << 20];
    fails(&pipe(&[], &endless), &["byte 0", "65536 bytes"]);
}

#[test]
fn bad_lines_are_skipped_and_named_if_so_asked() {
    let output = pipe(
        &["--bad-lines", "skip", "--limit", "5"],
        b"hello\n\xff\nworlds\nworld\n",
    );
    assert_eq!(text(&output.stdout), HELLO);
    assert_eq!(
        text(&output.stderr),
        "echo: the line at byte 6 is not UTF-8: byte 6 is wrong\n\
         echo: the line at byte 8 is longer than the limit, 5 bytes\n"
    );
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn bad_lines_are_mended_if_so_asked() {
    let output = pipe(
        &["--bad-lines", "replace", "--limit", "5"],
        b"hello\nworlds\na\xff\n",
    );
    let printed = format!("{HELLO}3: A\u{fffd} (1 word, 1 letter)\n").replace("WORLDS", "WORLD");
    succeeds(&output, &printed);
}

#[test]
fn who_reads_no_more_ends_the_program() {
    let mut child = echo(&[]).stdin(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let writer = thread::spawn(move || while stdin.write_all(b"again\n").is_ok() {});
    let mut line = String::new();
    stdout.read_line(&mut line).unwrap();
    assert_eq!(line, "1: AGAIN (1 word, 5 letters)\n");
    drop(stdout);
    writer.join().unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn an_answer_does_not_wait_for_the_next_line() {
    let mut child = echo(&[]).stdin(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap()).lines();
    for n in 1..=3 {
        stdin.write_all(b"hi\n").unwrap();
        let answer = stdout.next().unwrap().unwrap();
        assert_eq!(answer, format!("{n}: HI (1 word, 2 letters)"));
    }
    drop(stdin);
    assert!(stdout.next().is_none());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn an_interrupt_while_it_waits_ends_it() {
    let mut child = echo(&[]).stdin(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap()).lines();
    stdin.write_all(b"hi\n").unwrap();
    stdout.next().unwrap().unwrap();
    interrupt(&child);
    assert!(stdout.next().is_none());
    assert_eq!(child.wait().unwrap().code(), Some(0));
    drop(stdin);
}

/// What has left the pipe is printed, and the rest is still in it.
#[test]
fn an_interrupt_loses_nothing() {
    const LINES: u64 = 50_000;
    let (mut rest, mut input) = io::pipe().unwrap();
    let mut child = echo(&[]).stdin(rest.try_clone().unwrap()).spawn().unwrap();
    let writer = thread::spawn(move || {
        for number in 1..=LINES {
            // Sixteen bytes in one write are never cut in two.
            let line = format!("{number:015}\n");
            input.write_all(line.as_bytes()).unwrap();
        }
    });
    let mut stdout = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut printed = 0;
    while let Some(line) = stdout.next() {
        printed += 1;
        let expected = format!("{printed}: {printed:015} (1 word, 0 letters)");
        assert_eq!(line.unwrap(), expected);
        if printed == 100 {
            interrupt(&child);
        }
    }
    assert_eq!(child.wait().unwrap().code(), Some(0));
    let mut left = String::new();
    rest.read_to_string(&mut left).unwrap();
    writer.join().unwrap();
    assert!(printed < LINES, "it was interrupted before the end");
    let next = left.lines().next().unwrap();
    assert_eq!(next, format!("{:015}", printed + 1));
    assert_eq!(printed + left.lines().count() as u64, LINES);
}

/// A server, and where it listens.
fn server(arguments: &[&str]) -> (Child, BufReader<impl Read>, String) {
    let arguments = [&["--listen", "127.0.0.1:0"], arguments].concat();
    let mut child = echo(&arguments).spawn().unwrap();
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    stderr.read_line(&mut line).unwrap();
    let address = line.strip_prefix("echo: listening on ").unwrap().trim_end();
    (child, stderr, address.to_owned())
}

fn ask(stream: &mut TcpStream, question: &[u8]) -> String {
    stream.write_all(question).unwrap();
    stream.shutdown(std::net::Shutdown::Write).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn every_connection_gets_a_graph_of_its_own() {
    let (mut child, _stderr, address) = server(&[]);
    let mut idle = TcpStream::connect(&address).unwrap();
    for _ in 0..3 {
        let mut stream = TcpStream::connect(&address).unwrap();
        assert_eq!(ask(&mut stream, b"hello\nworld"), HELLO);
    }
    assert_eq!(ask(&mut idle, b"hello\nworld\n"), HELLO);
    interrupt(&child);
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn a_bad_line_ends_its_own_connection_alone() {
    let (mut child, mut stderr, address) = server(&[]);
    let mut good = TcpStream::connect(&address).unwrap();
    let mut bad = TcpStream::connect(&address).unwrap();
    let from = bad.local_addr().unwrap();
    bad.write_all(b"\xff\n").unwrap();
    let mut fault = String::new();
    stderr.read_line(&mut fault).unwrap();
    assert!(
        fault.starts_with(&format!("echo: connection from {from}: ")),
        "{fault}"
    );
    assert!(
        fault.contains("the line at byte 0 is not UTF-8"),
        "{fault}"
    );
    assert_eq!(ask(&mut good, b"hello\nworld\n"), HELLO);
    interrupt(&child);
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn an_interrupted_server_closes_its_connections() {
    let (mut child, _stderr, address) = server(&[]);
    let mut stream = TcpStream::connect(&address).unwrap();
    stream.write_all(b"hello\n").unwrap();
    let mut answers = BufReader::new(stream.try_clone().unwrap()).lines();
    let answer = answers.next().unwrap().unwrap();
    assert_eq!(answer, "1: HELLO (1 word, 5 letters)");
    interrupt(&child);
    assert!(answers.next().is_none());
    drop((stream, answers));
    assert_eq!(child.wait().unwrap().code(), Some(0));
}
