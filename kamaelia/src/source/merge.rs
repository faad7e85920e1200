//! Several sources of one inbox: [`Merge`].

use super::Source;
use crate::home;
use crate::link::{Head, Here, Rank};
use crate::place::Home;

/// Several sources, read in the order of the sends.
pub(crate) struct Merge<T> {
    pub(super) sources: Vec<Source<T>>,
    /// The source with the oldest message, and up to which rank it stays that.
    pub(super) oldest: Option<(usize, Rank)>,
}

impl<T> Merge<T> {
    /// In a turn of the owner, at its `home`: the next message, if it comes from
    /// the same linkage as the last one.
    #[inline]
    pub(crate) fn pop_next(&mut self, home: &Home, most: u64) -> Option<T> {
        let (index, until) = self.oldest?;
        match &mut self.sources[index] {
            Source::Link(receiver) => receiver.pop_before(home, until, most),
            _ => None,
        }
    }

    /// The next message, the short way: if it is known that there is one.
    #[inline]
    pub(crate) fn pop_known(&mut self) -> Option<T> {
        let (index, _) = self.oldest?;
        match &mut self.sources[index] {
            Source::Link(receiver) => receiver.ring.pop_known(),
            _ => None,
        }
    }

    pub(super) fn poll_pop(&mut self, here: &Here<'_>) -> Result<T, Head> {
        if let Some((index, until)) = self.oldest {
            let here = here.without_wait();
            let source = &mut self.sources[index];
            if matches!(source.head(&here), Head::Message(rank) if rank < until) {
                return source.pop(&here).ok_or(Head::Empty);
            }
            self.oldest = None;
        }
        self.find(here)?;
        let oldest = self
            .oldest
            .and_then(|(index, _)| self.sources.get_mut(index));
        oldest
            .and_then(|source| source.pop(here))
            .ok_or(Head::Empty)
    }

    /// Finds the source with the oldest message; waits for one if it may.
    pub(super) fn find(&mut self, here: &Here<'_>) -> Result<Rank, Head> {
        match self.look_at_each(&here.without_wait()) {
            Err(Head::Empty) if here.may_wait() => self.look_at_each(here),
            found => found,
        }
    }

    fn look_at_each(&mut self, here: &Here<'_>) -> Result<Rank, Head> {
        let mut oldest: Option<(Rank, usize)> = None;
        // What comes later comes after all that was sent until now.
        let mut until = (home::now() + 1, 0);
        let (mut waiting, mut quiet, mut finished) = (false, false, false);
        for (index, source) in self.sources.iter_mut().enumerate() {
            match source.head(here) {
                Head::Message(rank) => match oldest {
                    Some((best, _)) if rank >= best => until = until.min(rank),
                    best => {
                        until = best.map_or(until, |(second, _)| until.min(second));
                        oldest = Some((rank, index));
                    }
                },
                Head::Finished => finished = true,
                Head::Empty => waiting = true,
                Head::Quiet => quiet = true,
            }
        }
        self.oldest = oldest.map(|(_, index)| (index, until));
        match oldest {
            Some((rank, _)) => Ok(rank),
            None if waiting => Err(Head::Empty),
            // Whose linkages are over waits for the word of the framework no longer.
            None if quiet && !finished => Err(Head::Quiet),
            None => Err(Head::Finished),
        }
    }
}
