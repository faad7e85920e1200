//! When providers come back, as far as they were seen to: it sets the delay for them.

use super::row::{in_seconds, seconds};
use super::{Address, Name, Policy, Question, Rows, RowsError, Secret, keys};
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

/// Of how long a time a count is, at least: in seconds.
const FROM: [u16; 12] = [0, 30, 60, 90, 120, 180, 240, 300, 600, 900, 1800, 3600];

/// How many are counted until all counts are halved: what is newer counts for more.
const MOST: u32 = 1_000;

/// How long a provider is remembered that is not seen any more, in seconds.
const LIFE: u32 = 90 * 24 * 60 * 60;

/// For how long one keeps its place, in seconds.
const KEPT: u32 = 30 * 24 * 60 * 60;

/// One a minute counts.
const EVERY: u32 = 60;

/// When a provider comes back for the first time.
///
/// In a store it is 37 bytes long, numbers with their highest byte first:
///
/// | bytes | |
/// |---|---|
/// | 0 | the version of this layout, 1 |
/// | 1 to 8 | the beginning of the keyed hash of the provider |
/// | 9 to 12 | the second since 1970 of the last that was counted |
/// | 13 to 36 | twelve counts, of those that came back after 0 seconds or more, after 30, 60, 90, 120, 180, 240, 300, 600, 900, 1800 and 3600 |
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Retries {
    provider: [u8; 8],
    last: u32,
    counts: [u16; 12],
}

const VERSION: u8 = 1;
const LENGTH: usize = 37;

impl Retries {
    /// Counts one that came back after this time.
    pub fn count(&mut self, after: Duration) {
        let after = in_seconds(after);
        if self.total() >= MOST {
            self.counts = self.counts.map(|count| count / 2);
        }
        let mut places = self.counts.iter_mut().zip(FROM).rev();
        if let Some((count, _)) = places.find(|(_, from)| after >= u32::from(*from)) {
            *count = count.saturating_add(1);
        }
    }

    /// A time that nine of ten outlast, if there are enough to tell.
    #[must_use]
    pub fn usual(&self) -> Option<Duration> {
        let total = self.total();
        if total < Learn::ENOUGH {
            return None;
        }
        let mut so_far = 0;
        let mut counts = self.counts.iter().zip(FROM);
        let (_, from) = counts.find(|(count, _)| {
            so_far += u32::from(**count);
            so_far * 10 >= total
        })?;
        Some(Duration::from_secs(from.into()))
    }

    fn total(&self) -> u32 {
        self.counts.iter().map(|count| u32::from(*count)).sum()
    }

    fn encode(&self) -> [u8; LENGTH] {
        let mut bytes = [VERSION; LENGTH];
        bytes[1..9].copy_from_slice(&self.provider);
        bytes[9..13].copy_from_slice(&self.last.to_be_bytes());
        for (place, count) in bytes[13..].chunks_exact_mut(2).zip(self.counts) {
            place.copy_from_slice(&count.to_be_bytes());
        }
        bytes
    }

    fn decode(bytes: &[u8]) -> Option<Retries> {
        let bytes: &[u8; LENGTH] = bytes.try_into().ok()?;
        if bytes[0] != VERSION {
            return None;
        }
        let mut retries = Retries {
            provider: bytes[1..9].try_into().ok()?,
            last: u32::from_be_bytes(bytes[9..13].try_into().ok()?),
            counts: [0; 12],
        };
        for (count, place) in retries.counts.iter_mut().zip(bytes[13..].chunks_exact(2)) {
            *count = u16::from_be_bytes(place.try_into().ok()?);
        }
        Some(retries)
    }

    /// Whether another provider has to leave it its place.
    fn keeps_its_place(&self, now: u32) -> bool {
        self.total() >= Learn::ENOUGH && now < self.last.saturating_add(KEPT)
    }
}

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
        let name = match &question.name {
            Some(Name::Confirmed(names)) => names.first().map(|name| organisation(name)),
            _ => question.sender.as_ref().map(domain),
        };
        let Some(name) = name.filter(|name| !name.is_empty() && self.settings.learn.is_some())
        else {
            return Ok(None);
        };
        let hash = Secret::of(rows, self.fresh)?.hash(&name);
        let (key, provider) = keys::retries(&hash, Learn::PROVIDERS);
        let stored = rows.get(&key)?.and_then(|bytes| Retries::decode(&bytes));
        let own = stored.filter(|stored| stored.provider == provider);
        let is_taken = own.is_none() && stored.is_some_and(|it| it.keeps_its_place(now));
        let retries = own.unwrap_or(Retries {
            provider,
            ..Retries::default()
        });
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
    fn retries_are_their_documented_bytes_and_back() {
        let mut retries = Retries {
            provider: *b"provider",
            last: 0x0102_0304,
            ..Retries::default()
        };
        retries.count(Duration::from_secs(29));
        retries.count(Duration::from_secs(3600));
        let bytes = retries.encode();
        assert_eq!(bytes[..13], *b"\x01provider\x01\x02\x03\x04");
        assert_eq!((bytes[14], bytes[36]), (1, 1));
        assert_eq!(Retries::decode(&bytes), Some(retries));
        assert_eq!(Retries::decode(&bytes[1..]), None);
    }

    #[test]
    fn the_usual_time_is_one_that_nine_of_ten_outlast() {
        let mut retries = Retries::default();
        for _ in 0..19 {
            retries.count(Duration::from_secs(127));
        }
        assert_eq!(retries.usual(), None, "that is not enough");
        retries.count(Duration::from_secs(5));
        assert_eq!(retries.usual(), Some(Duration::from_secs(120)));
        for _ in 0..3 {
            retries.count(Duration::from_secs(70));
        }
        assert_eq!(retries.usual(), Some(Duration::from_secs(60)));
    }

    #[test]
    fn what_is_newer_counts_for_more() {
        let mut retries = Retries::default();
        (0..5_000).for_each(|_| retries.count(Duration::from_secs(65)));
        (0..4_000).for_each(|_| retries.count(Duration::from_secs(700)));
        assert_eq!(retries.usual(), Some(Duration::from_secs(600)));
        assert!(retries.total() <= MOST);
    }

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
