//! How a session ends that the client does not end.

use crate::talk::{Talk, server, yes};
use kamaelia::prelude::*;
use kamaelia_std::chat::smtp::SmtpTimes;
use std::time::Duration;
use tokio::time::Instant;

const BEGIN: &str = "EHLO a\r\nMAIL FROM:<>\r\nRCPT TO:<a@b>\r\n";
const TOLD: &str =
    "421 4.3.2 b.example closes the connection: the server is told to end; come back later\r\n";

/// A talk in which this was said, and answered with this many lines.
async fn talk(text: &str, lines: usize) -> Talk {
    let mut talk = Talk::new(server(), yes);
    talk.say(text).await;
    let mut said = String::new();
    while said.lines().count() < lines {
        said += &talk.hear().await;
    }
    assert_eq!(said.lines().count(), lines, "{said}");
    talk
}

#[tokio::test(start_paused = true)]
async fn told_to_finish_between_commands_it_says_so_at_once() {
    for (text, lines) in [
        ("", 1),
        ("EHLO a\r\n", 9),
        (BEGIN, 11),
        ("EHLO a\r\nMAI", 9),
    ] {
        let mut talk = talk(text, lines).await;
        talk.tell(Shutdown::Finish).await;
        assert_eq!(talk.end().await, TOLD, "{text}");
    }
}

#[tokio::test(start_paused = true)]
async fn told_to_finish_in_a_message_it_takes_the_rest_and_answers_it() {
    for (begin, rest, lines) in [
        ("DATA\r\nhel", "lo\r\n.\r\nMAIL FROM:<>\r\n", 12),
        ("BDAT 5\r\nhello", "BDAT 2 LAST\r\n\r\n", 12),
    ] {
        let mut talk = talk(&format!("{BEGIN}{begin}"), lines).await;
        talk.tell(Shutdown::Finish).await;
        talk.say(&rest[..2]).await;
        talk.say(&rest[2..]).await;
        let log = talk.log();
        assert_eq!(talk.end().await, format!("250 2.0.0 fine\r\n{TOLD}"));
        let asked = log.all();
        assert_eq!(asked[asked.len() - 2..], ["hello\\r\\n", "end"]);
    }
}

#[tokio::test(start_paused = true)]
async fn told_to_stop_now_it_abandons_its_message() {
    let mut talk = talk(&format!("{BEGIN}DATA\r\nhello\r\n"), 12).await;
    talk.tell(Shutdown::Finish).await;
    talk.tell(Shutdown::Now).await;
    let log = talk.log();
    assert_eq!(talk.end().await, "");
    assert_eq!(log.all().last().unwrap(), "hello\\r\\n");
}

#[tokio::test(start_paused = true)]
async fn told_to_finish_before_it_has_greeted_it_does_not() {
    let slow = server().greet_delay(Duration::from_secs(10));
    let mut talk = Talk::new(slow, yes);
    talk.tell(Shutdown::Finish).await;
    assert_eq!(talk.end().await, TOLD);
}

/// How long it takes until a client is told this that says nothing more.
async fn waits(text: &str, lines: usize, said: &str) -> Duration {
    let talk = talk(text, lines).await;
    let start = Instant::now();
    let said_last = talk.end().await;
    assert_eq!(
        said_last,
        format!("421 4.4.2 b.example closes the connection: {said}\r\n")
    );
    start.elapsed()
}

#[tokio::test(start_paused = true)]
async fn a_client_has_five_minutes_for_a_command_and_three_for_a_piece_of_its_message() {
    let minutes =
        |minutes: u64| Duration::from_secs(60 * minutes)..Duration::from_secs(60 * minutes + 1);
    for text in ["", "EHL"] {
        let waited = waits(text, 1, "no command came in time").await;
        assert!(minutes(5).contains(&waited), "{waited:?}");
    }
    let waited = waits(
        &format!("{BEGIN}DATA\r\nhello\r\n"),
        12,
        "the message did not come in time",
    )
    .await;
    assert!(minutes(3).contains(&waited), "{waited:?}");
}

#[tokio::test(start_paused = true)]
async fn a_command_that_comes_byte_by_byte_has_no_more_time() {
    let mut talk = talk("", 1).await;
    let start = Instant::now();
    for byte in ["N", "O", "O", "P", " "].iter().cycle().take(10) {
        talk.say(byte).await;
        tokio::time::advance(Duration::from_secs(40)).await;
    }
    assert!(talk.end().await.starts_with("421 4.4.2"));
    assert!(start.elapsed() < Duration::from_secs(401));
}

#[tokio::test(start_paused = true)]
async fn a_message_has_its_own_time_however_often_a_piece_of_it_comes() {
    let times = SmtpTimes {
        message: Duration::from_secs(600),
        ..SmtpTimes::default()
    };
    let mut talk = Talk::new(server().times(times), yes);
    talk.say(format!("{BEGIN}DATA\r\n")).await;
    for _ in 0..11 {
        talk.say("hello\r\n").await;
        tokio::time::advance(Duration::from_secs(60)).await;
    }
    let said = talk.end().await;
    let last = "421 4.4.2 b.example closes the connection: the message did not come in time\r\n";
    assert!(said.ends_with(last), "{said}");
}
