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
        let is_first = !self.has_begun.replace(true);
        let found = self.session.lock_and_get(key, is_first)?;
        let mut seen = self.seen.borrow_mut();
        seen.insert(Bytes::copy_from_slice(key), found.clone());
        Ok(found)
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

/// Does the work, and commits what it has changed; or else the database knows nothing of
/// it.
pub(super) fn transact(session: &Session<'_>, work: Work) -> Result<TableAnswer, TableError> {
    let place = session.place();
    let base = Remote {
        session,
        has_begun: Cell::new(false),
        seen: RefCell::default(),
    };
    let before = place.counts.entries();
    let mut transaction = Transaction::new(&base, before, place.room());
    let done = catch_unwind(AssertUnwindSafe(|| work(&mut transaction)));
    let changed = transaction.changed();
    let done = match done {
        Ok(Ok(done)) => done,
        failed => {
            if base.has_begun.get() {
                session.roll_back();
            }
            return match failed {
                Ok(Err(error)) => {
                    let is_ours = !matches!(error, TableError::TooLong { .. });
                    add(&place.counts.refused, u64::from(is_ours));
                    Err(error)
                }
                // Nothing is changed, and the mistake is the asker's, who hears of it.
                Err(panic) => Ok(TableAnswer::Panicked(panic)),
                Ok(Ok(_)) => Err(TableError::Answer),
            };
        }
    };
    if base.has_begun.get() {
        if let Err(error) = session.commit(&changed.changes) {
            add(&place.counts.failed, 1);
            add(&place.counts.refused, 1);
            return Err(error);
        }
        add(
            &place.counts.commits,
            u64::from(!changed.changes.is_empty()),
        );
        let more = changed.entries.cast_signed() - before.cast_signed();
        place.counts.more(more);
    }
    Ok(TableAnswer::Done(done))
}
