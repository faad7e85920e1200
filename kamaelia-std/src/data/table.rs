//! The component [`Table`].

mod ask;
mod behind;
mod commits;
mod disk;
mod entries;
mod error;
mod file;
mod journal;
mod recent;
mod record;
mod server;
mod sweep;
mod transaction;
mod writer;

pub use ask::{AskTable, Piece, Predicate, TableAnswer, TableAsk, TableRequest, TableStatus, Work};
pub use error::TableError;
pub use record::{Entry, LONGEST_KEY, LONGEST_VALUE, Record};
pub use transaction::Transaction;
#[cfg(feature = "postgres")]
pub(super) use {
    record::{Change, memory},
    server::LONGEST_PIECE,
    transaction::Base,
};

use crate::bad_parameter::{BadParameter, span};
use commits::{Commits, Pace};
use disk::Disk;
use entries::Entries;
use file::TableFile;
use kamaelia::Stop;
use kamaelia::prelude::*;
use recent::Recent;
use server::Server;
use std::cell::RefCell;
use std::panic::resume_unwind;
use std::path::PathBuf;
use std::time::Duration;
use tokio::task::spawn_blocking;

/// Keeps entries in a file: whoever has its address looks at several of them and
/// changes them in one step, and what was changed outlives the program.
///
/// A key and a value are bytes, and with them stands a stamp, by which the oldest are
/// known. [`AskTable`] is how it is asked. What one has changed is seen at once by all
/// who ask later, and answers do not wait for the disk: changes are committed together,
/// every second if not said otherwise, by a thread of their own, and who has to know
/// that they are on disk asks for a [`sync`](AskTable::sync). If the machine loses its
/// power, what came after the last commit is lost, and everything before it is there:
/// no transaction is there in part. If the program is killed, the same holds.
///
/// It looks at the file where it runs, which takes microseconds while the system has that
/// in memory. Where others wait for who asks, it belongs `on task`, as in
/// `TABLE = Table::new(path) on task`. It needs a tokio runtime.
///
/// Told to finish, it serves until nobody has its address any more; then, and also if
/// told to stop now, it commits everything.
///
/// # A full disk, and other trouble
///
/// While nothing can be committed, answers are given from memory, changes too. Each
/// commit is tried again; [`TableStatus`] counts those that have failed. When what waits
/// for the disk takes more than [`memory`](Table::memory), further changes are refused
/// with [`TableError::Disk`], and looks are answered still. That bound holds also where
/// a disk is just too slow.
///
/// # Errors
///
/// A file that cannot be opened, is used by another program, is of another version or
/// damaged is a fault, which names the file. It is left as it is. If the last commit
/// fails, that is a fault too, which says how many changes are lost.
///
/// # Where it is kept
///
/// In an SQLite database, with its files `-wal` and `-shm` beside it while it is in use.
/// While it is in use, another program that looks at the entries there may miss what has
/// changed of late in a [`durable`](Table::durable) table: that is in its journal, which
/// makes the file one of version 2. Programs that know version 1 only leave it alone, and
/// those of today read both. The file does not shrink: what is removed leaves room for
/// what comes. A disk of the machine is the place for it, and no network file system.
///
/// Of the two stores that were measured, with a million entries of a greylist (keys of
/// 60 bytes, values of 24), `redb` answers as fast, but its file takes 285 bytes an
/// entry while it is open, has to be read whole after a kill, and stays closed after
/// an error of the disk until it is opened anew; SQLite's takes 118, and goes on.
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia_std::data::{AskTable, Table};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// # let path = std::env::temp_dir().join(format!("table-doc-{}", std::process::id()));
/// let mut table = Table::new(&path);
/// let visits = table.inbox().address();
/// let graph = graphline! { TABLE = table; };
/// let graph = graph.spawn();
///
/// for day in 1..=3 {
///     let count = visits
///         .transaction(move |table| {
///             let count = match table.get(b"ann")? {
///                 Some(record) => record.value.first().copied().unwrap_or(0) + 1,
///                 None => 1,
///             };
///             table.put("ann", vec![count], day)?;
///             Ok(count)
///         })
///         .await??;
///     assert_eq!(u64::from(count), day);
/// }
/// visits.sync().await??;
///
/// drop(visits);
/// graph.join().await?;
/// # std::fs::remove_file(&path)?;
/// # Ok(())
/// # }
/// ```
#[derive(Component)]
pub struct Table {
    /// How it is told to end. It declares this to serve those who still drain.
    #[inbox(optional)]
    control: Inbox<Shutdown>,

    /// What it is asked, answered in order.
    #[inbox(optional)]
    inbox: Inbox<TableRequest>,

    /// The file of its entries, which is made if it is not there, when the graph runs.
    #[param(into)]
    path: PathBuf,

    /// How long a change waits for others that are committed together with it: a
    /// second, if not said otherwise.
    #[param(default = Duration::from_secs(1))]
    commit_after: Duration,

    /// How many changes do not wait for that: 10,000, if not said otherwise.
    #[param(default = 10_000)]
    commit_every: usize,

    /// Whether a transaction that changes anything is answered only when it is on disk:
    /// no, if not said otherwise. It is committed at once then, with those that come while
    /// the disk is busy. If that fails, the answer says so; the change stays, and is tried
    /// again.
    ///
    /// What is committed so stands at the end of a journal in the same file first, where
    /// one write is enough for all, and goes to its place among the entries later: after
    /// [`commit_after`](Table::commit_after), or when some thousand have gathered, a few at
    /// a time. What was left in the journal when the program was killed is read when the
    /// file is opened. Where the file has no room left for both, all go to their places at
    /// once. The log beside the file takes 4 MiB of the disk from the beginning then.
    #[param(default = false)]
    durable: bool,

    /// How many entries there may be: ten million, if not said otherwise.
    #[param(default = 10_000_000)]
    most: u64,

    /// What becomes of that bound: the oldest go, if not said otherwise.
    #[param(default)]
    when_full: WhenFull,

    /// How many bytes the file may take: 4 GiB, if not said otherwise. Beyond that it
    /// is as if the disk were full.
    #[param(default = 4 << 30)]
    most_bytes: u64,

    /// How many bytes of changes may be in memory: 64 MiB, if not said otherwise; half as
    /// much again for removals.
    #[param(default = 64 << 20)]
    memory: usize,

    /// How many bytes of the file are kept in memory to look at: 32 MiB, if not said
    /// otherwise.
    #[param(default = 32 << 20)]
    cache: usize,

    /// Whether all of the file is looked at for damage when it is opened: yes, if not
    /// said otherwise. It takes about half a second for a million entries.
    #[param(default = true)]
    check: bool,
}

/// What becomes of an entry for which there is no place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum WhenFull {
    /// The entries with the lowest stamps make room, about a sixteenth of all at a
    /// time, and before there is no place at all.
    #[default]
    DropOldest,
    /// It is refused, with [`TableError::Full`].
    Refuse,
}

impl Table {
    fn check_parameters(&self) -> Result<(), BadParameter> {
        span("commit_after", self.commit_after)?;
        let none = |name| BadParameter {
            name,
            why: "is zero; it has to be one at least",
        };
        match self {
            Table { most: 0, .. } => Err(none("most")),
            Table {
                commit_every: 0, ..
            } => Err(none("commit_every")),
            Table { memory: 0, .. } => Err(none("memory")),
            Table { most_bytes: 0, .. } => Err(none("most_bytes")),
            _ => Ok(()),
        }
    }
}

impl Main for Table {
    async fn main(self) -> Outcome {
        self.check_parameters()?;
        let Table {
            control: _control,
            mut inbox,
            path,
            when_full,
            durable,
            ..
        } = self;
        let (most, memory, most_bytes) = (self.most, self.memory, self.most_bytes);
        let (cache, check) = (self.cache, self.check);
        let pace = Pace {
            after: self.commit_after,
            every: self.commit_every,
            bytes: memory / 4,
        };
        let open = move || -> Result<_, Stop> {
            let file = TableFile::open(&path)?;
            let opened = file.writer(most_bytes, check)?;
            let mut recent = Recent::new(memory);
            for (key, change) in opened.behind.changes() {
                recent.insert(opened.behind.last(), key.clone(), change.clone());
            }
            let entries = Entries {
                count: opened.entries,
                disk: Disk::new(file.reader(cache)?, file.path()),
                commits: Commits::start(opened, pace, durable)?,
                recent,
                most,
                settled: 0,
                last: RefCell::default(),
            };
            Ok((file, entries))
        };
        let (file, entries) = elsewhere(open).await?;
        let server = Server::new(entries, when_full, durable);
        let Entries { disk, commits, .. } = server.serve(&mut inbox).await;
        elsewhere(move || {
            // The writer closes last, and puts all into one file, which keeps other
            // programs out until then.
            drop(disk);
            let finished = commits.finish();
            drop(file);
            finished
        })
        .await
    }
}

/// Does what may take long where nobody waits for it.
async fn elsewhere<R: Send + 'static>(
    work: impl FnOnce() -> Result<R, Stop> + Send + 'static,
) -> Result<R, Stop> {
    match spawn_blocking(work).await {
        Ok(done) => done,
        Err(panicked) => match panicked.try_into_panic() {
            Ok(panic) => resume_unwind(panic),
            Err(cancelled) => Err(Stop::fault(cancelled)),
        },
    }
}
