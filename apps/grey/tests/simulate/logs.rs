//! Logs that nobody has to ask a daemon for.

use crate::run::{number, report, simulate};
use serde_json::Value;
use std::path::PathBuf;

/// A folder with settings and a log of these lines.
struct Log {
    folder: tempfile::TempDir,
}

impl Log {
    fn of(settings: &str, lines: &[String]) -> Log {
        let folder = tempfile::tempdir().expect("a folder");
        let settings = format!("server.domains = ['example.com']\n{settings}");
        std::fs::write(folder.path().join("grey.toml"), settings).expect("it is writable");
        let text = lines.join("\n") + "\n";
        std::fs::write(folder.path().join("grey.log"), text).expect("it is writable");
        Log { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    #[track_caller]
    fn report(&self) -> Value {
        report(&[&self.path("grey.log")], &self.path("grey.toml"))
    }
}

/// A decision about Ann's letter to Jo, so many seconds after the first.
fn decision(second: u64, verdict: &str) -> String {
    let (minute, rest) = (second / 60, second % 60);
    let order = 1_777_622_400_000_000 + second * 1_000_000;
    format!(
        "{{\"v\":1,\"time\":\"2026-05-01T08:{minute:02}:{rest:02}.000Z\",\"level\":\"info\",\
         \"event\":\"decision\",\"order\":{order},{verdict},\"client\":\"192.0.2.1\",\
         \"helo\":\"mail.home.example\",\"from\":\"ann@home.example\",\
         \"to\":[\"jo@example.com\"],\"at\":\"recipient\",\"secured\":false,\
         \"authenticated\":false,\"relay_checked\":false}}"
    )
}

const FIRST: &str = r#""verdict":"defer","rule":"first-attempt","wait_ms":60000"#;
const EARLY: &str = r#""verdict":"defer","rule":"too-early","wait_ms":30000"#;
const RETURNED: &str = r#""verdict":"pass","rule":"returned","waited_ms":60000"#;
const KNOWN: &str = r#""verdict":"pass","rule":"known-triplet""#;

#[test]
fn a_letter_comes_earlier_later_or_nobody_knows() {
    let lines = [
        decision(0, FIRST),
        decision(30, EARLY),
        decision(60, RETURNED),
        decision(90, KNOWN),
    ];
    let as_it_was = Log::of("", &lines).report();
    assert_eq!(number(&as_it_was, "decisions.same"), 4, "{as_it_was:#}");
    assert_eq!(as_it_was["all"]["simulated"]["median_seconds"], 60.0);

    let earlier = Log::of("policy.delay = '20s'", &lines).report();
    let simulated = &earlier["all"]["simulated"];
    assert_eq!(simulated["median_seconds"], 30.0, "{earlier:#}");
    // The attempt that is surplus then is no letter of its own.
    assert_eq!(
        (&simulated["at_once"], &simulated["delayed"]),
        (&1.into(), &1.into())
    );
    assert_eq!(number(&earlier, "decisions.turned.defer -> pass"), 1);

    // At 60 seconds the sender stopped; the next letter comes at 90.
    let later = Log::of("policy.delay = '80s'", &lines).report();
    let simulated = &later["all"]["simulated"];
    assert_eq!(simulated["unknown"], 1, "{later:#}");
    assert_eq!(
        (&simulated["at_once"], &simulated["lost"]),
        (&1.into(), &0.into())
    );
}

#[test]
fn what_was_known_before_the_log_is_known() {
    let log = Log::of("", &[decision(0, KNOWN), decision(30, KNOWN)]).report();
    assert_eq!(number(&log, "decisions.same"), 2, "{log:#}");
    assert_eq!(number(&log, "notes.known_before"), 1, "{log:#}");
    let log = Log::of("", &[decision(0, RETURNED)]).report();
    assert_eq!(number(&log, "decisions.same"), 1, "{log:#}");
}

#[test]
fn lines_that_were_written_later_than_others_are_sorted_in() {
    let lines = [
        decision(60, RETURNED),
        decision(0, FIRST),
        decision(30, EARLY),
    ];
    let log = Log::of("", &lines).report();
    assert_eq!(number(&log, "decisions.same"), 3, "{log:#}");
    assert_eq!(number(&log, "notes.late"), 0);
}

#[test]
fn what_the_dns_has_said_stands_in_the_log() {
    let facts = r#","facts":[{"ask":"spf","client":"192.0.2.1","helo":"mail.home.example","sender":"ann@home.example","is":"yes"}]"#;
    let pass = format!("{}{facts}", r#""verdict":"pass","rule":"spf-pass""#);
    let log = Log::of("exempt.spf = ['*']", &[decision(0, &pass)]).report();
    assert_eq!(number(&log, "decisions.same"), 1, "{log:#}");
    assert_eq!(number(&log, "notes.not_looked_up"), 0);
}

#[test]
fn damaged_lines_are_named_and_passed_over() {
    let bad_rule = decision(3, r#""verdict":"pass","rule":"luck""#);
    let lines = [
        decision(0, FIRST),
        "2026-05-01T08:00:01Z defer first-attempt wait=60".to_owned(),
        decision(2, EARLY)[..70].to_owned(),
        bad_rule,
        r#"{"v":2,"event":"decision"}"#.to_owned(),
        r#"{"v":1,"time":"2026-05-01T08:00:05.000Z","event":"missing","lines":7}"#.to_owned(),
        r#"{"v":1,"time":"2026-05-01T08:00:05.000Z","event":"news","message":"hm"}"#.to_owned(),
        decision(60, RETURNED),
    ];
    let log = Log::of("", &lines);
    let report = log.report();
    assert_eq!(number(&report, "decisions.same"), 2, "{report:#}");
    assert_eq!(number(&report, "notes.missing"), 7);
    assert_eq!(number(&report, "notes.damaged"), 4);
    let named = report["notes"]["damaged_lines"].as_array().expect("a list");
    let path = log.path("grey.log").display().to_string();
    let said = |line: u64, what: &str| {
        let begin = format!("{path}, line {line}: ");
        let is_said = |it: &Value| {
            let text = it.as_str().unwrap_or_default();
            text.starts_with(&begin) && text.contains(what)
        };
        assert!(
            named.iter().any(is_said),
            "{begin}{what} is not in {named:#?}"
        );
    };
    said(2, "column");
    said(3, "EOF");
    said(4, "no rule is called `luck`");
    said(5, "it is of version 2");
}

#[test]
fn a_log_that_is_not_there_and_one_that_says_nothing_are_told() {
    let log = Log::of("", &[String::new()]);
    let settings = log.path("grey.toml");
    let settings = settings.to_str().expect("a path in Unicode");
    let missing = log.path("none.log");
    let missing = missing.to_str().expect("a path in Unicode");
    let output = simulate(&["--config", settings, missing], "");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success());
    assert!(said.contains("none.log` cannot be read"), "{said}");

    let output = simulate(&["--config", settings, "-"], "pass by text\n");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{output:?}");
    assert!(said.contains("  standard input, line 1: "), "{said}");
    assert!(said.contains("there is nothing to replay"), "{said}");
}
