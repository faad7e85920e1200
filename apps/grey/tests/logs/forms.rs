//! Lines for people, for programs, and as the original wrote them.

use crate::grey::{Asker, Daemon, request};
use serde_json::Value;

/// The decisions of a text in JSON; all of its lines have what all lines have.
#[track_caller]
pub(crate) fn decisions(text: &str) -> Vec<Value> {
    let lines = text.lines().map(|line| {
        let value: Value = serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}"));
        assert_eq!(value["v"], 1, "{line}");
        assert_eq!(value["time"].as_str().map(str::len), Some(24), "{line}");
        assert!(
            value["level"].is_string() && value["event"].is_string(),
            "{line}"
        );
        value
    });
    lines.filter(|line| line["event"] == "decision").collect()
}

/// Two questions of one client, the second at the data.
fn asked(settings: &str) -> Daemon {
    let mut daemon = Daemon::start(settings);
    let mut asker = Asker::of(&daemon);
    let action = asker.asks("192.0.2.1", "ann@home.example", "jo@example.com");
    assert!(action.starts_with("DEFER_IF_PERMIT"), "{action}");
    let at_data = request("192.0.2.1", "", "di \"q\"@example.com");
    asker.says(&at_data.replace("=RCPT", "=DATA"));
    asker.hears();
    daemon.ends_well();
    daemon
}

#[test]
fn for_people_a_decision_is_a_line_on_standard_output_and_the_rest_on_standard_error() {
    let daemon = asked("");
    let (out, err) = (daemon.text("stdout"), daemon.text("stderr"));
    let lines: Vec<&str> = out.lines().collect();
    let [first, second] = &lines[..] else {
        panic!("{out}")
    };
    let said = " defer first-attempt wait=60 client=192.0.2.1 helo=mail.home.example \
                from=<ann@home.example> to=<jo@example.com> id=12ab.jo@example.com trace=";
    assert!(first.contains(said), "{out}");
    assert!(
        second.contains(" from=<> to=<di?\"q\"@example.com> "),
        "{out}"
    );
    let listening = format!("grey: listening for mail on {}\n", daemon.mail);
    assert!(err.contains(&listening), "{err}");
}

#[test]
fn for_programs_a_line_has_all_that_was_known() {
    let daemon = asked("log.format = 'json'\nlog.file = 'FOLDER/grey.log'\n");
    let text = daemon.text("grey.log");
    assert_eq!(
        (daemon.text("stdout"), daemon.text("stderr")),
        Default::default()
    );
    assert!(
        text.contains("\"event\":\"news\",\"message\":\"listening for mail on "),
        "{text}"
    );
    let decisions = decisions(&text);
    let [first, second] = &decisions[..] else {
        panic!("{text}")
    };
    let expected: Value = serde_json::from_str(
        r#"{"v": 1, "level": "info", "event": "decision", "verdict": "defer",
            "rule": "first-attempt", "wait_ms": 60000, "client": "192.0.2.1",
            "helo": "mail.home.example", "name": {"names": ["mail.home.example"]},
            "from": "ann@home.example", "to": ["jo@example.com"], "at": "recipient",
            "secured": false, "authenticated": false, "relay_checked": true,
            "id": "12ab.jo@example.com"}"#,
    )
    .expect("it is JSON");
    let mut rest = first.clone();
    let fields = rest.as_object_mut().expect("an object");
    for own in ["time", "order", "trace"] {
        assert!(fields.remove(own).is_some(), "no {own}: {first}");
    }
    assert_eq!(rest, expected);
    assert_eq!(
        (&second["at"], &second["from"]),
        (&"data".into(), &Value::Null)
    );
    assert_eq!(second["to"][0], "di \"q\"@example.com");
    let order = |decision: &Value| decision["order"].as_u64().expect("a number");
    assert!(order(first) < order(second));
}

#[test]
fn a_decision_is_written_as_the_original_did() {
    let daemon = asked("log.format = 'original'\nlog.file = 'FOLDER/greylist.log'\n");
    let text = daemon.text("greylist.log");
    let lines: Vec<&str> = text.lines().collect();
    let [first, second] = &lines[..] else {
        panic!("{text}")
    };
    let (stamp, rest) = first.split_at(18);
    let (second_stamp, rest_of_second) = second.split_at(18);
    for stamp in [stamp, second_stamp] {
        let (seconds, milliseconds) = stamp.split_once('.').expect("a point");
        assert!(seconds.starts_with("20") && seconds.len() == 14, "{text}");
        assert!(
            seconds
                .bytes()
                .chain(milliseconds.bytes())
                .all(|it| it.is_ascii_digit())
        );
    }
    assert_eq!(
        rest,
        " | mail.home.example | 192.0.2.1 | <ann@home.example> | <jo@example.com> | DEFERRED | ",
    );
    let end = " | <> | <di \"q\"@example.com> | DEFERRED | ";
    assert!(rest_of_second.ends_with(end), "{text}");
    // It has no form for anything else.
    assert!(daemon.text("stderr").contains("listening for mail"));
}

#[test]
fn the_level_says_how_much_is_said() {
    let daemon = asked("log.level = 'warn'\n");
    assert_eq!(daemon.text("stdout"), "");
    assert!(!daemon.text("stderr").contains("listening"));
}
