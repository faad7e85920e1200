//! The profile of the original, with its four times.

use super::world::{World, question, stranger};
use fastrand::Rng;
use grey::policy::Rule::{self, FirstAttempt, KnownTriplet, Returned, TooEarly, TooLate};
use grey::policy::Settings;
use std::collections::HashMap;

#[track_caller]
fn check(waits: &[u64], rules: &[Rule]) {
    let mut world = World::of(Settings::original());
    assert_eq!(world.rules(&stranger(), waits), rules, "{waits:?}");
}

#[test]
fn one_hour_at_least_and_less_than_seven_at_most() {
    check(&[3_599, 1], &[FirstAttempt, TooEarly, Returned]);
    check(&[25_000], &[FirstAttempt, Returned]);
    check(&[25_001, 3_600], &[FirstAttempt, TooLate, Returned]);
}

#[test]
fn who_comes_back_within_three_minutes_begins_anew() {
    check(
        &[179, 3_599, 1],
        &[FirstAttempt, TooEarly, TooEarly, Returned],
    );
    check(&[180, 3_420], &[FirstAttempt, TooEarly, Returned]);
    // Each of them does it, for ever.
    let mut every_two_minutes = World::of(Settings::original());
    let rules = every_two_minutes.rules(&stranger(), &[120; 100]);
    assert_eq!(rules[1..], [TooEarly; 100]);
}

#[test]
fn who_has_passed_is_known_for_three_million_seconds_after_the_last_mail() {
    check(
        &[3_600, 3_000_000, 3_000_000],
        &[FirstAttempt, Returned, KnownTriplet, KnownTriplet],
    );
    check(
        &[3_600, 3_000_001, 3_600],
        &[FirstAttempt, Returned, TooLate, Returned],
    );
    // Also a mail that comes at once counts.
    check(
        &[3_600, 1, 3_000_000],
        &[FirstAttempt, Returned, KnownTriplet, KnownTriplet],
    );
}

#[test]
fn every_address_is_for_itself_and_no_network_is_trusted() {
    let mut world = World::of(Settings::original());
    let from = |client: &str, sender: &str| question(client, sender, "bob@home.example");
    assert_eq!(
        world.rule(&from("192.0.2.1", "ann@a.example")),
        FirstAttempt
    );
    assert_eq!(
        world.rule(&from("192.0.2.2", "ann@a.example")),
        FirstAttempt
    );
    assert_eq!(
        world.rule(&from("192.0.2.1", "Ann@a.example")),
        FirstAttempt
    );
    for number in 0..10 {
        let stranger = from("192.0.2.1", &format!("{number}@a.example"));
        assert_eq!(world.rules(&stranger, &[3_600]), [FirstAttempt, Returned]);
    }
}

/// The two files that the original kept: since when somebody is known, and when somebody
/// who is not was written down last.
#[derive(Default)]
struct TwoFiles {
    known: HashMap<usize, u64>,
    attempts: HashMap<usize, u64>,
}

impl TwoFiles {
    fn passes(&mut self, triplet: usize, now: u64) -> bool {
        if let Some(since) = self.known.get_mut(&triplet) {
            if now - *since <= 3_000_000 {
                *since = now;
                return true;
            }
            self.known.remove(&triplet);
            self.attempts.remove(&triplet);
        }
        let Some(&last) = self.attempts.get(&triplet) else {
            self.attempts.insert(triplet, now);
            return false;
        };
        match now - last {
            180..3_600 => false,
            3_600..=25_000 => {
                self.known.insert(triplet, now);
                true
            }
            _ => {
                self.attempts.insert(triplet, now);
                false
            }
        }
    }
}

#[test]
fn random_attempts_are_decided_as_with_the_two_files_of_the_original() {
    let mut outcomes = HashMap::new();
    for seed in 0..40 {
        let mut rng = Rng::with_seed(seed);
        let mut world = World::of(Settings::original());
        let mut files = TwoFiles::default();
        let mut now = 0;
        for step in 0..150 {
            let wait = match rng.u8(..40) {
                0..20 => rng.u64(0..400),
                20..38 => rng.u64(0..15_000),
                38 => rng.u64(0..50_000),
                _ => rng.u64(0..4_000_000),
            };
            now += wait;
            world.wait(wait);
            let triplet = rng.usize(..3);
            let question = question(
                "192.0.2.1",
                &format!("x{triplet}@a.example"),
                "bob@home.example",
            );
            let passes = world.ask(&question).is_pass();
            assert_eq!(
                passes,
                files.passes(triplet, now),
                "seed {seed}, step {step}"
            );
            *outcomes.entry(passes).or_insert(0) += 1;
        }
    }
    assert!(outcomes.values().all(|count| *count > 300), "{outcomes:?}");
}
