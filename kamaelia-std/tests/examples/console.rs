//! Examples that talk to the console.

use crate::program::{Running, example, pipe, printed};

#[test]
fn console_echo_says_every_line_back() {
    let output = pipe("console_echo", &[], "hello\nworld\n");
    assert_eq!(printed(&output), "hello\nworld\n");
}

/// What `graphline_shutdown` has said besides its ticks.
fn last_words<'a>(lines: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    lines.into_iter().filter(|line| *line != "tick").collect()
}

#[test]
fn graphline_shutdown_ends_one_after_the_other_with_its_input() {
    let output = pipe("graphline_shutdown", &[], "this is ignored\n");
    let words = last_words(printed(&output).lines());
    assert_eq!(words, ["first: finish", "second: finish"]);
}

#[test]
fn graphline_shutdown_ends_at_once_when_it_is_interrupted() {
    let mut running = Running::new("graphline_shutdown", &[]);
    assert_eq!(running.line(), "tick");
    let rest = running.interrupt();
    let mut words = last_words(rest.iter().map(String::as_str));
    words.sort_unstable();
    assert_eq!(words, ["first: finish", "second: finish"]);
}

#[test]
fn feedback_grows_is_damaged_and_grows_on_the_same_way_each_time() {
    let output = example("feedback", &["30"]).output().unwrap();
    let plants: Vec<&str> = printed(&output).lines().collect();
    assert_eq!(plants.len(), 30);
    assert_eq!(plants[..4], ["B", "BTL", "BTLTB", "BTLTBTBTL"]);
    let only_grows = plants.is_sorted_by_key(|plant| plant.len());
    assert!(!only_grows, "{plants:?}");
    let again = example("feedback", &["30"]).output().unwrap();
    assert_eq!(output.stdout, again.stdout);
}

#[test]
fn feedback_says_what_is_no_number() {
    let output = example("feedback", &["many"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let words = str::from_utf8(&output.stderr).unwrap();
    assert!(words.contains("invalid digit"), "{words}");
}

#[test]
fn udp_peers_ask_and_answer() {
    let output = example("udp_peers", &["hello", "world"]).output().unwrap();
    let mut answers: Vec<&str> = printed(&output).lines().collect();
    answers.sort_unstable();
    assert_eq!(answers, ["HELLO", "WORLD"]);
}

#[test]
fn fortune_tells_one_of_its_fortunes() {
    let output = example("fortune", &[]).output().unwrap();
    let fortune = printed(&output).trim_end();
    let source = include_str!("../../examples/fortune.rs");
    assert!(
        source.contains(&format!("    \"{fortune}\",\n")),
        "{fortune}"
    );
}

#[test]
fn par_shutdown_ends_all_its_clocks_at_the_deadline() {
    let output = example("par_shutdown", &["0"]).output().unwrap();
    let known = |line: &str| ["slow", "fast"].contains(&line);
    assert!(printed(&output).lines().all(known));
}

#[test]
fn par_shutdown_ends_before_the_deadline_when_it_is_interrupted() {
    let mut running = Running::new("par_shutdown", &["3600"]);
    let mut clocks = [running.line(), running.line()];
    clocks.sort_unstable();
    assert_eq!(clocks, ["fast", "slow"]);
    running.interrupt();
}

#[test]
fn backplane_forwarding_reaches_all_who_have_subscribed() {
    let output = pipe("backplane_forwarding", &[], "hello\nworld\n");
    let lines: Vec<&str> = printed(&output).lines().collect();
    assert_eq!(lines.len(), 6, "{lines:?}");
    for who in ["passed on", "one hears", "other hears"] {
        let heard = lines.iter().filter_map(|line| line.strip_prefix(who));
        assert!(heard.eq([": hello", ": world"]), "{lines:?}");
    }
}
