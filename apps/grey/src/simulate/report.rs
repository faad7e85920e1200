use super::account::Alike;
use serde::Serialize;
use serde::ser::Serializer;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::time::{SystemTime, UNIX_EPOCH};

/// What a replay has found.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The first decision, in seconds since 1970.
    #[serde(serialize_with = "seconds")]
    pub from: Option<SystemTime>,
    /// The last one.
    #[serde(serialize_with = "seconds")]
    pub to: Option<SystemTime>,
    /// How many decisions are other ones.
    pub decisions: Decisions,
    /// What became of all letters.
    pub all: Domain,
    /// Of those of each domain of senders, the one with most questions first.
    pub domains: Vec<Domain>,
    /// What else there is to know of the replay.
    pub notes: Notes,
}

impl Report {
    /// All of it, as JSON.
    ///
    /// # Errors
    ///
    /// None that could be named: all of it can be written.
    pub fn json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string_pretty(self)
    }
}

/// How alike the decisions are to the recorded ones.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Decisions {
    /// How many there are.
    pub count: u64,
    /// The same, also in what was waited and is to be waited.
    pub same: u64,
    /// The same but for that.
    pub other_time: u64,
    /// The same verdict by another rule.
    pub other_rule: u64,
    /// Another verdict.
    pub other_verdict: u64,
    /// Of these, from what to what: `defer -> pass`.
    pub turned: BTreeMap<String, u64>,
}

impl Decisions {
    pub(super) fn add(&mut self, alike: Alike) {
        self.count += 1;
        *match alike {
            Alike::Same => &mut self.same,
            Alike::OtherTime => &mut self.other_time,
            Alike::OtherRule => &mut self.other_rule,
            Alike::OtherVerdict => &mut self.other_verdict,
        } += 1;
    }

    pub(super) fn turned(&mut self, from: &str, to: &str) {
        *self.turned.entry(format!("{from} -> {to}")).or_default() += 1;
    }
}

/// What became of the letters of one domain, by the log and by the settings.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Domain {
    /// Its name; `<>` stands for bounces.
    pub name: String,
    /// How many decisions are about it.
    pub questions: u64,
    /// By the log.
    pub recorded: Account,
    /// By the settings.
    pub simulated: Account,
}

/// What became of letters: the [module](super) says what each means.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Account {
    /// Let through at the first attempt.
    pub at_once: u64,
    /// Let through later.
    pub delayed: u64,
    /// How long half of these took at most.
    pub median_seconds: Option<f64>,
    /// How long 95 of a hundred of these took at most.
    pub most_seconds: Option<f64>,
    /// Held up at every attempt.
    pub lost: u64,
    /// Of these, how many had tried within the last four hours of the log.
    pub lost_at_end: u64,
    /// Held up when, by the log, it was taken.
    pub unknown: u64,
    /// Refused for good.
    pub refused: u64,
}

/// What else there is to know of a replay.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Notes {
    /// How many lines are none of a log.
    pub damaged: u64,
    /// The first of them, by file and line, and what is wrong.
    pub damaged_lines: Vec<String>,
    /// How many lines the log itself says are missing.
    pub missing: u64,
    /// How many decisions came too late to be sorted in.
    pub late: u64,
    /// How many questions to the DNS would have been asked that nobody had asked.
    pub not_looked_up: u64,
    /// How many decisions go by what must have been known before the log.
    pub known_before: u64,
}

impl Notes {
    /// How many damaged lines are named.
    const NAMED: usize = 10;

    pub(super) fn damaged(&mut self, line: &impl Display) {
        self.damaged += 1;
        if self.damaged_lines.len() < Notes::NAMED {
            self.damaged_lines.push(line.to_string());
        }
    }
}

fn seconds<S: Serializer>(time: &Option<SystemTime>, to: S) -> Result<S::Ok, S::Error> {
    let since = time.map(|time| time.duration_since(UNIX_EPOCH).unwrap_or_default());
    since.map(|since| since.as_secs_f64()).serialize(to)
}
