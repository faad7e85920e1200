//! What all connections to a database have in common: [`Place`].

use super::address::{PostgresAddress, why};
use super::tls::Tls;
use crate::data::{TableError, TableStatus, WhenFull};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::time::Duration;
use tokio_postgres::error::SqlState;

pub(super) struct Place {
    pub(super) address: PostgresAddress,
    pub(super) tls: Tls,
    /// What the table is called, and which it is, for who reads about it.
    pub(super) table: String,
    pub(super) name: String,
    /// How long a step may take.
    pub(super) limit: Duration,
    pub(super) durable: bool,
    pub(super) most: u64,
    pub(super) when_full: WhenFull,
    pub(super) counts: Counts,
}

/// What has come about since the beginning.
#[derive(Default)]
pub(super) struct Counts {
    /// About how many entries there are: as the database has last said, with what was
    /// changed here since.
    entries: AtomicI64,
    pub(super) refused: AtomicU64,
    pub(super) pruned: AtomicU64,
    pub(super) dropped: AtomicU64,
    pub(super) commits: AtomicU64,
    pub(super) failed: AtomicU64,
    /// Whether they were counted: the first connection does so before anything else.
    pub(super) are_counted: Mutex<bool>,
    /// Whether the oldest are about to go.
    drops: AtomicBool,
}

pub(super) fn add(counter: &AtomicU64, more: u64) {
    counter.fetch_add(more, Ordering::Relaxed);
}

impl Counts {
    pub(super) fn entries(&self) -> u64 {
        u64::try_from(self.entries.load(Ordering::Relaxed)).unwrap_or(0)
    }

    pub(super) fn counted(&self, entries: i64) {
        self.entries.store(entries, Ordering::Relaxed);
    }

    pub(super) fn more(&self, entries: i64) {
        self.entries.fetch_add(entries, Ordering::Relaxed);
    }

    pub(super) fn gone(&self, entries: u64) {
        self.more(i64::try_from(entries).unwrap_or(i64::MAX).saturating_neg());
    }

    pub(super) fn status(&self) -> TableStatus {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        TableStatus {
            entries: self.entries(),
            refused: read(&self.refused),
            pruned: read(&self.pruned),
            dropped: read(&self.dropped),
            commits: read(&self.commits),
            failed_commits: read(&self.failed),
            ..TableStatus::default()
        }
    }
}

impl Place {
    /// How many entries have to go, if some have to and nobody sees to it already.
    pub(super) fn too_many(&self) -> Option<u64> {
        if self.when_full == WhenFull::Refuse {
            return None;
        }
        let part = (self.most / 16).max(1);
        let entries = self.counts.entries();
        let is_full = entries > self.most.saturating_sub(part);
        let is_first = is_full && !self.counts.drops.swap(true, Ordering::Relaxed);
        is_first.then(|| part + entries.saturating_sub(self.most))
    }

    pub(super) fn dropped(&self) {
        self.counts.drops.store(false, Ordering::Relaxed);
    }

    /// How many entries a transaction finds room for.
    pub(super) fn room(&self) -> u64 {
        match self.when_full {
            WhenFull::Refuse => self.most,
            WhenFull::DropOldest => u64::MAX,
        }
    }

    pub(super) fn away(&self, why: impl Into<String>) -> TableError {
        TableError::Away {
            table: self.name.clone(),
            why: why.into(),
        }
    }

    pub(super) fn schema(&self, why: impl Into<String>) -> TableError {
        TableError::Schema {
            table: self.name.clone(),
            why: why.into(),
        }
    }

    pub(super) fn failed(&self, error: &tokio_postgres::Error) -> TableError {
        let conflicts = [
            &SqlState::T_R_DEADLOCK_DETECTED,
            &SqlState::T_R_SERIALIZATION_FAILURE,
            &SqlState::LOCK_NOT_AVAILABLE,
        ];
        let why = why(error);
        match error.code() {
            Some(code) if conflicts.contains(&code) => TableError::Conflict {
                table: self.name.clone(),
                why,
            },
            _ => self.away(why),
        }
    }
}

impl Place {
    /// The lock of a key: two keys may have the same, and then wait for each other.
    pub(super) fn lock(&self, key: &[u8]) -> i64 {
        // FNV-1a, which is the same in every program of every version.
        let table = self.table.bytes().chain([0]);
        let hash = table
            .chain(key.iter().copied())
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
            });
        hash.cast_signed()
    }

    /// The lock that a transaction has as one of many, or alone if it has all keys.
    pub(super) fn lock_of_all(&self) -> i64 {
        self.lock(b"").wrapping_add(1)
    }
}
