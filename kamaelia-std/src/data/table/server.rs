//! Answers what a table is asked: [`Server`].

use super::ask::{TableAnswer, TableAsk, Work};
use super::entries::Entries;
use super::sweep::{Sweeps, Swept};
use super::{TableError, TableRequest, TableStatus, WhenFull};
use kamaelia::{Inbox, Request, TryRecvError};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;
use tokio::task::yield_now;

/// How many entries a scan gives at a time: what an answer may take in memory.
pub(in crate::data) const LONGEST_PIECE: usize = 1000;

/// How many are answered in a row, who see the same of the file.
const BURST: usize = 64;

/// How long a sweep waits for the disk until it looks again, if nobody asks.
const HELD: Duration = Duration::from_millis(20);

pub(super) struct Server {
    entries: Entries,
    when_full: WhenFull,
    durable: bool,
    sweeps: Sweeps,
    /// How many have been answered since others had their turn.
    burst: usize,
    /// What has come about since it began; the rest is added when somebody asks.
    counts: TableStatus,
}

impl Server {
    pub(super) fn new(entries: Entries, when_full: WhenFull, durable: bool) -> Server {
        Server {
            entries,
            when_full,
            durable,
            sweeps: Sweeps::default(),
            burst: 0,
            counts: TableStatus::default(),
        }
    }

    /// Answers until nobody can ask any more. Between two answers it sweeps a piece, if
    /// there is anything to sweep.
    pub(super) async fn serve(mut self, inbox: &mut Inbox<TableRequest>) -> Entries {
        let mut swept = self.sweep();
        while let Some(request) = self.next(inbox, swept).await {
            if let Some(request) = request {
                self.answer(request).await;
            }
            swept = self.sweep();
            self.entries.settle();
        }
        self.entries
    }

    /// The next request; none if a sweep goes on instead, and the outer `None` at the
    /// end.
    async fn next(
        &mut self,
        inbox: &mut Inbox<TableRequest>,
        swept: Swept,
    ) -> Option<Option<TableRequest>> {
        self.burst += 1;
        if self.burst < BURST && self.sweeps.is_empty() {
            if let Ok(request) = inbox.try_recv() {
                return Some(Some(request));
            }
            if self.entries.disk.holds() || self.entries.commits.has_news() {
                // Others who are about to ask see the same of the file, and what they
                // change goes to the disk with the rest: to look and to commit anew for
                // each costs more.
                yield_now().await;
                if let Ok(request) = inbox.try_recv() {
                    return Some(Some(request));
                }
            }
        }
        self.entries.commits.tell();
        // Whoever comes later sees what has been committed meanwhile.
        self.entries.disk.let_go();
        self.burst = 0;
        if self.sweeps.is_empty() {
            return inbox.recv().await.map(Some);
        }
        if swept == Swept::Held {
            return match inbox.recv_timeout(HELD).await {
                Ok(request) => request.map(Some),
                Err(_) => Some(None),
            };
        }
        // Others have their turn between two pieces.
        yield_now().await;
        match inbox.try_recv() {
            Ok(request) => Some(Some(request)),
            Err(TryRecvError::Closed) => None,
            Err(TryRecvError::Empty) => Some(None),
        }
    }

    async fn answer(&mut self, request: TableRequest) {
        let Request { question, reply } = request;
        let answer = match question {
            TableAsk::Transaction(work) => {
                let last = self.entries.commits.last();
                match self.transact(work).await {
                    Ok(done) if self.durable && self.entries.commits.last() > last => {
                        return self.entries.commits.sync((reply, done));
                    }
                    answer => answer,
                }
            }
            TableAsk::Scan {
                prefix,
                after,
                most,
            } => {
                let most = most.clamp(1, LONGEST_PIECE);
                let piece = self.entries.scan(&prefix, after, most);
                piece.map(TableAnswer::Piece)
            }
            TableAsk::Status => Ok(TableAnswer::Status(self.status())),
            TableAsk::Sync => return self.entries.commits.sync((reply, TableAnswer::Synced)),
            TableAsk::Prune(goes) => return self.sweeps.prune(goes, reply),
        };
        reply.send(answer);
    }

    async fn transact(&mut self, work: Work) -> Result<TableAnswer, TableError> {
        self.make_room().await;
        let work = AssertUnwindSafe(|| self.entries.transaction(work));
        match catch_unwind(work) {
            Ok(done) => {
                let is_refused = |error: &TableError| {
                    matches!(error, TableError::Disk { .. } | TableError::Full { .. })
                };
                self.counts.refused += u64::from(done.as_ref().is_err_and(is_refused));
                Ok(TableAnswer::Done(done?))
            }
            // Nothing is changed, and the mistake is the asker's, who hears of it.
            Err(panic) => Ok(TableAnswer::Panicked(panic)),
        }
    }

    /// Has the oldest go before there is no place for another; if there is none
    /// already, all wait for that.
    async fn make_room(&mut self) {
        if self.when_full == WhenFull::Refuse {
            return;
        }
        let Entries { count, most, .. } = self.entries;
        let part = (most / 16).max(1);
        if count > most - part {
            // There may be more than there may be: of a table that was allowed more.
            self.sweeps.drop_oldest(part + count.saturating_sub(most));
        }
        while self.entries.count >= most && self.sweeps.drops() {
            if self.sweep() == Swept::Held {
                break;
            }
            self.entries.commits.tell();
            yield_now().await;
        }
    }

    fn sweep(&mut self) -> Swept {
        let swept = self.sweeps.go_on(&mut self.entries);
        if let Swept::Piece { pruned, dropped } = swept {
            self.counts.pruned += pruned;
            self.counts.dropped += dropped;
        }
        swept
    }

    fn status(&self) -> TableStatus {
        let progress = self.entries.commits.progress();
        TableStatus {
            entries: self.entries.count,
            waiting: progress.waiting,
            commits: progress.commits,
            failed_commits: progress.failed,
            trouble: progress.trouble,
            ..self.counts.clone()
        }
    }
}
