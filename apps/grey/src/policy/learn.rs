//! When providers come back, as far as they were seen to: it sets the delay for them.

use super::retries::LIFE;
use super::row::seconds;
use super::{Address, Name, Policy, Question, Retries, Rows, RowsError, Secret, keys};
use std::time::{Duration, SystemTime};

/// That the delay of a provider is learned, and its bound.
///
/// What is counted is when a message came back for the first time, for those that passed
/// in the end; one a minute for each provider, so that a message to many counts once.
/// After [`ENOUGH`](Learn::ENOUGH) of them, the delay is one that nine of ten outlast.
///
/// A provider is known by its client's confirmed name, or by the sender's domain where
/// there is no such name. A sender's domain anybody can say, so who wants can shorten the
/// delay of others, or fill the places for providers. The harm is bounded: no delay is
/// less than `least` or more than what is set, who never comes back teaches nothing, and
/// whoever finds no place waits as long as if nothing was learned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Learn {
    /// The shortest delay: a minute, if not said otherwise, the least that RFC 6647 names.
    pub least: Duration,
}

impl Default for Learn {
    fn default() -> Learn {
        Learn {
            least: Duration::from_secs(60),
        }
    }
}

impl Learn {
    /// How often a provider has to have come back before that counts.
    pub const ENOUGH: u32 = 20;

    /// How many providers there is a place for.
    pub const PROVIDERS: u16 = 4096;

    /// The delay for a provider, where this is what is set for all.
    #[must_use]
    pub fn delay(&self, retries: &Retries, set: Duration) -> Duration {
        let learned = retries.usual().unwrap_or(set);
        learned.max(self.least).min(set)
    }
}

/// For how long one keeps its place, in seconds.
const KEPT: u32 = 30 * 24 * 60 * 60;

/// One a minute counts.
const EVERY: u32 = 60;

/// Whether what was learned can be thrown away.
pub(super) fn is_over(bytes: &[u8], now: u32) -> bool {
    Retries::decode(bytes).is_none_or(|retries| retries.last.saturating_add(LIFE) <= now)
}

/// The place of a provider, and what stands there of it.
pub(super) struct Provider {
    key: Vec<u8>,
    retries: Retries,
    /// Whether the place is another one's.
    is_taken: bool,
}

impl Provider {
    pub(super) fn delay(&self, learn: Learn, set: Duration) -> Duration {
        learn.delay(&self.retries, set)
    }

    /// Counts that it came back after so many seconds.
    pub(super) fn learn(
        mut self,
        after: u32,
        rows: &mut dyn Rows,
        now: u32,
    ) -> Result<(), RowsError> {
        let is_again = self.retries.last <= now && now - self.retries.last < EVERY;
        if self.is_taken || is_again {
            return Ok(());
        }
        self.retries.count(Duration::from_secs(after.into()));
        self.retries.last = now;
        let stamp = now.saturating_add(LIFE).into();
        rows.put(&self.key, &self.retries.encode(), stamp)
    }
}

impl Policy {
    /// The provider of a message, if that is asked for and there is one.
    pub(super) fn provider(
        &self,
        question: &Question,
        rows: &mut dyn Rows,
        now: u32,
    ) -> Result<Option<Provider>, RowsError> {
        if self.settings.learn.is_none() {
            return Ok(None);
        }
        let name = match &question.name {
            Some(Name::Confirmed(names)) => names.first().map(|name| organisation(name)),
            _ => question.sender.as_ref().map(domain),
        };
        let Some(name) = name.filter(|name| !name.is_empty()) else {
            return Ok(None);
        };
        let hash = Secret::of(rows, self.fresh)?.hash(&name);
        let (key, provider) = keys::retries(&hash, Learn::PROVIDERS);
        let stored = rows.get(&key)?.and_then(|bytes| Retries::decode(&bytes));
        let own = stored.filter(|stored| stored.provider == provider);
        let is_taken = own.is_none() && stored.is_some_and(|it| keeps_its_place(it, now));
        let retries = own.unwrap_or(Retries::of(provider));
        Ok(Some(Provider {
            key,
            retries,
            is_taken,
        }))
    }

    /// When the provider of a message comes back, as far as that is known.
    ///
    /// # Errors
    ///
    /// [`RowsError`] if the rows are out of reach.
    pub fn learned(
        &self,
        question: &Question,
        rows: &mut dyn Rows,
        now: SystemTime,
    ) -> Result<Option<Retries>, RowsError> {
        let provider = self.provider(question, rows, seconds(now))?;
        Ok(provider.map(|provider| provider.retries))
    }
}

/// Whether a provider keeps its place before another one.
fn keeps_its_place(retries: Retries, now: u32) -> bool {
    retries.total() >= Learn::ENOUGH && now < retries.last.saturating_add(KEPT)
}

fn domain(sender: &Address) -> String {
    organisation(&sender.domain)
}

/// Whose a name is: its last two labels, or three where the last two look like those of a
/// country's registry, as `co.uk` does. Where that is wrong, several share what is learned.
fn organisation(name: &str) -> String {
    let name = name.trim_end_matches('.').to_lowercase();
    let labels: Vec<&str> = name.rsplit('.').collect();
    let is_registry =
        matches!(&labels[..], [top, below, _, ..] if top.len() == 2 && below.len() <= 3);
    let count = if is_registry { 3 } else { 2 };
    let mut own: Vec<&str> = labels.into_iter().take(count).collect();
    own.reverse();
    own.join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_organisation_is_the_end_of_a_name() {
        for (name, own) in [
            ("mail-ed1-f41.Google.com.", "google.com"),
            ("a.b.example.co.uk", "example.co.uk"),
            ("example.org", "example.org"),
            ("localhost", "localhost"),
            ("mail.web.de", "mail.web.de"),
            ("", ""),
        ] {
            assert_eq!(organisation(name), own);
        }
    }
}
