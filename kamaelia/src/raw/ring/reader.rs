//! The reading end of a ring: [`Reader`].

use super::{Cursor, no_linkage, written};
use crate::raw::linkage::{Frame, Link};
use crate::sync::Ordering;
use std::sync::Arc;

/// The reading end of a ring, or of none.
pub(crate) struct Reader<F: Frame, T> {
    pub(super) at: Cursor<T>,
    /// There is one if there is a ring.
    pub(super) link: Option<Arc<Link<F, T>>>,
}

// SAFETY: the pointers of the cursor lead into the ring that the end owns its
// share of; messages are `Send`.
unsafe impl<F: Frame, T: Send> Send for Reader<F, T> {}

impl<F: Frame, T> Reader<F, T> {
    /// An end of no ring.
    pub(crate) const fn none() -> Reader<F, T> {
        Reader {
            at: Cursor::new(),
            link: None,
        }
    }

    /// The linkage of an end that is of one.
    #[inline(always)]
    pub(crate) fn link(&self) -> &Arc<Link<F, T>> {
        match &self.link {
            Some(link) => link,
            None => no_linkage(),
        }
    }

    /// How many messages ever went out.
    #[inline(always)]
    pub(crate) fn count(&self) -> u64 {
        let link = self.link.as_ref();
        link.map_or(0, |link| link.header.head.load(Ordering::Relaxed))
    }

    /// Takes a message out the short way, if it is known that there is one.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn pop_known(&mut self) -> Option<T> {
        if !self.at.is_open() {
            return None;
        }
        // SAFETY: only `pop_counting` opens the short way, where there is a linkage.
        let link = unsafe { self.link.as_ref().unwrap_unchecked() };
        let count = link.header.head.load(Ordering::Relaxed);
        // SAFETY: below the limit the next slot is in this lap, and the writer has
        // put a message in it.
        (count < self.at.limit).then(|| unsafe { self.take(count) })
    }

    /// Takes the message out of the next slot, and publishes that.
    ///
    /// # Safety
    ///
    /// There is a ring, the lap of the count was entered, and the writer has put a
    /// message in the slot.
    #[cfg_attr(not(debug_assertions), inline(always))]
    unsafe fn take(&mut self, count: u64) -> T {
        // SAFETY: the caller promises it. Nobody else reads, and after the step
        // nobody does.
        let message = unsafe { self.at.slot(count).take() };
        // SAFETY: where there is a ring there is a linkage.
        let link = unsafe { self.link.as_ref().unwrap_unchecked() };
        link.header.head.store(count + 1, Ordering::Release);
        message
    }

    /// Whether the end has gone the short way in this turn, and may still.
    #[inline(always)]
    pub(crate) fn is_open(&self) -> bool {
        self.at.is_open()
    }

    /// How many messages wait.
    #[inline(always)]
    pub(crate) fn waiting(&self) -> u64 {
        match &self.link {
            Some(link) => written(link.header.tail.load(Ordering::Acquire)) - self.count(),
            None => 0,
        }
    }

    /// The next step is not the short way.
    pub(crate) fn shut(&mut self) {
        self.at.shut();
    }

    /// Goes on to the next lap, if this one is over at `count`; `false` if there are
    /// no slots.
    ///
    /// # Safety
    ///
    /// The end has seen that there is a message.
    #[inline]
    unsafe fn enter(&mut self, count: u64) -> bool {
        let link = self.link.as_ref();
        // SAFETY: it is the ring's reader; the caller promises the rest.
        let slots = link.and_then(|link| unsafe { link.ring.slots() });
        if let Some(slots) = slots {
            self.at.enter(count, slots);
        }
        slots.is_some()
    }

    /// Takes a message out, if there is one. From now on the end may take `most`
    /// the short way.
    #[inline]
    pub(crate) fn pop(&mut self, most: u64) -> Option<T> {
        self.pop_seeing(most, |_, _| {})
    }

    /// [`pop`](Self::pop), which shows before how many messages wait.
    #[inline]
    pub(crate) fn pop_seeing(
        &mut self,
        most: u64,
        saw: impl FnOnce(&Link<F, T>, usize),
    ) -> Option<T> {
        let header = &self.link.as_ref()?.header;
        let count = header.head.load(Ordering::Relaxed);
        let waiting = written(header.tail.load(Ordering::Acquire)) - count;
        // SAFETY: it is asked only where a message waits.
        if waiting == 0 || !unsafe { self.enter(count) } {
            return None;
        }
        saw(self.link(), waiting as usize);
        // SAFETY: there is a ring, for it has slots; the lap was entered, and the
        // writer has put a message in the slot.
        let message = unsafe { self.take(count) };
        self.at.open(count + 1, most, waiting - 1);
        Some(message)
    }

    /// Takes out as many messages as there are, up to `limit`, and puts them at
    /// the end of `messages`. Gives their number.
    pub(crate) fn pop_many(&mut self, messages: &mut Vec<T>, limit: usize) -> usize {
        let many = self.waiting().min(limit as u64);
        messages.reserve(many as usize);
        let mut next = self.count();
        let end = next + many;
        while next < end {
            // SAFETY: so many messages wait.
            if !unsafe { self.enter(next) } {
                return 0;
            }
            let stop = end.min(self.at.end);
            let at = &self.at;
            // SAFETY: up to `stop` the counts are in the lap that was entered, and the
            // writer has put a message in each of their slots. Nobody else reads, and
            // after the step nobody does.
            messages.extend((next..stop).map(|count| unsafe { at.slot(count).take() }));
            next = stop;
        }
        if let Some(link) = &self.link {
            link.header.head.store(end, Ordering::Release);
        }
        self.at.shut();
        many as usize
    }
}

impl<F: Frame, T> Drop for Reader<F, T> {
    fn drop(&mut self) {
        if let Some(link) = &self.link {
            link.ring.let_go(&link.header);
        }
    }
}
