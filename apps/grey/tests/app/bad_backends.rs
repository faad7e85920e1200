//! Before mail servers that behave badly at every point of a message: `aiosmtpd`.

use crate::client::Client;
use crate::daemon::Daemon;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

#[test]
fn no_message_is_taken_that_a_bad_server_behind_has_not_taken() {
    let mut servers = Command::new("/usr/bin/python3")
        .args([
            "-c",
            include_str!("../../../../kamaelia-std/tests/smtp_client/bad_server.py"),
        ])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("python3 is installed");
    let lines = BufReader::new(servers.stdout.take().expect("it is piped")).lines();
    let mut lines = lines.map_while(Result::ok);
    let behaviours: Vec<String> = lines.by_ref().take_while(|line| line != "ready").collect();
    assert!(behaviours.len() > 20, "python3-aiosmtpd is installed");

    let mut well = 0;
    for behaviour in &behaviours {
        let [at, port, how] = behaviour.split('\t').collect::<Vec<_>>()[..] else {
            panic!("{behaviour}")
        };
        // How long it waits for an answer, its components' tests look at.
        if how == "slow" {
            continue;
        }
        let backend = format!("127.0.0.1:{port}").parse().expect("an address");
        let grey = Daemon::start(backend, "exempt.clients = ['127.0.0.1']\n");
        let mut client = Client::greeted(grey.address());
        let reply = send(&mut client);
        match (at, how) {
            ("NOWHERE", _) => well += usize::from(reply.starts_with("250")),
            (_, "drop" | "421 4.3.2 I am tired") | ("AFTER" | "EHLO", _) => {
                assert!(reply.starts_with("451"), "{behaviour}: {reply}");
            }
            (_, refusal) => assert_eq!(reply, refusal, "{behaviour}"),
        }
        // The session goes on, whatever became of the message.
        client.asks("RSET", "250");
        client.asks("QUIT", "221");
    }
    assert_eq!(well, 1);
    drop(servers.stdin.take());
    let taken: Vec<String> = lines.collect();
    assert_eq!(taken.len(), 1, "{taken:?}");
    let _ = servers.wait();
}

/// Sends a message as far as it goes, and gives the last reply.
fn send(client: &mut Client) -> String {
    client.asks("EHLO mail.home.example", "250");
    client.asks("MAIL FROM:<ann@home.example>", "250");
    client.says("RCPT TO:<jo@example.com>");
    let reply = client.reply();
    if !reply.starts_with("250") {
        return reply;
    }
    client.says("DATA");
    let reply = client.reply();
    if !reply.starts_with("354") {
        return reply;
    }
    client.says(&"hello\r\n".repeat(20_000));
    client.says(".");
    client.reply()
}
