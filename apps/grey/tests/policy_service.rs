//! Decisions for a real Postfix, as its policy service.

#[path = "../../../kamaelia-std/tests/common/port.rs"]
mod port;
#[path = "peers/postfix.rs"]
mod postfix;

use grey::policy::{Policy, Recipients, Secret, Settings};
use grey::postfix::{PolicyDecoder, PolicyEncoder};
use grey::{Clock, Counters, Judge};
use kamaelia::prelude::*;
use kamaelia_std::data::Table;
use kamaelia_std::net::TcpServer;
use postfix::Postfix;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

/// Says a line, and gives the last line of the answer.
fn say(connection: &mut BufReader<TcpStream>, line: &str) -> String {
    let stream = connection.get_mut();
    stream
        .write_all(format!("{line}\r\n").as_bytes())
        .expect("it listens");
    hear(connection)
}

fn hear(connection: &mut BufReader<TcpStream>) -> String {
    loop {
        let mut answer = String::new();
        connection.read_line(&mut answer).expect("it answers");
        if answer.get(3..4) != Some("-") {
            return answer.trim_end().to_owned();
        }
    }
}

/// What Postfix says to the recipients, and to the data.
fn deliver(address: SocketAddr, sender: &str, recipients: &[&str]) -> Vec<String> {
    let mut connection = BufReader::new(TcpStream::connect(address).expect("it listens"));
    hear(&mut connection);
    say(&mut connection, "EHLO mail.a.example");
    say(&mut connection, &format!("MAIL FROM:<{sender}>"));
    let mut answers: Vec<String> = recipients
        .iter()
        .map(|recipient| say(&mut connection, &format!("RCPT TO:<{recipient}>")))
        .collect();
    answers.push(say(&mut connection, "DATA"));
    if answers
        .last()
        .is_some_and(|answer| answer.starts_with("354"))
    {
        answers.push(say(&mut connection, "Subject: hello\r\n\r\nhello\r\n."));
    }
    say(&mut connection, "QUIT");
    answers
}

#[track_caller]
fn begin_so(answers: &[String], expected: &[&str]) {
    assert_eq!(answers.len(), expected.len(), "{answers:?}");
    for (answer, expected) in answers.iter().zip(expected) {
        assert!(answer.starts_with(expected), "{answers:?}");
    }
}

#[tokio::test]
async fn a_real_postfix_greylists_by_our_decisions() -> Outcome {
    let settings = Settings {
        // Postfix sees to it itself that nobody relays.
        recipients: Recipients::default(),
        ..Settings::default()
    };
    let policy = Arc::new(Policy::new(settings, Secret::random()?));
    let clock = Clock::by_hand(UNIX_EPOCH + Duration::from_secs(1_700_000_000));
    let counters = Counters::new();
    let folder = tempfile::tempdir()?;
    let mut table = Table::new(folder.path().join("grey.db"));
    let rows = table.inbox().address();
    let (mut addresses, sink) = collect();
    let (at, counts) = (clock.clone(), counters.clone());
    let table = graphline! { TABLE = table; }.spawn();
    let server = graphline! {
        SERVER = TcpServer::new("127.0.0.1:0", move |_| pipeline![
            PolicyDecoder::new(),
            Judge::new(policy.clone(), rows.clone()).clock(at.clone()).counters(counts.clone()),
            PolicyEncoder::new("mx.example.com"),
        ]);
        WHERE  = sink;

        SERVER.bound -> WHERE.inbox;
    }
    .spawn();
    let service = addresses.recv().await.expect("it listens");
    let checked = tokio::task::spawn_blocking(move || check(service, &clock, &counters));
    checked.await?;
    server.stop();
    server.join().await?;
    table.join().await
}

fn check(service: SocketAddr, clock: &Clock, counters: &Counters) {
    let postfix = Postfix::start(&postfix::Settings {
        relay: None,
        more: format!(
            "smtpd_recipient_restrictions = reject_unauth_destination, \
             check_policy_service inet:{service}\n\
             smtpd_data_restrictions = check_policy_service inet:{service}\n",
        ),
    });
    let to = |sender: &str, recipients: &[&str]| deliver(postfix.address(), sender, recipients);
    let both = ["jo@example.com", "di@example.com"];

    let wait = "450 4.2.0 <jo@example.com>: Recipient address rejected: Greylisted, please try \
                again in 60 seconds";
    begin_so(
        &to("ann@a.example", &both),
        &[wait, "450 4.2.0 <di@example.com>", "554"],
    );
    clock.forward(Duration::from_secs(61));
    begin_so(&to("ann@a.example", &both), &["250", "250", "354", "250"]);
    let message = postfix.wait_for("jo", 1).remove(0);
    let headers = message.matches("X-Greylist: delayed 61 seconds by grey at mx.example.com; ");
    assert_eq!(headers.count(), 1, "{message}");

    // Bounces are judged when all recipients are known; call-outs never get there.
    begin_so(&to("", &["jo@example.com"]), &["250", "451 4.7.1 "]);
    begin_so(&to("", &both), &["250", "250", "451 4.7.1 "]);
    clock.forward(Duration::from_secs(61));
    begin_so(&to("", &both), &["250", "250", "354", "250"]);
    begin_so(&to("", &["jo@example.com"]), &["250", "354", "250"]);

    // Postfix refuses relaying before we are asked.
    let decided = counters.passed() + counters.deferred();
    begin_so(
        &to("ann@a.example", &["eve@b.example"]),
        &["554 5.7.1", "554"],
    );
    assert_eq!(counters.passed() + counters.deferred(), decided);
    assert_eq!((counters.refused(), counters.unavailable()), (0, 0));
}
