//! The default profile: what RFC 6647 recommends.

use super::world::{World, question, stranger};
use grey::policy::{Clients, NullSender, Point, Question, Rule, Settings, Verdict};
use std::time::{Duration, UNIX_EPOCH};

const DAY: u64 = 24 * 60 * 60;

#[test]
fn a_stranger_passes_from_the_delay_to_the_end_of_the_window() {
    use Rule::{FirstAttempt, KnownTriplet, Returned, TooEarly, TooLate};
    let check = |waits: &[u64], rules: &[Rule]| {
        assert_eq!(World::new().rules(&stranger(), waits), rules, "{waits:?}");
    };
    check(
        &[59, 1, 1],
        &[FirstAttempt, TooEarly, Returned, KnownTriplet],
    );
    check(&[DAY], &[FirstAttempt, Returned]);
    check(
        &[DAY + 1, 59, 1],
        &[FirstAttempt, TooLate, TooEarly, Returned],
    );
    // Retries in between cost nothing: the first attempt counts.
    check(&[20, 20, 20], &[FirstAttempt, TooEarly, TooEarly, Returned]);
    // Known for 35 days after the last mail.
    check(
        &[60, 35 * DAY, 35 * DAY],
        &[FirstAttempt, Returned, KnownTriplet, KnownTriplet],
    );
    check(
        &[60, 35 * DAY + 1, 60],
        &[FirstAttempt, Returned, TooLate, Returned],
    );
}

#[test]
fn who_has_to_wait_is_told_how_long_and_who_has_waited_how_long_it_was() {
    let mut world = World::new();
    let wait = |verdict| match verdict {
        Verdict::Defer { wait, .. } => wait.as_secs(),
        other => panic!("{other:?} is no wait"),
    };
    assert_eq!(wait(world.ask(&stranger())), 60);
    world.wait(25);
    assert_eq!(wait(world.ask(&stranger())), 35);
    world.wait(287);
    let waited = Some(Duration::from_secs(312));
    let rule = Rule::Returned;
    assert_eq!(world.ask(&stranger()), Verdict::Pass { rule, waited });
    let known = Verdict::pass(Rule::KnownTriplet);
    assert_eq!(world.ask(&stranger()), known);
}

#[test]
fn a_neighbour_may_come_back_in_place_of_the_first() {
    let mut world = World::new();
    let from = |client| question(client, "ann@a.example", "bob@home.example");
    assert_eq!(world.rule(&from("192.0.2.1")), Rule::FirstAttempt);
    world.wait(60);
    assert_eq!(world.rule(&from("192.0.2.254")), Rule::Returned);
    assert_eq!(world.rule(&from("192.0.3.1")), Rule::FirstAttempt);
}

#[test]
fn the_next_message_of_a_list_is_known() {
    let mut world = World::new();
    let from = |sender| question("192.0.2.1", sender, "bob@home.example");
    let letters = [
        "list-return-17-bob=home.example@l.example",
        "list-return-18-bob=home.example@l.example",
        "list-return-19-bob=home.example@L.example",
    ];
    assert_eq!(world.rule(&from(letters[0])), Rule::FirstAttempt);
    world.wait(60);
    assert_eq!(world.rule(&from(letters[1])), Rule::Returned);
    assert_eq!(world.rule(&from(letters[2])), Rule::KnownTriplet);
}

/// So many triplets of one network come back, so many seconds apart.
fn come_back(world: &mut World, count: usize, apart: u64) -> Vec<Rule> {
    let strangers: Vec<Question> = (0..count)
        .map(|number| {
            question(
                "192.0.2.1",
                &format!("{number:x}x@a.example"),
                "bob@home.example",
            )
        })
        .collect();
    let mut rules = Vec::new();
    for stranger in strangers {
        world.rule(&stranger);
        world.wait(60.max(apart));
        rules.push(world.rule(&stranger));
    }
    rules
}

#[test]
fn a_network_is_trusted_when_it_has_come_back_five_times() {
    let mut world = World::new();
    let rules = come_back(&mut world, 7, 60 * 60);
    assert_eq!(rules[..5], [Rule::Returned; 5]);
    assert_eq!(rules[5..], [Rule::KnownClient; 2]);
    let neighbour = question("192.0.2.77", "new@b.example", "dan@home.example");
    assert_eq!(world.rule(&neighbour), Rule::KnownClient);
    let other = question("192.0.3.1", "new@b.example", "dan@home.example");
    assert_eq!(world.rule(&other), Rule::FirstAttempt);
    // Its life begins again with each mail.
    world.wait(35 * DAY);
    assert_eq!(world.rule(&neighbour), Rule::KnownClient);
    world.wait(35 * DAY);
    assert_eq!(world.rule(&neighbour), Rule::KnownClient);
    world.wait(35 * DAY + 1);
    assert_eq!(world.rule(&neighbour), Rule::FirstAttempt);
}

#[test]
fn one_message_to_many_makes_no_network_trusted() {
    let mut world = World::new();
    assert_eq!(come_back(&mut world, 20, 60), [Rule::Returned; 20]);
    let mut never = World::of(Settings {
        clients: Clients {
            passes: 0,
            ..Clients::default()
        },
        ..Settings::default()
    });
    assert_eq!(come_back(&mut never, 20, 60 * 60), [Rule::Returned; 20]);
}

/// A bounce to these, at the data.
fn bounce(recipients: &[&str]) -> Question {
    let mut bounce = question("192.0.2.1", "", recipients[0]);
    let others = recipients[1..]
        .iter()
        .map(|it| grey::policy::Address::of(it));
    bounce.recipients.extend(others);
    bounce.at = Point::Data;
    bounce
}

#[test]
fn a_call_out_with_the_null_sender_is_never_greylisted() {
    let mut world = World::new();
    let call_out = question("192.0.2.1", "", "bob@home.example");
    assert_eq!(world.rules(&call_out, &[1, 1]), [Rule::JudgedAtData; 3]);
    assert!(world.rows.is_empty());
    // But no server of ours is asked about others.
    let foreign = question("192.0.2.1", "", "eve@b.example");
    assert_eq!(world.rule(&foreign), Rule::ForeignDomain);
}

#[test]
fn a_bounce_is_judged_for_all_of_its_recipients_together() {
    let mut world = World::new();
    let both = bounce(&["bob@home.example", "dan@home.example"]);
    assert_eq!(world.rule(&both), Rule::FirstAttempt);
    assert_eq!(world.rows.len(), 2, "both are noted");
    world.wait(60);
    assert_eq!(world.rule(&both), Rule::Returned);
    let more = bounce(&["bob@home.example", "new@home.example"]);
    assert_eq!(world.rule(&more), Rule::FirstAttempt);
    // Postfix does not name the recipients if there are several.
    let mut unnamed = bounce(&["bob@home.example"]);
    unnamed.recipients.clear();
    assert_eq!(
        world.rules(&unnamed, &[60]),
        [Rule::FirstAttempt, Rule::Returned]
    );
}

#[test]
fn bounces_can_be_judged_as_other_mail() {
    let mut world = World::of(Settings {
        null_sender: NullSender::AtRecipient,
        ..Settings::default()
    });
    let call_out = question("192.0.2.1", "", "bob@home.example");
    assert_eq!(
        world.rules(&call_out, &[60]),
        [Rule::FirstAttempt, Rule::Returned]
    );
    assert_eq!(
        world.rule(&bounce(&["dan@home.example"])),
        Rule::JudgedAtRecipient
    );
}

#[test]
fn addresses_are_stored_as_hashes_on_request() {
    let holds = |world: &World, text: &str| {
        let text = text.as_bytes();
        world
            .rows
            .keys()
            .any(|key| key.windows(text.len()).any(|part| part == text))
    };
    let mut plain = World::new();
    plain.rule(&stranger());
    assert!(holds(&plain, "ann@a.example") && holds(&plain, "bob@home.example"));

    let settings = Settings {
        hash: true,
        ..Settings::default()
    };
    let mut hashed = World::of(settings);
    assert_eq!(
        hashed.rules(&stranger(), &[60]),
        [Rule::FirstAttempt, Rule::Returned]
    );
    assert!(!holds(&hashed, "ann") && !holds(&hashed, "home.example"));
    // The secret stays in the table: a program that starts again knows all of it.
    let again = grey::policy::Policy::new(
        hashed.policy.settings().clone(),
        grey::policy::Secret([9; 16]),
    );
    hashed.policy = again;
    assert_eq!(hashed.rule(&stranger()), Rule::KnownTriplet);
}

#[test]
fn no_key_is_long_and_no_triplet_large() {
    let mut world = World::new();
    let long = format!("{}@{}.example", "x".repeat(64), "y".repeat(240));
    let stranger = question(
        "2001:db8::1",
        &long,
        &format!("{}@home.example", "z".repeat(64)),
    );
    assert_eq!(
        world.rules(&stranger, &[60]),
        [Rule::FirstAttempt, Rule::Returned]
    );
    for (key, row) in &world.rows {
        assert!(
            key.len() + row.len() <= 250,
            "{} and {}",
            key.len(),
            row.len()
        );
    }
}

#[test]
fn a_clock_that_was_wrong_locks_nobody_out() {
    let mut world = World::new();
    world.rule(&stranger());
    world.now = UNIX_EPOCH + Duration::from_secs(1_600_000_000);
    assert_eq!(
        world.rules(&stranger(), &[60]),
        [Rule::FirstAttempt, Rule::Returned]
    );
    // Who is known stays known when the clock goes back.
    world.now = UNIX_EPOCH + Duration::from_secs(1_500_000_000);
    assert_eq!(world.rule(&stranger()), Rule::KnownTriplet);
    // Before 1970, and after 2106, there is nothing to count; nothing fails either.
    world.now = UNIX_EPOCH - Duration::from_secs(5);
    world.rule(&question("192.0.2.1", "b@b.example", "bob@home.example"));
    world.now = UNIX_EPOCH + Duration::from_secs(u64::from(u32::MAX) + 5);
    world.rule(&question("192.0.2.1", "c@b.example", "bob@home.example"));
}

#[test]
fn a_row_that_is_none_is_as_good_as_none() {
    let mut world = World::new();
    world.rule(&stranger());
    for row in world.rows.values_mut() {
        row.truncate(7);
    }
    world.wait(60);
    assert_eq!(
        world.rules(&stranger(), &[60]),
        [Rule::FirstAttempt, Rule::Returned]
    );
}
