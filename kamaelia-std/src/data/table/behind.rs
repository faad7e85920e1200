//! What is on disk, and not in its place yet: [`Behind`].
//!
//! Each entry that changes takes a page of the file, wherever its key stands: a hundred
//! take about a hundred pages. Who waits for the disk does not wait for these. Changes
//! are put in one row at the end of a [journal](super::journal), as they have come, and
//! into their places later, many together, which then have pages in common. Both are
//! transactions of the same file, so at any moment a change is in the one place or in the
//! other.

use super::commits::Pace;
use super::journal::Row;
use super::record::{Change, memory};
use bytes::Bytes;
use std::collections::{BTreeMap, VecDeque};
use std::mem;
use std::time::{Duration, Instant};

/// How many changes gather until they are put in their places.
const MANY: usize = 4000;

/// How many of them are put there in one transaction, which others may wait for: so many
/// more than come with it. In the order of their keys it is no more work for the disk than
/// all at a time.
const SLICE: usize = 100;

/// How long a page of the file is.
const PAGE: usize = 4096;

/// Changes that are in the journal, and not in their places.
///
/// Of each the table has the value in memory as long as it is here, so this adds little
/// to it.
#[derive(Default)]
pub(super) struct Behind {
    /// Those that are put in their places now, in the order of their keys.
    leaving: VecDeque<(Bytes, Change)>,
    /// The number of the last of those.
    leaving_last: u64,
    /// What they take in memory, at most.
    leaving_bytes: usize,
    /// Those that have come since.
    changes: BTreeMap<Bytes, Change>,
    bytes: usize,
    /// Since when the first of these waits.
    since: Option<Instant>,
    /// The number of the last of all.
    last: u64,
    /// How many entries there are with all of them.
    entries: u64,
    /// When they could not be put in their places, which is tried again later.
    failed: Option<Instant>,
}

impl Behind {
    /// With what stands in a row of the journal that comes after all others; `None` if
    /// that cannot be read.
    pub(super) fn with(mut self, row: Row) -> Option<Behind> {
        self.add(row.number, row.entries, row.changes?);
        Some(self)
    }

    /// All that somebody has left, as long as nothing is on its way to its place.
    pub(super) fn changes(&self) -> &BTreeMap<Bytes, Change> {
        &self.changes
    }

    /// The number of the last change that is or was behind.
    pub(super) fn last(&self) -> u64 {
        self.last
    }

    /// How many entries there are with what is behind.
    pub(super) fn entries(&self) -> u64 {
        self.entries
    }

    pub(super) fn is_empty(&self) -> bool {
        self.leaving.is_empty() && self.changes.is_empty()
    }

    /// How many pages of the file all may take in their places, and these with them.
    pub(super) fn pages_with(&self, more: &BTreeMap<Bytes, Change>) -> u64 {
        let count = self.leaving.len() + self.changes.len() + more.len();
        let more: usize = more.iter().map(|(key, change)| memory(key, change)).sum();
        // One that comes in between, one that it parts, and those of what is long.
        (2 * count + (self.leaving_bytes + self.bytes + more) / PAGE) as u64
    }

    /// Takes what is in the journal by now, up to this number.
    pub(super) fn add(&mut self, last: u64, entries: u64, changes: BTreeMap<Bytes, Change>) {
        (self.last, self.entries) = (last, entries);
        self.since.get_or_insert_with(Instant::now);
        for (key, change) in changes {
            self.bytes += memory(&key, &change);
            self.changes.insert(key, change);
        }
    }

    /// How long they may wait for their places still; `None` if it is time.
    pub(super) fn rest(&self, pace: Pace) -> Option<Duration> {
        let since = match self.failed {
            Some(failed) => failed,
            None if !self.leaving.is_empty() || self.is_enough(pace) => return None,
            None => match self.since {
                Some(since) => since,
                None => return Some(Duration::MAX),
            },
        };
        let rest = pace.after.checked_sub(since.elapsed());
        rest.filter(|rest| !rest.is_zero())
    }

    fn is_enough(&self, pace: Pace) -> bool {
        self.changes.len() >= pace.every.min(MANY) || self.bytes >= pace.bytes
    }

    /// How many are put in their places while so many come; none if it is not time for that.
    pub(super) fn turn(&mut self, pace: Pace, come: usize) -> usize {
        if self.rest(pace).is_some() {
            return 0;
        }
        if self.leaving.is_empty() {
            self.leaving = mem::take(&mut self.changes).into_iter().collect();
            self.leaving_last = self.last;
            self.leaving_bytes = mem::take(&mut self.bytes);
            self.since = None;
        }
        self.leaving.len().min(come + SLICE)
    }

    /// The next of those that leave.
    pub(super) fn leaving(&self, slice: usize) -> impl Iterator<Item = (&Bytes, &Change)> + Clone {
        self.leaving
            .iter()
            .take(slice)
            .map(|(key, change)| (key, change))
    }

    /// The number of the last that leave, if no more of them are left after so many.
    pub(super) fn is_last(&self, slice: usize) -> Option<u64> {
        (slice > 0 && slice == self.leaving.len()).then_some(self.leaving_last)
    }

    /// So many are in their places.
    pub(super) fn placed(&mut self, slice: usize) {
        if slice > 0 {
            self.leaving.drain(..slice);
            self.failed = None;
        }
        if self.leaving.is_empty() {
            self.leaving_bytes = 0;
        }
    }

    /// All but those of which there are newer ones.
    pub(super) fn under(&self, newer: &BTreeMap<Bytes, Change>) -> Vec<(&Bytes, &Change)> {
        let leaving = self.leaving.iter().map(|(key, change)| (key, change));
        let leaving = leaving.filter(|(key, _)| !self.changes.contains_key(*key));
        let all = leaving.chain(&self.changes);
        all.filter(|(key, _)| !newer.contains_key(*key)).collect()
    }

    /// All are in their places.
    pub(super) fn clear(&mut self) {
        *self = Behind::default();
    }

    /// They could not be put in their places.
    pub(super) fn fail(&mut self) {
        self.failed = (!self.is_empty()).then(Instant::now);
    }

    pub(super) fn has_failed(&self) -> bool {
        self.failed.is_some()
    }

    /// Whether nothing is to be done about them at the end: what the file does not take
    /// is in the journal still.
    pub(super) fn is_settled(&self) -> bool {
        self.is_empty() || self.failed.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changes(keys: std::ops::Range<u32>, stamp: u64) -> BTreeMap<Bytes, Change> {
        let value = Bytes::new();
        let record = super::super::Record { value, stamp };
        let key = |number: u32| Bytes::copy_from_slice(&number.to_be_bytes());
        keys.map(|number| (key(number), Some(record.clone())))
            .collect()
    }

    #[test]
    fn they_leave_in_slices_and_of_each_key_the_newest_counts() {
        let pace = Pace {
            after: Duration::from_secs(3600),
            every: 250,
            bytes: usize::MAX,
        };
        let mut behind = Behind::default();
        behind.add(1, 249, changes(0..249, 1));
        assert_eq!(behind.turn(pace, 10), 0);
        behind.add(2, 250, changes(249..250, 1));
        assert_eq!(behind.turn(pace, 10), 110);
        behind.placed(110);
        behind.add(7, 251, changes(200..251, 7));
        // What came later does not leave yet.
        assert_eq!(behind.turn(pace, 100), 140);
        assert_eq!(behind.is_last(140), Some(2));
        let newer = changes(240..300, 9);
        let left = behind.under(&newer).into_iter();
        let stamps = left.map(|(_, change)| change.as_ref().map_or(0, |record| record.stamp));
        assert_eq!(stamps.sum::<u64>(), 90 + 40 * 7);
        behind.placed(140);
        assert_eq!(
            (behind.turn(pace, 0), behind.rest(pace).is_some()),
            (0, true)
        );
        assert!(!behind.is_empty());
    }

    #[test]
    fn what_could_not_be_put_in_its_place_waits_before_it_is_tried_again() {
        let pace = Pace {
            after: Duration::from_secs(3600),
            every: 1,
            bytes: usize::MAX,
        };
        let mut behind = Behind::default();
        behind.fail();
        assert!(!behind.has_failed(), "there is nothing");
        behind.add(1, 1, changes(0..1, 1));
        assert_eq!(behind.rest(pace), None);
        behind.fail();
        assert!(behind.rest(pace).is_some() && behind.is_settled());
        assert_eq!(behind.turn(pace, 0), 0);
    }
}
