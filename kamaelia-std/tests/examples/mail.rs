//! The example that takes mail, and programs that send it.

use crate::program::{Running, Talk};
use std::process::{Command, Output};

const ANYWHERE: &[&str] = &["127.0.0.1:0"];

fn run(program: &str, arguments: &[&str]) -> Output {
    let output = Command::new(program).args(arguments).output();
    output.unwrap_or_else(|error| panic!("{program} is installed: {error}"))
}

/// What `swaks` says, with the replies that it has heard.
fn swaks(address: &str, arguments: &[&str]) -> String {
    let always = [
        "--server",
        address,
        "--ehlo",
        "client.example",
        "--from",
        "jo@a.example",
    ];
    let output = run("swaks", &[&always, arguments].concat());
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}");
    said
}

#[test]
fn smtp_sink_takes_a_mail_of_swaks() {
    let mut server = Running::new("smtp_sink", ANYWHERE);
    let address = server.address();
    let body = [
        "--to",
        "one@b.example,two@b.example",
        "--body",
        "first\n.\n..second",
    ];
    let said = swaks(&address, &body);
    for reply in [
        "220 sink.example ESMTP",
        "250-PIPELINING",
        "354 ",
        "221 2.0.0",
    ] {
        assert!(
            said.contains(&format!("<-  {reply}")),
            "no {reply} in {said}"
        );
    }
    let envelope = "jo@a.example -> one@b.example -> two@b.example";
    assert_eq!(server.line(), envelope);
    swaks(&address, &["--to", "one@b.example", "--pipeline"]);
    assert_eq!(server.line(), "jo@a.example -> one@b.example");
    swaks(&address, &["--to", "one@b.example", "--protocol", "SMTP"]);
    assert_eq!(server.line(), "jo@a.example -> one@b.example");
    server.interrupt();
}

#[test]
fn smtp_sink_takes_many_mails_of_smtp_source() {
    let mut server = Running::new("smtp_sink", ANYWHERE);
    let address = server.address();
    let envelope = ["-f", "jo@a.example", "-t", "jo@b.example"];
    // With a connection for each, and with some that are used again and again.
    for reuse in [&[][..], &["-d"]] {
        let load = [
            "-s",
            "10",
            "-m",
            "200",
            "-l",
            "4096",
            "-M",
            "client.example",
        ];
        let output = run(
            "/usr/sbin/smtp-source",
            &[reuse, &load, &envelope, &[&address]].concat(),
        );
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && said.is_empty(), "{said}");
        for _ in 0..200 {
            assert_eq!(server.line(), "jo@a.example -> jo@b.example");
        }
    }
    server.interrupt();
}

#[test]
fn smtp_sink_takes_what_has_begun_when_it_is_told_to_end() {
    let mut server = Running::new("smtp_sink", ANYWHERE);
    let address = server.address();
    let mut idle = Talk::to(&address);
    let mut busy = Talk::to(&address);
    for talk in [&mut idle, &mut busy] {
        assert_eq!(talk.hear(), "220 sink.example ESMTP");
    }
    for line in [
        "HELO a\r",
        "MAIL FROM:<jo@a.example>\r",
        "RCPT TO:<jo@b.example>\r",
        "DATA\r",
        "hello\r",
    ] {
        busy.say(line);
    }
    for code in ["250 ", "250 ", "250 ", "354 "] {
        assert!(busy.hear().starts_with(code));
    }
    let rest = std::thread::scope(|scope| {
        let ending = scope.spawn(|| server.interrupt());
        // The one that waits for nothing is closed, so both have heard.
        assert!(idle.hear().starts_with("421 4.3.2 "));
        busy.say("bye\r\n.\r");
        assert_eq!(busy.hear(), "250 2.0.0 fine");
        assert!(busy.hear().starts_with("421 4.3.2 "));
        ending.join().unwrap()
    });
    assert_eq!(rest, ["jo@a.example -> jo@b.example"]);
}
