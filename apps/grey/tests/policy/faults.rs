//! What was wrong with the original's decisions, and is right here.

use super::world::{World, patterns, question, stranger};
use grey::policy::{
    Exempt, Network, Policy, Recipients, Refusal, Rows, RowsError, Rule, Secret, Settings, Verdict,
    WhenGone, is_over,
};
use std::time::Duration;

#[test]
fn fault_a_prefix_of_a_text_is_no_network() {
    // `192.168.2` stood for 192.168.20.1 too, and `10` for 100.0.0.1.
    let network: Network = "192.168.2.0/24".parse().expect("a network");
    for outside in [
        "192.168.20.1",
        "192.168.29.255",
        "192.168.200.1",
        "192.168.1.255",
    ] {
        assert!(
            !network.contains(outside.parse().expect("an address")),
            "{outside}"
        );
    }
    let ten: Network = "10.0.0.0/8".parse().expect("a network");
    for outside in ["100.0.0.1", "109.255.255.255", "11.0.0.0", "9.255.255.255"] {
        assert!(
            !ten.contains(outside.parse().expect("an address")),
            "{outside}"
        );
    }
    for prefix in ["10", "192.168.2", "192.168.2.", "192.168.2.1/24"] {
        assert!(prefix.parse::<Network>().is_err(), "{prefix}");
    }
    let mut world = World::of(Settings {
        exempt: Exempt {
            clients: vec![network],
            ..Exempt::default()
        },
        ..Settings::default()
    });
    let from = |client| question(client, "ann@a.example", "bob@home.example");
    assert_eq!(world.rule(&from("192.168.2.7")), Rule::ExemptClient);
    assert_eq!(world.rule(&from("192.168.20.7")), Rule::FirstAttempt);
}

/// A store whose disk is gone.
struct Gone;

impl Rows for Gone {
    fn get(&mut self, _: &[u8]) -> Result<Option<Vec<u8>>, RowsError> {
        Err(RowsError("the disk is gone".into()))
    }

    fn put(&mut self, _: &[u8], _: &[u8], _: u64) -> Result<(), RowsError> {
        Err(RowsError("the disk is gone".into()))
    }
}

#[test]
fn fault_trouble_with_the_store_lets_nobody_pass() {
    let world = World::new();
    let noted = world.policy.note(&stranger(), &mut Gone, world.now);
    assert!(
        noted
            .expect_err("it is gone")
            .to_string()
            .contains("the disk is gone")
    );
    let verdict = world.policy.store_gone();
    assert_eq!(
        verdict,
        Verdict::Unavailable {
            rule: Rule::StoreGone
        }
    );
    let said = Refusal::of(&verdict).expect("it is no pass");
    assert_eq!((said.code, said.enhanced), (451, (4, 3, 0)));

    let settings = Settings {
        store_gone: WhenGone::Pass,
        ..Settings::default()
    };
    let asked_for = Policy::new(settings, Secret([0; 16])).store_gone();
    assert_eq!(asked_for, Verdict::pass(Rule::StoreGone));
}

#[test]
fn fault_a_list_that_is_missing_switches_nothing_off() {
    assert_eq!(Settings::default().exempt, Exempt::default());
    assert_eq!(World::new().rule(&stranger()), Rule::FirstAttempt);
}

#[test]
fn fault_a_foreign_recipient_is_refused_for_good() {
    let mut world = World::new();
    let foreign = question("192.0.2.1", "ann@a.example", "eve@b.example");
    let verdict = world.ask(&foreign);
    assert_eq!(
        verdict,
        Verdict::Refuse {
            rule: Rule::ForeignDomain
        }
    );
    let said = Refusal::of(&verdict).expect("it is no pass");
    assert_eq!((said.code, said.enhanced), (550, (5, 7, 1)));
    assert!(world.rows.is_empty(), "nothing of it is remembered");

    let nobody = Settings {
        recipients: Recipients::default(),
        ..Settings::default()
    };
    let policy = Policy::new(nobody, Secret([0; 16]));
    let step = policy.step(&stranger(), &Default::default(), world.now);
    assert_eq!(
        step,
        grey::policy::Step::Decided(Verdict::Refuse {
            rule: Rule::ForeignDomain
        }),
    );
}

#[test]
fn fault_every_recipient_is_noted_at_the_first_attempt() {
    let mut world = World::new();
    let to = |recipient| question("192.0.2.1", "ann@a.example", recipient);
    let (bob, dan) = (to("bob@home.example"), to("dan@home.example"));
    assert_eq!(world.rule(&bob), Rule::FirstAttempt);
    assert_eq!(world.rule(&dan), Rule::FirstAttempt);
    world.wait(60);
    assert_eq!(world.rule(&bob), Rule::Returned);
    assert_eq!(world.rule(&dan), Rule::Returned);
}

#[test]
fn fault_one_exempt_recipient_lets_no_other_one_pass() {
    let mut world = World::of(Settings {
        exempt: Exempt {
            recipients: patterns(&["postmaster@"]),
            ..Exempt::default()
        },
        ..Settings::default()
    });
    let to = |recipient| question("192.0.2.1", "ann@a.example", recipient);
    assert_eq!(
        world.rule(&to("postmaster@home.example")),
        Rule::ExemptRecipient
    );
    assert_eq!(world.rule(&to("bob@home.example")), Rule::FirstAttempt);

    // A bounce is judged for all of its recipients at once.
    let mut bounce = question("192.0.2.1", "", "postmaster@home.example");
    bounce.at = grey::policy::Point::Data;
    assert_eq!(world.rule(&bounce), Rule::ExemptRecipient);
    bounce.recipients.extend(stranger().recipients);
    assert_eq!(world.rule(&bounce), Rule::FirstAttempt);
}

#[test]
fn fault_attempts_are_forgotten() {
    let mut world = World::new();
    world.rule(&stranger());
    let (key, row) = world.rows.iter().next().expect("it is noted");
    let day = Duration::from_secs(24 * 60 * 60);
    assert!(!is_over(key, row, world.now + day));
    assert!(is_over(key, row, world.now + day + Duration::from_secs(1)));
}

#[test]
fn fault_six_is_as_good_as_four() {
    let mut world = World::new();
    let from = |client| question(client, "ann@a.example", "bob@home.example");
    assert_eq!(world.rule(&from("2001:db8:1:2::1")), Rule::FirstAttempt);
    world.wait(60);
    assert_eq!(world.rule(&from("2001:db8:1:2:ffff::9")), Rule::Returned);
    assert_eq!(world.rule(&from("2001:db8:1:3::1")), Rule::FirstAttempt);
    // An IPv4 address in IPv6 clothes is the same client.
    assert_eq!(world.rule(&from("192.0.2.1")), Rule::FirstAttempt);
    assert_eq!(world.rule(&from("::ffff:192.0.2.9")), Rule::TooEarly);
}

#[test]
fn fault_angle_brackets_and_capitals_make_no_other_triplet() {
    let mut world = World::new();
    assert_eq!(world.rule(&stranger()), Rule::FirstAttempt);
    let loud = question("192.0.2.1", "Ann@A.Example", "BOB@Home.Example");
    assert_eq!(world.rule(&loud), Rule::TooEarly);
}
