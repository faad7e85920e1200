//! What became of letters, for each domain of senders.

use super::letters::{End, Fate, Letters, key};
use super::report::{Account, Decisions, Domain, Notes, Report};
use crate::policy::{Judgement, Rule, Verdict};
use std::collections::HashMap;
use std::time::{Duration, SystemTime};

/// Counts decisions, and what becomes of letters by them.
#[derive(Default)]
pub(super) struct Tally {
    /// Where each domain stands in `domains`.
    numbers: HashMap<String, usize>,
    domains: Vec<Counts>,
    recorded: Letters,
    simulated: Letters,
    decisions: Decisions,
    first: Option<SystemTime>,
    last: Option<SystemTime>,
}

#[derive(Clone, Default)]
struct Counts {
    name: String,
    questions: u64,
    recorded: Ends,
    simulated: Ends,
}

#[derive(Clone, Default)]
struct Ends {
    at_once: u64,
    delays: Vec<Duration>,
    lost: Vec<SystemTime>,
    unknown: u64,
    refused: u64,
}

impl Tally {
    pub(super) fn add(&mut self, recorded: &Judgement, verdict: Verdict) {
        self.decisions.add(compare(recorded.verdict, verdict));
        if recorded.verdict.name() != verdict.name() {
            self.decisions
                .turned(recorded.verdict.name(), verdict.name());
        }
        self.first = self.first.min(Some(recorded.when)).or(Some(recorded.when));
        self.last = self.last.max(Some(recorded.when));
        let number = self.domain(recorded);
        self.domains[number].questions += 1;
        let enforced = recorded.enforced();
        let was = Fate::of(enforced);
        if let Some(key) = key(recorded, enforced) {
            let ends = self.recorded.attempt(&key, number, recorded.when, was, was);
            self.domains[number].recorded.take(ends);
        }
        if let Some(key) = key(recorded, verdict) {
            let fate = Fate::of(verdict);
            let ends = self
                .simulated
                .attempt(&key, number, recorded.when, was, fate);
            self.domains[number].simulated.take(ends);
        }
    }

    fn domain(&mut self, recorded: &Judgement) -> usize {
        let sender = recorded.question.sender.as_ref();
        let name = sender.map_or_else(|| "<>".to_owned(), |it| it.domain.to_lowercase());
        if let Some(number) = self.numbers.get(&name) {
            return *number;
        }
        let number = self.domains.len();
        self.numbers.insert(name.clone(), number);
        self.domains.push(Counts {
            name,
            ..Counts::default()
        });
        number
    }

    pub(super) fn report(mut self, notes: Notes) -> Report {
        for (number, end) in self.recorded.rest() {
            self.domains[number].recorded.take([None, Some(end)]);
        }
        for (number, end) in self.simulated.rest() {
            self.domains[number].simulated.take([None, Some(end)]);
        }
        let mut all = Counts {
            name: "all".to_owned(),
            ..Counts::default()
        };
        for domain in &self.domains {
            all.add(domain);
        }
        let mut domains: Vec<Domain> = self
            .domains
            .into_iter()
            .map(|domain| domain.report(self.last))
            .collect();
        domains.sort_by(|a, b| b.questions.cmp(&a.questions).then(a.name.cmp(&b.name)));
        Report {
            from: self.first,
            to: self.last,
            decisions: self.decisions,
            all: all.report(self.last),
            domains,
            notes,
        }
    }
}

/// How alike a decision and its replay are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Alike {
    Same,
    OtherTime,
    OtherRule,
    OtherVerdict,
}

fn compare(recorded: Verdict, verdict: Verdict) -> Alike {
    // What is over may have been removed or not.
    let rule = |verdict: Verdict| match verdict.rule() {
        Rule::TooLate => Rule::FirstAttempt,
        rule => rule,
    };
    let time = |verdict: Verdict| match verdict {
        Verdict::Pass { waited, .. } => waited.map(|waited| waited.as_millis()),
        Verdict::Defer { wait, .. } => Some(wait.as_millis()),
        Verdict::Refuse { .. } | Verdict::Unavailable { .. } => None,
    };
    if recorded.name() != verdict.name() {
        Alike::OtherVerdict
    } else if rule(recorded) != rule(verdict) {
        Alike::OtherRule
    } else if time(recorded) != time(verdict) {
        Alike::OtherTime
    } else {
        Alike::Same
    }
}

impl Counts {
    fn add(&mut self, other: &Counts) {
        self.questions += other.questions;
        self.recorded.add(&other.recorded);
        self.simulated.add(&other.simulated);
    }

    fn report(self, last: Option<SystemTime>) -> Domain {
        Domain {
            name: self.name,
            questions: self.questions,
            recorded: self.recorded.report(last),
            simulated: self.simulated.report(last),
        }
    }
}

impl Ends {
    fn take(&mut self, ends: [Option<End>; 2]) {
        for end in ends.into_iter().flatten() {
            match end {
                End::AtOnce => self.at_once += 1,
                End::Delayed(delay) => self.delays.push(delay),
                End::Lost(last) => self.lost.push(last),
                End::Unknown => self.unknown += 1,
                End::Refused => self.refused += 1,
            }
        }
    }

    fn add(&mut self, other: &Ends) {
        self.at_once += other.at_once;
        self.delays.extend(&other.delays);
        self.lost.extend(&other.lost);
        self.unknown += other.unknown;
        self.refused += other.refused;
    }

    fn report(mut self, end: Option<SystemTime>) -> Account {
        /// Who tried so shortly before the end of the log may still come.
        const LATELY: Duration = Duration::from_secs(4 * 60 * 60);
        self.delays.sort_unstable();
        let is_late = |last: &&SystemTime| {
            let age = end.and_then(|end| end.duration_since(**last).ok());
            age.is_none_or(|age| age < LATELY)
        };
        Account {
            at_once: self.at_once,
            delayed: self.delays.len() as u64,
            median_seconds: part(&self.delays, 50),
            most_seconds: part(&self.delays, 95),
            lost: self.lost.len() as u64,
            lost_at_end: self.lost.iter().filter(is_late).count() as u64,
            unknown: self.unknown,
            refused: self.refused,
        }
    }
}

/// What so many of a hundred are not longer than.
fn part(sorted: &[Duration], of_hundred: usize) -> Option<f64> {
    let number = (sorted.len() * of_hundred).div_ceil(100);
    let delay = sorted.get(number.saturating_sub(1))?;
    Some(delay.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_hundred_delays_the_fiftieth_and_the_ninety_fifth_count() {
        let delays: Vec<_> = (1..=100).map(Duration::from_secs).collect();
        assert_eq!(
            (part(&delays, 50), part(&delays, 95)),
            (Some(50.0), Some(95.0))
        );
        assert_eq!(part(&delays[..1], 95), Some(1.0));
        assert_eq!(part(&[], 50), None);
    }

    #[test]
    fn decisions_are_alike_in_verdict_rule_and_time() {
        let defer = |rule, seconds| Verdict::Defer {
            rule,
            wait: Duration::from_secs(seconds),
        };
        let first = defer(Rule::FirstAttempt, 60);
        for (other, alike) in [
            (first, Alike::Same),
            (defer(Rule::TooLate, 60), Alike::Same),
            (defer(Rule::FirstAttempt, 61), Alike::OtherTime),
            (defer(Rule::TooEarly, 60), Alike::OtherRule),
            (Verdict::pass(Rule::FirstAttempt), Alike::OtherVerdict),
        ] {
            assert_eq!(compare(first, other), alike, "{other:?}");
        }
    }
}
