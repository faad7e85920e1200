//! Logs that are put by, that cannot be written, and that nobody reads.

use crate::grey::{Asker, Daemon, request, wait_until};
use std::os::unix::fs::symlink;
use std::path::Path;

/// What a greylisted stranger is told, whatever becomes of the log.
fn asks(asker: &mut Asker, name: &str) {
    let action = asker.asks(
        "192.0.2.1",
        "ann@home.example",
        &format!("{name}@example.com"),
    );
    assert!(action.starts_with("DEFER_IF_PERMIT"), "{action}");
}

/// Waits until all is in the log that it says at its beginning: where it listens, and that
/// nobody is behind it.
fn has_begun(daemon: &Daemon) {
    let begins = [
        "for mail on",
        "for Postfix on",
        "for its administrator",
        "cannot connect",
    ];
    wait_until("it has begun", || {
        let text = daemon.text("grey.log");
        begins.iter().all(|said| text.contains(said))
    });
}

#[test]
fn a_log_that_was_put_by_is_begun_anew_and_no_line_is_lost() {
    let mut daemon = Daemon::start("log.file = 'FOLDER/grey.log'\n");
    has_begun(&daemon);
    let mut asker = Asker::of(&daemon);
    asks(&mut asker, "a");
    wait_until("the first line is written", || {
        daemon.text("grey.log").contains("<a@")
    });
    let path = daemon.folder().join("grey.log");
    std::fs::rename(&path, daemon.folder().join("grey.log.1")).expect("it is there");
    asks(&mut asker, "b");
    asks(&mut asker, "c");
    daemon.ends_well();
    let old = daemon.text("grey.log.1");
    let new = daemon.text("grey.log");
    assert!(old.contains(" info listening for mail on "), "{old}");
    assert!(
        old.contains("<a@example.com>") && !old.contains("<b@"),
        "{old}"
    );
    let lines: Vec<&str> = new.lines().collect();
    assert_eq!(lines.len(), 2, "{new}");
    assert!(lines[0].contains("<b@example.com>") && lines[1].contains("<c@example.com>"));
}

#[test]
fn who_confines_itself_still_begins_a_log_anew() {
    let folder = tempfile::tempdir().expect("a folder");
    let [path, old] = ["grey.log", "grey.log.1"].map(|name| folder.path().join(name));
    let settings = format!(
        "security.sandbox = 'best-effort'\nlog.file = '{}'\n",
        path.display()
    );
    let mut daemon = Daemon::start(&settings);
    let mut asker = Asker::of(&daemon);
    asks(&mut asker, "a");
    let text = |path: &Path| std::fs::read_to_string(path).unwrap_or_default();
    wait_until("the first line is written", || text(&path).contains("<a@"));
    std::fs::rename(&path, &old).expect("it is there");
    asks(&mut asker, "b");
    daemon.ends_well();
    assert!(
        text(&path).contains("<b@example.com>"),
        "{}",
        daemon.text("stderr")
    );
}

#[test]
fn a_full_disk_holds_nobody_up_is_told_once_and_what_is_missing_is_counted() {
    let mut daemon = Daemon::start("log.format = 'json'\nlog.file = 'FOLDER/grey.log'\n");
    let path = daemon.folder().join("grey.log");
    has_begun(&daemon);
    std::fs::remove_file(&path).expect("it is there");
    symlink("/dev/full", &path).expect("the folder is writable");
    let mut asker = Asker::of(&daemon);
    for name in ["a", "b", "c", "d", "e"] {
        asks(&mut asker, name);
        // Each is tried for itself.
        wait_until("it is told", || {
            daemon.text("stderr").contains("cannot be written")
        });
    }
    std::fs::remove_file(&path).expect("it is there");
    // What was on its way may have been written by now, and the rest is with the next.
    asks(&mut asker, "f");
    daemon.ends_well();
    let told = daemon.text("stderr");
    let complaint = format!(
        "grey: the log cannot be written to `{}`: No space",
        path.display()
    );
    assert_eq!(told.matches("cannot be written").count(), 1, "{told}");
    assert!(told.starts_with(&complaint), "{told}");
    let text = daemon.text("grey.log");
    let first = text.lines().next().unwrap_or_default();
    let missing: serde_json::Value = serde_json::from_str(first).expect("it is JSON");
    assert_eq!(missing["event"], "missing", "{text}");
    let decisions = crate::forms::decisions(&text).len() as u64;
    assert_eq!(
        missing["lines"].as_u64().map(|lines| lines + decisions),
        Some(6),
        "{text}"
    );
}

#[test]
fn a_folder_that_is_not_there_holds_nobody_up() {
    let mut daemon = Daemon::start("log.file = '/nowhere/at/all/grey.log'\n");
    let mut asker = Asker::of(&daemon);
    asks(&mut asker, "a");
    daemon.ends_well();
    let told = daemon.text("stderr");
    assert!(
        told.contains("`/nowhere/at/all/grey.log`: No such file"),
        "{told}"
    );
}

#[test]
fn who_reads_the_log_slowly_holds_nobody_up_and_sees_that_lines_are_missing() {
    let pipe = tempfile::tempdir().expect("a folder");
    let path = pipe.path().join("pipe");
    let status = std::process::Command::new("mkfifo").arg(&path).status();
    assert!(status.expect("mkfifo is there").success());
    let mut daemon = Daemon::start(&format!("log.file = '{}'\n", path.display()));
    // Nobody reads yet: the file is not even open.
    let asked = 18_000;
    let mut asker = Asker::of(&daemon);
    let question = request("192.0.2.1", "ann@home.example", "jo@example.com").repeat(100);
    for _ in 0..asked / 100 {
        asker.says(&question);
        for _ in 0..100 {
            assert!(asker.hears().starts_with("DEFER_IF_PERMIT"));
        }
    }
    let reading = std::thread::spawn(move || std::fs::read_to_string(path));
    // Others are said after what is missing.
    wait_until("it is told", || {
        asks(&mut asker, "a");
        daemon.text("stderr").contains("lines are missing")
    });
    daemon.ends_well();
    let text = reading.join().expect("it reads").expect("it is text");
    let missing = text
        .lines()
        .find(|line| line.ends_with(" lines are missing here"));
    let missing = missing.and_then(|line| line.split(' ').nth(2)?.parse::<usize>().ok());
    let missing = missing.unwrap_or_else(|| panic!("nothing is missing"));
    let written = text.matches("<jo@example.com>").count();
    assert!(missing > 0 && written >= 16_000, "{missing} {written}");
    assert!(written + missing >= asked, "{missing} {written}");
    let told = daemon.text("stderr");
    assert!(
        told.contains("they came faster than they could be written"),
        "{told}"
    );
}
