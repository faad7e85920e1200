//! A policy with a clock that is set by hand, and a DNS that says what it is told.

use grey::policy::{
    Address, Answer, Facts, Lookup, Policy, Question, Recipients, Rule, Secret, Settings, Step,
    Verdict,
};
use std::collections::HashMap;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

pub(crate) struct World {
    pub(crate) policy: Policy,
    pub(crate) rows: HashMap<Vec<u8>, Vec<u8>>,
    pub(crate) now: SystemTime,
    /// What the DNS says; nothing else is answered.
    pub(crate) dns: HashMap<Lookup, Answer>,
    /// What it was asked.
    pub(crate) looked: Vec<Lookup>,
}

impl World {
    /// With the default policy, of `home.example`.
    pub(crate) fn new() -> World {
        World::of(Settings::default())
    }

    /// With these settings, of `home.example`.
    pub(crate) fn of(settings: Settings) -> World {
        let ours = Recipients {
            domains: vec!["home.example".parse().expect("a domain")],
        };
        let settings = Settings {
            recipients: ours,
            ..settings
        };
        World {
            policy: Policy::new(settings, Secret([7; 16])),
            rows: HashMap::new(),
            now: UNIX_EPOCH + Duration::from_secs(1_700_000_000),
            dns: HashMap::new(),
            looked: Vec::new(),
        }
    }

    pub(crate) fn wait(&mut self, seconds: u64) {
        self.now += Duration::from_secs(seconds);
    }

    /// Decides, and looks up what that needs.
    pub(crate) fn ask(&mut self, question: &Question) -> Verdict {
        let mut facts = Facts::new();
        // No decision takes more steps than there are kinds of them.
        for _ in 0..20 {
            match self.policy.step(question, &facts, self.now) {
                Step::Decided(verdict) => return verdict,
                Step::Note => {
                    let noted = self.policy.note(question, &mut self.rows, self.now);
                    return noted.expect("memory does not fail");
                }
                Step::Recall => {
                    let recalled = self.policy.recall(question, &mut self.rows, self.now);
                    match recalled.expect("memory does not fail") {
                        Some(verdict) => return verdict,
                        None => facts.recalled(),
                    }
                }
                Step::Look(lookup) => {
                    let answer = self.dns.get(&lookup).cloned().unwrap_or(Answer::Failed);
                    self.looked.push(lookup.clone());
                    facts.learn(lookup, answer);
                }
            }
        }
        panic!("{question:?} never ends")
    }

    pub(crate) fn rule(&mut self, question: &Question) -> Rule {
        self.ask(question).rule()
    }

    /// The rules that decide one question after the other, so many seconds apart.
    pub(crate) fn rules(&mut self, question: &Question, waits: &[u64]) -> Vec<Rule> {
        let mut rules = vec![self.rule(question)];
        for &wait in waits {
            self.wait(wait);
            rules.push(self.rule(question));
        }
        rules
    }
}

/// A stranger writes to somebody of ours.
pub(crate) fn stranger() -> Question {
    question("192.0.2.1", "ann@a.example", "bob@home.example")
}

pub(crate) fn question(client: &str, sender: &str, recipient: &str) -> Question {
    let client = client.parse().expect("an address");
    let sender = Some(sender).filter(|sender| !sender.is_empty());
    Question::new(client, sender.map(Address::of), Address::of(recipient))
}

pub(crate) fn patterns<T: std::str::FromStr>(texts: &[&str]) -> Vec<T> {
    let parsed = texts.iter().map(|text| text.parse().ok());
    parsed.collect::<Option<_>>().expect("they are patterns")
}
