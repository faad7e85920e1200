//! What `grey --demo` prints is what its README says.

use std::process::Command;

#[test]
fn the_demo_prints_what_the_readme_shows() {
    let readme = include_str!("../README.md");
    let shown = readme.split("```text\n").nth(1);
    let shown = shown.and_then(|rest| rest.split("\n```").next());
    let output = Command::new(env!("CARGO_BIN_EXE_grey"))
        .arg("--demo")
        .output();
    let output = output.expect("the program runs");
    let printed = String::from_utf8_lossy(&output.stdout);
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{complaint}");
    assert_eq!(Some(printed.trim_matches('\n')), shown, "{complaint}");
}
