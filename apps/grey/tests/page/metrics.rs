use crate::daemon::Daemon;
use crate::exposition::Exposition;
use crate::load::{Asker, Load};
use crate::port::Port;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

fn metrics(daemon: &Daemon) -> Exposition {
    let answer = daemon.get("/metrics");
    assert_eq!(answer.status, 200);
    let kind = "content-type: text/plain; version=0.0.4; charset=utf-8";
    assert!(answer.head.contains(kind), "{}", answer.head);
    Exposition::read(&answer.body)
}

#[test]
fn metrics_say_what_was_decided_and_only_grow() {
    let daemon = Daemon::start("policy.delay = '1s'\nexempt.senders = ['vip@a.example']");
    let mut asker = Asker::new(daemon.policy);
    let first = asker.ask("mail.a.example", "ann@a.example", "jo@example.com");
    assert!(first.starts_with("action=DEFER_IF_PERMIT"), "{first}");
    assert_eq!(
        asker.ask("m", "vip@a.example", "jo@example.com"),
        "action=DUNNO"
    );
    let before = metrics(&daemon);
    let deferred = [("rule", "first-attempt"), ("verdict", "defer")];
    assert_eq!(before.sum("grey_decisions_total", &deferred), 1.0);
    let exempt = [("rule", "exempt-sender"), ("verdict", "pass")];
    assert_eq!(before.sum("grey_decisions_total", &exempt), 1.0);
    assert_eq!(before.sum("grey_up", &[("part", "store")]), 1.0);
    assert_eq!(before.sum("grey_wait_seconds_count", &[]), 0.0);

    let over = Instant::now() + Duration::from_secs(30);
    while asker.ask("mail.a.example", "ann@a.example", "jo@example.com") != "action=DUNNO" {
        assert!(Instant::now() < over, "it does not pass");
        sleep(Duration::from_millis(100));
    }
    // What is tallied comes a moment after what is decided.
    let after = loop {
        let after = metrics(&daemon);
        if after.sum("grey_wait_seconds_count", &[]) == 1.0 {
            break after;
        }
        assert!(Instant::now() < over, "it is not counted");
        sleep(Duration::from_millis(20));
    };
    after.comes_after(&before);
    assert_eq!(
        after.sum("grey_decisions_total", &[("rule", "returned")]),
        1.0
    );
    assert_eq!(after.sum("grey_wait_seconds_bucket", &[("le", "60")]), 1.0);
    assert!(after.sum("grey_retry_seconds_count", &[("domain", "other")]) >= 1.0);
    assert!(after.sum("grey_store_entries", &[]) >= 1.0);

    let load = Load::start(daemon.policy);
    let mut last = after;
    for _ in 0..5 {
        let next = metrics(&daemon);
        next.comes_after(&last);
        last = next;
    }
    drop(load);
}

#[test]
fn a_domain_has_its_own_histogram_when_it_has_come_back_three_times() {
    let daemon = Daemon::start("policy.delay = '1s'\nclients.passes = 0");
    let mut asker = Asker::new(daemon.policy);
    let over = Instant::now() + Duration::from_secs(30);
    for sender in ["ann", "dan", "ida", "max"] {
        let sender = format!("{sender}@A.example");
        while asker.ask("mail.a.example", &sender, "jo@example.com") != "action=DUNNO" {
            assert!(Instant::now() < over, "it does not pass");
            sleep(Duration::from_millis(200));
        }
    }
    while metrics(&daemon).sum("grey_retry_seconds_count", &[("domain", "a.example")]) < 1.0 {
        assert!(Instant::now() < over, "it is not counted");
        sleep(Duration::from_millis(20));
    }
}

#[test]
fn promtool_finds_nothing_wrong_where_there_is_one() {
    if Command::new("promtool").arg("--version").output().is_err() {
        println!(
            "there is no promtool (package prometheus): only the other tests have read the metrics"
        );
        return;
    }
    let daemon = Daemon::start("");
    Asker::new(daemon.policy).ask("m", "ann@a.example", "jo@example.com");
    let file = daemon.folder().join("metrics");
    std::fs::write(&file, daemon.get("/metrics").body).expect("room");
    let checked = Command::new("promtool")
        .args(["check", "metrics"])
        .stdin(Stdio::from(std::fs::File::open(file).expect("it is there")))
        .output()
        .expect("it runs");
    assert!(checked.status.success(), "{checked:?}");
}

#[test]
fn whoever_looks_after_it_hears_whether_it_lives_and_can_take_mail() {
    let nobody = Port::new();
    let daemon = Daemon::with(&format!(
        "server.listen = ['127.0.0.1:0']\nbackend.address = '{}'",
        nobody.address()
    ));
    let ask = |path| daemon.ask("GET", path, &[]);
    assert_eq!(
        (ask("/health").status, &*ask("/health").body),
        (200, "ok\n")
    );
    let ready = ask("/ready");
    assert_eq!(ready.status, 503);
    assert!(ready.body.contains("backend: "), "{}", ready.body);
    assert!(ready.body.contains("cannot connect"), "{}", ready.body);

    // Without a proxy there is nothing that needs the server behind.
    let daemon = Daemon::start("");
    let ready = daemon.ask("GET", "/ready", &[]);
    assert_eq!((ready.status, &*ready.body), (200, "ok\n"));
    assert_eq!(daemon.ask("HEAD", "/ready", &[]).body, "");
}
