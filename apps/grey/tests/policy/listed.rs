//! The list of providers that are not greylisted.

use super::world::{World, question};
use grey::policy::{Answer, Listed, Lookup, Name, Rule, Settings};
use std::net::IpAddr;
use std::sync::Arc;

const CLIENT: &str = "8.8.4.4";

fn world() -> World {
    let listed: Listed = "date 2026-11-29\nname .pool.example\nspf big.example\nclient 9.9.9.0/24"
        .parse()
        .expect("it is a list");
    World::of(Settings {
        listed: Arc::new(listed),
        ..Settings::default()
    })
}

fn name(client: &str) -> Lookup {
    Lookup::Name(client.parse::<IpAddr>().expect("an address"))
}

fn confirmed(name: &str) -> Answer {
    Answer::Name(Name::Confirmed(vec![name.to_owned()]))
}

#[test]
fn a_confirmed_name_that_is_listed_passes() {
    let mut world = world();
    let stranger = question(CLIENT, "ann@customer.example", "bob@home.example");
    world
        .dns
        .insert(name(CLIENT), confirmed("out7.pool.example"));
    assert_eq!(world.rule(&stranger), Rule::ExemptListed);
    world
        .dns
        .insert(name(CLIENT), confirmed("out7.badpool.example"));
    assert_eq!(world.rule(&stranger), Rule::FirstAttempt);
    world
        .dns
        .insert(name(CLIENT), Answer::Name(Name::Unconfirmed));
    assert_eq!(world.rule(&stranger), Rule::TooEarly);
}

#[test]
fn a_listed_sender_passes_if_spf_speaks_for_the_client() {
    let mut world = world();
    let stranger = question(CLIENT, "ann@big.example", "bob@home.example");
    world.dns.insert(name(CLIENT), Answer::Name(Name::None));
    let spf = Lookup::Spf {
        client: stranger.client,
        helo: String::new(),
        sender: stranger.sender.clone().expect("there is one"),
    };
    world.dns.insert(spf.clone(), Answer::Yes);
    assert_eq!(world.rule(&stranger), Rule::ExemptListed);
    world.dns.insert(spf, Answer::No);
    assert_eq!(world.rule(&stranger), Rule::FirstAttempt);
}

#[test]
fn a_listed_network_passes_at_once() {
    let mut world = world();
    let listed = question("9.9.9.9", "ann@a.example", "bob@home.example");
    assert_eq!(world.rule(&listed), Rule::ExemptListed);
    assert_eq!(world.looked, []);
}

#[test]
fn nobody_is_looked_up_who_cannot_be_listed() {
    let mut world = world();
    for client in [
        "127.0.0.1",
        "10.1.2.3",
        "192.0.2.1",
        "::1",
        "fd00::1",
        "2001:db8::1",
    ] {
        let stranger = question(client, "ann@a.example", "bob@home.example");
        assert_eq!(world.rule(&stranger), Rule::FirstAttempt, "{client}");
    }
    assert_eq!(world.looked, [], "no public address, and no listed sender");
    // Nor who is known.
    world.rules(
        &question(CLIENT, "ann@a.example", "bob@home.example"),
        &[60],
    );
    let looked = world.looked.len();
    assert_eq!(
        world.rule(&question(CLIENT, "ann@a.example", "bob@home.example")),
        Rule::KnownTriplet
    );
    assert_eq!(world.looked.len(), looked);
}

#[test]
fn a_dns_that_does_not_answer_leaves_greylisting_as_it_is() {
    let mut world = world();
    let stranger = question(CLIENT, "ann@big.example", "bob@home.example");
    assert_eq!(
        world.rules(&stranger, &[60]),
        [Rule::FirstAttempt, Rule::Returned]
    );
}
