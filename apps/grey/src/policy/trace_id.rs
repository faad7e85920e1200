use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::str::FromStr;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// By what all that is logged of one connection is found.
///
/// It is 13 letters and digits, without those that look like others (`i`, `l`, `o`,
/// `u`). Later ones sort behind earlier ones: the highest 54 bits are the microsecond,
/// or one more than the last, and the others are the program's own.
///
/// ```
/// use grey::policy::TraceId;
///
/// let (one, other) = (TraceId::next(), TraceId::next());
/// assert!(one < other);
/// assert_eq!(one.to_string().len(), 13);
/// assert_eq!(one.to_string().parse(), Ok(one));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TraceId(u64);

const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const LENGTH: u32 = 13;
/// How many bits tell programs that began in one microsecond apart.
const OWN_BITS: u32 = 10;

impl TraceId {
    /// One that nobody else has.
    #[must_use]
    pub fn next() -> TraceId {
        static LAST: AtomicU64 = AtomicU64::new(0);
        static OWN: OnceLock<u64> = OnceLock::new();
        let own = OWN.get_or_init(|| fastrand::u64(..1 << OWN_BITS));
        let now = microseconds(SystemTime::now());
        TraceId(next_after(&LAST, now) << OWN_BITS | own)
    }
}

/// The microsecond since 1970.
pub(crate) fn microseconds(time: SystemTime) -> u64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_micros()).unwrap_or(u64::MAX)
}

/// `now`, or the number after the last one that was given, if that is later.
pub(crate) fn next_after(last: &AtomicU64, now: u64) -> u64 {
    let later = |last: u64| now.max(last.saturating_add(1));
    let before = last.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |last| {
        Some(later(last))
    });
    later(before.unwrap_or_else(|last| last))
}

impl Display for TraceId {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let letter = |place: u32| LETTERS[(self.0 >> (5 * place)) as usize % LETTERS.len()];
        let mut text = [0; LENGTH as usize];
        for (byte, place) in text.iter_mut().zip((0..LENGTH).rev()) {
            *byte = letter(place);
        }
        f.pad(str::from_utf8(&text).unwrap_or_default())
    }
}

/// A text that is no [`TraceId`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadTraceId;

impl Display for BadTraceId {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("a trace id has 13 letters and digits, such as `05htk3nb7m4q8`")
    }
}

impl Error for BadTraceId {}

impl FromStr for TraceId {
    type Err = BadTraceId;

    fn from_str(text: &str) -> Result<TraceId, BadTraceId> {
        let mut number = 0_u64;
        for byte in text.bytes() {
            let value = LETTERS.iter().position(|letter| *letter == byte);
            let value = value.and_then(|value| u64::try_from(value).ok());
            number = number.checked_mul(32).ok_or(BadTraceId)? | value.ok_or(BadTraceId)?;
        }
        match text.len() == LENGTH as usize {
            true => Ok(TraceId(number)),
            false => Err(BadTraceId),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_its_text_and_back() {
        for (number, text) in [
            (0, "0000000000000"),
            (31, "000000000000z"),
            (u64::MAX, "fzzzzzzzzzzzz"),
        ] {
            assert_eq!(TraceId(number).to_string(), text);
            assert_eq!(text.parse(), Ok(TraceId(number)));
        }
        for bad in ["", "0", "000000000000u", "gzzzzzzzzzzzz", "00000000000000"] {
            assert_eq!(bad.parse::<TraceId>(), Err(BadTraceId), "{bad}");
        }
    }

    #[test]
    fn a_clock_that_stands_or_goes_back_gives_no_number_twice() {
        let last = AtomicU64::new(0);
        let numbers = [7, 7, 3, 20].map(|now| next_after(&last, now));
        assert_eq!(numbers, [7, 8, 9, 20]);
    }
}
