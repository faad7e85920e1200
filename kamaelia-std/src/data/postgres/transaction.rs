//! One transaction at a database: [`transact`].

use super::place::add;
use super::session::Session;
use crate::data::table::{Base, Change, memory};
use crate::data::{TableAnswer, TableError, Transaction, Work};
use bytes::Bytes;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// How many bytes a transaction may change: what a database takes in one step.
const MOST: usize = 64 << 20;

/// How many keys a transaction locks, each for itself: a database has room for some
/// thousand locks in all. One that looks at more has all of them alone.
const LOCKS: usize = 256;

/// What stands at the database, each key of it locked as soon as it is looked at.
struct Remote<'s> {
    session: &'s Session<'s>,
    has_begun: Cell<bool>,
    seen: RefCell<BTreeMap<Bytes, Change>>,
}

impl Base for Remote<'_> {
    fn get(&self, key: &[u8]) -> Result<Change, TableError> {
        if let Some(seen) = self.seen.borrow().get(key) {
            return Ok(seen.clone());
        }
        let found = match self.seen.borrow().len() {
            _ if !self.has_begun.replace(true) => self.session.begin_with(key)?,
            ..LOCKS => self.session.go_on_with(key)?,
            LOCKS => {
                self.session.lock_all()?;
                self.session.get(key)?
            }
            _ => self.session.get(key)?,
        };
        let mut seen = self.seen.borrow_mut();
        seen.insert(Bytes::copy_from_slice(key), found.clone());
        Ok(found)
    }

    fn peek(&self, key: &[u8]) -> Result<Change, TableError> {
        match self.seen.borrow().get(key) {
            Some(seen) => Ok(seen.clone()),
            None => self.session.get(key),
        }
    }

    fn cost(&self, key: &Bytes, change: &Change) -> usize {
        memory(key, change)
    }

    fn check_room(&self, bytes: usize, _: &Change) -> Result<(), TableError> {
        match bytes <= MOST {
            true => Ok(()),
            false => Err(TableError::TooLong {
                what: "transaction",
                length: bytes,
                most: MOST,
            }),
        }
    }
}

/// What has become of a transaction.
pub(super) struct Transacted {
    pub(super) answer: Result<TableAnswer, TableError>,
    /// Whether the database still has to hear that nothing is to be changed: nobody waits
    /// for that.
    pub(super) is_open: bool,
}

/// Does the work, and commits what it has changed; or else the database knows nothing of
/// it.
pub(super) fn transact(session: &Session<'_>, work: Work) -> Transacted {
    let counts = &session.place().counts;
    let base = Remote {
        session,
        has_begun: Cell::new(false),
        seen: RefCell::default(),
    };
    let before = counts.entries();
    let mut transaction = Transaction::new(&base, before, session.place().room());
    let done = catch_unwind(AssertUnwindSafe(|| work(&mut transaction)));
    let changed = transaction.changed();
    let mut is_open = base.has_begun.get();
    let answer = match done {
        Ok(Ok(done)) if changed.changes.is_empty() => Ok(TableAnswer::Done(done)),
        Ok(Ok(done)) => {
            is_open = false;
            session.commit(&changed.changes).map(|()| {
                add(&counts.commits, 1);
                counts.more(changed.entries.cast_signed() - before.cast_signed());
                TableAnswer::Done(done)
            })
        }
        Ok(Err(error)) => Err(error),
        // Nothing is changed, and the mistake is the asker's, who hears of it.
        Err(panic) => Ok(TableAnswer::Panicked(panic)),
    };
    if let Err(error) = &answer {
        let is_ours = !matches!(error, TableError::TooLong { .. });
        add(&counts.refused, u64::from(is_ours));
        add(&counts.failed, u64::from(!is_open));
    }
    Transacted { answer, is_open }
}
