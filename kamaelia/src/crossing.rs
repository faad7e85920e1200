//! Linkages that lead to another island: [`Crossings`].
//!
//! Inside an island nobody needs a fence. Where a linkage crosses, its owner
//! looks at it once more after each turn, behind a fence: whoever waits at the
//! other end is woken then at the latest.

use std::sync::atomic::{AtomicBool, Ordering, fence};
use std::sync::{OnceLock, Weak};

/// The two ends of a linkage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Writing,
    Reading,
}

/// A linkage that crosses.
pub(crate) trait Crosses: Send + Sync {
    /// Wakes who waits at the other end of `end` for what is now there; `here` is
    /// the island of who looks.
    fn look(&self, end: End, here: usize);
}

/// The ends of one future's components whose linkages cross.
#[derive(Default)]
pub(crate) struct Crossings {
    any: AtomicBool,
    first: OnceLock<Box<Crossing>>,
}

struct Crossing {
    /// Whose end it is.
    index: usize,
    link: Weak<dyn Crosses>,
    end: End,
    next: OnceLock<Box<Crossing>>,
}

impl Crossings {
    /// Notes an end of the component at `index`.
    pub(crate) fn add(&self, index: usize, link: Weak<dyn Crosses>, end: End) {
        let next = OnceLock::new();
        let mut crossing = Box::new(Crossing {
            index,
            link,
            end,
            next,
        });
        let mut place = &self.first;
        // Others may be adding theirs: whoever is later goes behind.
        while let Err(refused) = place.set(crossing) {
            crossing = refused;
            let Some(known) = place.get() else { return };
            place = &known.next;
        }
        self.any.store(true, Ordering::Release);
    }

    /// After a turn of the component at `index`.
    #[inline]
    pub(crate) fn look(&self, index: usize, here: usize) {
        if self.any.load(Ordering::Acquire) {
            self.look_at_each(index, here);
        }
    }

    #[cold]
    fn look_at_each(&self, index: usize, here: usize) {
        fence(Ordering::SeqCst);
        let mut place = &self.first;
        while let Some(crossing) = place.get() {
            if crossing.index == index
                && let Some(link) = crossing.link.upgrade()
            {
                link.look(crossing.end, here);
            }
            place = &crossing.next;
        }
    }
}
