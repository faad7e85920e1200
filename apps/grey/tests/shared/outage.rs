//! The database goes, and comes back.

use crate::asker::{Answer, ask};
use crate::daemon;
use crate::postgres::Postgres;
use crate::sink::Sink;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

/// Sends a message as far as it is let, and gives the last reply.
fn send(to: SocketAddr, message: &str) -> String {
    let stream = TcpStream::connect(to).expect("it listens");
    let long = Duration::from_secs(60);
    stream.set_read_timeout(Some(long)).expect("it is open");
    let mut connection = BufReader::new(stream);
    let mut last = reply(&mut connection);
    for line in [
        "EHLO mail.home.example".to_owned(),
        "MAIL FROM:<ann@home.example>".to_owned(),
        "RCPT TO:<jo@example.com>".to_owned(),
        "DATA".to_owned(),
        format!("Message-ID: {message}\r\n\r\nthe end of {message}\r\n."),
    ] {
        let line = format!("{line}\r\n");
        let stream = connection.get_mut();
        stream.write_all(line.as_bytes()).expect("it is there");
        last = reply(&mut connection);
        if !last.starts_with(['2', '3']) {
            break;
        }
    }
    last
}

/// The last line of a reply.
fn reply(connection: &mut BufReader<TcpStream>) -> String {
    loop {
        let mut line = String::new();
        connection.read_line(&mut line).expect("it replies");
        if line.get(3..4) != Some("-") {
            return line.trim_end().to_owned();
        }
    }
}

/// Tries until it is so.
#[track_caller]
fn in_time(what: &str, mut is_so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < Duration::from_secs(60), "never: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn while_the_database_is_away_the_settings_say_who_passes_and_no_message_is_lost() {
    let (folder, sink) = (tempfile::tempdir().expect("a folder"), Sink::start());
    let mut postgres = Postgres::start();
    let settings = format!(
        "policy.delay = '0s'\nclients.passes = 0\nbackend.address = '{}'\n",
        sink.address()
    );
    let strict = format!("{settings}server.listen = ['127.0.0.1:0']\n");
    let strict = daemon::start(folder.path(), &postgres, &strict);
    let (mail, strict_asks) = (strict.listens_for("mail"), strict.listens_for("Postfix"));
    let easy = format!("{settings}server.listen = []\nfail.store = 'pass'\n");
    let easy = daemon::start(folder.path(), &postgres, &easy);
    let easy_asks = easy.listens_for("Postfix");
    // Ann is known, and one of her messages is there; Bob has come once.
    assert!(send(mail, "<0@home.example>").starts_with("451 4.7.1"));
    assert!(send(mail, "<1@home.example>").starts_with("250"));
    assert_eq!(ask(strict_asks, 7, "bob@home.example"), Answer::Greylisted);

    for round in 0..2 {
        match round {
            0 => postgres.stop(),
            _ => postgres.kill(),
        }
        strict.says("is out of reach");
        easy.says("is out of reach");
        let start = Instant::now();
        for _ in 0..20 {
            let reply = send(mail, "<2@home.example>");
            assert!(reply.starts_with("451 4.3.0"), "{reply}");
            assert_eq!(
                ask(strict_asks, 7, "carl@home.example"),
                Answer::Unavailable
            );
            assert_eq!(ask(easy_asks, 7, "carl@home.example"), Answer::Pass);
        }
        // Nobody waits for what is not there: that would be five seconds each time.
        assert!(
            start.elapsed() < Duration::from_secs(60),
            "{:?}",
            start.elapsed()
        );
        assert_eq!(sink.taken().len(), 1, "what was not taken is not delivered");

        postgres.run();
        strict.says("is within reach again");
        easy.says("is within reach again");
        // What was known before is known, and nobody else is.
        in_time("Ann sends", || {
            send(mail, "<1@home.example>").starts_with("250")
        });
        let bob = ask(easy_asks, 7, "bob@home.example");
        assert_eq!(bob, Answer::Pass);
    }
    assert_eq!(ask(strict_asks, 7, "carl@home.example"), Answer::Greylisted);
    assert_eq!(ask(easy_asks, 7, "carl@home.example"), Answer::Pass);
    let taken = sink.taken();
    assert_eq!(taken.len(), 1, "{taken:?}");
    assert!(taken.contains("<1@home.example>"));
}

#[test]
fn one_that_starts_before_the_database_decides_when_that_is_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut postgres = Postgres::start();
    postgres.stop();
    let settings = "server.listen = []\npolicy.delay = '0s'\n";
    let daemon = daemon::start(folder.path(), &postgres, settings);
    let asks = daemon.listens_for("Postfix");
    assert_eq!(ask(asks, 1, "ann@home.example"), Answer::Unavailable);
    postgres.run();
    daemon.says("is within reach again");
    assert_eq!(ask(asks, 1, "ann@home.example"), Answer::Greylisted);
    assert_eq!(ask(asks, 1, "ann@home.example"), Answer::Pass);
}

#[test]
fn a_table_that_is_none_is_said_at_the_start() {
    let folder = tempfile::tempdir().expect("a folder");
    let postgres = Postgres::start();
    postgres.sql(
        "grey",
        "create table grey (key text); grant all on grey to grey",
    );
    let daemon = daemon::start(folder.path(), &postgres, "server.listen = []\n");
    let said = daemon.says("cannot be used");
    assert!(
        said.contains("`grey` of postgres://grey@127.0.0.1"),
        "{said}"
    );
    assert!(said.contains("that of another program"), "{said}");
}
