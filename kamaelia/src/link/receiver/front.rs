//! What stands at the front of a linkage, as its reading end knows it: [`Front`].

use super::Receiver;
use crate::link::aside::Stamped;
use crate::link::loan::Loan;
use crate::link::order::{Rank, Reading, rank};

/// What is known of the message at the front of a linkage.
pub(super) struct Front<T> {
    /// The message itself, where it does not come from the ring.
    pub(super) lifted: Option<Stamped<T>>,
    /// Its rank, once it was seen, behind so many that had come out of the ring.
    pub(super) seen: Option<(u64, Rank)>,
    pub(super) reading: Reading,
    /// Of an end that is lent.
    pub(super) loan: Option<Box<Loan<Receiver<T>>>>,
}

impl<T> Default for Front<T> {
    fn default() -> Front<T> {
        Front {
            lifted: None,
            seen: None,
            reading: Reading::default(),
            loan: None,
        }
    }
}

impl<T> Receiver<T> {
    pub(super) fn has_lifted(&self) -> bool {
        let front = self.front.as_ref();
        front.is_some_and(|front| front.lifted.is_some())
    }

    /// The rank of the message at the front, if it was seen there in the ring: nobody
    /// else takes it.
    #[inline]
    pub(super) fn seen_in_ring(&self) -> Option<Rank> {
        let front = self.front.as_ref()?;
        let is_plain = front.lifted.is_none() && front.loan.is_none();
        let (count, rank) = front.seen.filter(|_| is_plain)?;
        let is_there = count == self.ring.count() && !self.ring.link().is_gone();
        is_there.then_some(rank)
    }

    pub(super) fn rank(&mut self) -> Rank {
        let count = self.ring.count();
        let front = self.front.get_or_insert_default();
        if let Some((at, rank)) = front.seen
            && at == count
        {
            return rank;
        }
        let stamp = match &front.lifted {
            Some((stamp, _)) => *stamp,
            None => self.ring.link().stamps.at(&mut front.reading, count).0,
        };
        let rank = rank(stamp);
        front.seen = Some((count, rank));
        rank
    }
}
