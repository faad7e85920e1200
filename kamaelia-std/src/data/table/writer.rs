//! Writes what has changed: [`Writer`].

use super::TableError;
use super::behind::Behind;
use super::commits::{Batch, Shared};
use super::file::{Opened, add_journal, damage, lengthen_log, shorten, tidy_on_close};
use super::journal;
use super::record::Change;
use bytes::Bytes;
use rusqlite::{Connection, Transaction, TransactionBehavior, ffi};
use std::path::PathBuf;
use std::sync::Arc;

/// What the thread has that commits.
pub(super) struct Writer {
    shared: Arc<Shared>,
    connection: Connection,
    path: PathBuf,
    has_journal: bool,
    behind: Behind,
    /// The number of the last change that is in its place.
    in_place: u64,
}

impl Writer {
    pub(super) fn new(shared: Arc<Shared>, opened: Opened) -> Writer {
        Writer {
            shared,
            connection: opened.connection,
            path: opened.path,
            has_journal: opened.has_journal,
            behind: opened.behind,
            in_place: 0,
        }
    }

    pub(super) fn work(mut self) -> Result<(), TableError> {
        self.lengthen_log();
        while let Some(batch) = self.shared.next(&self.behind) {
            let is_kept = batch.is_urgent && self.keep(&batch).is_ok();
            let committed = match is_kept {
                true => Ok(()),
                // If there was no room, there may be some when the journal is empty.
                false => self.commit(&batch),
            };
            let in_place = self.in_place();
            let committed = committed.map(|()| in_place);
            let committed = committed.map_err(|error| self.error(&error, &batch));
            let (last, entries) = (batch.last, batch.entries);
            let changes = self.shared.done(batch, committed)?;
            if is_kept && !changes.is_empty() {
                self.behind.add(last, entries, changes);
            }
        }
        // If it fails, the rest is beside the file, and read from there.
        let _ = tidy_on_close(&self.connection);
        Ok(())
    }

    /// Up to which number changes are in their places; none if those that are behind could
    /// not be put there.
    fn in_place(&self) -> Option<u64> {
        (!self.behind.has_failed()).then_some(self.in_place)
    }

    /// Puts a batch into the journal, and a few of those that are behind in their places.
    fn keep(&mut self, batch: &Batch) -> rusqlite::Result<()> {
        let slice = self.behind.turn(self.shared.pace, batch.changes.len());
        if batch.changes.is_empty() && slice == 0 {
            return Ok(());
        }
        let behind = &self.behind;
        // What is not committed in the end is rolled back.
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        if !batch.changes.is_empty() {
            check_room(&transaction, behind, batch)?;
            if !self.has_journal {
                add_journal(&transaction)?;
            }
            journal::append(&transaction, batch.last, batch.entries, &batch.changes)?;
        }
        put_in_place(&transaction, behind.leaving(slice))?;
        let leaves = behind.is_last(slice);
        if let Some(last) = leaves {
            journal::forget(&transaction, last)?;
            // If there are newer rows, these say it.
            count(&transaction, behind.entries())?;
        }
        transaction.commit()?;
        self.has_journal |= !batch.changes.is_empty();
        self.behind.placed(slice);
        self.in_place = leaves.unwrap_or(self.in_place);
        Ok(())
    }

    /// Puts everything in its place.
    fn commit(&mut self, batch: &Batch) -> rusqlite::Result<()> {
        let committed = self.put_all_in_place(batch);
        match committed {
            Ok(()) => {
                self.behind.clear();
                self.in_place = batch.last;
            }
            Err(_) => self.behind.fail(),
        }
        committed
    }

    fn put_all_in_place(&mut self, batch: &Batch) -> rusqlite::Result<()> {
        let older = self.behind.under(&batch.changes);
        let many = older.len() + batch.changes.len();
        if many == 0 {
            return Ok(());
        }
        let transaction = self.connection.transaction()?;
        if !self.behind.is_empty() {
            journal::forget(&transaction, self.behind.last())?;
        }
        put_in_place(&transaction, older.into_iter().chain(&batch.changes))?;
        count(&transaction, batch.entries)?;
        transaction.commit()?;
        if many > MANY {
            // If it fails, what was committed is safe where it is, and is tidied later.
            let _ = shorten(&self.connection);
            self.lengthen_log();
        }
        Ok(())
    }

    /// Where somebody waits for each commit, it is to be fast.
    fn lengthen_log(&self) {
        if self.shared.durable {
            // It does without.
            let _ = lengthen_log(&self.path);
        }
    }

    fn error(&self, error: &rusqlite::Error, batch: &Batch) -> TableError {
        damage(&self.path, error).unwrap_or_else(|| TableError::Disk {
            path: self.path.clone(),
            why: error.to_string(),
            waiting: batch.changes.len(),
        })
    }
}

/// How many changes may have made the log beside the file longer.
const MANY: usize = 1000;

fn put_in_place<'a>(
    transaction: &Transaction<'_>,
    changes: impl Iterator<Item = (&'a Bytes, &'a Change)> + Clone,
) -> rusqlite::Result<()> {
    // What goes leaves room for what comes, which a full file needs.
    let mut remove = transaction.prepare_cached(REMOVE)?;
    for (key, _) in changes.clone().filter(|(_, change)| change.is_none()) {
        remove.execute((&key[..],))?;
    }
    let mut put = transaction.prepare_cached(PUT)?;
    for (key, change) in changes {
        if let Some(record) = change {
            put.execute((&key[..], &record.value[..], record.stamp.cast_signed()))?;
        }
    }
    Ok(())
}

fn count(transaction: &Transaction<'_>, entries: u64) -> rusqlite::Result<()> {
    transaction
        .prepare_cached("UPDATE counts SET count = ?1 WHERE name = 'entries'")?
        .execute((entries.cast_signed(),))?;
    Ok(())
}

/// An error where those that are behind might find no room for their places in the end:
/// what is in the journal could not leave it then.
fn check_room(
    transaction: &Transaction<'_>,
    behind: &Behind,
    batch: &Batch,
) -> rusqlite::Result<()> {
    let number = |name| -> rusqlite::Result<u64> {
        let mut look = transaction.prepare_cached(name)?;
        let number: i64 = look.query_row((), |row| row.get(0))?;
        Ok(number.cast_unsigned())
    };
    let most = number("PRAGMA max_page_count")?;
    let taken = number("PRAGMA page_count")?;
    let free = most.saturating_sub(taken) + number("PRAGMA freelist_count")?;
    if free < behind.pages_with(&batch.changes) {
        let full = ffi::Error::new(ffi::SQLITE_FULL);
        return Err(rusqlite::Error::SqliteFailure(full, None));
    }
    Ok(())
}

const PUT: &str = "INSERT INTO entries VALUES (?1, ?2, ?3)
    ON CONFLICT (key) DO UPDATE SET value = excluded.value, stamp = excluded.stamp";
const REMOVE: &str = "DELETE FROM entries WHERE key = ?1";
