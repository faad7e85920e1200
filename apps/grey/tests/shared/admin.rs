//! An administrator asks one of several, and it holds for all.

use crate::asker::{Answer, ask};
use crate::daemon;
use crate::postgres::Postgres;
use crate::program::Program;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// One with a socket of this name.
fn start(folder: &Path, name: &str, postgres: &Postgres) -> Program {
    let settings = format!(
        "server.listen = []\npolicy.delay = '1h'\nadmin.socket = '{}'\n",
        folder.join(name).display(),
    );
    daemon::start(folder, postgres, &settings)
}

/// What a command prints that asks at this socket.
#[track_caller]
fn grey(folder: &Path, name: &str, command: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_grey"))
        .args(command)
        .arg("--socket")
        .arg(folder.join(name))
        .output()
        .expect("it is built");
    assert!(output.status.success(), "{command:?}: {output:?}");
    String::from_utf8(output.stdout).expect("it prints text")
}

#[test]
fn who_is_let_through_at_one_is_let_through_at_the_other() {
    let postgres = Postgres::start();
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let [one, other] = ["one", "other"].map(|name| {
        let daemon = start(folder, name, &postgres);
        let address = daemon.listens_for("Postfix");
        daemon.says("listening for its administrator on ");
        (daemon, address)
    });
    assert_eq!(ask(one.1, 1, "ann@home.example"), Answer::Greylisted);
    assert_eq!(ask(other.1, 1, "ann@home.example"), Answer::Greylisted);
    // What one has noted, the other explains.
    let waiting = grey(folder, "other", &["list", "--waiting"]);
    assert_eq!(waiting.lines().count(), 1, "{waiting}");
    assert!(waiting.contains("<ann@home.example>"), "{waiting}");

    grey(folder, "one", &["allow", "home.example"]);
    assert_eq!(ask(one.1, 1, "ann@home.example"), Answer::Pass);
    // The other one reads it by itself, every ten seconds.
    let start = Instant::now();
    while ask(other.1, 1, "ann@home.example") != Answer::Pass {
        let age = start.elapsed();
        assert!(age < Duration::from_secs(60), "it never hears of it");
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(
        grey(folder, "other", &["expire", "--all"]),
        "removed 1 entry\n"
    );
    assert_eq!(grey(folder, "one", &["list", "--waiting"]), "");
    let forgot = grey(folder, "other", &["forget", "--allowed", "home.example"]);
    assert_eq!(forgot, "forgot 1 entry\n");
    assert_eq!(ask(other.1, 1, "ann@home.example"), Answer::Greylisted);
}
