//! Random events, decided by the policy and by a slow, plain model of it that keeps
//! everything that ever happened.

use super::world::{World, question};
use fastrand::Rng;
use grey::policy::{Clients, Machine, Rule, Settings, Times};
use std::time::Duration;

const DELAY: u64 = 60;
const WINDOW: u64 = 3_600;
const LIFE: u64 = 20_000;
const HOUR: u64 = 3_600;
const PASSES: usize = 3;

/// All that has happened, in its order: when, from which network, and in which triplet.
#[derive(Default)]
struct Model {
    events: Vec<(u64, usize, usize)>,
}

impl Model {
    /// What the next event leads to: what all of them have led to, from the first on.
    fn next(&mut self, now: u64, network: usize, triplet: usize) -> Rule {
        self.events.push((now, network, triplet));
        let of_network = self.events.iter().filter(|event| event.1 == network);
        // When the network was counted last, and how often; per triplet, when it began to
        // wait, and when it was last written down that it passed.
        let mut counted: Option<(u64, usize)> = None;
        let mut waits = std::collections::HashMap::new();
        let mut passed = std::collections::HashMap::new();
        let mut rule = Rule::FirstAttempt;
        for &(at, _, triplet) in of_network {
            counted = counted.filter(|(last, _)| at <= last + LIFE);
            if let Some((last, count)) = &mut counted
                && *count >= PASSES
            {
                if at >= *last + HOUR {
                    (*last, *count) = (at, *count + 1);
                }
                rule = Rule::KnownClient;
                continue;
            }
            rule = match (waits.get(&triplet).copied(), passed.get(&triplet).copied()) {
                (_, Some(last)) if at <= last + LIFE => Rule::KnownTriplet,
                (_, Some(_)) => Rule::TooLate,
                (None, None) => Rule::FirstAttempt,
                (Some(first), None) if at < first + DELAY => Rule::TooEarly,
                (Some(first), None) if at > first + WINDOW => Rule::TooLate,
                (Some(_), None) => Rule::Returned,
            };
            match rule {
                Rule::FirstAttempt | Rule::TooLate => {
                    waits.insert(triplet, at);
                    passed.remove(&triplet);
                }
                Rule::KnownTriplet if at < passed[&triplet] + HOUR => {}
                Rule::KnownTriplet => drop(passed.insert(triplet, at)),
                Rule::Returned => {
                    passed.insert(triplet, at);
                    match &mut counted {
                        Some((last, _)) if at < *last + HOUR => {}
                        Some((last, count)) => (*last, *count) = (at, *count + 1),
                        None => counted = Some((at, 1)),
                    }
                }
                _ => {}
            }
        }
        rule
    }
}

fn settings() -> Settings {
    Settings {
        machine: Machine::Rfc6647(Times {
            delay: Duration::from_secs(DELAY),
            window: Duration::from_secs(WINDOW),
            life: Duration::from_secs(LIFE),
        }),
        clients: Clients {
            passes: u16::try_from(PASSES).expect("it is small"),
            every: Duration::from_secs(HOUR),
            life: Duration::from_secs(LIFE),
        },
        ..Settings::default()
    }
}

#[test]
fn random_events_are_decided_as_a_plain_model_decides_them() {
    let mut seen = std::collections::HashMap::new();
    for seed in 0..60 {
        let mut rng = Rng::with_seed(seed);
        let mut world = World::of(settings());
        let mut model = Model::default();
        let mut now = 0;
        for step in 0..200 {
            let wait = match rng.u8(..40) {
                0..20 => rng.u64(0..90),
                20..38 => rng.u64(0..HOUR),
                _ => rng.u64(0..LIFE + HOUR),
            };
            now += wait;
            world.wait(wait);
            let (network, triplet) = (rng.usize(..3), rng.usize(..4));
            let client = format!("10.0.{network}.{}", rng.u8(..));
            let question = question(
                &client,
                &format!("x{triplet}@a.example"),
                "bob@home.example",
            );
            let rule = world.rule(&question);
            assert_eq!(
                rule,
                model.next(now, network, triplet),
                "seed {seed}, step {step}"
            );
            *seen.entry(rule).or_insert(0) += 1;
        }
    }
    // It is no test of anything that does not happen.
    for rule in [
        Rule::FirstAttempt,
        Rule::TooEarly,
        Rule::TooLate,
        Rule::Returned,
        Rule::KnownTriplet,
        Rule::KnownClient,
    ] {
        assert!(
            seen.get(&rule).is_some_and(|count| *count > 50),
            "{rule}: {seen:?}"
        );
    }
}
