//! The writing end of a ring: [`Writer`].

use super::{Cursor, Ring, slots};
use crate::link::header::Header;
use crate::sync::{AtomicU64, Ordering, Shared};
use std::sync::Arc;

/// The writing end of a ring, or of none.
pub struct Writer<T> {
    pub(super) at: Cursor<T>,
    pub(super) ring: Option<Shared<Ring<T>>>,
    /// There is one if there is a ring.
    pub(super) header: Option<Arc<Header>>,
}

// SAFETY: the pointers of the cursor lead into the ring that the end owns its
// share of; messages are `Send`.
unsafe impl<T: Send> Send for Writer<T> {}

impl<T> Writer<T> {
    /// An end of no ring.
    pub(crate) const fn none() -> Writer<T> {
        Writer {
            at: Cursor::new(),
            ring: None,
            header: None,
        }
    }

    /// How many messages ever went in, if it is known that there is room.
    #[inline(always)]
    fn known(&self) -> Option<(&AtomicU64, u64)> {
        if !self.at.is_open() {
            return None;
        }
        // SAFETY: only `push_more` opens the short way, where there is a header.
        let header = unsafe { self.header.as_ref().unwrap_unchecked() };
        let tail = &header.tail.count;
        let count = tail.load(Ordering::Relaxed);
        (count < self.at.limit).then_some((tail, count))
    }

    /// Puts a message in the short way, if it is known that there is room.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn push_known(&mut self, message: T) -> Result<(), T> {
        let Some((tail, count)) = self.known() else {
            return Err(message);
        };
        // SAFETY: below the limit the next slot is in this lap, and the reader has
        // taken out what was in it.
        unsafe { self.at.slot(count).put(message) };
        tail.store(count + 1, Ordering::Release);
        Ok(())
    }

    /// Puts messages in the short way as long as it is known that there is room, and
    /// publishes them together; `true` if there are no more.
    #[inline]
    pub(crate) fn push_all_known(&mut self, messages: &mut impl Iterator<Item = T>) -> bool {
        let Some((tail, count)) = self.known() else {
            return false;
        };
        let mut put = Put { tail, count };
        while put.count < self.at.limit {
            let Some(message) = messages.next() else {
                return true;
            };
            // SAFETY: below the limit the next slot is in this lap, and the reader has
            // taken out what was in it.
            unsafe { self.at.slot(put.count).put(message) };
            put.count += 1;
        }
        false
    }

    /// Whether it is known that there is room.
    #[inline(always)]
    pub(crate) fn knows_room(&self) -> bool {
        self.known().is_some()
    }

    /// How many messages ever went in.
    pub(in crate::link) fn count(&self) -> u64 {
        let header = self.header.as_ref();
        header.map_or(0, |header| header.tail.count.load(Ordering::Relaxed))
    }

    /// The next step is not the short way.
    pub(in crate::link) fn shut(&mut self) {
        self.at.shut();
    }

    /// Puts a message in, if there is room: gives how many wait then. The count of
    /// those before it and the number of slots go to `mark` before. From now on the
    /// end may use `most` of the room the short way.
    pub(in crate::link) fn push(
        &mut self,
        message: T,
        most: u64,
        mark: impl FnOnce(u64, usize),
    ) -> Result<usize, T> {
        if self.at.capacity == 0
            && let Some(ring) = &self.ring
        {
            let slots = ring.slots.get_or_init(|| slots(ring.header.capacity()));
            self.at.see(slots);
        }
        let Some((count, waiting)) = self.room() else {
            return Err(message);
        };
        mark(count, self.at.capacity as usize);
        // SAFETY: there is room, after so many messages.
        Ok(unsafe { self.put(message, count, waiting, most) })
    }

    /// [`push`](Self::push) of an end that has pushed before, and marks nothing. The
    /// message is taken only where there is room.
    #[inline(always)]
    pub(in crate::link) fn push_more(
        &mut self,
        message: &mut Option<T>,
        most: u64,
    ) -> Option<usize> {
        let (count, waiting) = self.room()?;
        let message = message.take()?;
        // SAFETY: there is room, after so many messages.
        Some(unsafe { self.put(message, count, waiting, most) })
    }

    /// How many messages ever went in, and how many of them wait, if there is room for
    /// one more: then the lap is entered.
    #[inline(always)]
    fn room(&mut self) -> Option<(u64, u64)> {
        let header = self.header.as_deref()?;
        let count = header.tail.count.load(Ordering::Relaxed);
        let waiting = count - header.head.count.load(Ordering::Acquire);
        if waiting >= self.at.capacity {
            return None;
        }
        self.at.enter(count);
        Some((count, waiting))
    }

    /// Puts a message in: gives how many wait then.
    ///
    /// # Safety
    ///
    /// [`room`](Self::room) has given the two numbers, and nothing was put in since.
    #[cfg_attr(not(debug_assertions), inline(always))]
    unsafe fn put(&mut self, message: T, count: u64, waiting: u64, most: u64) -> usize {
        // SAFETY: there is a ring, for its slots were seen; the lap was entered, and
        // there is room: the reader has taken out what was in the slot.
        unsafe { self.at.slot(count).put(message) };
        // SAFETY: where there is room there is a header.
        let header = unsafe { self.header.as_deref().unwrap_unchecked() };
        header.tail.count.store(count + 1, Ordering::Release);
        let room = self.at.capacity - waiting - 1;
        self.at.open(count + 1, most, room);
        waiting as usize + 1
    }

    /// From now on the end may use `most` of the room the short way, of which it saw
    /// that `waiting` messages left it free.
    pub(in crate::link) fn open(&mut self, most: u64, waiting: usize) {
        let room = self.at.capacity - waiting as u64;
        self.at.open(self.count(), most, room);
    }
}

/// How many messages have gone in: it is published when this is dropped, also by a
/// panic of who makes them.
struct Put<'a> {
    tail: &'a AtomicU64,
    count: u64,
}

impl Drop for Put<'_> {
    #[inline]
    fn drop(&mut self) {
        self.tail.store(self.count, Ordering::Release);
    }
}
