use super::dry::Dry;
use super::row::{in_seconds, seconds};
use super::{
    About, Allowed, Facts, Lookup, Network, Policy, Question, Remembered, Row, Rows, RowsError,
    Rule, Step, Verdict, keys,
};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Why somebody may deliver mail now, or may not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// Every rule that was asked, in their order. The last one holds.
    pub path: Vec<Asked>,
    /// What would be decided now.
    pub verdict: Verdict,
    /// Until when that stays so by itself, if it does not for good.
    pub until: Option<SystemTime>,
    /// What is remembered of it.
    pub remembered: Vec<Remembered>,
}

/// A rule that was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Which.
    pub rule: Rule,
    /// Whether it holds.
    pub holds: bool,
    /// Why, or why not.
    pub why: String,
}

/// An explanation, or what it needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Explained {
    /// An answer from the DNS, for [`Facts::learn`].
    Look(Lookup),
    /// This is it.
    Done(Box<Explanation>),
}

/// What is remembered of a question.
pub(super) struct Known {
    pub(super) network: Network,
    pub(super) client: Option<Row>,
    pub(super) triplet: Option<Row>,
    pub(super) allowed: Option<(Allowed, Row)>,
}

impl Policy {
    /// Decides as [`step`](Policy::step) and what follows from it do, and says why; it
    /// changes nothing. If it needs an answer from the DNS, it is asked again with that.
    ///
    /// # Errors
    ///
    /// [`RowsError`] if the rows are out of reach: then [`Policy::store_gone`] decides.
    pub fn explain(
        &self,
        question: &Question,
        facts: &Facts,
        rows: &mut dyn Rows,
        now: SystemTime,
    ) -> Result<Explained, RowsError> {
        let mut facts = facts.clone();
        facts.for_another();
        let mut dry = Dry::new(rows);
        let verdict = loop {
            match self.step(question, &facts, now) {
                Step::Decided(verdict) => break verdict,
                Step::Look(lookup) => return Ok(Explained::Look(lookup)),
                Step::Note => break self.note(question, &mut dry, now)?,
                Step::Recall => match self.recall(question, &mut dry, now)? {
                    Some(verdict) => break verdict,
                    None => facts.recalled(),
                },
            }
        };
        let now = seconds(now);
        // As it was before the attempt that is not made.
        let (known, remembered) = self.known(question, &mut Dry::new(rows), now)?;
        let row = match verdict.rule() {
            Rule::Allowed => known.allowed.as_ref().map(|(_, row)| *row),
            Rule::KnownClient => known.client,
            Rule::KnownTriplet => known.triplet,
            _ => None,
        };
        let until = match verdict {
            Verdict::Defer { wait, .. } => Some(now.saturating_add(in_seconds(wait))),
            _ => row.map(|row| row.expires),
        };
        let until = until.filter(|until| *until != Row::NEVER);
        Ok(Explained::Done(Box::new(Explanation {
            path: self.path(question, &facts, &known, &verdict, now),
            verdict,
            until: until.map(time),
            remembered,
        })))
    }

    /// The keys under which a question is remembered, one for each recipient that is not
    /// exempt.
    ///
    /// # Errors
    ///
    /// [`RowsError`] if the rows are out of reach.
    pub fn triplet_keys(
        &self,
        question: &Question,
        rows: &mut dyn Rows,
    ) -> Result<Vec<Vec<u8>>, RowsError> {
        let network = self.settings.prefixes.network(question.client);
        self.triplets(question, &network, &mut Dry::new(rows))
    }

    fn known(
        &self,
        question: &Question,
        rows: &mut dyn Rows,
        now: u32,
    ) -> Result<(Known, Vec<Remembered>), RowsError> {
        let network = self.settings.prefixes.network(question.client);
        let mut known = Known {
            network,
            client: None,
            triplet: None,
            allowed: self.allowing.find(question, now),
        };
        let mut remembered = Vec::new();
        let allowed = known.allowed.clone();
        remembered.extend(allowed.map(|(allowed, row)| Remembered {
            about: About::Allowed(allowed),
            row,
        }));
        let client = keys::client(&network);
        let mut keys = self.triplets(question, &network, rows)?;
        keys.push(client);
        for key in keys {
            let stored = rows.get(&key)?;
            let Some(found) = stored.and_then(|row| Remembered::decode(&key, &row)) else {
                continue;
            };
            match found.about {
                About::Client(_) => known.client = Some(found.row),
                _ => known.triplet = Some(found.row),
            }
            remembered.push(found);
        }
        Ok((known, remembered))
    }
}

/// The time of a second since 1970.
fn time(second: u32) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(second.into())
}

impl Row {
    /// When it is over, if it ever is.
    #[must_use]
    pub fn ends(&self) -> Option<SystemTime> {
        (self.expires != Row::NEVER).then(|| time(self.expires))
    }

    /// When the first attempt was.
    #[must_use]
    pub fn began(&self) -> SystemTime {
        time(self.first)
    }

    /// When the last attempt was that counted.
    #[must_use]
    pub fn seen(&self) -> SystemTime {
        time(self.last)
    }
}
