//! Whom an administrator lets through while the program runs.

use super::world::{World, question, stranger};
use grey::policy::{About, Allowed, Point, Question, Remembered, Rule, is_over};
use std::time::Duration;

impl World {
    fn allow(&mut self, whom: &str, seconds: Option<u64>) {
        let allowed: Allowed = whom.parse().expect("somebody");
        let until = seconds.map(|seconds| self.now + Duration::from_secs(seconds));
        let row = Allowed::row(until, self.now);
        self.rows.insert(allowed.key(), row.encode().to_vec());
        let all = self.rows.iter();
        let all = all.filter_map(|(key, row)| Remembered::decode(key, row));
        self.policy.allowing().set(all);
    }
}

/// Where such a sender is judged.
fn from(client: &str, sender: &str) -> Question {
    Question {
        at: match sender {
            "" => Point::Data,
            _ => Point::Recipient,
        },
        ..question(client, sender, "bob@home.example")
    }
}

/// Who is let through, and who is not.
#[track_caller]
fn check(whom: &str, inside: &[(&str, &str)], outside: &[(&str, &str)]) {
    let mut world = World::new();
    world.allow(whom, None);
    for (client, sender) in inside {
        let rule = world.rule(&from(client, sender));
        assert_eq!(rule, Rule::Allowed, "{client} {sender}");
    }
    for (client, sender) in outside {
        let rule = world.rule(&from(client, sender));
        assert_eq!(rule, Rule::FirstAttempt, "{client} {sender}");
    }
}

#[test]
fn a_network_is_let_through() {
    check(
        "192.0.2.0/25",
        &[("192.0.2.1", "ann@a.example"), ("::ffff:192.0.2.127", "")],
        &[("192.0.2.128", "ann@a.example"), ("192.0.3.1", "")],
    );
    check(
        "192.0.2.1",
        &[("192.0.2.1", "ann@a.example")],
        &[("192.0.2.2", "ann@a.example")],
    );
    check(
        "2001:db8::/33",
        &[("2001:db8:1::1", "ann@a.example")],
        &[("2001:db8:8000::1", "ann@a.example"), ("32.1.13.184", "")],
    );
    check(
        "2001:db8::1",
        &[("2001:db8::1", "ann@a.example")],
        &[("2001:db8::2", "ann@a.example")],
    );
    check("128.0.0.0/1", &[("192.0.2.1", "")], &[("127.0.0.1", "")]);
}

#[test]
fn a_sender_is_let_through() {
    let client = "192.0.2.1";
    check(
        "Ann@A.example",
        &[(client, "ann@a.example"), (client, "Ann+shop@A.EXAMPLE.")],
        &[
            (client, "bann@a.example"),
            (client, "ann@b.a.example"),
            (client, ""),
        ],
    );
    check(
        "a.example",
        &[(client, "ann@a.example"), (client, "jo@A.example")],
        &[(client, "ann@b.a.example"), (client, "ann@aa.example")],
    );
    check(
        ".a.example",
        &[(client, "ann@a.example"), (client, "ann@c.b.a.example")],
        &[
            (client, "ann@ba.example"),
            (client, "ann@example"),
            (client, ""),
        ],
    );
}

#[test]
fn a_time_that_is_over_lets_nobody_through_and_can_be_thrown_away() {
    let mut world = World::new();
    world.allow("192.0.2.0/24", Some(60));
    world.allow("b.example", None);
    assert_eq!(
        world.rules(&stranger(), &[59, 1]),
        [Rule::Allowed, Rule::Allowed, Rule::FirstAttempt]
    );
    world.wait(1_000_000_000);
    assert_eq!(world.rule(&from("192.0.2.9", "x@b.example")), Rule::Allowed);
    let allowed = world.rows.iter().filter_map(|(key, row)| {
        let over = is_over(key, row, world.now);
        let about = Remembered::decode(key, row)?.about;
        matches!(about, About::Allowed(_)).then_some(over)
    });
    let mut over: Vec<bool> = allowed.collect();
    over.sort_unstable();
    assert_eq!(over, [false, true]);
}

#[test]
fn nobody_relays_for_that_and_a_triplet_that_passes_is_not_noted() {
    let mut world = World::new();
    world.allow("192.0.2.0/24", None);
    let foreign = question("192.0.2.1", "ann@a.example", "eve@b.example");
    assert_eq!(world.rule(&foreign), Rule::ForeignDomain);
    let before = world.rows.len();
    assert_eq!(world.rule(&stranger()), Rule::Allowed);
    assert_eq!(world.rows.len(), before);
}

#[test]
fn who_is_everybody_or_nobody_is_not_let_through() {
    for (text, said) in [
        ("*", "would let too many through"),
        ("ann@", "would let too many through"),
        ("ann@*", "would let too many through"),
        ("0.0.0.0/0", "would let too many through"),
        ("::/0", "would let too many through"),
        ("192.0.2.1/24", "write `192.0.2.0/24`"),
        ("192.0.2.0/33", "is no network"),
        ("@a.example", "is no pattern"),
        ("a b", "is no pattern"),
        ("", "is no pattern"),
    ] {
        let error = text.parse::<Allowed>().expect_err("it is nobody");
        assert!(error.to_string().contains(said), "{text}: {error}");
    }
}
