//! The program as a server.

use crate::harness::{HELLO, echo, fails, interrupt, pipe};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Child;

/// A server, and where it listens.
pub(crate) fn server(arguments: &[&str]) -> (Child, BufReader<impl Read>, String) {
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
    assert!(fault.contains("the line at byte 0 is not UTF-8"), "{fault}");
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
