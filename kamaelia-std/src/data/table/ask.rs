//! What a table is asked, and what it answers.

use super::{Entry, Record, TableError, Transaction};
use bytes::Bytes;
use kamaelia::{InboxAddress, Request, RequestError};
use std::any::Any;
use std::fmt::{self, Debug, Formatter};
use std::future::Future;
use std::panic::resume_unwind;

/// A question to a [`Table`](super::Table), and the way for its answer.
pub type TableRequest = Request<TableAsk, Result<TableAnswer, TableError>>;

/// What a [`Table`](super::Table) is asked; [`AskTable`] has a method for each.
pub enum TableAsk {
    /// Looks and changes that are made together, or, if it fails, not at all. What it
    /// gives is in [`TableAnswer::Done`].
    Transaction(Work),
    /// The next entries, in the order of their keys.
    Scan {
        /// Only keys that begin so.
        prefix: Bytes,
        /// Only keys that come after this one.
        after: Option<Bytes>,
        /// How many at most; there is no more than a thousand at a time.
        most: usize,
    },
    /// Removes each entry of which this says so.
    Prune(Predicate),
    /// Waits until everything that was changed is on disk.
    Sync,
    /// How it is.
    Status,
}

/// What is done in a transaction.
pub type Work =
    Box<dyn FnOnce(&mut Transaction<'_>) -> Result<Box<dyn Any + Send>, TableError> + Send>;

/// Chooses entries by their keys and records.
pub type Predicate = Box<dyn FnMut(&[u8], &Record) -> bool + Send>;

impl Debug for TableAsk {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            TableAsk::Transaction(_) => "Transaction",
            TableAsk::Scan { .. } => "Scan",
            TableAsk::Prune(_) => "Prune",
            TableAsk::Sync => "Sync",
            TableAsk::Status => "Status",
        })
    }
}

/// What a [`Table`](super::Table) answers.
#[derive(Debug)]
#[non_exhaustive]
pub enum TableAnswer {
    /// The transaction is done, and this is what it gives.
    Done(Box<dyn Any + Send>),
    /// The next entries.
    Piece(Piece),
    /// So many entries were removed.
    Pruned(u64),
    /// All is on disk.
    Synced,
    /// How it is.
    Status(TableStatus),
    /// What was given to it has panicked with this; nothing is changed.
    Panicked(Box<dyn Any + Send>),
}

/// Some entries of a [`Table`](super::Table), in the order of their keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Piece {
    /// The entries. There may be none though there are more to come.
    pub entries: Vec<Entry>,
    /// After which key to go on; `None` at the end.
    pub next: Option<Bytes>,
}

/// How a [`Table`](super::Table) is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableStatus {
    /// How many entries there are.
    pub entries: u64,
    /// How many changes wait for the disk.
    pub waiting: usize,
    /// How many transactions have failed for the disk or for the bounds.
    pub refused: u64,
    /// How many entries were pruned.
    pub pruned: u64,
    /// How many entries have made room for others.
    pub dropped: u64,
    /// How many commits have reached the disk.
    pub commits: u64,
    /// How many commits the disk did not take.
    pub failed_commits: u64,
    /// Why the last commit has failed, unless one was made since.
    pub trouble: Option<TableError>,
}

/// Asks a [`Table`](super::Table) by its address.
///
/// What the outer error says is that of every service: that there is no answer. The
/// inner one is the table's own.
pub trait AskTable {
    /// Looks at entries and changes them in one step: nobody else comes in between, and
    /// if `work` fails, nothing is changed.
    ///
    /// It runs on the thread of the table, for which all others wait meanwhile. If it
    /// panics, so does this: the mistake is the asker's.
    fn transaction<R: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Transaction<'_>) -> Result<R, TableError> + Send + 'static,
    ) -> impl Future<Output = Result<Result<R, TableError>, RequestError>> + Send;

    /// The next entries whose keys begin with `prefix` and come after `after`: at most
    /// so many, and never more than a thousand.
    ///
    /// Each piece is as the table is when it is asked for.
    fn scan(
        &self,
        prefix: impl Into<Bytes> + Send,
        after: Option<Bytes>,
        most: usize,
    ) -> impl Future<Output = Result<Result<Piece, TableError>, RequestError>> + Send;

    /// Removes each entry of which `goes` says so, and gives their number.
    ///
    /// Others are answered meanwhile. An entry that changes meanwhile goes or stays by
    /// what it is when its turn comes.
    fn prune(
        &self,
        goes: impl FnMut(&[u8], &Record) -> bool + Send + 'static,
    ) -> impl Future<Output = Result<Result<u64, TableError>, RequestError>> + Send;

    /// Waits until everything that was changed before is on disk, where a loss of power
    /// leaves it.
    fn sync(&self) -> impl Future<Output = Result<Result<(), TableError>, RequestError>> + Send;

    /// How it is.
    fn status(
        &self,
    ) -> impl Future<Output = Result<Result<TableStatus, TableError>, RequestError>> + Send;
}

impl AskTable for InboxAddress<TableRequest> {
    async fn transaction<R: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Transaction<'_>) -> Result<R, TableError> + Send + 'static,
    ) -> Result<Result<R, TableError>, RequestError> {
        let work: Work = Box::new(|transaction| Ok(Box::new(work(transaction)?)));
        let answer = self.request(TableAsk::Transaction(work)).await?;
        Ok(read(answer, |answer| match answer {
            TableAnswer::Done(result) => result.downcast().ok().map(|result| *result),
            _ => None,
        }))
    }

    async fn scan(
        &self,
        prefix: impl Into<Bytes> + Send,
        after: Option<Bytes>,
        most: usize,
    ) -> Result<Result<Piece, TableError>, RequestError> {
        let prefix = prefix.into();
        let ask = TableAsk::Scan {
            prefix,
            after,
            most,
        };
        Ok(read(self.request(ask).await?, |answer| match answer {
            TableAnswer::Piece(piece) => Some(piece),
            _ => None,
        }))
    }

    async fn prune(
        &self,
        goes: impl FnMut(&[u8], &Record) -> bool + Send + 'static,
    ) -> Result<Result<u64, TableError>, RequestError> {
        let ask = TableAsk::Prune(Box::new(goes));
        Ok(read(self.request(ask).await?, |answer| match answer {
            TableAnswer::Pruned(count) => Some(count),
            _ => None,
        }))
    }

    async fn sync(&self) -> Result<Result<(), TableError>, RequestError> {
        let answer = self.request(TableAsk::Sync).await?;
        Ok(read(answer, |answer| {
            matches!(answer, TableAnswer::Synced).then_some(())
        }))
    }

    async fn status(&self) -> Result<Result<TableStatus, TableError>, RequestError> {
        let answer = self.request(TableAsk::Status).await?;
        Ok(read(answer, |answer| match answer {
            TableAnswer::Status(status) => Some(status),
            _ => None,
        }))
    }
}

/// Takes what was asked for out of an answer.
fn read<R>(
    answer: Result<TableAnswer, TableError>,
    take: impl FnOnce(TableAnswer) -> Option<R>,
) -> Result<R, TableError> {
    match answer? {
        TableAnswer::Panicked(panic) => resume_unwind(panic),
        answer => take(answer).ok_or(TableError::Answer),
    }
}
