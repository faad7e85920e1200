use super::file::damage;
use super::record::Change;
use super::{Entry, Record, TableError};
use bytes::Bytes;
use rusqlite::{Connection, OptionalExtension, Row};
use std::cell::Cell;
use std::ops::Bound;
use std::path::{Path, PathBuf};

/// What is on disk, as the last commit has left it.
pub(super) struct Disk {
    connection: Connection,
    path: PathBuf,
    /// Whether all looks see the file as the first of them did: each that has to ask for
    /// a lock of its own calls the system three times for that. While it is held, the
    /// log beside the file cannot begin anew.
    holds: Cell<bool>,
}

impl Disk {
    pub(super) fn new(connection: Connection, path: &Path) -> Disk {
        Disk {
            connection,
            path: path.into(),
            holds: Cell::new(false),
        }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether all looks see the same until it lets go.
    pub(super) fn holds(&self) -> bool {
        self.holds.get()
    }

    /// Sees from the next look on what has been committed since the first.
    pub(super) fn let_go(&self) {
        if self.holds.replace(false) && !self.connection.is_autocommit() {
            // What only looks has nothing to lose: all that can fail has failed before.
            let commit = self.connection.prepare_cached("COMMIT");
            let _ = commit.and_then(|mut commit| commit.execute(()));
        }
    }

    fn hold(&self) -> rusqlite::Result<()> {
        if !self.holds.get() {
            self.connection.prepare_cached("BEGIN")?.execute(())?;
            self.holds.set(true);
        }
        Ok(())
    }

    pub(super) fn get(&self, key: &[u8]) -> Result<Change, TableError> {
        let look = || {
            self.hold()?;
            self.connection
                .prepare_cached("SELECT value, stamp FROM entries WHERE key = ?1")?
                .query_row((key,), |row| record(row, 0))
                .optional()
        };
        look().map_err(|error| self.error(error))
    }

    /// The next few entries, in the order of their keys.
    pub(super) fn after(&self, from: Bound<&[u8]>, most: usize) -> Result<Vec<Entry>, TableError> {
        let (sql, key) = match from {
            Bound::Included(key) => (FROM, key),
            Bound::Excluded(key) => (AFTER, key),
            Bound::Unbounded => (FROM, &b""[..]),
        };
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let look = || {
            self.hold()?;
            let mut query = self.connection.prepare_cached(sql)?;
            query
                .query_map((key, most), entry)?
                .collect::<rusqlite::Result<_>>()
        };
        look().map_err(|error| self.error(error))
    }

    fn error(&self, error: rusqlite::Error) -> TableError {
        damage(&self.path, &error).unwrap_or_else(|| TableError::Read {
            path: self.path.clone(),
            why: error.to_string(),
        })
    }
}

const FROM: &str = "SELECT key, value, stamp FROM entries WHERE key >= ?1 ORDER BY key LIMIT ?2";
const AFTER: &str = "SELECT key, value, stamp FROM entries WHERE key > ?1 ORDER BY key LIMIT ?2";

fn entry(row: &Row<'_>) -> rusqlite::Result<Entry> {
    Ok(Entry {
        key: bytes(row, 0)?,
        record: record(row, 1)?,
    })
}

fn record(row: &Row<'_>, column: usize) -> rusqlite::Result<Record> {
    let stamp: i64 = row.get(column + 1)?;
    Ok(Record {
        value: bytes(row, column)?,
        stamp: stamp.cast_unsigned(),
    })
}

fn bytes(row: &Row<'_>, column: usize) -> rusqlite::Result<Bytes> {
    let blob = row.get_ref(column)?.as_blob();
    Ok(Bytes::copy_from_slice(blob?))
}
