//! The reading end of a linkage: [`Receiver`].

use super::many::{Many, Stamped};
use super::order::{Rank, rank};
use super::ring::Reader;
use super::side::ASIDE;
use super::{AnyLink, Head, Here, Link, Wait, drop_each, fence};
use crate::crossing::End;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// The reading end of a linkage.
pub(crate) struct Receiver<T> {
    ring: Reader<T, Link<T>>,
    /// Its owner's number in the list of the linkage.
    owner: usize,
    /// The message at the front, where it does not come from the ring.
    lifted: Option<Stamped<T>>,
    /// The rank of the message at the front, once it was seen.
    seen: Option<Rank>,
}

impl<T> Receiver<T> {
    pub(super) fn new(ring: Reader<T, Link<T>>) -> Receiver<T> {
        Receiver {
            ring,
            owner: 0,
            lifted: None,
            seen: None,
        }
    }

    fn link(&self) -> &Link<T> {
        &self.ring.link
    }

    /// Takes a message the short way: if it is known that there is one, and that
    /// nobody at the other end has to be told.
    #[inline(always)]
    pub(crate) fn pop_known(&mut self) -> Option<T> {
        if self.ring.link.writing.is_quiet() {
            self.ring.pop_known()
        } else {
            None
        }
    }

    /// From now on each message carries its place in the order of the sends.
    pub(crate) fn stamp(&self) {
        let link = self.link();
        link.stamps.want();
        link.reading.say(ASIDE);
        link.writing.say(ASIDE);
    }

    /// Takes nothing new; what waits can still be read.
    pub(crate) fn refuse(&self) {
        self.link().refuse(crate::home::island());
    }

    /// The next message needs a look at the other side.
    pub(crate) fn forget(&mut self) {
        self.ring.forget();
        self.owner = 0;
    }

    /// Whether nothing waits and nothing will come.
    pub(crate) fn is_finished(&self) -> bool {
        let link = self.link();
        let over = link.no_more_come();
        link.is_gone() || over && self.lifted.is_none() && link.has_nothing()
    }

    /// Whether a message waits in the ring. What an end does elsewhere it does
    /// not go on with the short way.
    fn look(&mut self, here: &Here<'_>) -> bool {
        let waiting = self.ring.look(here.most);
        if waiting == 0 {
            return false;
        }
        self.link().counts.saw(waiting);
        true
    }

    /// Whether a message stands at the front, which may have to be lifted there.
    fn finds(&mut self, here: &Here<'_>) -> bool {
        if self.look(here) {
            return true;
        }
        let link = self.ring.link.clone();
        let Some(many) = link.many.get() else {
            return false;
        };
        // What went into the ring comes first, also what came just now.
        if self.look(here) {
            return true;
        }
        if self.lifted.is_some() && many.outdates_lifted() {
            self.drop_lifted(many);
        }
        if self.lifted.is_none() {
            self.lifted = many.lift();
        }
        self.lifted.is_some()
    }

    fn drop_lifted(&mut self, many: &Many<T>) {
        self.seen = None;
        if let Some((_, message)) = self.lifted.take() {
            many.outdate();
            self.link().counts.drop_one();
            drop(message);
        }
    }

    /// Takes what stands at the front.
    fn take(&mut self, here: &Here<'_>) -> Option<T> {
        self.seen = None;
        if let Some((_, message)) = self.lifted.take() {
            let link = &self.ring.link;
            if let Some(many) = link.many.get() {
                many.receive(|| link.ring.len());
            }
            return Some(message);
        }
        let message = self.ring.pop_known()?;
        let link = &self.ring.link;
        link.wake_writer(here);
        if let Some(many) = link.many.get() {
            many.admit(|| link.ring.len());
        }
        if here.island == 0 {
            self.ring.forget();
        }
        Some(message)
    }
}

impl<T: Send + 'static> Receiver<T> {
    /// The linkage itself, for a graph that watches it.
    pub(crate) fn watch(&self) -> Arc<dyn AnyLink> {
        self.ring.link.clone()
    }

    /// What stands at the front.
    pub(crate) fn head(&mut self, here: &Here<'_>) -> Head {
        match self.poll_front(here) {
            Ok(()) => Head::Message(self.rank()),
            Err(head) => head,
        }
    }

    fn rank(&mut self) -> Rank {
        if let Some(seen) = self.seen {
            return seen;
        }
        let link = &self.ring.link;
        let stamp = match &self.lifted {
            Some((stamp, _)) => *stamp,
            None => link.stamps.at(self.ring.place()),
        };
        *self.seen.insert(rank(stamp))
    }

    /// Takes the message at the front, which was seen there.
    pub(crate) fn pop(&mut self, here: &Here<'_>) -> Option<T> {
        self.poll_pop(&here.without_wait()).ok()
    }

    /// Takes the message at the front, or says why there is none.
    pub(crate) fn poll_pop(&mut self, here: &Here<'_>) -> Result<T, Head> {
        self.poll_front(here)?;
        self.take(here).ok_or(Head::Empty)
    }

    /// Finds the message at the front, or waits for one if it may.
    fn poll_front(&mut self, here: &Here<'_>) -> Result<(), Head> {
        self.ring.link.arrive(End::Reading, here, &mut self.owner);
        if self.link().is_gone() {
            self.clear();
            return Err(Head::Finished);
        }
        let mut looks = 0;
        loop {
            // In this order: who sends before it ends is not missed.
            let over = self.link().no_more_come();
            if self.finds(here) {
                if looks > 0 {
                    let crossing = self.link().is_crossing();
                    self.link().reading.wait_no_longer(crossing);
                }
                return Ok(());
            }
            if over {
                return Err(Head::Finished);
            }
            if looks > 0 || !self.wait(here) {
                return Err(Head::Empty);
            }
            looks += 1;
        }
    }

    /// Waits for a message, if it may; `true` if it has to look again.
    fn wait(&self, here: &Here<'_>) -> bool {
        let link = self.link();
        let crossing = link.is_crossing();
        match &here.wait {
            Wait::Not => return false,
            Wait::AtHome => link.reading.wait_at_home(self.owner, crossing),
            Wait::With(waker) => link.reading.wait_with(&waker(), crossing),
        }
        if crossing {
            fence(Ordering::SeqCst);
        }
        crossing
    }
}

impl<T> Receiver<T> {
    /// Drops what waits: nobody reads it any more.
    fn clear(&mut self) {
        self.seen = None;
        let link = self.ring.link.clone();
        let lifted = self.lifted.take().map(|(_, message)| message);
        let many = || {
            let (_, message) = link.many.get()?.lift()?;
            Some(message)
        };
        let aside = lifted.into_iter().chain(std::iter::from_fn(many));
        let aside = aside.inspect(|_| link.counts.drop_one());
        let ring = std::iter::from_fn(|| {
            self.ring.look(u64::MAX);
            self.ring.pop_known()
        });
        let ring = ring.inspect(|_| link.counts.clear_one());
        drop_each(ring.chain(aside));
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        let link = self.ring.link.clone();
        let first = !link.gone.swap(true, Ordering::AcqRel);
        if first {
            link.refuse(crate::home::island());
        }
        self.clear();
    }
}
