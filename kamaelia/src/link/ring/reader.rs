//! The reading end of a ring: [`Reader`].

use super::{Cursor, Ring};
use crate::link::header::Header;
use crate::sync::{Ordering, Shared};
use std::sync::Arc;

/// The reading end of a ring, or of none.
pub(crate) struct Reader<T> {
    pub(super) at: Cursor<T>,
    pub(super) ring: Option<Shared<Ring<T>>>,
    /// There is one if there is a ring.
    pub(super) header: Option<Arc<Header>>,
}

// SAFETY: the pointers of the cursor lead into the ring that the end owns its
// share of; messages are `Send`.
unsafe impl<T: Send> Send for Reader<T> {}

impl<T> Reader<T> {
    /// An end of no ring.
    pub(crate) const fn none() -> Reader<T> {
        Reader {
            at: Cursor::new(),
            ring: None,
            header: None,
        }
    }

    /// How many messages ever went out.
    #[inline(always)]
    pub(in crate::link) fn count(&self) -> u64 {
        let header = self.header.as_ref();
        header.map_or(0, |header| header.head.count.load(Ordering::Relaxed))
    }

    /// Takes a message out the short way, if it is known that there is one.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn pop_known(&mut self) -> Option<T> {
        if !self.at.is_open() {
            return None;
        }
        // SAFETY: only `pop_seeing` opens the short way, where there is a header.
        let header = unsafe { self.header.as_ref().unwrap_unchecked() };
        let count = header.head.count.load(Ordering::Relaxed);
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
        // SAFETY: where there is a ring there is a header.
        let header = unsafe { self.header.as_ref().unwrap_unchecked() };
        header.head.count.store(count + 1, Ordering::Release);
        message
    }

    /// Whether the end has gone the short way in this turn, and may still.
    #[inline(always)]
    pub(in crate::link) fn is_open(&self) -> bool {
        self.at.is_open()
    }

    /// How many messages wait.
    #[inline(always)]
    pub(in crate::link) fn waiting(&self) -> u64 {
        match &self.header {
            Some(header) => header.tail.count.load(Ordering::Acquire) - self.count(),
            None => 0,
        }
    }

    /// The next step is not the short way.
    pub(in crate::link) fn shut(&mut self) {
        self.at.shut();
    }

    /// Goes on to the next lap, if this one is over at `count`; `false` if there are
    /// no slots.
    #[inline]
    fn enter(&mut self, count: u64) -> bool {
        if self.at.capacity == 0 {
            match self.ring.as_ref().and_then(|ring| ring.slots.get()) {
                Some(slots) => self.at.see(slots),
                None => return false,
            }
        }
        self.at.enter(count);
        true
    }

    /// Takes a message out, if there is one. From now on the end may take `most`
    /// the short way.
    #[inline]
    pub(in crate::link) fn pop(&mut self, most: u64) -> Option<T> {
        self.pop_seeing(most, |_| {})
    }

    /// [`pop`](Self::pop), which says before how many messages wait.
    #[inline]
    pub(in crate::link) fn pop_seeing(&mut self, most: u64, saw: impl FnOnce(usize)) -> Option<T> {
        let header = self.header.as_deref()?;
        let count = header.head.count.load(Ordering::Relaxed);
        let waiting = header.tail.count.load(Ordering::Acquire) - count;
        if waiting == 0 || !self.enter(count) {
            return None;
        }
        saw(waiting as usize);
        // SAFETY: there is a ring, for it has slots; the lap was entered, and the
        // writer has put a message in the slot.
        let message = unsafe { self.take(count) };
        self.at.open(count + 1, most, waiting - 1);
        Some(message)
    }

    /// Takes out as many messages as there are, up to `limit`, and puts them at
    /// the end of `messages`. Gives their number.
    pub(in crate::link) fn pop_many(&mut self, messages: &mut Vec<T>, limit: usize) -> usize {
        let many = self.waiting().min(limit as u64);
        messages.reserve(many as usize);
        let mut next = self.count();
        let end = next + many;
        while next < end {
            if !self.enter(next) {
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
        if let Some(header) = &self.header {
            header.head.count.store(end, Ordering::Release);
        }
        self.at.shut();
        many as usize
    }
}
