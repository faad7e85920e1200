//! Delays that are learned from when providers come back.

use super::retries::{Provider, in_one_network, providers};
use super::world::{World, question};
use grey::policy::{
    Address, Clients, Learn, Machine, Name, Question, Rule, Settings, Times, Verdict,
};
use std::time::Duration;

/// A delay of five minutes, which is shortened by what is learned.
fn settings(learn: Option<Learn>) -> Settings {
    Settings {
        machine: Machine::Rfc6647(Times {
            delay: Duration::from_secs(300),
            ..Times::default()
        }),
        // Or else the fifth message would pass for its network.
        clients: Clients {
            passes: 0,
            ..Clients::default()
        },
        learn,
        ..Settings::default()
    }
}

/// When a new message of a provider passes, in seconds; `None` if it is lost.
fn delivered(world: &mut World, provider: &Provider, number: usize) -> Option<u64> {
    let sender = format!("ann{number}x@{}", provider.name);
    let mut now = 0;
    for (attempt, &at) in provider.attempts.iter().enumerate() {
        world.wait(at - now);
        now = at;
        let client = in_one_network(attempt % provider.addresses);
        if world.rule(&question(
            &client,
            &sender,
            &format!("bob{number}@home.example"),
        )) == Rule::Returned
        {
            return Some(at);
        }
    }
    None
}

#[test]
fn who_retries_early_passes_earlier_and_nobody_loses_mail_or_waits_longer() {
    let mut earlier = Vec::new();
    for provider in providers() {
        let mut plain = World::of(settings(None));
        let without = delivered(&mut plain, &provider, 0).expect(provider.name);
        let mut world = World::of(settings(Some(Learn::default())));
        let mut last = None;
        for number in 0..60 {
            let at = delivered(&mut world, &provider, number).expect(provider.name);
            assert!(at <= without, "{}: {at} and not {without}", provider.name);
            last = Some(at);
        }
        if last < Some(without) {
            earlier.push((provider.name, without, last.unwrap_or_default()));
        }
    }
    // Those whose first attempt after the first minute comes before the fifth one.
    assert_eq!(
        earlier,
        [
            ("yahoo.co.uk", 339, 127),
            ("hotmail.com", 306, 61),
            ("mail.ru", 1155, 78),
            ("yandex.com", 413, 65),
        ]
    );
}

#[test]
fn it_takes_twenty_messages_and_one_a_minute_counts() {
    let yahoo = providers()
        .find(|provider| provider.name == "yahoo.co.uk")
        .expect("it is there");
    let mut world = World::of(settings(Some(Learn::default())));
    let times: Vec<_> = (0..21)
        .filter_map(|n| delivered(&mut world, &yahoo, n))
        .collect();
    assert_eq!(times[..20], [339; 20]);
    assert_eq!(times[20], 127);

    // One message to many counts once.
    let mut world = World::of(settings(Some(Learn::default())));
    let to = |n: usize| question("192.0.2.1", "ann@a.example", &format!("b{n}@home.example"));
    for wait in [0, 127, 300] {
        world.wait(wait);
        for number in 0..100 {
            world.rule(&to(number));
        }
    }
    assert_eq!(
        world.rules(&to(100), &[127]),
        [Rule::FirstAttempt, Rule::TooEarly]
    );
}

#[test]
fn who_never_comes_back_teaches_nothing() {
    let mut world = World::of(settings(Some(Learn::default())));
    for number in 0..500 {
        let spam = question(
            "192.0.2.1",
            &format!("x{number}y@yahoo.example"),
            "bob@home.example",
        );
        world.wait(61);
        world.rule(&spam);
        // It tries again at once, and then never more.
        world.wait(10);
        world.rule(&spam);
    }
    let learned = world
        .rows
        .keys()
        .filter(|key| key.starts_with(b"r"))
        .count();
    assert_eq!(learned, 0);
}

#[test]
fn nobody_can_teach_a_delay_below_the_least_or_above_what_is_set() {
    let mut world = World::of(settings(Some(Learn::default())));
    let policy_of = |number: usize| {
        question(
            "192.0.2.1",
            &format!("ann{number}x@bank.example"),
            &format!("b{number}@home.example"),
        )
    };
    // Somebody forges a sender's domain, and comes back after a second each time.
    for number in 0..200 {
        let rules = world.rules(&policy_of(number), &[1, 400]);
        assert_eq!(rules.last(), Some(&Rule::Returned));
    }
    let Verdict::Defer { wait, .. } = world.ask(&policy_of(1_000)) else {
        panic!("it is a first attempt");
    };
    assert_eq!(wait, Duration::from_secs(60), "not one second");

    for number in 0..3_000 {
        world.rules(&policy_of(2_000 + number), &[20_000]);
    }
    let Verdict::Defer { wait, .. } = world.ask(&policy_of(9_000)) else {
        panic!("it is a first attempt");
    };
    assert_eq!(wait, Duration::from_secs(300), "not five hours");
}

#[test]
fn a_confirmed_name_says_who_it_is_and_the_sender_only_without_one() {
    let mut world = World::of(settings(Some(Learn::default())));
    let named = |host: &str, number: usize| {
        let sender = Some(Address::of(&format!("ann@customer{number}.example")));
        let recipient = Address::of(&format!("b{number}@home.example"));
        let mut question = Question::new([192, 0, 2, 1].into(), sender, recipient);
        question.name = Some(Name::Confirmed(vec![host.to_owned()]));
        question
    };
    for number in 0..25 {
        world.rules(&named("out1.mailer.example", number), &[100, 300]);
    }
    let wait = |verdict| match verdict {
        Verdict::Defer { wait, .. } => wait.as_secs(),
        verdict => panic!("{verdict:?}"),
    };
    assert_eq!(wait(world.ask(&named("out7.mailer.example", 30))), 90);
    assert_eq!(wait(world.ask(&named("out7.other.example", 31))), 300);
}

#[test]
fn there_are_so_many_places_and_no_more() {
    let mut world = World::of(settings(Some(Learn::default())));
    for number in 0..12_000 {
        let sender = format!("ann@d{number}.example");
        world.rules(&question("192.0.2.1", &sender, "bob@home.example"), &[301]);
    }
    let places = world.rows.iter().filter(|(key, _)| key.starts_with(b"r"));
    let places: Vec<_> = places.map(|(_, row)| row.len()).collect();
    assert!(
        places.len() <= usize::from(Learn::PROVIDERS),
        "{}",
        places.len()
    );
    assert!(places.len() > 3_000 && places.iter().all(|length| *length == 37));
    // What nobody uses any more goes.
    world.wait(90 * 24 * 60 * 60);
    let (rows, now) = (&world.rows, world.now);
    let is_learned = |key: &&Vec<u8>| key.starts_with(b"r");
    let mut over = rows.keys().filter(is_learned);
    assert!(over.all(|key| grey::policy::is_over(key, &rows[key], now)));
}
