use super::greylist::waiting_since;
use super::row::{in_seconds, seconds};
use super::{Policy, Question, Row, Rows, RowsError, Rule, Verdict, keys};
use std::time::SystemTime;

impl Policy {
    /// Notes what must have been remembered where somebody has decided so, of what was
    /// never asked about here: for replays of what was recorded elsewhere. Gives whether
    /// there was anything to note.
    ///
    /// # Errors
    ///
    /// [`RowsError`] if the rows are out of reach.
    pub fn assume(
        &self,
        question: &Question,
        verdict: &Verdict,
        rows: &mut dyn Rows,
        now: SystemTime,
    ) -> Result<bool, RowsError> {
        let now = seconds(now);
        let network = self.settings.prefixes.network(question.client);
        let (keys, row) = match *verdict {
            Verdict::Pass {
                rule: Rule::KnownTriplet,
                ..
            } => {
                let row = self.settings.machine.passed(first(now), now);
                (self.triplets(question, &network, rows)?, row)
            }
            Verdict::Pass {
                rule: Rule::Returned,
                waited: Some(waited),
            } => {
                let since = now.saturating_sub(in_seconds(waited));
                let row = waiting_since(&self.settings.machine, since);
                (self.triplets(question, &network, rows)?, row)
            }
            Verdict::Pass {
                rule: Rule::KnownClient,
                ..
            } => (vec![keys::client(&network)], self.trusted(now)),
            _ => return Ok(false),
        };
        let mut is_new = false;
        for key in keys {
            if rows.get(&key)?.is_none() {
                rows.put(&key, &row.encode(), row.expires.into())?;
                is_new = true;
            }
        }
        Ok(is_new)
    }

    fn trusted(&self, now: u32) -> Row {
        let clients = self.settings.clients;
        Row {
            passes: clients.passes,
            expires: now
                .saturating_add(in_seconds(clients.life))
                .saturating_add(1),
            ..first(now)
        }
    }
}

fn first(now: u32) -> Row {
    Row {
        first: now,
        last: now,
        ..Row::default()
    }
}
