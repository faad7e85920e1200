use super::record::{Change, check_lengths};
use super::{Record, TableError};
use bytes::Bytes;
use std::collections::BTreeMap;

/// Looks at entries of a table and changes of them, which are made together or not at all.
///
/// It sees what it has changed itself.
pub struct Transaction<'a> {
    base: &'a dyn Base,
    changes: BTreeMap<Bytes, Change>,
    /// How many entries there are, with what this one changes.
    entries: u64,
    most: u64,
    /// What its changes take in memory.
    bytes: usize,
}

/// The entries that a transaction begins with, wherever they are kept.
pub(in crate::data) trait Base {
    /// What stands under a key for all.
    fn get(&self, key: &[u8]) -> Result<Change, TableError>;

    /// The same for who does not mind that others may change it meanwhile.
    fn peek(&self, key: &[u8]) -> Result<Change, TableError> {
        self.get(key)
    }

    /// How many bytes more a change takes in memory.
    fn cost(&self, key: &Bytes, change: &Change) -> usize;

    /// Whether changes of so many bytes can be taken, of which this is the last.
    fn check_room(&self, bytes: usize, change: &Change) -> Result<(), TableError>;
}

/// What a transaction has changed, and how many entries there are with it.
pub(in crate::data) struct Changed {
    pub(in crate::data) changes: BTreeMap<Bytes, Change>,
    pub(in crate::data) entries: u64,
}

impl<'a> Transaction<'a> {
    pub(in crate::data) fn new(base: &'a dyn Base, entries: u64, most: u64) -> Transaction<'a> {
        Transaction {
            base,
            changes: BTreeMap::new(),
            entries,
            most,
            bytes: 0,
        }
    }

    /// What stands under a key.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, or is damaged; if the database is out of reach.
    pub fn get(&self, key: &[u8]) -> Result<Option<Record>, TableError> {
        match self.changes.get(key) {
            Some(change) => Ok(change.clone()),
            None => self.base.get(key),
        }
    }

    /// The same, and where others may use the table at the same time they may change it
    /// before this transaction ends, and need not wait for that: for what is seldom
    /// changed and often looked at.
    ///
    /// # Errors
    ///
    /// As [`get`](Transaction::get).
    pub fn peek(&self, key: &[u8]) -> Result<Option<Record>, TableError> {
        match self.changes.get(key) {
            Some(change) => Ok(change.clone()),
            None => self.base.peek(key),
        }
    }

    /// Puts a record under a key, in the place of the one that may stand there.
    ///
    /// # Errors
    ///
    /// If one of them is too long, if there is no place for another entry, if too many
    /// changes wait for the disk already, and as [`get`](Transaction::get). Nothing is
    /// changed then, and the transaction may go on.
    pub fn put(
        &mut self,
        key: impl Into<Bytes>,
        value: impl Into<Bytes>,
        stamp: u64,
    ) -> Result<(), TableError> {
        let (key, value) = (key.into(), value.into());
        check_lengths(&key, &value)?;
        let record = Some(Record { value, stamp });
        self.change(key, record)?;
        Ok(())
    }

    /// Removes what stands under a key, and gives it.
    ///
    /// # Errors
    ///
    /// As [`put`](Transaction::put).
    pub fn remove(&mut self, key: &[u8]) -> Result<Option<Record>, TableError> {
        match self.get(key)? {
            Some(_) => self.change(Bytes::copy_from_slice(key), None),
            None => Ok(None),
        }
    }

    /// How many entries there are. Where others change them too, it is about so many.
    #[must_use]
    pub fn entries(&self) -> u64 {
        self.entries
    }

    fn change(&mut self, key: Bytes, change: Change) -> Result<Change, TableError> {
        let before = self.get(&key)?;
        let entries = match (&before, &change) {
            (None, Some(_)) if self.entries >= self.most => {
                return Err(TableError::Full { most: self.most });
            }
            (None, Some(_)) => self.entries + 1,
            (Some(_), None) => self.entries.saturating_sub(1),
            _ => self.entries,
        };
        let bytes = self.bytes + self.base.cost(&key, &change);
        if bytes > self.bytes {
            self.base.check_room(bytes, &change)?;
        }
        (self.entries, self.bytes) = (entries, bytes);
        self.changes.insert(key, change);
        Ok(before)
    }

    pub(in crate::data) fn changed(self) -> Changed {
        Changed {
            changes: self.changes,
            entries: self.entries,
        }
    }
}
