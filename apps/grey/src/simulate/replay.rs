use super::account::Tally;
use super::reader::{CannotRead, Reader};
use super::report::{Notes, Report};
use super::sorted::Sorted;
use crate::policy::{Answer, Facts, Judgement, Policy, Rule, Step, Verdict};
use std::collections::HashMap;
use std::path::PathBuf;

/// Decides again what was decided, by other settings.
pub struct Replay {
    policy: Policy,
    rows: HashMap<Vec<u8>, Vec<u8>>,
    notes: Notes,
}

impl Replay {
    /// By this policy, which remembers nothing yet.
    #[must_use]
    pub fn new(policy: Policy) -> Replay {
        Replay {
            policy,
            rows: HashMap::new(),
            notes: Notes::default(),
        }
    }

    /// Decides what stands in these logs, in the order in which it was decided.
    ///
    /// # Errors
    ///
    /// [`CannotRead`], which names the log. Lines that are none of a log are passed
    /// over, and named in the report.
    pub fn of(mut self, logs: &[PathBuf]) -> Result<Report, CannotRead> {
        let readers = logs.iter().map(|path| Reader::open(path).map(Sorted::new));
        let mut logs = readers.collect::<Result<Vec<_>, _>>()?;
        let mut tally = Tally::default();
        let mut last = 0;
        while let Some(recorded) = next(&mut logs, &mut self.notes)? {
            self.notes.late += u64::from(recorded.order < last);
            last = last.max(recorded.order);
            let verdict = self.decide(&recorded);
            tally.add(&recorded, verdict);
        }
        Ok(tally.report(self.notes))
    }

    /// What is decided now.
    fn decide(&mut self, recorded: &Judgement) -> Verdict {
        let (question, now) = (&recorded.question, recorded.when);
        let rows = &mut self.rows;
        let assumed = self.policy.assume(question, &recorded.verdict, rows, now);
        self.notes.known_before += u64::from(assumed.unwrap_or(false));
        let is_allowed = recorded.verdict.rule() == Rule::Allowed;
        let has_store = recorded.verdict.rule() != Rule::StoreGone;
        let mut facts: Facts = recorded.facts.clone();
        loop {
            match self.policy.step(question, &facts, now) {
                Step::Decided(verdict) => return verdict,
                _ if is_allowed => return recorded.verdict,
                Step::Look(lookup) => {
                    self.notes.not_looked_up += 1;
                    facts.learn(lookup, Answer::Failed);
                }
                Step::Recall | Step::Note if !has_store => return self.policy.store_gone(),
                Step::Recall => match self.policy.recall(question, &mut self.rows, now) {
                    Ok(Some(verdict)) => return verdict,
                    Ok(None) => facts.recalled(),
                    Err(_) => return self.policy.store_gone(),
                },
                Step::Note => {
                    let noted = self
                        .policy
                        .note(&facts.named(question), &mut self.rows, now);
                    return noted.unwrap_or_else(|_| self.policy.store_gone());
                }
            }
        }
    }
}

/// The earliest decision of all logs.
fn next(logs: &mut [Sorted], notes: &mut Notes) -> Result<Option<Box<Judgement>>, CannotRead> {
    let mut first = None;
    for (number, log) in logs.iter_mut().enumerate() {
        if let Some(order) = log.peek(notes)? {
            first = first.min(Some((order, number))).or(Some((order, number)));
        }
    }
    Ok(first.and_then(|(_, number)| logs[number].pop()))
}
