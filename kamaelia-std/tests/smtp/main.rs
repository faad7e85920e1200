//! SMTP: a server with a client whose every word a test says, and with real ones.
#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

mod answers;
#[path = "../tls/certificates.rs"]
#[expect(dead_code, reason = "the tests of TLS itself need more of them")]
mod certificates;
mod connection;
mod content;
mod endings;
mod limits;
mod pieces;
mod sequence;
mod start_tls;
mod talk;

use kamaelia_std::chat::smtp::SmtpServer;
use talk::{Talk, dialogue, server, yes};

/// What was said to a client that has said this, and what was asked because of it.
async fn said(text: &str) -> (Vec<String>, Vec<String>) {
    dialogue(server(), text, yes).await
}

/// What a client is greeted with, and told when it says its name.
const HELLO: [&str; 9] = [
    "220 b.example ESMTP",
    "250-b.example",
    "250-PIPELINING",
    "250-SIZE 67108864",
    "250-ENHANCEDSTATUSCODES",
    "250-8BITMIME",
    "250-DSN",
    "250-SMTPUTF8",
    "250 CHUNKING",
];

#[tokio::test(start_paused = true)]
async fn a_message_passes_from_the_client_to_whoever_decides() {
    let (said, asked) = said(
        "EHLO a.example\r\nMAIL FROM:<jo@a.example> SIZE=20 BODY=8BITMIME\r\n\
         RCPT TO:<jo@b.example> NOTIFY=NEVER\r\nRCPT TO:<\"j o\"@b.example>\r\nDATA\r\n\
         Subject: hello\r\n\r\n..\r\nbye\r\n.\r\nQUIT\r\n",
    )
    .await;
    assert_eq!(said[..9], HELLO);
    let fine = "250 2.0.0 fine";
    let replies = [
        fine,
        fine,
        fine,
        "354 go on",
        fine,
        "221 2.0.0 b.example closes the connection",
    ];
    assert_eq!(said[9..], replies);
    assert_eq!(
        asked,
        [
            "connected 192.0.2.1:4012 early",
            "EHLO a.example",
            "MAIL jo@a.example SIZE=20 BODY=8BITMIME",
            "RCPT jo@b.example NOTIFY=NEVER",
            "RCPT \"j o\"@b.example",
            "DATA",
            "Subject: hello\\r\\n\\r\\n.\\r\\nbye\\r\\n",
            "end",
            "QUIT",
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn replies_are_written_together_when_commands_have_come_together() {
    let mut talk = Talk::new(server(), yes);
    assert_eq!(talk.hear().await, "220 b.example ESMTP\r\n");
    talk.say("EHLO a\r\n").await;
    assert!(talk.hear().await.starts_with("250-b.example\r\n"));
    talk.say("MAIL FROM:<>\r\nRCPT TO:<a@b>\r\nRCPT T").await;
    assert_eq!(talk.hear().await, "250 2.0.0 fine\r\n250 2.0.0 fine\r\n");
    talk.say("O:<c@d>\r\nNOOP\r\nDATA\r\n").await;
    assert_eq!(
        talk.hear().await,
        "250 2.0.0 fine\r\n250 2.0.0 done\r\n354 go on\r\n"
    );
    talk.say(".\r\nRSET\r\nQUIT\r\n").await;
    assert_eq!(
        talk.hear().await,
        "250 2.0.0 fine\r\n250 2.0.0 forgotten\r\n221 2.0.0 b.example closes the connection\r\n"
    );
    assert_eq!(talk.end().await, "");
}

#[tokio::test(start_paused = true)]
async fn a_client_that_is_gone_leaves_no_whole_message_behind() {
    let begin = "EHLO a\r\nMAIL FROM:<>\r\nRCPT TO:<a@b>\r\nDATA\r\nhello\r\n";
    for text in [begin.to_owned(), format!("{begin}."), format!("{begin}.\r")] {
        let (_, asked) = said(&text).await;
        assert_eq!(asked.last().unwrap(), "hello\\r\\n");
        assert!(!asked.iter().any(|ask| ask == "QUIT" || ask == "end"));
    }
}

#[tokio::test(start_paused = true)]
async fn a_client_that_speaks_before_it_is_greeted_is_known_for_it() {
    let (_, asked) = said("EHLO a\r\n").await;
    assert_eq!(asked[0], "connected 192.0.2.1:4012 early");

    let patient = || server().greet_delay(std::time::Duration::from_secs(10));
    let mut talk = Talk::new(patient(), yes);
    assert_eq!(talk.hear().await, "220 b.example ESMTP\r\n");
    assert_eq!(talk.asked(), ["connected 192.0.2.1:4012"]);
    talk.say("QUIT\r\n").await;
    talk.end().await;

    let mut talk = Talk::new(patient(), yes);
    talk.say("QUIT\r\n").await;
    assert!(talk.end().await.starts_with("220 b.example ESMTP\r\n221 "));
}

#[tokio::test(start_paused = true)]
async fn a_limit_or_a_time_that_is_none_is_a_fault_that_names_it() {
    use kamaelia_std::chat::smtp::{SmtpLimits, SmtpTimes};
    let limits = SmtpLimits {
        recipients: 0,
        ..SmtpLimits::default()
    };
    let times = SmtpTimes {
        block: std::time::Duration::ZERO,
        ..SmtpTimes::default()
    };
    let servers: [(SmtpServer, &str); 2] = [
        (server().limits(limits), "limits.recipients"),
        (server().times(times), "times.block"),
    ];
    for (server, name) in servers {
        let fault = Talk::new(server, yes)
            .outcome()
            .await
            .unwrap_err()
            .to_string();
        assert!(
            fault.contains("`SERVER`") && fault.contains(name),
            "{fault}"
        );
    }
}
