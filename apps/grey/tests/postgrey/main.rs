//! The same attempts, decided by postgrey: where the two differ is written down.

mod import;
mod oracle;

use fastrand::Rng;
use grey::policy::{Clients, Facts, Policy, Secret, Settings, Step, Verdict};
use grey::postfix::{Decoder, answer};
use oracle::Postgrey;
use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, UNIX_EPOCH};

const EVENTS: &str = include_str!("../data/events.txt");
const DIFFERENCES: &str = include_str!("../data/differences.txt");

/// When the attempts begin.
const START: u64 = 1_700_000_000;

/// grey, asked in Postfix's words as postgrey is.
struct Grey {
    policy: Policy,
    rows: HashMap<Vec<u8>, Vec<u8>>,
}

impl Grey {
    fn new() -> Grey {
        let settings = Settings {
            clients: Clients {
                passes: 5,
                ..Clients::default()
            },
            ..Settings::default()
        };
        Grey {
            policy: Policy::new(settings, Secret([0; 16])),
            rows: HashMap::new(),
        }
    }

    fn ask(&mut self, at: u64, request: &str) -> String {
        let mut bytes = request.as_bytes();
        let request = Decoder::new()
            .next_request(&mut bytes)
            .expect("it is whole");
        let question = request.expect("it is good").question();
        let now = UNIX_EPOCH + Duration::from_secs(at);
        let verdict: Verdict = match self.policy.step(&question, &Facts::new(), now) {
            Step::Decided(verdict) => verdict,
            _ => {
                let noted = self.policy.note(&question, &mut self.rows, now);
                noted.expect("memory does not fail")
            }
        };
        let judgement = grey::policy::Judgement::new(question, verdict, now);
        answer(&judgement, "mx.home.example", true)
    }
}

fn request(at: u64, client: &str, sender: &str, recipient: &str, more: &str) -> String {
    let more: String = more
        .split_whitespace()
        .map(|attribute| format!("{attribute}\n"))
        .collect();
    format!(
        "request=smtpd_access_policy\nprotocol_state=RCPT\nclient_name=unknown\n\
         client_address={client}\nsender={sender}\nrecipient={recipient}\n\
         policy_test_time={at}\n{more}\n",
    )
}

/// What an action means for the mail.
fn outcome(answer: &str) -> &'static str {
    let action = answer.strip_prefix("action=").unwrap_or_default();
    match action.split_whitespace().next() {
        Some("DUNNO" | "PREPEND") => "pass",
        Some("DEFER_IF_PERMIT" | "450" | "451") => "defer",
        _ => "something else",
    }
}

fn lines(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    let lines = text
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty());
    lines.map(|line| line.split('|').map(str::trim).collect())
}

#[test]
fn postgrey_decides_the_same_but_for_what_the_table_of_differences_says() {
    let mut postgrey = Postgrey::start();
    let mut grey = Grey::new();
    let mut differences = BTreeMap::new();
    for columns in lines(EVENTS) {
        let [name, at, client, sender, recipient, more @ ..] = &columns[..] else {
            panic!("{columns:?} is no attempt");
        };
        let at = START + at.parse::<u64>().expect("a number");
        let more = more.first().copied().unwrap_or_default();
        let request = request(at, client, sender, recipient, more);
        let ours = outcome(&grey.ask(at, &request));
        let theirs = outcome(&postgrey.ask(&request));
        if ours != theirs {
            differences.insert(name.to_string(), [ours, theirs].map(str::to_owned));
        }
    }
    let known: BTreeMap<String, [String; 2]> = lines(DIFFERENCES)
        .map(|columns| match &columns[..] {
            [name, ours, theirs, _] => (name.to_string(), [ours, theirs].map(|it| it.to_string())),
            _ => panic!("{columns:?} is no difference"),
        })
        .collect();
    assert_eq!(differences, known);
}

#[test]
fn postgrey_decides_random_attempts_the_same() {
    let mut postgrey = Postgrey::start();
    let mut grey = Grey::new();
    let mut rng = Rng::with_seed(6647);
    let mut now = START;
    let mut outcomes = BTreeMap::new();
    for step in 0..600 {
        now += match rng.u8(..20) {
            0..12 => rng.u64(0..70),
            12..19 => rng.u64(0..4_000),
            _ => rng.u64(0..100_000),
        };
        // One client of each network, since postgrey trusts clients and grey networks.
        let client = format!("10.0.{}.1", rng.u8(..8));
        let sender = format!("ann@{}.example", rng.alphabetic());
        let recipient = format!("{}@home.example", ["bob", "dan"][rng.usize(..2)]);
        let request = request(now, &client, &sender, &recipient, "");
        let ours = outcome(&grey.ask(now, &request));
        assert_eq!(
            ours,
            outcome(&postgrey.ask(&request)),
            "step {step}: {request}"
        );
        *outcomes.entry(ours).or_insert(0) += 1;
    }
    assert!(
        now - START < 35 * 24 * 60 * 60,
        "postgrey forgets at night only"
    );
    assert!(outcomes.values().all(|count| *count > 50), "{outcomes:?}");
}
