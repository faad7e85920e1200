//! What a [`Session`] does for those who ask.

use super::job::after;
use super::session::Session;
use crate::data::table::Change;
use crate::data::{Entry, Piece, Record, TableError};
use bytes::Bytes;
use futures::future::{join, join3};
use std::collections::BTreeMap;
use std::time::Instant;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Error, Row};

impl Session<'_> {
    /// Begins a transaction with the first key that it looks at: waits until nobody else
    /// has that in one, and gives what stands there.
    pub(super) fn begin_with(&self, key: &[u8]) -> Result<Change, TableError> {
        let all = self.place().lock_of_all();
        // All are sent at once.
        let begin = async {
            let begin = self.client.batch_execute("begin");
            let share = async { self.client.execute(&self.statements.share, &[&all]).await };
            let (begun, shared) = join(begin, share).await;
            begun.and(shared)
        };
        let found = self.step(async {
            let (begun, found) = join(begin, self.lock_and_find(key)).await;
            begun.and(found)
        })?;
        found.map(|row| self.record(&row, 0)).transpose()
    }

    /// The same with a further key.
    pub(super) fn go_on_with(&self, key: &[u8]) -> Result<Change, TableError> {
        let found = self.step(self.lock_and_find(key))?;
        found.map(|row| self.record(&row, 0)).transpose()
    }

    /// Has all keys for the transaction.
    pub(super) fn lock_all(&self) -> Result<(), TableError> {
        let all = self.place().lock_of_all();
        let lock = async { self.client.execute(&self.statements.lock, &[&all]).await };
        self.step(lock).map(drop)
    }

    /// What stands under a key, for who has all of them or does not mind others.
    pub(super) fn get(&self, key: &[u8]) -> Result<Change, TableError> {
        let found = self.step(self.find(key))?;
        found.map(|row| self.record(&row, 0)).transpose()
    }

    /// What is found is what was committed while the lock was waited for, since each
    /// statement looks at the database anew.
    async fn lock_and_find(&self, key: &[u8]) -> Result<Option<Row>, Error> {
        let lock = self.place().lock(key);
        let lock = async { self.client.execute(&self.statements.lock, &[&lock]).await };
        let (locked, found) = join(lock, self.find(key)).await;
        locked.and(found)
    }

    async fn find(&self, key: &[u8]) -> Result<Option<Row>, Error> {
        self.client.query_opt(&self.statements.get, &[&key]).await
    }

    /// Makes what was changed what all see.
    pub(super) fn commit(&self, changes: &BTreeMap<Bytes, Change>) -> Result<(), TableError> {
        let (mut keys, mut values, mut stamps) = (Vec::new(), Vec::new(), Vec::new());
        let mut removed: Vec<&[u8]> = Vec::new();
        for (key, change) in changes {
            let Some(record) = change else {
                removed.push(key);
                continue;
            };
            keys.push(&key[..]);
            values.push(&record.value[..]);
            stamps.push(record.stamp.cast_signed());
        }
        let put = async {
            match keys.is_empty() {
                true => Ok(0),
                false => {
                    let put = &self.statements.put;
                    self.client.execute(put, &[&keys, &values, &stamps]).await
                }
            }
        };
        let remove = async {
            match removed.is_empty() {
                true => Ok(0),
                false => {
                    self.client
                        .execute(&self.statements.remove, &[&removed])
                        .await
                }
            }
        };
        // If one of them fails, so does the last, which then rolls back.
        let commit = self.client.batch_execute("commit");
        self.step(async {
            let (put, removed, committed) = join3(put, remove, commit).await;
            put?;
            removed?;
            committed
        })
    }

    pub(super) fn roll_back(&self) {
        // If that fails too, the connection has gone, and what was begun with it.
        let _ = self.step(self.client.batch_execute("rollback"));
    }

    /// The next entries whose keys begin so and come after this one.
    pub(super) fn scan(
        &self,
        prefix: &[u8],
        last: Option<&[u8]>,
        most: usize,
    ) -> Result<Piece, TableError> {
        let from = match last {
            Some(last) if last >= prefix => after(last),
            _ => Bytes::copy_from_slice(prefix),
        };
        let Some(end) = beyond(prefix) else {
            return self.from(&from, most);
        };
        let count = i64::try_from(most).unwrap_or(i64::MAX);
        let scan = &self.statements.scan;
        let (from, end) = (&from[..], &end[..]);
        let rows = async { self.client.query(scan, &[&from, &end, &count]).await };
        let rows = self.step(rows)?;
        self.piece(&rows, most)
    }

    /// The next entries from a key on.
    pub(super) fn from(&self, from: &[u8], most: usize) -> Result<Piece, TableError> {
        let count = i64::try_from(most).unwrap_or(i64::MAX);
        let statement = &self.statements.from;
        let rows = async { self.client.query(statement, &[&from, &count]).await };
        let rows = self.step(rows)?;
        self.piece(&rows, most)
    }

    fn piece(&self, rows: &[Row], most: usize) -> Result<Piece, TableError> {
        let entry = |row: &Row| {
            let key: &[u8] = row
                .try_get(2)
                .map_err(|error| self.place().failed(&error))?;
            Ok(Entry {
                key: Bytes::copy_from_slice(key),
                record: self.record(row, 0)?,
            })
        };
        let entries: Vec<Entry> = rows.iter().map(entry).collect::<Result<_, TableError>>()?;
        let last = entries.last().filter(|_| entries.len() == most);
        let next = last.map(|entry| entry.key.clone());
        Ok(Piece { entries, next })
    }

    /// What stands in two columns.
    fn record(&self, row: &Row, column: usize) -> Result<Record, TableError> {
        let failed = |error| self.place().failed(&error);
        let value: &[u8] = row.try_get(column).map_err(failed)?;
        let stamp: i64 = row.try_get(column + 1).map_err(failed)?;
        Ok(Record {
            value: Bytes::copy_from_slice(value),
            stamp: stamp.cast_unsigned(),
        })
    }

    /// Removes those of the entries that are as they were, and that nobody has in a
    /// transaction.
    pub(super) fn remove_unchanged(&self, entries: &[Entry]) -> Result<u64, TableError> {
        let keys: Vec<&[u8]> = entries.iter().map(|entry| &entry.key[..]).collect();
        let values: Vec<&[u8]> = entries
            .iter()
            .map(|entry| &entry.record.value[..])
            .collect();
        let stamps = entries.iter().map(|entry| entry.record.stamp.cast_signed());
        let stamps: Vec<i64> = stamps.collect();
        let locks: Vec<i64> = keys.iter().map(|key| self.place().lock(key)).collect();
        let all = self.place().lock_of_all();
        let remove = &self.statements.remove_unchanged;
        self.step(async {
            let which = [&keys as &(dyn ToSql + Sync), &values, &stamps, &locks, &all];
            self.client.execute(remove, &which).await
        })
    }

    /// Removes so many entries with the lowest stamps.
    pub(super) fn remove_oldest(&self, count: usize) -> Result<u64, TableError> {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        self.step(
            self.client
                .execute(&self.statements.remove_oldest, &[&count]),
        )
    }

    /// Finds out how many entries there are: exactly if they are few, or else about.
    pub(super) fn count(&self) -> Result<(), TableError> {
        self.counted.set(Instant::now());
        let row = self.step(
            self.client
                .query_one(&self.statements.count, &[&self.place().table]),
        )?;
        let count: i64 = row
            .try_get(0)
            .map_err(|error| self.place().failed(&error))?;
        self.place().counts.counted(count);
        Ok(())
    }

    /// Waits until everything that was committed is on disk.
    pub(super) fn flush(&self) -> Result<(), TableError> {
        // What is committed last is flushed with all before it, if it is anything.
        let flush = "begin; set local synchronous_commit = on; select txid_current(); commit";
        self.step(self.client.batch_execute(flush))
    }
}

/// The first key that comes after all that begin so, if there is one.
fn beyond(prefix: &[u8]) -> Option<Vec<u8>> {
    let length = prefix.iter().rposition(|byte| *byte < u8::MAX)? + 1;
    let mut end = prefix.get(..length)?.to_vec();
    *end.last_mut()? += 1;
    Some(end)
}

#[cfg(test)]
mod tests {
    use super::beyond;

    #[test]
    fn a_prefix_ends_before_the_next_one() {
        assert_eq!(beyond(b"ab").as_deref(), Some(&b"ac"[..]));
        assert_eq!(beyond(b"a\xff\xff").as_deref(), Some(&b"b"[..]));
        assert_eq!(beyond(b"\xff"), None);
        assert_eq!(beyond(b""), None);
    }
}
