//! Where changes stand on disk before they are in their places.
//!
//! A row has what was committed together, one change after the other: the length of the
//! key (two bytes), the key, the length of the value (four), the value, the stamp (eight);
//! numbers with the lowest byte first. Of an entry that goes, the length of its value is
//! the highest that there is, and nothing follows.

use super::record::Change;
use super::{LONGEST_KEY, LONGEST_VALUE, Record};
use bytes::{Buf, BufMut, Bytes};
use rusqlite::Connection;
use std::collections::BTreeMap;

/// The rows, by the number of the last change in them, each with how many entries there
/// are with it.
const LAYOUT: &str = "CREATE TABLE journal
    (number INTEGER PRIMARY KEY, entries INTEGER NOT NULL, changes BLOB NOT NULL)";

/// Says that an entry goes, where the length of its value would stand.
const GONE: u32 = u32::MAX;

/// A row.
pub(super) struct Row {
    pub(super) number: u64,
    pub(super) entries: u64,
    /// `None` if they cannot be read.
    pub(super) changes: Option<BTreeMap<Bytes, Change>>,
}

pub(super) fn lay_out(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(LAYOUT)
}

pub(super) fn append(
    connection: &Connection,
    number: u64,
    entries: u64,
    changes: &BTreeMap<Bytes, Change>,
) -> rusqlite::Result<()> {
    let row = (
        number.cast_signed(),
        entries.cast_signed(),
        written(changes),
    );
    connection
        .prepare_cached("INSERT INTO journal VALUES (?1, ?2, ?3)")?
        .execute(row)?;
    Ok(())
}

/// What a program has left that did not come to its end, in order.
pub(super) fn rows(connection: &Connection) -> rusqlite::Result<Vec<Row>> {
    let all = "SELECT number, entries, changes FROM journal ORDER BY number";
    let mut all = connection.prepare(all)?;
    let number = |row: &rusqlite::Row<'_>, column| {
        let found: i64 = row.get(column)?;
        let out_of_range = |_| rusqlite::Error::IntegralValueOutOfRange(column, found);
        u64::try_from(found).map_err(out_of_range)
    };
    let row = |row: &rusqlite::Row<'_>| {
        Ok(Row {
            number: number(row, 0)?,
            entries: number(row, 1)?,
            changes: read(&row.get::<_, Vec<u8>>(2)?),
        })
    };
    all.query_map((), row)?.collect()
}

/// Removes the rows up to a number.
pub(super) fn forget(connection: &Connection, number: u64) -> rusqlite::Result<()> {
    connection
        .prepare_cached("DELETE FROM journal WHERE number <= ?1")?
        .execute((number.cast_signed(),))?;
    Ok(())
}

fn written(changes: &BTreeMap<Bytes, Change>) -> Vec<u8> {
    let size = |(key, change): (&Bytes, &Change)| {
        let value = change.as_ref().map_or(0, |record| record.value.len());
        2 + key.len() + 4 + value + 8
    };
    let mut bytes = Vec::with_capacity(changes.iter().map(size).sum());
    for (key, change) in changes {
        // Neither is longer than has a place there.
        bytes.put_u16_le(key.len() as u16);
        bytes.put_slice(key);
        match change {
            Some(record) => {
                bytes.put_u32_le(record.value.len() as u32);
                bytes.put_slice(&record.value);
                bytes.put_u64_le(record.stamp);
            }
            None => bytes.put_u32_le(GONE),
        }
    }
    bytes
}

/// `None` if it was not written by this.
fn read(mut bytes: &[u8]) -> Option<BTreeMap<Bytes, Change>> {
    let take = |bytes: &mut &[u8], length: usize| {
        let piece = bytes.split_off(..length)?;
        Some(Bytes::copy_from_slice(piece))
    };
    let mut changes = BTreeMap::new();
    while !bytes.is_empty() {
        let length = usize::from(bytes.try_get_u16_le().ok()?);
        let key = take(&mut bytes, length).filter(|_| length <= LONGEST_KEY)?;
        let change = match bytes.try_get_u32_le().ok()? {
            GONE => None,
            length => {
                let length = usize::try_from(length).ok()?;
                let value = take(&mut bytes, length).filter(|_| length <= LONGEST_VALUE)?;
                let stamp = bytes.try_get_u64_le().ok()?;
                Some(Record { value, stamp })
            }
        };
        changes.insert(key, change);
    }
    Some(changes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_and_nothing_else() {
        let record = |value: &'static str, stamp| {
            Some(Record {
                value: value.into(),
                stamp,
            })
        };
        let changes = [
            ("", record("", u64::MAX)),
            ("ann", record("one", 1)),
            ("bob", None),
        ];
        let changes: BTreeMap<Bytes, Change> = changes
            .into_iter()
            .map(|(key, change)| (key.into(), change))
            .collect();
        let bytes = written(&changes);
        assert_eq!(read(&bytes).as_ref(), Some(&changes));
        assert_eq!(read(&[]), Some(BTreeMap::new()));
        for end in 1..bytes.len() {
            assert_ne!(read(&bytes[..end]), Some(changes.clone()));
        }
        assert_eq!(read(&[0xff; 100]), None);
    }
}
