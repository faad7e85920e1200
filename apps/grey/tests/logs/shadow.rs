//! Shadow mode: all is decided and noted, and nobody is held up.

use crate::forms::decisions;
use crate::grey::{Asker, Daemon};
use crate::postfix::{Postfix, Settings};
use std::process::Command;

const SETTINGS: &str = "policy.shadow = true\nlog.format = 'json'\nlog.file = 'FOLDER/grey.log'\n";

#[test]
fn a_policy_service_has_no_objection() {
    let mut daemon = Daemon::start(&format!("{SETTINGS}policy.delay = '1s'\n"));
    let mut asker = Asker::of(&daemon);
    let mut asks = || asker.asks("192.0.2.1", "ann@home.example", "jo@example.com");
    assert_eq!(asks(), "DUNNO");
    // Also where the mail would have had to wait until now, which it had not.
    let is_back = |daemon: &Daemon| daemon.text("grey.log").contains("\"returned\"");
    while !is_back(&daemon) {
        assert_eq!(asks(), "DUNNO");
    }
    daemon.ends_well();
    let decisions = decisions(&daemon.text("grey.log"));
    let first = decisions.first().expect("it was asked");
    assert_eq!(
        (&first["verdict"], &first["rule"]),
        (&"defer".into(), &"first-attempt".into())
    );
    assert!(
        decisions.iter().all(|it| it["shadow"] == true),
        "{decisions:?}"
    );
}

#[test]
fn mail_comes_at_once_with_a_header_that_says_so_and_nobody_relays() {
    let behind = Postfix::start(&Settings::default());
    let settings = format!("{SETTINGS}backend.address = '{}'\n", behind.address());
    let mut daemon = Daemon::start(&settings);
    let send = |to: &str| {
        let output = Command::new("swaks")
            .args(["--server", &daemon.mail.to_string(), "--to", to])
            .args(["--from", "ann@home.example", "--helo", "mail.home.example"])
            .output()
            .expect("swaks is installed");
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let refused = send("eve@else.example");
    assert!(refused.contains("550 5.7.1 Relaying denied"), "{refused}");
    send("jo@example.com");
    let letter = behind.wait_for("jo", 1).remove(0);
    let said = "X-Greylist: not delayed (shadow mode; else deferred by first-attempt) by grey";
    assert!(letter.contains(said), "{letter}");
    daemon.ends_well();
    let verdicts: Vec<_> = decisions(&daemon.text("grey.log"))
        .iter()
        .map(|it| it["verdict"].as_str().map(str::to_owned))
        .collect();
    assert_eq!(
        verdicts,
        [Some("refuse".to_owned()), Some("defer".to_owned())]
    );
}
