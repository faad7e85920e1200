use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// What is remembered of a triplet, or of a client's network.
///
/// It is 15 bytes long, numbers with their highest byte first:
///
/// | bytes | |
/// |---|---|
/// | 0 | the version of this layout, 1 |
/// | 1 to 4 | the second since 1970 from which on it is over |
/// | 5 to 8 | the second of the first attempt |
/// | 9 to 12 | the second of the last one that counted |
/// | 13 and 14 | how often it passed |
///
/// Seconds of 32 bits last until the year 2106. A row of another version, or of
/// another length, is as good as none: whoever it stood for begins anew.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// The second from which on it is over.
    pub expires: u32,
    /// The second of the first attempt.
    pub first: u32,
    /// The second of the last attempt that counted.
    pub last: u32,
    /// How often it passed; a triplet with none still waits.
    pub passes: u16,
}

const VERSION: u8 = 1;
const LENGTH: usize = 15;

impl Row {
    /// The second from which on a row is over that is never over.
    pub const NEVER: u32 = u32::MAX;

    /// The row as bytes.
    #[must_use]
    pub fn encode(&self) -> [u8; LENGTH] {
        let mut bytes = [VERSION; LENGTH];
        bytes[1..5].copy_from_slice(&self.expires.to_be_bytes());
        bytes[5..9].copy_from_slice(&self.first.to_be_bytes());
        bytes[9..13].copy_from_slice(&self.last.to_be_bytes());
        bytes[13..].copy_from_slice(&self.passes.to_be_bytes());
        bytes
    }

    /// The row that these bytes are, if they are one.
    #[must_use]
    pub fn decode(bytes: &[u8]) -> Option<Row> {
        let bytes: &[u8; LENGTH] = bytes.try_into().ok()?;
        let &[version, a, b, c, d, e, f, g, h, i, j, k, l, m, n] = bytes;
        (version == VERSION).then(|| Row {
            expires: u32::from_be_bytes([a, b, c, d]),
            first: u32::from_be_bytes([e, f, g, h]),
            last: u32::from_be_bytes([i, j, k, l]),
            passes: u16::from_be_bytes([m, n]),
        })
    }

    /// Whether it is still of use at `now`.
    pub(super) fn holds(&self, now: u32) -> bool {
        now < self.expires
    }
}

/// Whether a row can be thrown away at `now`.
///
/// Whoever prunes a store asks this about every row of it: those that are not of a
/// policy, or that have to stay, are never over.
#[must_use]
pub fn is_over(key: &[u8], row: &[u8], now: SystemTime) -> bool {
    if key.first() == Some(&super::keys::RETRIES) {
        return super::learn::is_over(row, seconds(now));
    }
    let counted = matches!(
        key.first(),
        Some(&super::keys::TRIPLET | &super::keys::CLIENT | &super::keys::ALLOWED)
    );
    counted && Row::decode(row).is_none_or(|row| row.expires <= seconds(now))
}

/// The second since 1970.
pub(super) fn seconds(time: SystemTime) -> u32 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    in_seconds(since)
}

/// A duration in whole seconds, as many as there can be.
pub(super) fn in_seconds(duration: Duration) -> u32 {
    u32::try_from(duration.as_secs()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_its_documented_bytes_and_back() {
        let row = Row {
            expires: 0x0102_0304,
            first: 5,
            last: 6,
            passes: 0x0708,
        };
        let bytes = row.encode();
        assert_eq!(bytes, [1, 1, 2, 3, 4, 0, 0, 0, 5, 0, 0, 0, 6, 7, 8]);
        assert_eq!(Row::decode(&bytes), Some(row));
    }

    #[test]
    fn what_is_no_row_is_none_and_can_go() {
        let now = UNIX_EPOCH;
        for bytes in [&b""[..], &[1; 14], &[1; 16], &[2; 15]] {
            assert_eq!(Row::decode(bytes), None);
            assert!(is_over(b"t", bytes, now));
            assert!(!is_over(b"m", bytes, now));
            assert!(!is_over(b"", bytes, now));
        }
    }
}
