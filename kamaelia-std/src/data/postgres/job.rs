use super::place::{Place, add};
use super::session::Session;
use super::transaction::{Transacted, transact};
use crate::data::table::LONGEST_PIECE;
use crate::data::{Predicate, TableAnswer, TableAsk, TableError, TableRequest};
use bytes::Bytes;
use kamaelia::{Reply, Request};
use std::panic::{AssertUnwindSafe, catch_unwind};

type Answer = Reply<Result<TableAnswer, TableError>>;

/// How many entries go in one step, so that nobody waits for long who wants one of them.
const TOGETHER: usize = 256;

/// What a connection does next.
pub(super) enum Job {
    /// Answers somebody.
    Ask(TableRequest),
    /// Removes what somebody chooses, from a key on.
    Prune {
        goes: Predicate,
        reply: Answer,
        from: Bytes,
        gone: u64,
    },
    /// Removes so many of the oldest.
    Drop(u64),
    /// Counts the entries.
    Count,
}

impl Job {
    /// Says that it is not done.
    pub(super) fn fail(self, place: &Place, error: TableError) {
        match self {
            Job::Ask(Request { question, reply }) => {
                if let TableAsk::Transaction(_) = question {
                    add(&place.counts.refused, 1);
                }
                reply.send(Err(error));
            }
            Job::Prune { reply, .. } => reply.send(Err(error)),
            Job::Drop(_) => place.dropped(),
            Job::Count => {}
        }
    }

    /// Does it, or a part of it; what is left, after what others have asked meanwhile.
    pub(super) fn run(self, session: &Session<'_>) -> Option<Job> {
        match self {
            Job::Ask(Request { question, reply }) => {
                // Who has asked may have given up while it waited.
                if !reply.is_wanted() {
                    return None;
                }
                let answer = match question {
                    TableAsk::Prune(goes) => {
                        return Some(Job::Prune {
                            goes,
                            reply,
                            from: Bytes::new(),
                            gone: 0,
                        });
                    }
                    TableAsk::Transaction(work) => {
                        let Transacted { answer, is_open } = transact(session, work);
                        reply.send(answer);
                        if is_open {
                            session.roll_back();
                        }
                        return session.place().too_many().map(Job::Drop);
                    }
                    TableAsk::Scan {
                        prefix,
                        after,
                        most,
                    } => {
                        let most = most.clamp(1, LONGEST_PIECE);
                        let piece = session.scan(&prefix, after.as_deref(), most);
                        piece.map(TableAnswer::Piece)
                    }
                    TableAsk::Sync => session.flush().map(|()| TableAnswer::Synced),
                    TableAsk::Status => Ok(TableAnswer::Status(session.place().counts.status())),
                };
                reply.send(answer);
                None
            }
            Job::Prune {
                goes,
                reply,
                from,
                gone,
            } => prune(session, goes, reply, &from, gone),
            Job::Drop(count) => drop_oldest(session, count),
            Job::Count => {
                // It is asked again in any case.
                let _ = session.count();
                None
            }
        }
    }
}

fn prune(
    session: &Session<'_>,
    mut goes: Predicate,
    reply: Answer,
    from: &Bytes,
    gone: u64,
) -> Option<Job> {
    if !reply.is_wanted() {
        return None;
    }
    let mut piece = match session.from(from, LONGEST_PIECE) {
        Ok(piece) => piece,
        Err(error) => {
            reply.send(Err(error));
            return None;
        }
    };
    let choose = AssertUnwindSafe(|| {
        let entries = &mut piece.entries;
        entries.retain(|entry| goes(&entry.key, &entry.record));
    });
    if let Err(panic) = catch_unwind(choose) {
        reply.send(Ok(TableAnswer::Panicked(panic)));
        return None;
    }
    let mut removed = 0;
    for part in piece.entries.chunks(TOGETHER) {
        match session.remove_unchanged(part) {
            Ok(count) => removed += count,
            Err(error) => {
                reply.send(Err(error));
                return None;
            }
        }
    }
    let counts = &session.place().counts;
    add(&counts.pruned, removed);
    counts.gone(removed);
    let gone = gone + removed;
    match piece.next {
        Some(last) => Some(Job::Prune {
            goes,
            reply,
            from: after(&last),
            gone,
        }),
        None => {
            reply.send(Ok(TableAnswer::Pruned(gone)));
            None
        }
    }
}

fn drop_oldest(session: &Session<'_>, count: u64) -> Option<Job> {
    let place = session.place();
    let part = usize::try_from(count).unwrap_or(TOGETHER).min(TOGETHER);
    let gone = session.remove_oldest(part).unwrap_or(0);
    add(&place.counts.dropped, gone);
    place.counts.gone(gone);
    let left = count.saturating_sub(gone);
    if gone > 0 && left > 0 {
        return Some(Job::Drop(left));
    }
    place.dropped();
    // There were fewer than it has seemed.
    (gone == 0).then_some(Job::Count)
}

/// The first key that may come after this one.
pub(super) fn after(key: &[u8]) -> Bytes {
    let mut next = Vec::with_capacity(key.len() + 1);
    next.extend(key);
    next.push(0);
    next.into()
}
