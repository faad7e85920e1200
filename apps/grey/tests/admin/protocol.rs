//! What is said over the socket, and who says it wrong.

use crate::daemon::Folder;
use crate::load::Load;
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::net::UnixStream;
use std::time::Duration;

/// Somebody at the socket.
struct Visitor(BufReader<UnixStream>);

impl Visitor {
    fn of(folder: &Folder) -> Visitor {
        let stream = UnixStream::connect(folder.socket()).expect("it is served");
        let long = Some(Duration::from_secs(60));
        stream.set_read_timeout(long).expect("it is open");
        Visitor(BufReader::new(stream))
    }

    fn says(&mut self, line: &str) {
        let line = format!("{line}\n");
        let stream = self.0.get_mut();
        stream.write_all(line.as_bytes()).expect("it listens");
    }

    fn hears(&mut self) -> String {
        let mut line = String::new();
        self.0.read_line(&mut line).expect("it answers");
        line
    }

    fn asks(&mut self, line: &str) -> String {
        self.says(line);
        self.hears()
    }
}

#[test]
fn a_wrong_question_is_answered_and_the_next_one_too() {
    let folder = Folder::new("");
    let daemon = folder.start();
    let load = Load::on(daemon.postfix);
    let mut visitor = Visitor::of(&folder);
    let attempt = r#""sender":"ann@a.example","recipient":"jo@example.com""#;
    for (asked, said) in [
        ("", "this is no question that is known: EOF"),
        ("hello", "this is no question that is known: expected value"),
        ("{}", "this is no question that is known"),
        (
            r#"{"sing":{}}"#,
            "unknown variant `sing`, expected one of `why`, `list`",
        ),
        (
            &format!(r#"{{"why":{{"client":"192.0.2",{attempt}}}}}"#),
            "invalid IP address",
        ),
        (
            &format!(r#"{{"why":{{"client":"192.0.2.7",{attempt},"hello":"x"}}}}"#),
            "unknown field `hello`",
        ),
        (r#"{"list":{"kind":"all","limit":-1}}"#, "invalid value"),
        (
            r#"{"allow":{"whom":"*"}}"#,
            "`*` would let too many through; write a network",
        ),
        (
            r#"{"allow":{"whom":"192.0.2.1/24"}}"#,
            "is no network; write `192.0.2.0/24`",
        ),
        (
            r#"{"allow":{"whom":"a.example","seconds":18446744073709551615}}"#,
            "are longer than there is time",
        ),
        (
            r#"{"forget-client":{"network":"all"}}"#,
            "`all` is no network; write",
        ),
        (
            r#"{"forget-allowed":{"whom":"@"}}"#,
            "`@` is no pattern; write",
        ),
        (&"x".repeat(9000), "a question has at most 8192 bytes"),
    ] {
        let answer = visitor.asks(asked);
        assert!(answer.starts_with(r#"{"error":""#), "{asked}: {answer}");
        let answer = answer.replace(r#"\""#, "\"");
        assert!(answer.contains(said), "{asked}: {answer}");
    }
    visitor
        .0
        .get_mut()
        .write_all(b"\xff\xfe\n")
        .expect("it listens");
    assert!(visitor.hears().starts_with(r#"{"error":""#));
    let allowed = r#"{"list":{"kind":"allowed"}}"#;
    assert_eq!(visitor.asks(allowed), "{\"done\":0}\n");
    load.ends();
    daemon.ends_well();
}

#[test]
fn questions_that_come_together_are_answered_in_order() {
    let folder = Folder::new("");
    let daemon = folder.start();
    let mut visitor = Visitor::of(&folder);
    visitor.says(
        "{\"allow\":{\"whom\":\"a.example\"}}\n{\"list\":{\"kind\":\"allowed\"}}\n\
         {\"forget-allowed\":{\"whom\":\"A.EXAMPLE\"}}\n{\"list\":{\"kind\":\"allowed\"}}",
    );
    assert_eq!(visitor.hears(), "{\"done\":1}\n");
    let row = visitor.hears();
    assert!(row.starts_with(r#"{"row":{"kind":"allowed","state":"allowed","whom":"a.example""#));
    for done in [1, 1, 0] {
        assert_eq!(visitor.hears(), format!("{{\"done\":{done}}}\n"));
    }
    daemon.ends_well();
}

#[test]
fn who_reads_slowly_keeps_nobody_waiting_and_gets_all() {
    let folder = Folder::new("");
    let daemon = folder.start();
    let load = Load::on(daemon.postfix);
    // Much more than the system keeps for somebody who does not read.
    while load.answered() < 5000 {
        load.goes_on();
    }
    let mut visitor = Visitor::of(&folder);
    visitor.says(r#"{"list":{"kind":"waiting"}}"#);
    assert!(visitor.hears().starts_with(r#"{"row":"#));
    load.goes_on();
    assert_eq!(folder.says(&["list", "--limit", "1"]).lines().count(), 1);
    load.goes_on();
    let mut rows = 1_u64;
    let done = loop {
        let line = visitor.hears();
        match line.strip_prefix(r#"{"done":"#) {
            Some(done) => break done.trim_end().trim_end_matches('}').to_owned(),
            None => rows += 1,
        }
    };
    assert_eq!(done, rows.to_string());
    assert!(rows >= 5000, "{rows}");
    load.ends();
    daemon.ends_well();
}

#[test]
fn more_than_there_are_places_for_wait_and_are_served() {
    let folder = Folder::new("");
    let daemon = folder.start();
    let mut visitors: Vec<Visitor> = (0..16).map(|_| Visitor::of(&folder)).collect();
    for visitor in &mut visitors {
        let answer = visitor.asks(r#"{"expire":{}}"#);
        assert_eq!(answer, "{\"done\":0}\n");
    }
    let mut late = Visitor::of(&folder);
    late.says(r#"{"expire":{}}"#);
    let short = Some(Duration::from_millis(300));
    late.0
        .get_ref()
        .set_read_timeout(short)
        .expect("it is open");
    let mut nothing = [0];
    let waits = late.0.get_mut().read(&mut nothing);
    assert!(
        waits.is_err(),
        "it is served though there is no place for it"
    );
    drop(visitors.pop());
    let long = Some(Duration::from_secs(60));
    late.0.get_ref().set_read_timeout(long).expect("it is open");
    assert_eq!(late.hears(), "{\"done\":0}\n");
    daemon.ends_well();
}

#[test]
fn who_says_nothing_is_not_waited_for() {
    let folder = Folder::new("");
    let daemon = folder.start();
    let mut silent = Visitor::of(&folder);
    // Its half of a question is no question.
    silent.0.get_mut().write_all(b"{\"exp").expect("it listens");
    let mut rest = String::new();
    silent
        .0
        .read_to_string(&mut rest)
        .expect("it is closed in order");
    assert!(
        rest.is_empty() || rest.starts_with(r#"{"error":""#),
        "{rest}"
    );
    daemon.ends_well();
}
