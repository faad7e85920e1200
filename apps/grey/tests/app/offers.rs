//! What clients are offered that the server behind has to take.

use crate::client::Client;
use crate::daemon::Daemon;
use crate::postfix::{Postfix, Settings};

const OF_THE_SERVER_BEHIND: [&str; 3] = ["8BITMIME", "DSN", "SMTPUTF8"];

/// Which of these a client is offered.
fn offered(grey: &Daemon) -> Vec<&'static str> {
    let mut client = Client::greeted(grey.address());
    client.says("EHLO mail.home.example");
    let lines = client.lines();
    let is_there = |keyword: &&str| lines.iter().any(|line| line.get(4..) == Some(keyword));
    OF_THE_SERVER_BEHIND.into_iter().filter(is_there).collect()
}

fn sends_beyond_ascii(grey: &Daemon, to: &str) -> Client {
    let mut client = Client::greeted(grey.address());
    client.asks("EHLO mail.home.example", "250");
    let mail = "MAIL FROM:<änn@home.example> BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=no-17";
    client.asks(mail, "250");
    client.says(&format!("RCPT TO:<{to}> NOTIFY=DELAY ORCPT=rfc822;{to}"));
    client
}

#[test]
fn letters_beyond_ascii_and_wishes_for_reports_go_to_a_server_that_takes_them() {
    let behind = Postfix::start(&Settings {
        more: "smtputf8_enable = yes\n".to_owned(),
        ..Settings::default()
    });
    let grey = Daemon::start(behind.address(), "exempt.clients = ['127.0.0.1']\n");
    behind.wait_until("is asked what it offers", || {
        behind.log().contains("disconnect from") && behind.log().contains("ehlo=1 quit=1")
    });
    assert_eq!(offered(&grey), OF_THE_SERVER_BEHIND);
    let mut client = sends_beyond_ascii(&grey, "jo@example.com");
    client.hears("250");
    client.asks("DATA", "354");
    client.asks("Subject: grüße\r\n\r\nüber\r\n.", "250");
    let letter = behind.wait_for("jo", 1).remove(0);
    assert!(
        letter.contains("grüße") && letter.contains("über"),
        "{letter}"
    );
    assert!(letter.contains("with UTF8SMTP id"), "{letter}");
}

#[test]
fn what_the_server_behind_does_not_offer_is_not_offered() {
    let behind = Postfix::start(&Settings {
        more: "smtpd_discard_ehlo_keywords = 8bitmime, smtputf8, dsn\n".to_owned(),
        ..Settings::default()
    });
    let grey = Daemon::start(behind.address(), "");
    behind.wait_until("is found to offer less", || offered(&grey).is_empty());
}

#[test]
fn who_comes_before_the_server_behind_is_asked_to_come_back_and_not_refused_for_good() {
    // Nobody listens there.
    let grey = Daemon::start(
        ([127, 0, 0, 1], 1).into(),
        "exempt.clients = ['127.0.0.1']\n",
    );
    assert_eq!(offered(&grey), OF_THE_SERVER_BEHIND);
    let mut client = sends_beyond_ascii(&grey, "jo@example.com");
    client.hears("451 4.4.1");
}
