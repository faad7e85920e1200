//! Real servers that behave badly: `aiosmtpd`, at every point of a message.

use crate::asking::{Client, client, connected};
use kamaelia_std::chat::smtp::ClientTimes;
use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::Duration;

/// One program that serves all of them, which ends with this.
struct Servers {
    child: Child,
    _until: Option<ChildStdin>,
    lines: Box<dyn Iterator<Item = String>>,
}

/// Where and how one fails, and its port.
struct Behaviour {
    at: String,
    how: String,
    port: u16,
}

fn start() -> (Servers, Vec<Behaviour>) {
    // The system's own, which has the package.
    let mut child = Command::new("/usr/bin/python3")
        .args(["-c", include_str!("bad_server.py")])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3 is installed, and python3-aiosmtpd");
    let stdout = child.stdout.take().expect("it is piped");
    let mut lines = BufReader::new(stdout).lines().map_while(Result::ok);
    let behaviours = lines.by_ref().take_while(|line| line != "ready");
    let behaviours: Vec<Behaviour> = behaviours
        .map(|line| {
            let mut words = line.split('\t');
            let mut word = || words.next().expect("it is a behaviour").to_owned();
            let (at, port, how) = (word(), word(), word());
            let port = port.parse().expect("it is a port");
            Behaviour { at, how, port }
        })
        .collect();
    assert!(!behaviours.is_empty(), "python3-aiosmtpd is installed");
    let servers = Servers {
        _until: child.stdin.take(),
        child,
        lines: Box::new(lines),
    };
    (servers, behaviours)
}

impl Drop for Servers {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test]
async fn a_bad_server_is_never_a_fault_and_never_a_message_too_many() {
    let (mut servers, behaviours) = start();
    let message = "Subject: x\r\n\r\n".to_owned() + &"hello\r\n".repeat(20_000);
    for Behaviour { at, how, port } in behaviours {
        let short = Duration::from_millis(300);
        let mut client = Client::start(client(format!("127.0.0.1:{port}")));
        if how == "slow" {
            let times = ClientTimes {
                command: short,
                data: short,
                end: short,
                ..ClientTimes::default()
            };
            client = Client::start(crate::asking::client(format!("127.0.0.1:{port}")).times(times));
        }
        assert!(client.ask(connected()).await.starts_with("220 "));
        let reply = client.send(message.clone()).await;
        let expected = match (at.as_str(), how.as_str()) {
            ("NOWHERE", _) => "250 2.0.0 taken",
            ("AFTER", _) | (_, "drop") => "451 4.4.2 the server behind has closed the connection",
            (_, "slow") => "451 4.4.2 the server behind does not answer",
            ("EHLO", "451 4.3.0 later") => "451 4.3.0 the server behind refuses later",
            ("EHLO", "550 5.1.1 never") => "451 4.1.1 the server behind refuses never",
            (_, "421 4.3.2 I am tired") => "451 4.3.2 the server behind refuses I am tired",
            (_, refusal) => refusal,
        };
        assert_eq!(reply, expected, "{at} {how}");
        client.end().await;
    }
    // Of all of them, one has taken a message.
    servers._until = None;
    let taken: Vec<String> = servers.lines.by_ref().collect();
    assert_eq!(taken, [format!("taken {}", message.len())]);
}
