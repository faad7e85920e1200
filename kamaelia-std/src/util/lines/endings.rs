//! Where lines end: [`Endings`].

use memchr::memchr;

/// How many bytes are looked at together.
const BLOCK: usize = 64;

/// The places of the LFs in some bytes, in order.
///
/// Short lines end several times in a block: to look for one end after another would cost
/// each of them a call, and the processor a wrong guess of how far it is.
pub(super) struct Endings<'a> {
    bytes: &'a [u8],
    /// Where the block begins that was looked at last.
    block: usize,
    /// What is left of its LFs: a bit for each of its bytes.
    left: u64,
    /// Up to where all was looked at.
    next: usize,
}

impl Endings<'_> {
    pub(super) fn of(bytes: &[u8]) -> Endings<'_> {
        Endings {
            bytes,
            block: 0,
            left: 0,
            next: 0,
        }
    }

    /// The next one behind what was looked at.
    #[inline(never)]
    fn look_on(&mut self) -> Option<usize> {
        if let Some(block) = self.bytes[self.next..].first_chunk::<BLOCK>() {
            self.left = line_feeds(block);
            self.block = self.next;
            self.next += BLOCK;
            if self.left != 0 {
                return Some(self.take());
            }
        }
        // The line is long, or there is no whole block.
        let rest = &self.bytes[self.next..];
        let end = memchr(b'\n', rest).map(|end| self.next + end);
        self.next = end.map_or(self.bytes.len(), |end| end + 1);
        end
    }

    /// Takes the first that is left of the block.
    #[inline]
    fn take(&mut self) -> usize {
        let end = self.block + self.left.trailing_zeros() as usize;
        self.left &= self.left - 1;
        end
    }
}

impl Iterator for Endings<'_> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        match self.left {
            0 => self.look_on(),
            _ => Some(self.take()),
        }
    }
}

/// Which of the bytes are LFs: a bit for each, the first the lowest.
fn line_feeds(block: &[u8; BLOCK]) -> u64 {
    let is = block.map(|byte| if byte == b'\n' { 0xff } else { 0 });
    let (rows, _) = is.as_chunks::<8>();
    // Bit `row` of byte `column`: this is what vectors are good at.
    let mut bits = 0;
    for (row, bytes) in rows.iter().enumerate() {
        bits |= u64::from_le_bytes(*bytes) & (0x0101_0101_0101_0101 << row);
    }
    if bits == 0 {
        return 0;
    }
    // Rows for columns: squares of one bit change places with their opposites, then of
    // two, and of four.
    for (apart, which) in [
        (7, 0x00aa_00aa_00aa_00aa),
        (14, 0x0000_cccc_0000_cccc),
        (28, 0x0000_0000_f0f0_f0f0),
    ] {
        let change = (bits ^ (bits >> apart)) & which;
        bits ^= change ^ (change << apart);
    }
    bits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &[u8]) {
        let by_byte: Vec<_> = (0..text.len()).filter(|&at| text[at] == b'\n').collect();
        assert_eq!(Endings::of(text).collect::<Vec<_>>(), by_byte);
    }

    #[test]
    fn all_are_found_wherever_they_are() {
        let mut random = fastrand::Rng::with_seed(1);
        for length in 0..300 {
            for most in [1, 2, 10, 70, 200] {
                let byte = |_| {
                    if random.usize(0..most) == 0 {
                        b'\n'
                    } else {
                        random.u8(..)
                    }
                };
                check(&(0..length).map(byte).collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn what_is_none_is_not_taken_for_one() {
        for byte in (0..=u8::MAX).filter(|&byte| byte != b'\n') {
            assert_eq!(line_feeds(&[byte; BLOCK]), 0);
        }
    }
}
