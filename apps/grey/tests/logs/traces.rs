//! What belongs to one connection has one id.

use crate::forms::decisions;
use crate::grey::{Asker, Daemon, says, wait_until};
use serde_json::Value;
use std::collections::HashSet;

fn trace(line: &Value) -> String {
    let trace = line["trace"]
        .as_str()
        .unwrap_or_else(|| panic!("no trace: {line}"));
    assert_eq!(trace.len(), 13, "{line}");
    trace.to_owned()
}

#[test]
fn all_lines_of_a_connection_have_its_id_also_that_of_its_fault() {
    let mut daemon = Daemon::start("log.format = 'json'\nlog.file = 'FOLDER/grey.log'\n");
    let lines = [
        "EHLO mail.home.example\r\n",
        "MAIL FROM:<ann@home.example>\r\n",
        "RCPT TO:<jo@example.com>\r\n",
        "RCPT TO:<di@example.com>\r\n",
    ];
    let one = says(&daemon, &lines);
    // One that ends in the middle of a request, which is a fault.
    let mut other = Asker::of(&daemon);
    for to in ["a", "b", "c"] {
        other.asks(
            "192.0.2.1",
            "ann@home.example",
            &format!("{to}@example.com"),
        );
    }
    other.says("request=smtpd_access_policy\n");
    drop((one, other));
    wait_until("the fault is logged", || {
        daemon.text("grey.log").contains("connection from")
    });
    daemon.ends_well();

    let text = daemon.text("grey.log");
    let decisions = decisions(&text);
    let of = |to: &str| {
        let mut found = decisions
            .iter()
            .filter(|it| it["to"][0] == format!("{to}@example.com"));
        trace(
            found
                .next()
                .unwrap_or_else(|| panic!("nothing about {to}: {text}")),
        )
    };
    assert_eq!(of("jo"), of("di"));
    assert_eq!((of("a"), of("a")), (of("b"), of("c")));
    assert_ne!(of("jo"), of("a"));
    let fault = text.lines().find(|line| line.contains("connection from"));
    let fault: Value = serde_json::from_str(fault.expect("it is there")).expect("it is JSON");
    assert_eq!(trace(&fault), of("a"), "{fault}");
    assert_eq!(
        (&fault["event"], &fault["level"]),
        (&"news".into(), &"warn".into())
    );
}

#[test]
fn no_two_connections_have_the_same() {
    let mut daemon = Daemon::start("log.format = 'json'\nlog.file = 'FOLDER/grey.log'\n");
    for _ in 0..50 {
        Asker::of(&daemon).asks("192.0.2.1", "ann@home.example", "jo@example.com");
    }
    daemon.ends_well();
    let decisions = decisions(&daemon.text("grey.log"));
    let traces: HashSet<String> = decisions.iter().map(trace).collect();
    assert_eq!((decisions.len(), traces.len()), (50, 50));
}
