//! GNU dbm: a directory of buckets, which say where each key stands, with its value
//! behind it. Files of the versions 1.7 to 1.2x, of systems with short places and with
//! long ones, in both orders of bytes.

use super::Pairs;
use super::numbers::{Numbers, order_by_magic};
use std::collections::BTreeSet;

/// What a file begins with: old, with short places, with long ones; and the last two
/// where each sync has a number.
const OLD: u32 = 0x1357_9ace;
const SHORT: u32 = 0x1357_9acd;
const LONG: u32 = 0x1357_9acf;
const NUMBERED_SHORT: u32 = 0x1357_9ad0;
const NUMBERED_LONG: u32 = 0x1357_9ad1;

/// How many free pieces a bucket knows.
const FREE_PIECES: usize = 6;

/// Reads a database; nothing if these bytes are none of this kind.
///
/// # Errors
///
/// Why nothing at all of it can be read.
pub fn read(bytes: &[u8]) -> Option<Result<Pairs, String>> {
    let known = [OLD, SHORT, LONG, NUMBERED_SHORT, NUMBERED_LONG];
    let (high_first, magic) = order_by_magic(bytes, 0, &known)?;
    let numbers = Numbers::new(bytes, high_first);
    // The old magic says nothing of its places: those of today's systems are long.
    let is_long = match magic {
        SHORT | NUMBERED_SHORT => false,
        OLD => numbers.u64(8).is_some_and(|at| at < numbers.len() as u64),
        _ => true,
    };
    let file = File { numbers, is_long };
    Some(
        file.read()
            .unwrap_or_else(|| Err("it ends within its head".to_owned())),
    )
}

struct File<'f> {
    numbers: Numbers<'f>,
    is_long: bool,
}

impl File<'_> {
    fn place(&self, at: usize) -> Option<usize> {
        match self.is_long {
            true => usize::try_from(self.numbers.u64(at)?).ok(),
            false => self.numbers.size(at),
        }
    }

    fn place_length(&self) -> usize {
        if self.is_long { 8 } else { 4 }
    }

    fn read(&self) -> Option<Result<Pairs, String>> {
        let after = 8 + self.place_length();
        let directory = self.place(8)?;
        let length = self.numbers.size(after)?;
        let bucket = Bucket {
            size: self.numbers.size(after + 8)?,
            elements: self.numbers.size(after + 12)?,
        };
        let end = directory
            .checked_add(length)
            .filter(|end| *end <= self.numbers.len());
        let Some(end) = end else {
            return Some(Err(
                "its directory is missing: the file has ended before it".to_owned(),
            ));
        };
        let used = bucket.elements.checked_mul(self.element_length());
        let used = used.and_then(|used| used.checked_add(self.table()));
        if bucket.elements == 0 || used.is_none_or(|used| used > bucket.size) {
            return Some(Err(format!(
                "its buckets of {} entries do not fit in {} bytes",
                bucket.elements, bucket.size
            )));
        }
        let mut pairs = Pairs::of(self.numbers.len());
        // Several places of the directory lead to one bucket, as long as it is not full.
        let mut buckets = BTreeSet::new();
        for (number, at) in (directory..end).step_by(self.place_length()).enumerate() {
            match self.place(at) {
                Some(place) if place > 0 => drop(buckets.insert(place)),
                _ => pairs.trouble(format!("directory, entry {number}"), "leads nowhere"),
            }
        }
        for place in buckets {
            self.read_bucket(place, bucket, &mut pairs);
        }
        Some(Ok(pairs))
    }

    /// Where the entries begin in a bucket: behind its free pieces, its bits and its
    /// count.
    fn table(&self) -> usize {
        match self.is_long {
            true => 8 + 16 * FREE_PIECES + 8,
            false => 4 + 8 * FREE_PIECES + 8,
        }
    }

    fn element_length(&self) -> usize {
        if self.is_long { 24 } else { 20 }
    }

    fn read_bucket(&self, place: usize, bucket: Bucket, pairs: &mut Pairs) {
        let at = format!("bucket at {place}");
        let Some(numbers) = self.numbers.part(place, bucket.size) else {
            return pairs.trouble(at, "is missing: the file has ended before its end");
        };
        let count = numbers.size(self.table() - 4).unwrap_or_default();
        let mut found = 0;
        for element in 0..bucket.elements {
            let begin = self.table() + element * self.element_length();
            // A hash of -1 is no entry.
            let Some(hash) = numbers.u32(begin).filter(|hash| *hash != u32::MAX) else {
                continue;
            };
            found += 1;
            match self.pair(&numbers, begin, hash) {
                Ok(pair) => pairs.push(format!("{at}, entry {element}"), pair),
                Err(why) => pairs.trouble(format!("{at}, entry {element}"), why),
            }
        }
        if found != count {
            let why = format!("says that it has {count} entries, and has {found}");
            pairs.trouble(at, why);
        }
    }

    fn pair(
        &self,
        numbers: &Numbers<'_>,
        begin: usize,
        hash: u32,
    ) -> Result<(Vec<u8>, Vec<u8>), String> {
        let place = match self.is_long {
            true => numbers
                .u64(begin + 8)
                .and_then(|at| usize::try_from(at).ok()),
            false => numbers.size(begin + 8),
        };
        let sizes = begin + 8 + self.place_length();
        let (key_length, length) = (numbers.size(sizes), numbers.size(sizes + 4));
        let (Some(place), Some(key_length), Some(length)) = (place, key_length, length) else {
            return Err("ends with its bucket".to_owned());
        };
        let key = self.numbers.bytes(place, key_length);
        let value = place
            .checked_add(key_length)
            .and_then(|place| self.numbers.bytes(place, length));
        let (Some(key), Some(value)) = (key, value) else {
            return Err("lies behind the end of the file".to_owned());
        };
        // Systems differ in how they hash what is not ASCII.
        if key.is_ascii() && hash_of(key) != hash {
            return Err("is another one than its hash says".to_owned());
        }
        Ok((key.to_vec(), value.to_vec()))
    }
}

/// How large a bucket is, and how many entries it can have.
#[derive(Clone, Copy)]
struct Bucket {
    size: usize,
    elements: usize,
}

/// The hash of a key.
fn hash_of(key: &[u8]) -> u32 {
    const LOW: u32 = 0x7FFF_FFFF;
    let length = u32::try_from(key.len()).unwrap_or(u32::MAX);
    let start = 0x238F_13AF_u32.wrapping_mul(length);
    let mixed = key.iter().zip(0_u32..).fold(start, |mixed, (byte, index)| {
        let shift = index.wrapping_mul(5) % 24;
        mixed.wrapping_add(u32::from(*byte) << shift) & LOW
    });
    mixed.wrapping_mul(1_103_515_243).wrapping_add(12_345) & LOW
}
