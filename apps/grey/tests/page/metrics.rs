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

/// Looks again and again until it is so.
#[track_caller]
fn in_time(never: &str, mut is_so: impl FnMut() -> bool) {
    let over = Instant::now() + Duration::from_secs(60);
    while !is_so() {
        assert!(Instant::now() < over, "{never}");
        sleep(Duration::from_millis(20));
    }
}

/// The metrics of all parts. A store that waits for a slow disk does not always say how it
/// is, and is left out then.
#[track_caller]
fn with_store(daemon: &Daemon) -> Exposition {
    let mut all = Exposition::default();
    in_time("its store says nothing", || {
        all = metrics(daemon);
        all.sum("grey_up", &[("part", "store")]) == 1.0
    });
    all
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
    assert_eq!(before.sum("grey_wait_seconds_count", &[]), 0.0);

    in_time("it does not pass", || {
        asker.ask("mail.a.example", "ann@a.example", "jo@example.com") == "action=DUNNO"
    });
    // What is tallied comes a moment after what is decided.
    let mut after = Exposition::default();
    in_time("it is not counted", || {
        after = with_store(&daemon);
        after.sum("grey_wait_seconds_count", &[]) == 1.0
    });
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
        let next = with_store(&daemon);
        next.comes_after(&last);
        last = next;
    }
    drop(load);
}

#[test]
fn a_domain_has_its_own_histogram_when_it_has_come_back_three_times() {
    let daemon = Daemon::start("policy.delay = '1s'\nclients.passes = 0");
    let mut asker = Asker::new(daemon.policy);
    for sender in ["ann", "dan", "ida", "max"] {
        let sender = format!("{sender}@A.example");
        in_time("it does not pass", || {
            asker.ask("mail.a.example", &sender, "jo@example.com") == "action=DUNNO"
        });
    }
    in_time("it is not counted", || {
        metrics(&daemon).sum("grey_retry_seconds_count", &[("domain", "a.example")]) >= 1.0
    });
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
    // On a slow disk the store takes its time to begin.
    in_time("its store is not there", || {
        !daemon.ask("GET", "/ready", &[]).body.contains("store: ")
    });
    let ready = daemon.ask("GET", "/ready", &[]);
    assert_eq!((ready.status, &*ready.body), (200, "ok\n"));
    assert_eq!(daemon.ask("HEAD", "/ready", &[]).body, "");
}
