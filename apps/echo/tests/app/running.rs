//! The program while it runs: answers, closed pipes and signals.

use crate::harness::{echo, interrupt};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::Stdio;
use std::thread;

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

/// Nothing more comes in, so nothing shows that nothing can be printed.
#[test]
fn who_reads_no_more_ends_a_program_that_waits() {
    let mut child = echo(&[]).stdin(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    drop(child.stdout.take());
    stdin.write_all(b"hi\n").unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
    drop(stdin);
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
    let stdout = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut printed = 0;
    for line in stdout {
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
