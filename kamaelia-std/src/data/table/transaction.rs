use super::disk::Disk;
use super::recent::Recent;
use super::record::{Change, check_lengths, memory};
use super::{Record, TableError};
use bytes::Bytes;
use std::collections::BTreeMap;

/// Looks at entries of a [`Table`](super::Table) and changes of them, which are made
/// together or not at all.
///
/// It sees what it has changed itself.
pub struct Transaction<'a> {
    view: View<'a>,
    changes: BTreeMap<Bytes, Change>,
    /// How many entries there are, with what this one changes.
    entries: u64,
    most: u64,
    /// What its changes take in memory.
    bytes: usize,
}

/// The entries as all see them.
pub(super) struct View<'a> {
    pub(super) disk: &'a Disk,
    pub(super) recent: &'a Recent,
    /// Why no change is taken that needs more memory, if that has to be said.
    pub(super) no_room: &'a dyn Fn() -> TableError,
}

/// What a transaction has changed, and how many entries there are with it.
pub(super) struct Changed {
    pub(super) changes: BTreeMap<Bytes, Change>,
    pub(super) entries: u64,
}

impl View<'_> {
    fn get(&self, key: &[u8]) -> Result<Change, TableError> {
        match self.recent.get(key) {
            Some(change) => Ok(change.clone()),
            None => self.disk.get(key),
        }
    }
}

impl<'a> Transaction<'a> {
    pub(super) fn new(view: View<'a>, entries: u64, most: u64) -> Transaction<'a> {
        Transaction {
            view,
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
    /// If the file cannot be read, or is damaged.
    pub fn get(&self, key: &[u8]) -> Result<Option<Record>, TableError> {
        match self.changes.get(key) {
            Some(change) => Ok(change.clone()),
            None => self.view.get(key),
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

    /// How many entries there are.
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
        // One that takes the place of another of which the same holds takes no more.
        let in_place = self
            .view
            .recent
            .get(&key)
            .map_or(0, |old| memory(&key, old));
        let bytes = self.bytes + memory(&key, &change).saturating_sub(in_place);
        if bytes > self.bytes && !self.view.recent.has_room(bytes, &change) {
            return Err((self.view.no_room)());
        }
        (self.entries, self.bytes) = (entries, bytes);
        self.changes.insert(key, change);
        Ok(before)
    }

    pub(super) fn changed(self) -> Changed {
        Changed {
            changes: self.changes,
            entries: self.entries,
        }
    }
}
