use super::TableError;
use bytes::Bytes;

/// How long a key may be.
pub const LONGEST_KEY: usize = 1024;

/// How long a value may be.
pub const LONGEST_VALUE: usize = 16 * 1024;

/// What stands under a key of a [`Table`](super::Table).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Record {
    /// The value, which only its owner understands.
    pub value: Bytes,
    /// How old it is: any number that is higher for what is newer, such as a time.
    pub stamp: u64,
}

/// A key of a [`Table`](super::Table), and what stands under it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Entry {
    /// The key.
    pub key: Bytes,
    /// What stands under it.
    pub record: Record,
}

/// What becomes of a key: its new record, or none any more.
pub(in crate::data) type Change = Option<Record>;

/// What a change costs in memory besides its bytes: its places in a tree, twice, and in
/// a queue.
const PLACES: usize = 300;

pub(in crate::data) fn memory(key: &Bytes, change: &Change) -> usize {
    let value = change.as_ref().map_or(0, |record| record.value.len());
    PLACES + key.len() + value
}

pub(super) fn check_lengths(key: &Bytes, value: &Bytes) -> Result<(), TableError> {
    for (what, length, most) in [
        ("key", key.len(), LONGEST_KEY),
        ("value", value.len(), LONGEST_VALUE),
    ] {
        if length > most {
            return Err(TableError::TooLong { what, length, most });
        }
    }
    Ok(())
}
