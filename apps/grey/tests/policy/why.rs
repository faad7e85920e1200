//! Why a decision is what it is, without making it.

use super::world::{World, patterns, question, stranger};
use grey::policy::{
    About, Allowed, Answer, Clients, Exempt, Explained, Explanation, Facts, Hours, Lookup, Name,
    NullSender, Point, Question, Remembered, Rule, Settings, Suspects, Verdict, WhenGone,
};
use std::sync::Arc;
use std::time::Duration;

impl World {
    /// Explains, and looks up what that needs.
    fn explain(&mut self, question: &Question) -> Explanation {
        let before = self.rows.clone();
        let mut facts = Facts::new();
        for _ in 0..20 {
            let explained = self
                .policy
                .explain(question, &facts, &mut self.rows, self.now)
                .expect("memory does not fail");
            assert_eq!(self.rows, before, "it changes nothing");
            match explained {
                Explained::Done(explanation) => return *explanation,
                Explained::Look(lookup) => {
                    let answer = self.dns.get(&lookup).cloned().unwrap_or(Answer::Failed);
                    facts.learn(lookup, answer);
                }
            }
        }
        panic!("{question:?} never ends")
    }

    /// Why a rule holds, or not.
    fn why(&mut self, question: &Question, rule: Rule) -> String {
        let path = self.explain(question).path;
        let asked = path.into_iter().find(|asked| asked.rule == rule);
        asked.map(|asked| asked.why).unwrap_or_default()
    }
}

fn pick<'a, T>(dice: &mut fastrand::Rng, of: &'a [T]) -> &'a T {
    dice.choice(of).expect("there are some")
}

/// Settings of all kinds.
fn settings(dice: &mut fastrand::Rng) -> Settings {
    let mut some = |text: &'static str| match dice.u8(0..4) {
        0 => vec![text],
        _ => Vec::new(),
    };
    let exempt = Exempt {
        together: patterns(&some("client=198.51.100.0/24 sender=ann@a.example")),
        clients: patterns(&some("198.51.100.0/24")),
        senders: patterns(&some("ann@")),
        recipients: patterns(&some("postmaster@")),
        helos: patterns(&some(".b.example")),
        names: patterns(&some(".b.example")),
        spf: patterns(&some("*")),
        hours: some("Mon-Fri 08:00-18:00")
            .iter()
            .map(|hours| hours.parse::<Hours>().expect("hours"))
            .collect(),
        secured: dice.u8(0..8) == 0,
    };
    let suspects = Suspects {
        only: dice.bool(),
        zones: vec!["list.example".to_owned()],
        ..Suspects::default()
    };
    let base = match dice.u8(0..4) {
        0 => Settings::original(),
        _ => Settings {
            clients: Clients {
                passes: dice.u16(0..3),
                every: Duration::from_secs(1),
                ..Clients::default()
            },
            ..Settings::default()
        },
    };
    let list = match dice.u8(0..4) {
        0 => "date 2026-11-29\nclient 198.51.100.7\nspf b.example",
        _ => "date 2026-11-29",
    };
    Settings {
        exempt,
        listed: Arc::new(list.parse().expect("a list")),
        suspects,
        hash: dice.bool(),
        dns_gone: *pick(dice, &[WhenGone::Greylist, WhenGone::Defer, WhenGone::Pass]),
        null_sender: *pick(dice, &[NullSender::AtData, NullSender::AtRecipient]),
        ..base
    }
}

fn somebody(dice: &mut fastrand::Rng) -> Question {
    let client = pick(dice, &["192.0.2.1", "198.51.100.7", "2001:db8::1"]);
    let sender = pick(dice, &["ann@a.example", "list-17@b.example", ""]);
    let recipients = [
        "bob@home.example",
        "postmaster@home.example",
        "x@else.example",
    ];
    let recipient = pick(dice, &recipients);
    Question {
        helo: (*pick(dice, &["mail.b.example", "localhost", ""])).to_owned(),
        secured: dice.bool(),
        at: *pick(dice, &[Point::Recipient, Point::Recipient, Point::Data]),
        ..question(client, sender, recipient)
    }
}

/// Knows some of what it is asked about a question.
fn dns(dice: &mut fastrand::Rng, question: &Question) -> Vec<(Lookup, Answer)> {
    let names = [
        Answer::Name(Name::None),
        Answer::Name(Name::Unconfirmed),
        Answer::Name(Name::Confirmed(vec!["mail.b.example".to_owned()])),
        Answer::Name(Name::Confirmed(vec!["dsl-192-0-2-1.c.example".to_owned()])),
        Answer::Failed,
    ];
    let answers = [Answer::Yes, Answer::No, Answer::Failed];
    let client = question.client;
    let mut known = vec![(Lookup::Name(client), pick(dice, &names).clone())];
    let zone = "list.example".to_owned();
    known.push((
        Lookup::Listed { zone, client },
        pick(dice, &answers).clone(),
    ));
    if let Some(sender) = question.sender.clone() {
        let helo = question.helo.clone();
        let lookup = Lookup::Spf {
            client,
            helo,
            sender,
        };
        known.push((lookup, pick(dice, &answers).clone()));
    }
    known
}

#[test]
fn the_path_ends_where_the_decision_is_made_whatever_the_settings() {
    let mut dice = fastrand::Rng::with_seed(20_261_129);
    let mut seen = Vec::new();
    for _ in 0..400 {
        let mut world = World::of(settings(&mut dice));
        if dice.u8(0..8) == 0 {
            let about = About::Allowed("2001:db8::/32".parse().expect("a network"));
            let row = Allowed::row(None, world.now);
            world.policy.allowing().set([Remembered { about, row }]);
        }
        for _ in 0..25 {
            let question = somebody(&mut dice);
            world.dns.extend(dns(&mut dice, &question));
            let explanation = world.explain(&question);
            assert_eq!(explanation, world.explain(&question));
            let verdict = world.ask(&question);
            assert_eq!(explanation.verdict, verdict, "{question:?}");
            let rule = verdict.rule();
            let (last, before) = explanation.path.split_last().expect("some rule decides");
            assert_eq!((last.rule, last.holds), (rule, true));
            assert!(before.iter().all(|asked| !asked.holds));
            assert!(before.windows(2).all(|two| two[0].rule < two[1].rule));
            assert!(explanation.path.iter().all(|asked| !asked.why.is_empty()));
            if !seen.contains(&rule) {
                seen.push(rule);
            }
            world.wait(*pick(&mut dice, &[0, 10, 70, 400, 4000, 90_000]));
        }
    }
    // All that these settings and questions can lead to was there.
    let never = [
        Rule::MayRelay,
        Rule::RelayTrick,
        Rule::Authenticated,
        Rule::StoreGone,
    ];
    let missing: Vec<_> = Rule::ALL
        .iter()
        .filter(|rule| !seen.contains(rule) && !never.contains(rule))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn who_waits_hears_how_long_and_until_when() {
    let mut world = World::new();
    let new = world.explain(&stranger());
    let wait = Duration::from_secs(60);
    let rule = Rule::FirstAttempt;
    assert_eq!(new.verdict, Verdict::Defer { rule, wait });
    assert_eq!(new.remembered, []);
    world.ask(&stranger());
    world.wait(20);
    let early = world.explain(&stranger());
    assert_eq!(early.until, Some(world.now + Duration::from_secs(40)));
    let last = early.path.last().expect("a rule");
    assert_eq!(last.why, "first attempt 20s ago, 40s left");
    assert_eq!(early.remembered.len(), 1);
    world.wait(40);
    let why = "first attempt 1m ago, and it comes back in time";
    assert_eq!(world.why(&stranger(), Rule::Returned), why);
    assert_eq!(world.rule(&stranger()), Rule::Returned);
    world.wait(3 * 86_400);
    let known = world.explain(&stranger());
    let last = known.path.last().expect("a rule");
    let why = "passed 3d ago, until 2023-12-19T22:14:21Z (32d)";
    assert_eq!(last.why, why);
    let day = Duration::from_secs(86_400);
    assert_eq!(
        known.until,
        Some(world.now + 32 * day + Duration::from_secs(1))
    );
    // The triplet, and its network.
    assert_eq!(known.remembered.len(), 2);
}

#[test]
fn each_rule_says_which_setting_it_goes_by() {
    let exempt = Exempt {
        clients: patterns(&["198.51.100.0/24"]),
        names: patterns(&[".b.example"]),
        spf: patterns(&["a.example"]),
        ..Exempt::default()
    };
    let mut world = World::of(Settings {
        exempt,
        ..Settings::default()
    });
    let asked = stranger();
    let name = Name::Confirmed(vec!["mail.x.example".to_owned()]);
    let lookup = Lookup::Name(asked.client);
    world.dns.insert(lookup, Answer::Name(name));
    for (rule, why) in [
        (Rule::MayRelay, "`server.relay` is empty"),
        (Rule::ForeignDomain, "`home.example` of `server.domains`"),
        (Rule::ExemptClient, "nothing in `exempt.clients` matches"),
        (Rule::ExemptHelo, "`exempt.helos` is empty"),
        (Rule::Allowed, "no entry of `grey allow` holds"),
        (Rule::KnownClient, "nothing is remembered of 192.0.2.0/24"),
        (Rule::KnownTriplet, "nothing is remembered of it"),
        (
            Rule::ExemptName,
            "confirmed name `mail.x.example`, nothing in `exempt.names` matches",
        ),
        (Rule::SpfPass, "the DNS does not answer"),
        (
            Rule::NotSuspect,
            "`suspects.only` is false: everybody is greylisted",
        ),
        (Rule::FirstAttempt, "it was never seen, and has 1m to wait"),
    ] {
        assert_eq!(world.why(&asked, rule), why, "{rule}");
    }
    let exempt = question("198.51.100.7", "ann@a.example", "bob@home.example");
    let why = "`198.51.100.0/24` of `exempt.clients`";
    assert_eq!(world.why(&exempt, Rule::ExemptClient), why);
    let foreign = question("192.0.2.1", "ann@a.example", "bob@b.example");
    let why = "nothing in `server.domains` matches";
    assert_eq!(world.why(&foreign, Rule::ForeignDomain), why);
}
