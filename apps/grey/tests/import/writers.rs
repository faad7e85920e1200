//! The programs that write databases.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A key and its value, as texts.
pub(crate) type Texts = (String, String);

/// Triplets as the original has them, and some that take pages for themselves.
pub(crate) fn texts() -> Vec<Texts> {
    let triplets = (0..400).map(|number| {
        let key = format!(
            "('10.0.{}.9', '<ann{number}@a.example>', '<bob@home.example>')",
            number % 200
        );
        (key, format!("17000{number:05}.25"))
    });
    let long = |length: usize| {
        (
            format!("long {}", "x".repeat(length)),
            "y".repeat(3 * length),
        )
    };
    triplets.chain([long(700), long(3_000)]).collect()
}

/// Runs a program that is told what to write.
fn run(program: &str, arguments: &[&str], told: &str) {
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{program} is installed by `.ci/machine`: {error}"));
    let mut stdin = child.stdin.take().expect("it is piped");
    stdin.write_all(told.as_bytes()).expect("it reads");
    drop(stdin);
    let output = child.wait_with_output().expect("it ends");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program} {arguments:?}: {said}");
}

/// A file of Berkeley DB, of one of its kinds (`btree`, `hash`), with these settings.
pub(crate) fn berkeley(path: &Path, kind: &str, settings: &[&str], texts: &[Texts]) {
    let path = path.to_string_lossy();
    let mut arguments = vec!["-T", "-t", kind];
    arguments.extend(settings.iter().flat_map(|setting| ["-c", setting]));
    arguments.push(&path);
    let lines: String = texts
        .iter()
        .map(|(key, value)| format!("{key}\n{value}\n"))
        .collect();
    run("db5.3_load", &arguments, &lines);
}

/// A file of gdbm.
pub(crate) fn gdbm(path: &Path, options: &[&str], texts: &[Texts]) {
    let path = path.to_string_lossy();
    let mut arguments = vec!["--norc", "--newdb"];
    arguments.extend(options);
    arguments.push(&path);
    let lines: String = texts
        .iter()
        .map(|(key, value)| format!("store \"{key}\" \"{value}\"\n"))
        .collect();
    run("gdbmtool", &arguments, &lines);
}

/// The two files of Python's `dumbdbm`.
pub(crate) fn dumb(path: &Path, texts: &[Texts]) {
    let script = "import sys, dbm.dumb\n\
                  lines = sys.stdin.read().split('\\n')\n\
                  with dbm.dumb.open(sys.argv[1], 'n') as db:\n\
                  \x20   for key, value in zip(lines[::2], lines[1::2]):\n\
                  \x20       db[key.encode()] = value.encode()\n";
    let lines: String = texts
        .iter()
        .map(|(key, value)| format!("{key}\n{value}\n"))
        .collect();
    run("python3", &["-c", script, &path.to_string_lossy()], &lines);
}

/// A folder, and a file in it.
pub(crate) fn file(name: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    (folder, path)
}
