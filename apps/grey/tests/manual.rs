//! The manual page, by groff, and the completion of the command line, by bash.
#![cfg(unix)]

use grey::config::Config;
use std::io::Write;
use std::process::{Command, Output, Stdio};

fn grey(arguments: &[&str]) -> String {
    let Output { status, stdout, .. } = Command::new(env!("CARGO_BIN_EXE_grey"))
        .args(arguments)
        .output()
        .expect("it is built");
    assert!(status.success(), "{arguments:?}");
    String::from_utf8(stdout).expect("text")
}

/// What a program says to this, and what it complains of.
fn through(program: &str, arguments: &[&str], text: &str) -> (String, String) {
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{program} is installed: {error}"));
    let mut input = child.stdin.take().expect("it is piped");
    input.write_all(text.as_bytes()).expect("it reads");
    drop(input);
    let Output { stdout, stderr, .. } = child.wait_with_output().expect("it ends");
    let text = |bytes| String::from_utf8(bytes).expect("text");
    (text(stdout), text(stderr))
}

#[test]
fn the_page_is_one_that_groff_finds_nothing_wrong_with_and_has_every_setting() {
    // Without colours and bold letters, on lines that nothing is too long for.
    let plain = ["-man", "-Tascii", "-ww", "-P-cbou", "-rLL=200n", "-rHY=0"];
    let (page, complaints) = through("groff", &plain, &grey(&["man"]));
    assert_eq!(complaints, "");
    let page = page.split_whitespace().collect::<Vec<_>>().join(" ");
    for title in [
        "NAME grey - A greylisting proxy",
        "SYNOPSIS grey [--config]",
        "DESCRIPTION grey stands",
        "OPTIONS --config <PATH> Reads",
        "COMMANDS Instead of",
        "grey completions [OPTIONS] <SHELL> Prints",
        "grey simulate [OPTIONS] <LOG>... Replays logs",
        "SETTINGS The settings of grey",
        "SIGNALS SIGHUP The settings are read again",
        "EXIT STATUS 0",
        "EXAMPLES A file",
    ] {
        assert!(page.contains(title), "{title} is not in {page}");
    }
    let settings = Config::EXAMPLE
        .lines()
        .filter(|line| !line.starts_with('#'));
    for setting in settings.filter(|line| !line.is_empty()) {
        assert!(page.contains(setting), "{setting} is not in {page}");
    }
}

/// What bash offers for the last of these words.
fn offered(script: &str, words: &[&str]) -> Vec<String> {
    let quoted: Vec<_> = words.iter().map(|word| format!("'{word}'")).collect();
    let last = words.len() - 1;
    let ask = format!(
        "{script}\n\
         [[ $(complete -p grey) =~ -F\\ ([^ ]+) ]] || exit 1\n\
         COMP_WORDS=({}); COMP_CWORD={last}; COMP_LINE=\"${{COMP_WORDS[*]}}\"\n\
         COMP_POINT=${{#COMP_LINE}}\n\
         \"${{BASH_REMATCH[1]}}\" grey \"${{COMP_WORDS[{last}]}}\" \"${{COMP_WORDS[{last}-1]}}\"\n\
         printf '%s\\n' \"${{COMPREPLY[@]}}\"\n",
        quoted.join(" "),
    );
    let (said, complaints) = through("bash", &["--norc"], &ask);
    assert_eq!(complaints, "");
    said.lines().map(str::to_owned).collect()
}

#[test]
fn bash_completes_options_commands_and_their_arguments() {
    let script = grey(&["completions", "bash"]);
    let (_, complaints) = through("bash", &["-n"], &script);
    assert_eq!(complaints, "");
    assert_eq!(offered(&script, &["grey", "--ch"]), ["--check-config"]);
    assert_eq!(offered(&script, &["grey", "comp"]), ["completions"]);
    assert_eq!(offered(&script, &["grey", "completions", "z"]), ["zsh"]);
}

#[test]
fn there_is_a_script_for_each_shell() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = grey(&["completions", shell]);
        assert!(script.contains("check-config"), "{shell}: {script}");
    }
}
