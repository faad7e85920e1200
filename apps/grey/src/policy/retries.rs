use super::Learn;
use super::row::in_seconds;
use std::time::Duration;

/// Of how long a time a count is, at least: in seconds.
const FROM: [u16; 12] = [0, 30, 60, 90, 120, 180, 240, 300, 600, 900, 1800, 3600];

/// How many are counted until all counts are halved: what is newer counts for more.
const MOST: u32 = 1_000;

/// How long a provider is remembered that is not seen any more, in seconds.
pub(super) const LIFE: u32 = 90 * 24 * 60 * 60;

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
    pub(super) provider: [u8; 8],
    pub(super) last: u32,
    counts: [u16; 12],
}

const VERSION: u8 = 1;
const LENGTH: usize = 37;

impl Retries {
    /// None so far, of a provider that is known by this.
    pub(super) fn of(provider: [u8; 8]) -> Retries {
        Retries {
            provider,
            ..Retries::default()
        }
    }

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

    pub(super) fn total(&self) -> u32 {
        self.counts.iter().map(|count| u32::from(*count)).sum()
    }

    pub(super) fn encode(&self) -> [u8; LENGTH] {
        let mut bytes = [VERSION; LENGTH];
        bytes[1..9].copy_from_slice(&self.provider);
        bytes[9..13].copy_from_slice(&self.last.to_be_bytes());
        for (place, count) in bytes[13..].chunks_exact_mut(2).zip(self.counts) {
            place.copy_from_slice(&count.to_be_bytes());
        }
        bytes
    }

    pub(super) fn decode(bytes: &[u8]) -> Option<Retries> {
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
}
