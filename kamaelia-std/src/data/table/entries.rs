use super::ask::Piece;
use super::commits::{Commits, Progress};
use super::disk::Disk;
use super::recent::Recent;
use super::record::{Change, memory};
use super::transaction::{Base, Changed};
use super::{Entry, TableError, Transaction};
use bytes::Bytes;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Bound;

/// The entries as all see them: those in their places on disk, and above them what has
/// changed since.
pub(super) struct Entries {
    pub(super) disk: Disk,
    pub(super) commits: Commits,
    pub(super) recent: Recent,
    pub(super) count: u64,
    pub(super) most: u64,
    /// The number of the last change that is looked for on disk.
    pub(super) settled: u64,
    /// The last look of a transaction: who changes an entry has looked at it, mostly.
    pub(super) last: RefCell<Option<Look>>,
}

/// What stands under a key.
pub(super) struct Look {
    key: Bytes,
    found: Change,
    /// What it takes in memory already, since it has changed of late.
    in_place: usize,
}

impl Entries {
    /// Looks and changes that are made together, or, if `work` fails, not at all.
    pub(super) fn transaction<R>(
        &mut self,
        work: impl FnOnce(&mut Transaction<'_>) -> Result<R, TableError>,
    ) -> Result<R, TableError> {
        self.last.replace(None);
        let mut transaction = Transaction::new(self, self.count, self.most);
        let done = work(&mut transaction)?;
        let changed = transaction.changed();
        if !changed.changes.is_empty() {
            self.apply(changed);
        }
        Ok(done)
    }

    fn apply(&mut self, changed: Changed) {
        let number = self.commits.push(&changed);
        self.count = changed.entries;
        for (key, change) in changed.changes {
            self.recent.insert(number, key, change);
        }
    }

    /// About so many of the next entries, in the order of their keys.
    pub(super) fn piece(&self, from: Bound<&[u8]>, most: usize) -> Result<Piece, TableError> {
        let on_disk = self.disk.after(from, most)?;
        let changed = self.recent.after(from, most);
        let changed: BTreeMap<&Bytes, &Change> = changed.collect();
        // What comes after the last of either is not known of both.
        let last_on_disk = on_disk.last().filter(|_| on_disk.len() == most);
        let last_changed = changed.keys().last().filter(|_| changed.len() == most);
        let last_on_disk = last_on_disk.map(|entry| entry.key.clone());
        let last_changed = last_changed.map(|key| (*key).clone());
        let next = match (last_on_disk, last_changed) {
            (Some(disk), Some(changed)) => Some(disk.min(changed)),
            (disk, changed) => disk.or(changed),
        };
        let on_disk = on_disk.into_iter();
        let mut all: BTreeMap<Bytes, Change> = on_disk
            .map(|entry| (entry.key, Some(entry.record)))
            .collect();
        for (key, change) in changed {
            all.insert(key.clone(), change.clone());
        }
        let is_known = |key: &Bytes| next.as_ref().is_none_or(|next| key <= next);
        let entries = all
            .into_iter()
            .filter(|(key, _)| is_known(key))
            .filter_map(|(key, change)| change.map(|record| Entry { key, record }))
            .collect();
        Ok(Piece { entries, next })
    }

    /// The next entries whose keys begin so: at most so many.
    pub(super) fn scan(
        &self,
        prefix: &[u8],
        after: Option<Bytes>,
        most: usize,
    ) -> Result<Piece, TableError> {
        // A key with which others begin comes before them.
        let from = match &after {
            Some(after) if after[..] >= *prefix => Bound::Excluded(&after[..]),
            _ => Bound::Included(prefix),
        };
        let mut piece = self.piece(from, most)?;
        let known = piece.entries.len();
        piece.entries.retain(|entry| entry.key.starts_with(prefix));
        let is_over = piece.entries.len() < known;
        let is_beyond = |next: &Bytes| !next.starts_with(prefix) && next[..] > *prefix;
        if is_over || piece.next.as_ref().is_some_and(is_beyond) {
            piece.next = None;
        }
        if piece.entries.len() > most {
            piece.entries.truncate(most);
            piece.next = piece.entries.last().map(|entry| entry.key.clone());
        }
        Ok(piece)
    }

    /// Lets go of what is in its place by now: a few changes, or all of them if many wait.
    pub(super) fn settle(&mut self) {
        let in_place = self.commits.in_place();
        if in_place > self.settled {
            // From now on it is found there.
            self.disk.let_go();
            self.settled = in_place;
        }
        self.recent.settle(in_place);
        if self.recent.is_half_full() {
            self.recent.settle_all(in_place);
        }
    }

    /// Why there is no room for another change.
    pub(super) fn no_room(&self) -> TableError {
        let Progress {
            waiting, trouble, ..
        } = self.commits.progress();
        match trouble {
            Some(TableError::Disk { path, why, .. }) => TableError::Disk { path, why, waiting },
            Some(trouble) => trouble,
            None => TableError::Disk {
                path: self.disk.path().into(),
                why: "it does not keep up".to_owned(),
                waiting,
            },
        }
    }
}

impl Base for Entries {
    fn get(&self, key: &[u8]) -> Result<Change, TableError> {
        if let Some(last) = &*self.last.borrow()
            && last.key == key
        {
            return Ok(last.found.clone());
        }
        let recent = self.recent.get(key);
        let found = match recent {
            Some(change) => change.clone(),
            None => self.disk.get(key)?,
        };
        let key = Bytes::copy_from_slice(key);
        self.last.replace(Some(Look {
            in_place: recent.map_or(0, |change| memory(&key, change)),
            found: found.clone(),
            key,
        }));
        Ok(found)
    }

    fn cost(&self, key: &Bytes, change: &Change) -> usize {
        // One that takes the place of another of which the same holds takes no more.
        let in_place = match &*self.last.borrow() {
            Some(last) if last.key == key => last.in_place,
            _ => self.recent.get(key).map_or(0, |old| memory(key, old)),
        };
        memory(key, change).saturating_sub(in_place)
    }

    fn check_room(&self, bytes: usize, change: &Change) -> Result<(), TableError> {
        match self.recent.has_room(bytes, change) {
            true => Ok(()),
            false => Err(self.no_room()),
        }
    }
}
