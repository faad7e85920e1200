use super::greylist::{Attempt, after};
use super::letters::lowercase;
use super::row::{in_seconds, seconds};
use super::{
    Address, Network, Policy, Question, Row, Rows, RowsError, Rule, Secret, Verdict, keys,
    normalised,
};
use std::borrow::Cow;
use std::time::{Duration, SystemTime};

/// What a policy does with what it remembers. Each of these is one transaction.
impl Policy {
    /// The verdict if what is remembered decides alone; nobody is noted who is new.
    ///
    /// # Errors
    ///
    /// [`RowsError`] if the rows are out of reach: then [`Policy::store_gone`] decides.
    pub fn recall(
        &self,
        question: &Question,
        rows: &mut dyn Rows,
        now: SystemTime,
    ) -> Result<Option<Verdict>, RowsError> {
        let now = seconds(now);
        let network = self.settings.prefixes.network(question.client);
        if self.is_known_client(&network, rows, now)? {
            return Ok(Some(Verdict::pass(Rule::KnownClient)));
        }
        let mut known = Vec::new();
        for key in self.triplets(question, &network, rows)? {
            let row = stored(rows, &key)?;
            let Some(attempt) = self.settings.machine.knows(row, now) else {
                return Ok(None);
            };
            known.push((key, attempt));
        }
        for (key, attempt) in known {
            store(rows, &key, attempt.row)?;
        }
        Ok(Some(Verdict::pass(Rule::KnownTriplet)))
    }

    /// Notes the attempt, and decides.
    ///
    /// Every recipient is noted, also behind one that has to wait; where one has to
    /// wait, all of the question has to.
    ///
    /// # Errors
    ///
    /// [`RowsError`] if the rows are out of reach: then [`Policy::store_gone`] decides.
    pub fn note(
        &self,
        question: &Question,
        rows: &mut dyn Rows,
        now: SystemTime,
    ) -> Result<Verdict, RowsError> {
        let now = seconds(now);
        let network = self.settings.prefixes.network(question.client);
        if self.is_known_client(&network, rows, now)? {
            return Ok(Verdict::pass(Rule::KnownClient));
        }
        let provider = self.provider(question, rows, now)?;
        let mut machine = self.settings.machine;
        if let (Some(provider), Some(learn)) = (&provider, self.settings.learn) {
            machine = machine.with_delay(|set| provider.delay(learn, set));
        }
        let mut whole = Verdict::pass(Rule::KnownTriplet);
        let mut first_return = u32::MAX;
        for key in self.triplets(question, &network, rows)? {
            let known = stored(rows, &key)?;
            let Attempt { verdict, mut row } = machine.attempt(known, now);
            match known.filter(|_| provider.is_some()) {
                // It is noted that it came back, in case that it passes later.
                Some(known) if verdict.rule() == Rule::TooEarly && known.last == known.first => {
                    row = row.or(Some(Row { last: now, ..known }));
                }
                Some(known) if verdict.rule() == Rule::Returned => {
                    let last = Some(known.last).filter(|last| *last > known.first);
                    first_return = first_return.min(last.unwrap_or(now) - known.first);
                }
                _ => {}
            }
            store(rows, &key, row)?;
            whole = stricter(whole, verdict);
        }
        if whole.rule() == Rule::Returned {
            self.count_client(&network, rows, now)?;
            if let Some(provider) = provider {
                provider.learn(first_return, rows, now)?;
            }
        }
        Ok(whole)
    }

    /// The keys of the triplets of all recipients that are not exempt.
    pub(super) fn triplets(
        &self,
        question: &Question,
        network: &Network,
        rows: &mut dyn Rows,
    ) -> Result<Vec<Vec<u8>>, RowsError> {
        // Postfix does not name the recipients of a message when there are several.
        let unnamed = [Address::of("")];
        let unnamed = unnamed.iter().filter(|_| question.recipients.is_empty());
        let recipients = self.settings.exempt.waiting(question).chain(unnamed);
        let mut triplets = Vec::new();
        for recipient in recipients {
            triplets.push(self.triplet(network, question.sender.as_ref(), recipient, rows)?);
        }
        // Two programs that share the rows take them in the same order, so that neither
        // waits for what the other has while that waits for it.
        triplets.sort_unstable();
        Ok(triplets)
    }

    /// The key of one triplet.
    pub(super) fn triplet(
        &self,
        network: &Network,
        sender: Option<&Address>,
        recipient: &Address,
        rows: &mut dyn Rows,
    ) -> Result<Vec<u8>, RowsError> {
        let normalise = self.settings.normalise;
        let sender = match sender {
            Some(sender) if normalise => normalised(sender),
            Some(sender) => sender.text(),
            None => String::new(),
        };
        let mut recipient = recipient.text();
        if normalise && let Cow::Owned(small) = lowercase(&recipient) {
            recipient = small;
        }
        let secret = || Secret::of(rows, self.fresh);
        keys::triplet(network, &sender, &recipient, self.settings.hash, secret)
    }

    /// Whether a network is trusted; if so, it is seen again.
    fn is_known_client(
        &self,
        network: &Network,
        rows: &mut dyn Rows,
        now: u32,
    ) -> Result<bool, RowsError> {
        let clients = self.settings.clients;
        if clients.passes == 0 {
            return Ok(false);
        }
        let key = keys::client(network);
        let row = stored(rows, &key)?;
        let known = row.filter(|row| row.holds(now) && row.passes >= clients.passes);
        let Some(row) = known else { return Ok(false) };
        if is_past(row.last, clients.every, now) {
            store(rows, &key, Some(seen_again(row, clients.life, now)))?;
        }
        Ok(true)
    }

    /// Counts that somebody of a network came back.
    fn count_client(
        &self,
        network: &Network,
        rows: &mut dyn Rows,
        now: u32,
    ) -> Result<(), RowsError> {
        let clients = self.settings.clients;
        if clients.passes == 0 {
            return Ok(());
        }
        let key = keys::client(network);
        let row = match stored(rows, &key)?.filter(|row| row.holds(now)) {
            Some(row) if !is_past(row.last, clients.every, now) => return Ok(()),
            Some(row) => row,
            None => Row {
                first: now,
                ..Row::default()
            },
        };
        store(rows, &key, Some(seen_again(row, clients.life, now)))
    }
}

fn seen_again(row: Row, life: Duration, now: u32) -> Row {
    Row {
        // The last second still counts.
        expires: after(now, life).saturating_add(1),
        last: now,
        passes: row.passes.saturating_add(1),
        ..row
    }
}

fn is_past(last: u32, every: Duration, now: u32) -> bool {
    now >= last.saturating_add(in_seconds(every))
}

/// Of the verdicts on two recipients, the one that holds for both.
fn stricter(one: Verdict, other: Verdict) -> Verdict {
    let rank = |verdict: &Verdict| match *verdict {
        Verdict::Pass { waited, .. } => (0, waited),
        Verdict::Defer { wait, .. } => (1, Some(wait)),
        Verdict::Refuse { .. } | Verdict::Unavailable { .. } => (2, None),
    };
    if rank(&other) > rank(&one) {
        other
    } else {
        one
    }
}

pub(super) fn stored(rows: &mut dyn Rows, key: &[u8]) -> Result<Option<Row>, RowsError> {
    let bytes = rows.get(key)?;
    Ok(bytes.as_deref().and_then(Row::decode))
}

pub(super) fn store(rows: &mut dyn Rows, key: &[u8], row: Option<Row>) -> Result<(), RowsError> {
    match row {
        Some(row) => rows.put(key, &row.encode(), row.expires.into()),
        None => Ok(()),
    }
}
