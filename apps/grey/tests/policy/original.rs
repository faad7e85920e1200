//! The profile of the original, with its four times.

use super::world::{World, question, stranger};
use grey::policy::Rule::{self, FirstAttempt, KnownTriplet, Returned, TooEarly, TooLate};
use grey::policy::Settings;

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
