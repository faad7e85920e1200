use serde_json::Value;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// `grey simulate` with these arguments and this standard input.
pub(crate) fn simulate(arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_grey"))
        .arg("simulate")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it is built");
    let mut stdin = child.stdin.take().expect("it is piped");
    // One that reads no input may have ended already.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    child.wait_with_output().expect("it is ours")
}

/// What it reports of these logs under these settings.
#[track_caller]
pub(crate) fn report(logs: &[&Path], config: &Path) -> Value {
    let text = |path: &Path| path.to_str().expect("a path in Unicode").to_owned();
    let mut arguments = vec!["--json".to_owned(), "--config".to_owned(), text(config)];
    arguments.extend(logs.iter().map(|log| text(log)));
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let output = simulate(&arguments, "");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    serde_json::from_slice(&output.stdout).expect("it prints JSON")
}

/// A number in a report, by the names on the way to it.
#[track_caller]
pub(crate) fn number(report: &Value, path: &str) -> u64 {
    let value = path.split('.').fold(report, |value, name| &value[name]);
    value
        .as_u64()
        .unwrap_or_else(|| panic!("no number at {path}: {report}"))
}
