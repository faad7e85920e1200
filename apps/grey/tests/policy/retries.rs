//! The schedules by which real providers try again, under both profiles.

use super::world::{World, question};
use grey::policy::{Rule, Settings};

const PROVIDERS: &str = include_str!("../data/retries.txt");

/// A line of the file.
pub(crate) struct Provider {
    pub(crate) name: &'static str,
    pub(crate) addresses: usize,
    /// Seconds after the first attempt.
    pub(crate) attempts: Vec<u64>,
    expected: &'static str,
}

pub(crate) fn providers() -> impl Iterator<Item = Provider> {
    let lines = PROVIDERS
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty());
    lines.map(|line| {
        let mut columns = line.split('|').map(str::trim);
        let mut column = || columns.next().expect("a line has four columns");
        Provider {
            name: column(),
            addresses: column().parse().expect("a number"),
            expected: column(),
            attempts: attempts(column()),
        }
    })
}

/// `5:32 11:32`, in minutes and seconds; `+4:00 362:11` is every four minutes until then.
fn attempts(text: &str) -> Vec<u64> {
    let mut attempts = vec![0];
    let mut every = None;
    for word in text.split(' ') {
        let time = seconds(word.trim_start_matches('+'));
        match every.take() {
            None if word.starts_with('+') => every = Some(time),
            None => attempts.push(time),
            Some(step) => {
                let last = attempts.last().copied().unwrap_or_default();
                attempts
                    .extend((last + step..=time).step_by(usize::try_from(step).expect("short")));
            }
        }
    }
    attempts
}

fn seconds(time: &str) -> u64 {
    let (minutes, seconds) = time.split_once(':').expect("minutes and seconds");
    let number = |text: &str| text.parse::<u64>().expect("a number");
    number(minutes) * 60 + number(seconds)
}

/// When the mail passes, or `lost`. The addresses of a pool take turns.
fn outcome(settings: Settings, provider: &Provider, address: impl Fn(usize) -> String) -> String {
    let mut world = World::of(settings);
    let mut now = 0;
    for (number, &at) in provider.attempts.iter().enumerate() {
        world.wait(at - now);
        now = at;
        let client = address(number % provider.addresses);
        let rule = world.rule(&question(&client, "ann@a.example", "bob@home.example"));
        if rule == Rule::Returned {
            return format!("{}:{:02}", at / 60, at % 60);
        }
    }
    "lost".to_owned()
}

pub(crate) fn in_one_network(number: usize) -> String {
    format!("192.0.2.{number}")
}

fn far_apart(number: usize) -> String {
    format!("10.{number}.0.1")
}

#[test]
fn no_provider_loses_mail_by_default_and_the_original_loses_what_the_table_says() {
    let mut wrong = Vec::new();
    for provider in providers() {
        let near = outcome(Settings::default(), &provider, in_one_network);
        let far = outcome(Settings::default(), &provider, far_apart);
        let original = outcome(Settings::original(), &provider, far_apart);
        assert_ne!(near, "lost", "{}", provider.name);
        assert_ne!(far, "lost", "{}", provider.name);
        let outcome = format!("{near} {far} {original}");
        if outcome != provider.expected {
            wrong.push(format!("{}: {outcome}", provider.name));
        }
    }
    assert!(
        wrong.is_empty(),
        "the table says otherwise of\n{}",
        wrong.join("\n")
    );
}

#[test]
fn fault_an_hour_of_waiting_loses_the_mail_of_aol() {
    let aol = providers()
        .find(|provider| provider.name == "aol.com")
        .expect("it is there");
    assert_eq!(outcome(Settings::original(), &aol, far_apart), "lost");
    assert_eq!(outcome(Settings::default(), &aol, far_apart), "5:32");
}
