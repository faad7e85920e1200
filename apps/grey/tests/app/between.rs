//! Between two Postfixes: one that sends, and one that delivers.

use crate::client::Client;
use crate::daemon::Daemon;
use crate::openssl::certify;
use crate::postfix::{Postfix, Settings};
use std::process::Command;

/// A Postfix that delivers, and believes those who say whose mail they bring.
fn delivers() -> Postfix {
    Postfix::start(&Settings {
        more: "smtpd_authorized_xclient_hosts = 127.0.0.0/8\n".to_owned(),
        ..Settings::default()
    })
}

#[test]
fn a_postfix_that_sends_comes_back_and_one_behind_takes_the_message_once() {
    let behind = delivers();
    let settings = "backend.client_address = 'xclient'\npolicy.delay = '2s'\n";
    let grey = Daemon::start(behind.address(), settings);
    let before = Postfix::start(&Settings {
        relay: Some(grey.address()),
        ..Settings::default()
    });

    let mut client = Client::greeted(before.address());
    client.begins_a_message();
    client.says("Subject: hello\r\n\r\n.. and\r\n.");
    client.hears("250");
    let letters = behind.wait_for("jo", 1);
    before.wait_until("forgets the message", || before.log().contains("removed"));

    assert!(before.log().contains("said: 451 4.7.1"), "{}", before.log());
    let [letter] = &letters[..] else {
        panic!("{letters:?}")
    };
    assert!(letter.contains("\n. and\n"), "{letter}");
    assert!(letter.contains("X-Greylist: delayed "), "{letter}");
    assert!(
        letter.contains("by mx.example.com (grey) with ESMTP"),
        "{letter}"
    );
    // The server behind believes it, and so calls the client by its name and its address.
    let client = "Received: from postfix.example.net (unknown [127.0.0.1])";
    assert!(letter.contains(client), "{letter}");
    assert_eq!(behind.delivered("jo").len(), 1);
}

#[test]
fn a_message_that_the_server_behind_refuses_is_refused() {
    let behind = Postfix::start(&Settings {
        more: "message_size_limit = 2000\nvirtual_mailbox_limit = 0\n".to_owned(),
        ..Settings::default()
    });
    let grey = Daemon::start(behind.address(), "exempt.clients = ['127.0.0.1']\n");
    let mut client = Client::greeted(grey.address());
    client.asks("EHLO mail.home.example", "250");
    client.asks("MAIL FROM:<ann@home.example>", "250");
    client.asks("RCPT TO:<nobody@example.com>", "550");
    client.asks("RCPT TO:<jo@example.com>", "250");
    client.asks("DATA", "354");
    client.says(&"0123456789 0123456789 0123456789 0123456789\r\n".repeat(100));
    client.asks(".", "552");
    client.asks("QUIT", "221");
    assert_eq!(behind.delivered("jo"), [] as [&str; 0]);
}

#[test]
fn swaks_delivers_in_tls() {
    let folder = tempfile::tempdir().expect("a folder");
    certify(folder.path());
    let behind = delivers();
    let settings = "exempt.clients = ['127.0.0.1']\n\
        tls.certificate = 'FOLDER/cert.pem'\ntls.key = 'FOLDER/key.pem'\n";
    let grey = Daemon::start_in(folder, behind.address(), settings);
    let output = Command::new("swaks")
        .args(["--server", &grey.address().to_string(), "--tls"])
        .args([
            "--from",
            "ann@home.example",
            "--to",
            "jo@example.com,di@example.com",
        ])
        .args(["--helo", "mail.home.example", "--body", "hello"])
        .output()
        .expect("swaks is installed");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}");
    assert!(said.contains("TLS started"), "{said}");
    let letter = behind.wait_for("jo", 1).remove(0);
    assert!(letter.contains("(using TLSv1."), "{letter}");
    assert!(letter.contains("with ESMTPS"), "{letter}");
    assert!(
        letter.contains("X-Greylist: not delayed (exempt-client)"),
        "{letter}"
    );
    behind.wait_for("di", 1);
    assert!(grey.folder().join("grey.db").exists());
}
