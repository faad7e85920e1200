//! The rules in their order, and what each of them asks.

use super::world::{World, patterns, question, stranger};
use grey::policy::{
    Answer, Exempt, Lookup, Name, Network, Point, Question, Rule, Settings, Suspects, Verdict,
    WhenGone,
};
use std::net::IpAddr;

/// Somebody with a name for himself.
fn greeting(helo: &str) -> Question {
    Question {
        helo: helo.to_owned(),
        ..stranger()
    }
}

fn client() -> IpAddr {
    stranger().client
}

fn exempting(exempt: Exempt) -> World {
    World::of(Settings {
        exempt,
        ..Settings::default()
    })
}

fn suspecting(suspects: Suspects) -> World {
    World::of(Settings {
        name: "mx.home.example".to_owned(),
        suspects: Suspects {
            only: true,
            ..suspects
        },
        ..Settings::default()
    })
}

fn confirmed(name: &str) -> Answer {
    Answer::Name(Name::Confirmed(vec![name.to_owned()]))
}

#[test]
fn nobody_relays_unless_the_settings_say_so() {
    let foreign = question("192.0.2.1", "ann@home.example", "eve@b.example");
    assert_eq!(World::new().rule(&foreign), Rule::ForeignDomain);
    // Who is exempt from greylisting may not relay for that.
    let mut exempt = exempting(Exempt {
        clients: patterns(&["0.0.0.0/0"]),
        senders: patterns(&["*"]),
        recipients: patterns(&["*"]),
        helos: patterns(&["*"]),
        ..Exempt::default()
    });
    assert_eq!(exempt.rule(&foreign), Rule::ForeignDomain);
    let mut relay = World::of(Settings {
        relay: patterns(&["192.0.2.0/28"]),
        ..Settings::default()
    });
    assert_eq!(relay.rule(&foreign), Rule::MayRelay);
    let outside = question("192.0.2.16", "ann@home.example", "eve@b.example");
    assert_eq!(relay.rule(&outside), Rule::ForeignDomain);
}

#[test]
fn no_trick_makes_a_relay() {
    for trick in [
        "eve%b.example@home.example",
        "b.example!eve@home.example",
        "\"eve@b.example\"@home.example",
    ] {
        let verdict = World::new().ask(&question("192.0.2.1", "ann@a.example", trick));
        assert_eq!(
            verdict,
            Verdict::Refuse {
                rule: Rule::RelayTrick
            },
            "{trick}"
        );
    }
    let mut many = stranger();
    many.recipients
        .extend(question("192.0.2.1", "", "eve@b.example").recipients);
    assert_eq!(World::new().rule(&many), Rule::ForeignDomain);
}

#[test]
fn postfix_takes_care_of_relaying_itself() {
    let mut foreign = question("192.0.2.1", "ann@a.example", "eve@b.example");
    foreign.relay_checked = true;
    assert_eq!(World::new().rule(&foreign), Rule::FirstAttempt);
    foreign.authenticated = true;
    assert_eq!(World::new().rule(&foreign), Rule::Authenticated);
    foreign.at = Point::Elsewhere;
    assert_eq!(World::new().rule(&foreign), Rule::JudgedAtRecipient);
}

#[test]
fn what_was_judged_at_the_recipients_passes_at_the_data() {
    let mut at_data = stranger();
    at_data.at = Point::Data;
    assert_eq!(World::new().rule(&at_data), Rule::JudgedAtRecipient);
}

#[test]
fn each_exemption_is_named_by_its_rule() {
    let check = |exempt: Exempt, question: &Question, rule: Rule| {
        let mut world = exempting(exempt);
        assert_eq!(world.rule(question), rule);
        assert!(world.looked.is_empty() && world.rows.is_empty());
    };
    let none = Exempt::default;
    let clients = Exempt {
        clients: patterns(&["2001:db8::/32", "192.0.2.1"]),
        ..none()
    };
    check(clients, &stranger(), Rule::ExemptClient);
    let senders = Exempt {
        senders: patterns(&["ANN@a.example"]),
        ..none()
    };
    check(senders, &stranger(), Rule::ExemptSender);
    let domains = Exempt {
        senders: patterns(&[".example"]),
        ..none()
    };
    check(domains, &stranger(), Rule::ExemptSender);
    let recipients = Exempt {
        recipients: patterns(&["bob@home.example"]),
        ..none()
    };
    check(recipients, &stranger(), Rule::ExemptRecipient);
    let helos = Exempt {
        helos: patterns(&[".pool.example"]),
        ..none()
    };
    check(helos, &greeting("a.pool.example"), Rule::ExemptHelo);
    let secured = Exempt {
        secured: true,
        ..none()
    };
    let question = Question {
        secured: true,
        ..stranger()
    };
    check(secured, &question, Rule::ExemptSecured);
    // 2023-11-14, 22:13 UTC, was a Tuesday.
    let hours = Exempt {
        hours: patterns(&["Tue 22:00-23:00"]),
        ..none()
    };
    check(hours, &stranger(), Rule::ExemptHours);
}

#[test]
fn who_is_nearly_exempt_is_not() {
    let mut world = exempting(Exempt {
        clients: patterns(&["192.0.2.2/31"]),
        senders: patterns(&["an@a.example", "ann@b.example", "other.example"]),
        recipients: patterns(&["bo@home.example", "sub.home.example"]),
        helos: patterns(&["pool.example"]),
        secured: true,
        hours: patterns(&["Wed 22:00-23:00"]),
        ..Exempt::default()
    });
    assert_eq!(world.rule(&greeting("badpool.example")), Rule::FirstAttempt);
    // The null sender is no sender that a pattern could mean.
    let mut any = exempting(Exempt {
        senders: patterns(&["*"]),
        ..Exempt::default()
    });
    let mut bounce = question("192.0.2.1", "", "bob@home.example");
    bounce.at = Point::Data;
    assert_eq!(any.rule(&bounce), Rule::FirstAttempt);
}

#[test]
fn only_a_name_that_leads_back_is_exempt_and_only_strangers_are_looked_up() {
    let names = || {
        exempting(Exempt {
            names: patterns(&[".good.example"]),
            ..Exempt::default()
        })
    };
    let lookup = Lookup::Name(client());
    for (answer, rule) in [
        (confirmed("mail.good.example"), Rule::ExemptName),
        (confirmed("mail.notgood.example"), Rule::FirstAttempt),
        (Answer::Name(Name::Unconfirmed), Rule::FirstAttempt),
        (Answer::Name(Name::None), Rule::FirstAttempt),
        (Answer::Failed, Rule::FirstAttempt),
    ] {
        let mut world = names();
        world.dns.insert(lookup.clone(), answer);
        assert_eq!(world.rule(&stranger()), rule);
        assert_eq!(world.looked, std::slice::from_ref(&lookup));
    }
    let mut world = names();
    world.dns.insert(lookup, Answer::Name(Name::None));
    assert_eq!(
        world.rules(&stranger(), &[60, 1]),
        [Rule::FirstAttempt, Rule::Returned, Rule::KnownTriplet],
    );
    assert_eq!(world.looked.len(), 2, "who is known is not looked up");

    // Postfix has looked it up already.
    let mut told = stranger();
    told.name = Some(Name::Confirmed(vec!["mail.good.example".to_owned()]));
    let mut world = names();
    assert_eq!(world.rule(&told), Rule::ExemptName);
    assert!(world.looked.is_empty());
}

#[test]
fn a_sender_whose_domain_speaks_for_the_client_passes() {
    let spf = |domains: &[&str]| {
        exempting(Exempt {
            spf: patterns(domains),
            ..Exempt::default()
        })
    };
    let question = greeting("mail.a.example");
    let lookup = Lookup::Spf {
        client: client(),
        helo: "mail.a.example".to_owned(),
        sender: question.sender.clone().expect("it has one"),
    };
    for domains in [["*"], ["a.example"], [".example"]] {
        let mut world = spf(&domains);
        world.dns.insert(lookup.clone(), Answer::Yes);
        assert_eq!(world.rule(&question), Rule::SpfPass);
        world.dns.insert(lookup.clone(), Answer::No);
        assert_eq!(world.rule(&question), Rule::FirstAttempt);
    }
    let mut others = spf(&["b.example"]);
    assert_eq!(others.rule(&question), Rule::FirstAttempt);
    assert!(
        others.looked.is_empty(),
        "nobody is asked who could not exempt it"
    );

    // A bounce has no domain but that of the greeting (RFC 7208, section 2.4).
    let mut bounce = Question {
        sender: None,
        at: Point::Data,
        ..greeting("mail.a.example")
    };
    bounce.recipients.truncate(1);
    let mut world = spf(&[".a.example"]);
    assert_eq!(world.rule(&bounce), Rule::FirstAttempt);
    assert!(
        matches!(&world.looked[..], [Lookup::Spf { sender, .. }] if sender.to_string() == "postmaster@mail.a.example"),
        "{:?}",
        world.looked,
    );
}

#[test]
fn only_suspects_are_greylisted_if_the_settings_say_so() {
    let check = |helo: &str, name: Answer, rule: Rule| {
        let mut world = suspecting(Suspects::default());
        world.dns.insert(Lookup::Name(client()), name);
        assert_eq!(world.rule(&greeting(helo)), rule, "{helo}");
    };
    let good = || confirmed("mail.a.example");
    check("mail.a.example", good(), Rule::NotSuspect);
    check("friend", good(), Rule::FirstAttempt);
    check("mx.home.example", good(), Rule::FirstAttempt);
    check("192.0.2.1", good(), Rule::FirstAttempt);
    check(
        "mail.a.example",
        Answer::Name(Name::None),
        Rule::FirstAttempt,
    );
    check(
        "mail.a.example",
        Answer::Name(Name::Unconfirmed),
        Rule::FirstAttempt,
    );
    check(
        "mail.a.example",
        confirmed("1-2-0-192.dsl.a.example"),
        Rule::FirstAttempt,
    );
    check("mail.a.example", Answer::Failed, Rule::FirstAttempt);
}

#[test]
fn who_is_on_a_list_is_a_suspect() {
    let zones = ["one.example", "two.example"].map(str::to_owned);
    let listed = |zone: &str| Lookup::Listed {
        zone: zone.to_owned(),
        client: client(),
    };
    let check = |one: Answer, two: Answer, rule: Rule, asked: usize| {
        let mut world = suspecting(Suspects {
            no_name: false,
            dynamic_name: false,
            bad_helo: false,
            zones: zones.to_vec(),
            ..Suspects::default()
        });
        world
            .dns
            .extend([(listed("one.example"), one), (listed("two.example"), two)]);
        assert_eq!(world.rule(&stranger()), rule);
        assert_eq!(world.looked.len(), asked);
    };
    check(Answer::No, Answer::No, Rule::NotSuspect, 2);
    check(Answer::Yes, Answer::No, Rule::FirstAttempt, 1);
    check(Answer::No, Answer::Yes, Rule::FirstAttempt, 2);
    check(Answer::Failed, Answer::No, Rule::FirstAttempt, 1);
}

#[test]
fn while_the_dns_is_out_of_reach_the_settings_decide() {
    let check = |dns_gone: WhenGone, verdict: Option<Verdict>| {
        let mut world = World::of(Settings {
            exempt: Exempt {
                names: patterns(&["good.example"]),
                ..Exempt::default()
            },
            dns_gone,
            ..Settings::default()
        });
        match verdict {
            Some(verdict) => assert_eq!(world.ask(&stranger()), verdict),
            None => assert_eq!(
                world.rules(&stranger(), &[60]),
                [Rule::FirstAttempt, Rule::Returned],
            ),
        }
    };
    let rule = Rule::DnsGone;
    check(WhenGone::Greylist, None);
    check(WhenGone::Pass, Some(Verdict::pass(rule)));
    check(WhenGone::Defer, Some(Verdict::Unavailable { rule }));
}

#[test]
fn every_rule_has_a_name_of_its_own() {
    let mut names: Vec<&str> = Rule::ALL.iter().map(|rule| rule.name()).collect();
    assert!(
        names
            .iter()
            .all(|name| name.chars().all(|c| c.is_ascii_lowercase() || c == '-'))
    );
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), Rule::ALL.len());
    assert_eq!(format!("{:>14}", Rule::Returned), "      returned");
    let one: Network = "192.0.2.1".parse().expect("an address");
    assert_eq!(one.to_string(), "192.0.2.1/32");
}
