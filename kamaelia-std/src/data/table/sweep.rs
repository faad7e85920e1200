//! Work on all entries, a piece at a time: [`Sweeps`].

use super::ask::{Predicate, TableAnswer};
use super::entries::Entries;
use super::{Record, TableError};
use bytes::Bytes;
use kamaelia::Reply;
use std::any::Any;
use std::collections::VecDeque;
use std::ops::Bound;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// How many entries are looked at between two answers: it takes less than a tenth of a
/// millisecond.
const PIECE: usize = 128;

/// How many prunings may wait for their turn.
const MOST: usize = 16;

type Pruned = Reply<Result<TableAnswer, TableError>>;

/// What is swept, one after the other.
#[derive(Default)]
pub(super) struct Sweeps(VecDeque<Sweep>);

struct Sweep {
    job: Job,
    after: Option<Bytes>,
    /// How many entries have gone.
    gone: u64,
}

enum Job {
    /// Removes what somebody chooses.
    Prune(Predicate, Pruned),
    /// Finds out which stamps are the lowest, of which so many go then.
    Look(Sample, u64),
    /// Removes so many entries with stamps up to this.
    Drop(u64, u64),
}

/// How a sweep has gone on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Swept {
    /// There was nothing to do, or a piece is done.
    Piece {
        /// How many entries were pruned.
        pruned: u64,
        /// How many have made room for others.
        dropped: u64,
    },
    /// It waits for the disk.
    Held,
}

impl Sweeps {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn prune(&mut self, goes: Predicate, reply: Pruned) {
        if self.0.len() >= MOST {
            return reply.send(Err(TableError::Busy { most: MOST }));
        }
        self.0.push_back(Sweep::new(Job::Prune(goes, reply)));
    }

    /// Removes so many of the oldest entries, before anything else is swept.
    pub(super) fn drop_oldest(&mut self, count: u64) {
        if !self.drops() {
            let job = Job::Look(Sample::default(), count);
            self.0.push_front(Sweep::new(job));
        }
    }

    /// Whether the oldest entries are about to go.
    pub(super) fn drops(&self) -> bool {
        let first = self.0.front().map(|sweep| &sweep.job);
        matches!(first, Some(Job::Look(..) | Job::Drop(..)))
    }

    /// Sweeps a piece.
    pub(super) fn go_on(&mut self, entries: &mut Entries) -> Swept {
        let nothing = Swept::Piece {
            pruned: 0,
            dropped: 0,
        };
        let Some(mut sweep) = self.0.pop_front() else {
            return nothing;
        };
        // Who asks has the other half. While the disk takes nothing there is nothing to
        // wait for, and to remove entries may be what helps.
        if entries.recent.is_half_full() && entries.commits.progress().trouble.is_none() {
            self.0.push_front(sweep);
            return Swept::Held;
        }
        let gone = sweep.gone;
        let is_prune = matches!(sweep.job, Job::Prune(..));
        let swept = catch_unwind(AssertUnwindSafe(|| sweep.piece(entries)));
        let more = sweep.gone - gone;
        match swept {
            Ok(Ok(true)) => self.0.push_front(sweep),
            Ok(Ok(false)) => self.0.extend(sweep.end(entries.count)),
            Ok(Err(error)) => sweep.fail(error),
            Err(panic) => sweep.panicked(panic),
        }
        match is_prune {
            true => Swept::Piece {
                pruned: more,
                dropped: 0,
            },
            false => Swept::Piece {
                pruned: 0,
                dropped: more,
            },
        }
    }
}

impl Sweep {
    fn new(job: Job) -> Sweep {
        Sweep {
            job,
            after: None,
            gone: 0,
        }
    }

    /// Does a piece of it; whether there is more.
    fn piece(&mut self, entries: &mut Entries) -> Result<bool, TableError> {
        let from = match &self.after {
            Some(after) => Bound::Excluded(&after[..]),
            None => Bound::Unbounded,
        };
        let mut piece = entries.piece(from, PIECE)?;
        let mut left = match self.job {
            Job::Drop(_, count) => count.saturating_sub(self.gone),
            _ => u64::MAX,
        };
        piece.entries.retain(|entry| {
            let goes = left > 0 && self.job.goes(&entry.key, &entry.record);
            left -= u64::from(goes);
            goes
        });
        entries.transaction(|transaction| {
            let mut gone = piece.entries.iter();
            gone.try_for_each(|entry| transaction.remove(&entry.key).map(drop))
        })?;
        self.gone += piece.entries.len() as u64;
        self.after = piece.next;
        Ok(left > 0 && self.after.is_some())
    }

    /// Ends it; what comes next, if anything does.
    fn end(self, count: u64) -> Option<Sweep> {
        match self.job {
            Job::Prune(_, reply) => {
                reply.send(Ok(TableAnswer::Pruned(self.gone)));
                None
            }
            Job::Look(sample, most) => {
                let stamp = sample.lowest(most, count)?;
                Some(Sweep::new(Job::Drop(stamp, most)))
            }
            Job::Drop(..) => None,
        }
    }

    fn fail(self, error: TableError) {
        if let Job::Prune(_, reply) = self.job {
            reply.send(Err(error));
        }
    }

    fn panicked(self, panic: Box<dyn Any + Send>) {
        if let Job::Prune(_, reply) = self.job {
            reply.send(Ok(TableAnswer::Panicked(panic)));
        }
    }
}

impl Job {
    fn goes(&mut self, key: &[u8], record: &Record) -> bool {
        match self {
            Job::Prune(goes, _) => goes(key, record),
            Job::Look(sample, _) => {
                sample.push(record.stamp);
                false
            }
            Job::Drop(stamp, _) => record.stamp <= *stamp,
        }
    }
}

/// Some of many stamps, evenly.
#[derive(Default)]
struct Sample {
    stamps: Vec<u64>,
    /// Of two to the power of this many one is taken.
    halvings: u32,
    seen: u64,
}

/// How many stamps say well enough which are the lowest sixteenth of all.
const STAMPS: usize = 8192;

impl Sample {
    fn push(&mut self, stamp: u64) {
        if self.seen.trailing_zeros() >= self.halvings {
            self.stamps.push(stamp);
        }
        self.seen += 1;
        if self.stamps.len() > STAMPS {
            let mut is_kept = false;
            self.stamps.retain(|_| {
                is_kept = !is_kept;
                is_kept
            });
            self.halvings += 1;
        }
    }

    /// The stamp that about `part` of `all` are not above.
    fn lowest(mut self, part: u64, all: u64) -> Option<u64> {
        self.stamps.sort_unstable();
        let length = self.stamps.len() as u128;
        let place = (length * u128::from(part)).div_ceil(u128::from(all.max(1)));
        let place = usize::try_from(place).unwrap_or(usize::MAX);
        let last = self.stamps.len().checked_sub(1)?;
        let place = place.saturating_sub(1).min(last);
        self.stamps.get(place).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_of_few_is_exact() {
        let mut sample = Sample::default();
        for stamp in [5, 3, 9, 1] {
            sample.push(stamp);
        }
        assert_eq!(sample.lowest(2, 4), Some(3));
        assert_eq!(Sample::default().lowest(1, 0), None);
    }

    #[test]
    fn a_sample_of_many_is_bounded_and_near() {
        let mut sample = Sample::default();
        for number in 0..1_000_000_u64 {
            sample.push(number.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 44);
        }
        assert!(sample.stamps.len() <= STAMPS + 1);
        let sixteenth = sample.lowest(62_500, 1_000_000).expect("there are stamps");
        let (low, high) = ((1 << 20) / 20, (1 << 20) / 13);
        assert!((low..high).contains(&sixteenth), "{sixteenth}");
    }
}
