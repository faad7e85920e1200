use crate::policy::{Judgement, Prefixes, Rule, Verdict};
use std::collections::HashMap;
use std::time::{Duration, SystemTime};

/// What one sender has for one recipient: the client's network, and both addresses.
pub(super) type Key = Vec<u8>;

/// What becomes of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Passed,
    Held,
    Refused,
}

impl Fate {
    pub(super) fn of(verdict: Verdict) -> Fate {
        match verdict {
            Verdict::Pass { .. } => Fate::Passed,
            Verdict::Defer { .. } | Verdict::Unavailable { .. } => Fate::Held,
            Verdict::Refuse { .. } => Fate::Refused,
        }
    }
}

/// What became of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    AtOnce,
    Delayed(Duration),
    /// It was held up at every attempt, the last of which was then.
    Lost(SystemTime),
    Unknown,
    Refused,
}

/// Letters that are on their way.
#[derive(Default)]
pub(super) struct Letters {
    open: HashMap<Key, Open>,
}

struct Open {
    domain: usize,
    first: SystemTime,
    last: SystemTime,
    /// Whether it is let through already, and what comes by the log is surplus.
    is_through: bool,
}

impl Letters {
    /// Attempts so far from each other are of two letters: nobody tries for longer
    /// (RFC 5321, section 4.5.4.1).
    const LONGEST: Duration = Duration::from_secs(5 * 24 * 60 * 60);

    /// An attempt of a letter, and what became of it by the log. Gives what ends by it:
    /// an earlier letter, and this one.
    pub(super) fn attempt(
        &mut self,
        key: &Key,
        domain: usize,
        now: SystemTime,
        recorded: Fate,
        fate: Fate,
    ) -> [Option<End>; 2] {
        let open = self.open.remove(key);
        let is_same = |open: &Open| {
            let age = now.duration_since(open.last).unwrap_or_default();
            age <= Letters::LONGEST
        };
        let (open, before) = match open {
            Some(open) if is_same(&open) => (Some(open), None),
            Some(open) => (None, (!open.is_through).then_some(End::Lost(open.last))),
            None => (None, None),
        };
        let is_through = open.as_ref().is_some_and(|open| open.is_through);
        let first = open.map_or(now, |open| open.first);
        let end = match fate {
            _ if is_through => None,
            Fate::Refused => Some(End::Refused),
            Fate::Passed if first == now => Some(End::AtOnce),
            Fate::Passed => {
                let delay = now.duration_since(first).unwrap_or_default();
                Some(End::Delayed(delay))
            }
            // By the log the sender had no reason to come again.
            Fate::Held if recorded != Fate::Held => Some(End::Unknown),
            Fate::Held => None,
        };
        // By the log it is tried again.
        if recorded == Fate::Held {
            let open = Open {
                domain,
                first,
                last: now,
                is_through: is_through || end.is_some(),
            };
            self.open.insert(key.clone(), open);
        }
        [before, end]
    }

    /// Those that are held up still, with their domains.
    pub(super) fn rest(self) -> impl Iterator<Item = (usize, End)> {
        let rest = self.open.into_values().filter(|open| !open.is_through);
        rest.map(|open| (open.domain, End::Lost(open.last)))
    }
}

/// The letter that a question is about; none where nothing is judged yet.
pub(super) fn key(judgement: &Judgement, verdict: Verdict) -> Option<Key> {
    if matches!(verdict.rule(), Rule::JudgedAtData | Rule::JudgedAtRecipient) {
        return None;
    }
    let question = &judgement.question;
    let mut key = Vec::new();
    key.extend(
        Prefixes::default()
            .network(question.client)
            .to_string()
            .bytes(),
    );
    let sender = question.sender.iter();
    for address in sender.chain(&question.recipients) {
        // No address has a byte that ends it.
        key.push(0);
        key.extend(address.to_string().bytes());
    }
    Some(key)
}

#[cfg(test)]
mod tests {
    use super::End::{AtOnce, Delayed, Lost, Unknown};
    use super::Fate::{Held, Passed, Refused};
    use super::*;
    use std::time::UNIX_EPOCH;

    fn at(seconds: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(seconds)
    }

    /// Attempts of one letter: when, what became of it by the log, and what does now.
    #[track_caller]
    fn check(attempts: &[(u64, Fate, Fate)], ends: &[End]) {
        let mut letters = Letters::default();
        let mut ended = Vec::new();
        for &(seconds, recorded, fate) in attempts {
            let ends = letters.attempt(&vec![1], 0, at(seconds), recorded, fate);
            ended.extend(ends.into_iter().flatten());
        }
        ended.extend(letters.rest().map(|(_, end)| end));
        assert_eq!(ended, ends, "{attempts:?}");
    }

    fn delayed(seconds: u64) -> End {
        Delayed(Duration::from_secs(seconds))
    }

    #[test]
    fn as_it_was_recorded() {
        check(&[(0, Passed, Passed)], &[AtOnce]);
        check(&[(0, Held, Held), (60, Passed, Passed)], &[delayed(60)]);
        check(&[(0, Held, Held), (60, Held, Held)], &[Lost(at(60))]);
        check(&[(0, Refused, Refused)], &[End::Refused]);
        let again = [(0, Passed, Passed), (60, Passed, Passed)];
        check(&again, &[AtOnce, AtOnce]);
    }

    #[test]
    fn what_is_let_through_earlier_has_surplus_attempts() {
        let attempts = [(0, Held, Held), (60, Held, Passed), (120, Passed, Passed)];
        check(&attempts, &[delayed(60)]);
        let attempts = [
            (0, Held, Passed),
            (60, Passed, Passed),
            (99, Passed, Passed),
        ];
        check(&attempts, &[AtOnce, AtOnce]);
    }

    #[test]
    fn what_is_held_up_for_longer_than_it_was_is_unknown_and_not_lost() {
        check(&[(0, Held, Held), (60, Passed, Held)], &[Unknown]);
        check(&[(0, Passed, Held)], &[Unknown]);
        // What comes then is another letter.
        let attempts = [(0, Held, Held), (60, Passed, Held), (999, Passed, Passed)];
        check(&attempts, &[Unknown, AtOnce]);
        check(&[(0, Refused, Held)], &[Unknown]);
    }

    #[test]
    fn who_gave_up_is_not_who_writes_a_week_later() {
        let week = 7 * 24 * 60 * 60;
        let attempts = [
            (0, Held, Held),
            (week, Held, Held),
            (week + 60, Passed, Passed),
        ];
        check(&attempts, &[Lost(at(0)), delayed(60)]);
    }
}
