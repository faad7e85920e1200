//! The program when it is told to end, and how long that may take.
//!
//! The grace time is more than a week wherever something must not need it: a
//! program that waited for it would never be done.

use crate::harness::{echo, fails, pipe, terminate};
use crate::server::server;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::process::{Child, Stdio};

const LONG: [&str; 2] = ["--grace", "1000000"];

const HELLO: &str = "1: HELLO (1 word, 5 letters)\n";

/// A client that has sent `question`, and has got the first line of its answer.
fn client(address: &str, question: &[u8]) -> BufReader<TcpStream> {
    let mut stream = BufReader::new(TcpStream::connect(address).unwrap());
    stream.get_mut().write_all(question).unwrap();
    let mut answer = String::new();
    stream.read_line(&mut answer).unwrap();
    assert_eq!(answer, HELLO);
    stream
}

fn rest_of(mut stream: impl Read) -> String {
    let mut rest = String::new();
    stream.read_to_string(&mut rest).unwrap();
    rest
}

/// A server that was told, with a client in the middle of its second line. It
/// has closed the connection of another one, so it has heard.
fn in_the_middle(arguments: &[&str]) -> (Child, impl Read, BufReader<TcpStream>) {
    let (child, stderr, address) = server(arguments);
    let stream = client(&address, b"hello\nwor");
    let idle = client(&address, b"hello\n");
    terminate(&child);
    assert_eq!(rest_of(idle), "");
    (child, stderr, stream)
}

#[test]
fn an_idle_server_ends_at_once() {
    let (mut child, stderr, _address) = server(&LONG);
    terminate(&child);
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert_eq!(rest_of(stderr), "");
}

#[test]
fn idle_clients_do_not_hold_it_up() {
    let (mut child, stderr, address) = server(&LONG);
    let silent = TcpStream::connect(&address).unwrap();
    let between = client(&address, b"hello\n");
    terminate(&child);
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert_eq!(rest_of(stderr), "");
    assert_eq!(rest_of(silent), "");
    assert_eq!(rest_of(between), "");
}

#[test]
fn a_line_that_has_begun_is_finished_and_no_further_one_is_taken() {
    let (mut child, stderr, mut stream) = in_the_middle(&LONG);
    stream.get_mut().write_all(b"l").unwrap();
    stream.get_mut().write_all(b"d\nagain\n").unwrap();
    assert_eq!(rest_of(stream), "2: WORLD (1 word, 5 letters)\n");
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert_eq!(rest_of(stderr), "");
}

#[test]
fn a_client_that_stops_sending_ends_its_line() {
    let (mut child, _stderr, stream) = in_the_middle(&LONG);
    stream.get_ref().shutdown(Shutdown::Write).unwrap();
    assert_eq!(rest_of(stream), "2: WOR (1 word, 3 letters)\n");
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

/// The words are those of a connection that was cut short, or, where the machine
/// had no moment for that, of a component that did not end in time.
#[test]
fn a_client_that_never_ends_its_line_is_cut_off() {
    let (mut child, stderr, stream) = in_the_middle(&["--grace", "1"]);
    assert_eq!(rest_of(stream), "", "half a line has no answer");
    assert_eq!(child.wait().unwrap().code(), Some(1));
    let line = rest_of(stderr);
    assert!(line.starts_with("echo: `SERVER/SERVE"), "{line}");
    assert!(
        line.contains("in time") || line.contains("grace time"),
        "{line}"
    );
    assert_eq!(line.lines().count(), 1, "{line}");
}

/// A connection that has not heard the first signal when the second one comes
/// has broken no promise, so there may be nothing to say.
#[test]
fn the_second_signal_waits_for_nobody() {
    let (mut child, stderr, stream) = in_the_middle(&LONG);
    let peer = stream.get_ref().local_addr().unwrap();
    terminate(&child);
    assert_eq!(rest_of(stream), "", "half a line has no answer");
    let status = child.wait().unwrap().code();
    let line = rest_of(stderr);
    if status != Some(0) {
        assert_eq!(status, Some(1));
        assert!(line.contains(&format!("connection from {peer}")), "{line}");
        assert!(line.contains("cut short in the middle"), "{line}");
    }
}

#[test]
fn a_program_that_waits_for_a_line_ends_at_once() {
    let mut child = echo(&LONG).stdin(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    stdin.write_all(b"hello\n").unwrap();
    let mut answer = String::new();
    stdout.read_line(&mut answer).unwrap();
    assert_eq!(answer, HELLO);
    terminate(&child);
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert_eq!(rest_of(stdout), "");
    drop(stdin);
}

#[test]
fn a_grace_time_that_is_none_is_named() {
    for text in ["soon", "-1", "nan"] {
        let argument = format!("--grace={text}");
        let output = pipe(&[&argument], b"");
        assert_eq!(output.status.code(), Some(2));
        let words = String::from_utf8(output.stderr).unwrap();
        assert!(words.contains(&format!("'{text}'")), "{words}");
        assert!(words.contains("--grace"), "{words}");
    }
    fails(
        &pipe(&["--grace", "0.5", "--file", "."], b""),
        &["directory"],
    );
}
