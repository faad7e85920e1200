//! A log that the running daemon has written while many asked it at a time.

use crate::grey::{Asker, Daemon, says};
use crate::run::{number, report, simulate};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::Barrier;
use std::thread;

const ASKERS: usize = 16;
const LETTERS: usize = 12;

/// Letters of which every third is given up, in the order of whose turn it is. Each of the
/// others is brought by two connections, which know nothing of each other.
fn ask(daemon: &Daemon) -> usize {
    let begin = Barrier::new(ASKERS);
    let asks = |number: usize| {
        let mut asker = Asker::of(daemon);
        let pair = number / 2;
        let mut asked = 0;
        let mut passes = |letter: usize| {
            let client = format!("198.51.{pair}.{letter}");
            let from = format!("ann{letter}@home{}.example", pair % 3);
            let action = asker.asks(&client, &from, &format!("jo{letter}@example.com"));
            asked += 1;
            action == "DUNNO" || action.starts_with("PREPEND")
        };
        begin.wait();
        // Who gives up comes once, and before anybody can have come back: on a slow machine
        // another connection would be a second attempt, and the network might be trusted.
        for letter in (0..LETTERS).step_by(3).filter(|_| number.is_multiple_of(2)) {
            passes(letter);
        }
        begin.wait();
        let mut open: Vec<usize> = (0..LETTERS).filter(|letter| letter % 3 > 0).collect();
        let mut is_first = true;
        while !open.is_empty() {
            open.retain(|letter| !passes(*letter));
            if std::mem::take(&mut is_first) {
                // All of them are strangers before the first comes back.
                begin.wait();
            }
        }
        // Who has passed is known.
        for letter in (0..LETTERS).filter(|letter| letter % 3 > 0) {
            passes(letter);
        }
        asked
    };
    thread::scope(|scope| {
        let askers: Vec<_> = (0..ASKERS)
            .map(|number| {
                let asks = &asks;
                scope.spawn(move || asks(number))
            })
            .collect();
        askers
            .into_iter()
            .map(|asker| asker.join().expect("all are answered"))
            .sum()
    })
}

fn written(settings: &str) -> (Daemon, PathBuf, usize) {
    let mut daemon = Daemon::start(&format!(
        "log.format = 'json'\nlog.file = 'FOLDER/grey.log'\npolicy.delay = '1s'\n{settings}"
    ));
    let asked = ask(&daemon);
    daemon.ends_well();
    let log = daemon.folder().join("grey.log");
    (daemon, log, asked)
}

fn settings(daemon: &Daemon) -> PathBuf {
    daemon.folder().join("grey.toml")
}

/// Other settings in place of these.
fn changed(daemon: &Daemon, from: &str, to: &str) -> PathBuf {
    let settings = daemon.text("grey.toml");
    assert!(settings.contains(from), "{settings}");
    let file = daemon.folder().join("other.toml");
    std::fs::write(&file, settings.replace(from, to)).expect("it is writable");
    file
}

#[track_caller]
fn is_the_same(report: &Value, asked: usize) {
    assert_eq!(
        number(report, "decisions.count"),
        asked as u64,
        "{report:#}"
    );
    assert_eq!(number(report, "decisions.same"), asked as u64, "{report:#}");
    assert_eq!(report["all"]["recorded"], report["all"]["simulated"]);
    for note in ["damaged", "missing", "not_looked_up", "known_before"] {
        assert_eq!(number(report, &format!("notes.{note}")), 0, "{report:#}");
    }
}

#[test]
fn the_replay_of_a_log_gives_the_decisions_that_the_daemon_gave() {
    let (daemon, log, asked) = written("clients.passes = 2\nclients.every = '1s'\n");
    let same = report(&[&log], &settings(&daemon));
    is_the_same(&same, asked);
    let letters = (ASKERS / 2 * LETTERS) as u64;
    assert_eq!(number(&same, "all.simulated.lost"), letters / 3, "{same:#}");
    assert_eq!(number(&same, "all.simulated.lost_at_end"), letters / 3);
    assert!(number(&same, "all.simulated.delayed") > 0, "{same:#}");
    assert!(number(&same, "all.simulated.at_once") > 0, "{same:#}");
    assert_eq!(same["domains"].as_array().map(Vec::len), Some(3));

    // In two pieces, whatever their order, it is the same log.
    let text = daemon.text("grey.log");
    let half = text.len() / 2 + text[text.len() / 2..].find('\n').map_or(0, |end| end + 1);
    let pieces = ["1.log", "2.log"].map(|name| daemon.folder().join(name));
    std::fs::write(&pieces[0], &text[..half]).expect("it is writable");
    std::fs::write(&pieces[1], &text[half..]).expect("it is writable");
    is_the_same(
        &report(&[&pieces[1], &pieces[0]], &settings(&daemon)),
        asked,
    );
}

#[test]
fn other_settings_give_other_results() {
    let (daemon, log, asked) = written("clients.passes = 0\n");
    let letters = (ASKERS / 2 * LETTERS) as u64;
    let with = |from: &str, to: &str| {
        let report = report(&[&log], &changed(&daemon, from, to));
        assert_eq!(number(&report, "decisions.count"), asked as u64);
        report
    };

    // Nobody waits: all are let through, at once.
    let none = with("policy.delay = '1s'", "exempt.clients = ['198.51.0.0/16']");
    assert_eq!(number(&none, "all.simulated.lost"), 0, "{none:#}");
    assert_eq!(number(&none, "all.simulated.delayed"), 0);
    assert!(
        number(&none, "decisions.turned.defer -> pass") > 0,
        "{none:#}"
    );
    assert_eq!(number(&none, "all.recorded.lost"), letters / 3);

    // An hour is longer than anybody had to try: nobody knows who would have come back.
    let hour = with("policy.delay = '1s'", "policy.delay = '1h'");
    assert_eq!(number(&hour, "all.simulated.delayed"), 0, "{hour:#}");
    assert_eq!(number(&hour, "all.simulated.at_once"), 0);
    assert_eq!(number(&hour, "all.simulated.lost"), letters / 3);
    assert!(
        number(&hour, "all.simulated.unknown") >= letters * 2 / 3,
        "{hour:#}"
    );

    // The SPF of senders was never asked for.
    let spf = with(
        "policy.delay = '1s'",
        "policy.delay = '1s'\nexempt.spf = ['*']",
    );
    assert!(number(&spf, "notes.not_looked_up") > 0, "{spf:#}");
    assert_eq!(number(&spf, "decisions.other_verdict"), 0, "{spf:#}");
}

#[test]
fn standard_input_is_a_log_too_and_the_table_shows_the_domains() {
    let (daemon, _, asked) = written("clients.passes = 0\n");
    let settings = settings(&daemon);
    let settings = Path::to_str(&settings).expect("a path in Unicode");
    let log = daemon.text("grey.log");
    let output = simulate(&["-", "--config", settings, "--domains", "1"], &log);
    let table = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{output:?}");
    assert!(
        table.starts_with(&format!("{asked} decisions, from ")),
        "{table}"
    );
    assert!(
        table.contains(&format!("{asked} are the same, 0 differ in time")),
        "{table}"
    );
    assert!(table.contains("\nall "), "{table}");
    assert_eq!(table.matches("\nhome").count(), 1, "{table}");
    assert!(table.contains("and 2 more domains"), "{table}");
    assert!(table.contains("within the last four hours"), "{table}");
}

#[test]
fn what_the_proxy_has_decided_can_be_replayed_too() {
    let mut daemon = Daemon::start("log.format = 'json'\nlog.file = 'FOLDER/grey.log'\n");
    for _ in 0..3 {
        let lines = [
            "EHLO mail.home.example\r\n",
            "MAIL FROM:<ann@home.example>\r\n",
            "RCPT TO:<jo@example.com>\r\n",
            "RCPT TO:<eve@else.example>\r\n",
            "RCPT TO:<di@example.com>\r\n",
        ];
        drop(says(&daemon, &lines));
    }
    daemon.ends_well();
    let log = daemon.folder().join("grey.log");
    let same = report(&[&log], &settings(&daemon));
    is_the_same(&same, 9);
    assert_eq!(number(&same, "all.simulated.refused"), 3, "{same:#}");
    assert_eq!(number(&same, "all.simulated.lost"), 2);
    // By other settings Eve would have been at home here, too.
    let ours = changed(
        &daemon,
        "['example.com']",
        "['example.com', 'else.example']",
    );
    let ours = report(&[&log], &ours);
    assert_eq!(
        number(&ours, "decisions.turned.refuse -> defer"),
        3,
        "{ours:#}"
    );
    assert_eq!(number(&ours, "all.simulated.unknown"), 3);
}
