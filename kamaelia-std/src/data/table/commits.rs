//! Commits many changes together, on a thread of their own: [`Commits`].

use super::TableError;
use super::ask::TableAnswer;
use super::behind::Behind;
use super::file::Opened;
use super::record::{Change, memory};
use super::transaction::Changed;
use super::writer::Writer;
use bytes::Bytes;
use kamaelia::{Outcome, Reply, Stop};
use std::collections::BTreeMap;
use std::io;
use std::mem;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// Who waits until all is on disk, and what is answered then.
type Sync = (Reply<Result<TableAnswer, TableError>>, TableAnswer);

/// The thread that commits, and what waits for it.
pub(super) struct Commits {
    shared: Arc<Shared>,
    /// There until it is waited for.
    thread: Option<JoinHandle<Result<(), TableError>>>,
    last: u64,
    /// Whether the thread is to look at what has come.
    has_news: bool,
}

pub(super) struct Shared {
    waiting: Mutex<Waiting>,
    bell: Condvar,
    pub(super) pace: Pace,
    /// Whether who asks for a change waits until it is on disk.
    pub(super) durable: bool,
}

/// When there is enough to commit: as soon as one of these says so.
#[derive(Clone, Copy)]
pub(super) struct Pace {
    pub(super) after: Duration,
    pub(super) every: usize,
    pub(super) bytes: usize,
}

/// What is not on disk. Of changes of one key the last counts, so this has an end also
/// when the disk takes nothing.
struct Waiting {
    changes: BTreeMap<Bytes, Change>,
    /// What they take in memory, roughly.
    bytes: usize,
    /// How many entries there are with them.
    entries: u64,
    /// The number of the last of them.
    last: u64,
    /// Since when the first of them waits.
    since: Option<Instant>,
    syncs: Vec<Sync>,
    /// Whether the thread waits for the bell: each ring calls the system.
    is_asleep: bool,
    is_closing: bool,
    progress: Progress,
}

/// What has become of it so far.
#[derive(Clone, Default)]
pub(super) struct Progress {
    /// The number of the last change that is in its place on disk.
    pub(super) in_place: u64,
    pub(super) waiting: usize,
    pub(super) commits: u64,
    pub(super) failed: u64,
    pub(super) trouble: Option<TableError>,
}

/// What is committed together.
#[derive(Default)]
pub(super) struct Batch {
    pub(super) changes: BTreeMap<Bytes, Change>,
    /// How many entries there are with them.
    pub(super) entries: u64,
    /// The number of the last of them.
    pub(super) last: u64,
    syncs: Vec<Sync>,
    /// Whether they go into the journal first: who waits for them does not wait until
    /// they are in their places.
    pub(super) is_urgent: bool,
}

impl Batch {
    /// One with nothing in it, taken when it is time for what is behind.
    fn after(behind: &Behind) -> Batch {
        Batch {
            entries: behind.entries(),
            last: behind.last(),
            is_urgent: true,
            ..Batch::default()
        }
    }
}

/// What has become of a batch. If all of it is on disk: up to which number changes are in
/// their places, or none if some could not be put there.
pub(super) type Committed = Result<Option<u64>, TableError>;

/// How many changes may go into the journal together.
const URGENT: usize = 1000;

impl Commits {
    pub(super) fn start(opened: Opened, pace: Pace, durable: bool) -> io::Result<Commits> {
        let last = opened.behind.last();
        let waiting = Waiting {
            changes: BTreeMap::new(),
            bytes: 0,
            entries: opened.entries,
            last,
            since: None,
            syncs: Vec::new(),
            is_asleep: false,
            is_closing: false,
            progress: Progress::default(),
        };
        let shared = Arc::new(Shared {
            waiting: Mutex::new(waiting),
            bell: Condvar::new(),
            pace,
            durable,
        });
        let writer = Writer::new(shared.clone(), opened);
        let thread = thread::Builder::new()
            .name("table commits".to_owned())
            .spawn(move || writer.work())?;
        Ok(Commits {
            shared,
            thread: Some(thread),
            last,
            has_news: false,
        })
    }

    /// Takes changes that belong together, and gives their number. The thread hears of
    /// them when it is [told](Commits::tell), or when they are enough.
    pub(super) fn push(&mut self, changed: &Changed) -> u64 {
        self.last += 1;
        let mut waiting = self.shared.lock();
        let is_first = waiting.since.is_none();
        for (key, change) in &changed.changes {
            waiting.bytes += memory(key, change);
            waiting.changes.insert(key.clone(), change.clone());
        }
        waiting.entries = changed.entries;
        waiting.last = self.last;
        waiting.since.get_or_insert_with(Instant::now);
        let is_enough = waiting.is_enough(self.shared.pace);
        drop(waiting);
        self.has_news |= is_first || is_enough;
        if is_enough {
            self.tell();
        }
        self.last
    }

    /// The number of the last changes that it has taken.
    pub(super) fn last(&self) -> u64 {
        self.last
    }

    /// Answers as soon as everything is on disk, for which the thread is to be
    /// [told](Commits::tell).
    pub(super) fn sync(&mut self, sync: Sync) {
        self.shared.lock().syncs.push(sync);
        self.has_news = true;
    }

    /// Whether the thread is to be told of something.
    pub(super) fn has_news(&self) -> bool {
        self.has_news
    }

    /// Has the thread look at what has come. One that is at work looks by itself when it
    /// is done.
    pub(super) fn tell(&mut self) {
        if mem::take(&mut self.has_news) && mem::take(&mut self.shared.lock().is_asleep) {
            self.shared.bell.notify_one();
        }
    }

    pub(super) fn progress(&self) -> Progress {
        let waiting = self.shared.lock();
        Progress {
            waiting: waiting.changes.len(),
            ..waiting.progress.clone()
        }
    }

    /// The number of the last change that is in its place on disk.
    pub(super) fn in_place(&self) -> u64 {
        self.shared.lock().progress.in_place
    }

    /// Commits everything, and closes the file.
    pub(super) fn finish(mut self) -> Outcome {
        let Some(thread) = self.thread.take() else {
            return Ok(());
        };
        self.shared.close();
        match thread.join() {
            Ok(finished) => Ok(finished?),
            Err(_) => Err(Stop::fault(
                "the thread that commits the table has panicked",
            )),
        }
    }
}

impl Drop for Commits {
    /// Of a table that nobody waits for any more, the rest is committed still.
    fn drop(&mut self) {
        self.shared.close();
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        // Nothing of anybody else's runs while it is held, so a poisoned one is whole.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn close(&self) {
        self.lock().is_closing = true;
        self.bell.notify_one();
    }

    /// Waits until there is something to commit, or to be put in its place, which is a
    /// batch with nothing in it; `None` when all is done.
    pub(super) fn next(&self, behind: &Behind) -> Option<Batch> {
        let mut waiting = self.lock();
        loop {
            if waiting.is_closing && waiting.is_done() && behind.is_settled() {
                return None;
            }
            let Some(rest) = waiting.rest(self.pace) else {
                let is_urgent = self.durable && waiting.is_urgent();
                return Some(waiting.take(is_urgent));
            };
            let Some(rest) = behind.rest(self.pace).map(|behind| behind.min(rest)) else {
                return Some(Batch::after(behind));
            };
            waiting.is_asleep = true;
            let woken = self.bell.wait_timeout(waiting, rest);
            waiting = woken.unwrap_or_else(PoisonError::into_inner).0;
            waiting.is_asleep = false;
        }
    }

    /// Whether there is more to do, now that this has become of a batch. If it is on disk,
    /// this gives its changes.
    pub(super) fn done(
        &self,
        batch: Batch,
        committed: Committed,
    ) -> Result<BTreeMap<Bytes, Change>, TableError> {
        let mut changes = batch.changes;
        let is_lost = committed.is_err() && !changes.is_empty();
        let mut waiting = self.lock();
        match &committed {
            Ok(in_place) => {
                waiting.progress.commits += u64::from(!changes.is_empty());
                if let Some(last) = *in_place {
                    waiting.progress.in_place = last;
                    waiting.progress.trouble = None;
                }
            }
            Err(error) => {
                waiting.progress.failed += 1;
                waiting.progress.trouble = Some(error.clone());
                waiting.since = Some(Instant::now());
                for (key, change) in mem::take(&mut changes) {
                    waiting.changes.entry(key).or_insert(change);
                }
            }
        }
        let is_closing = waiting.is_closing;
        drop(waiting);
        for (reply, answer) in batch.syncs {
            reply.send(committed.clone().map(|_| answer));
        }
        match committed {
            // There is nobody left for whom it would be tried again.
            Err(error) if is_closing && is_lost => Err(error),
            _ => Ok(changes),
        }
    }
}

impl Waiting {
    fn is_done(&self) -> bool {
        self.changes.is_empty() && self.syncs.is_empty()
    }

    fn is_enough(&self, pace: Pace) -> bool {
        self.changes.len() >= pace.every || self.bytes >= pace.bytes
    }

    /// How long to wait until all this is to be committed; `None` when it is now.
    fn rest(&self, pace: Pace) -> Option<Duration> {
        let is_due = self.is_enough(pace) && self.progress.trouble.is_none();
        if is_due || self.is_closing || !self.syncs.is_empty() {
            return None;
        }
        match self.since {
            Some(since) => {
                let rest = pace.after.checked_sub(since.elapsed());
                rest.filter(|rest| !rest.is_zero())
            }
            None => Some(Duration::from_secs(3600)),
        }
    }

    /// Whether somebody waits for these, and they are not too many.
    fn is_urgent(&self) -> bool {
        !self.is_closing && !self.syncs.is_empty() && self.changes.len() <= URGENT
    }

    fn take(&mut self, is_urgent: bool) -> Batch {
        self.since = None;
        self.bytes = 0;
        Batch {
            changes: mem::take(&mut self.changes),
            entries: self.entries,
            last: self.last,
            syncs: mem::take(&mut self.syncs),
            is_urgent,
        }
    }
}
