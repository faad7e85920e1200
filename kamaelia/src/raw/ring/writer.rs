//! The writing end of a ring: [`Writer`].

use super::{Cursor, NO_LAP, no_linkage, written};
use crate::raw::linkage::{Frame, Link};
use crate::sync::{AtomicU64, Ordering, store_beside};
use std::sync::Arc;

/// The writing end of a ring, or of none.
pub struct Writer<F: Frame, T> {
    pub(super) at: Cursor<T>,
    /// There is one if there is a ring.
    pub(super) link: Option<Arc<Link<F, T>>>,
}

// SAFETY: the pointers of the cursor lead into the ring that the end owns its
// share of; messages are `Send`.
unsafe impl<F: Frame, T: Send> Send for Writer<F, T> {}

impl<F: Frame, T> Writer<F, T> {
    /// An end of no ring.
    pub(crate) const fn none() -> Writer<F, T> {
        Writer {
            at: Cursor::new(),
            link: None,
        }
    }

    /// A further writing end of a linkage, beside the one of the ring.
    pub(crate) fn beside(link: Arc<Link<F, T>>) -> Writer<F, T> {
        Writer {
            at: Cursor {
                end: NO_LAP,
                ..Cursor::new()
            },
            link: Some(link),
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

    /// How many messages ever went in, if it is known that there is room.
    #[inline(always)]
    fn known(&self) -> Option<(&AtomicU64, u64)> {
        if !self.at.is_open() {
            return None;
        }
        // SAFETY: only `push` and `open` open the short way, where there is a linkage.
        let link = unsafe { self.link.as_ref().unwrap_unchecked() };
        let tail = &link.header.tail;
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
        store_beside(tail, count + 1, Ordering::Release);
        Ok(())
    }

    /// Puts messages in the short way as long as it is known that there is room, and
    /// publishes them together: gives whether there are no more. `None` if it is not
    /// known.
    #[inline]
    pub(crate) fn put_all_known(&mut self, messages: &mut impl Iterator<Item = T>) -> Option<bool> {
        let (tail, count) = self.known()?;
        let mut put = Put { tail, count };
        let mut is_all = false;
        while put.count < self.at.limit {
            let Some(message) = messages.next() else {
                is_all = true;
                break;
            };
            // SAFETY: below the limit the next slot is in this lap, and the reader has
            // taken out what was in it.
            unsafe { self.at.slot(put.count).put(message) };
            put.count += 1;
        }
        drop(put);
        Some(is_all)
    }

    /// Whether it is known that there is room.
    #[inline(always)]
    pub(crate) fn knows_room(&self) -> bool {
        self.known().is_some()
    }

    /// How many messages ever went in.
    pub(crate) fn count(&self) -> u64 {
        let link = self.link.as_ref();
        link.map_or(0, |link| written(link.header.tail.load(Ordering::Relaxed)))
    }

    /// The next step is not the short way.
    pub(crate) fn shut(&mut self) {
        self.at.shut();
    }

    /// Puts a message in, if there is room: gives how many wait then. Before, `sees` gets
    /// its count, and that of the slots. From now on the end may use `most` of the room
    /// the short way.
    pub(crate) fn push_seen(
        &mut self,
        message: T,
        most: u64,
        sees: impl FnOnce(&Link<F, T>, u64, usize),
    ) -> Result<usize, T> {
        if self.at.end == 0
            && let Some(link) = &self.link
        {
            // SAFETY: it is the writer, and has pushed nothing yet: where it has failed
            // to, there were no slots.
            unsafe { link.ring.make(F::capacity(&link.header)) };
        }
        let Some(room) = self.room() else {
            return Err(message);
        };
        sees(self.link(), room.count, room.capacity as usize);
        // SAFETY: there is this room.
        Ok(unsafe { self.put(message, room, most) })
    }

    /// [`push_seen`](Self::push_seen) of an end that has pushed before, and shows nothing. The
    /// message is taken only where there is room.
    #[inline(always)]
    pub(crate) fn push_more(&mut self, message: &mut Option<T>, most: u64) -> Option<usize> {
        let room = self.room()?;
        let message = message.take()?;
        // SAFETY: there is this room.
        Some(unsafe { self.put(message, room, most) })
    }

    /// Looks for room, in an end that stamps nothing. If there is any it is known, and the
    /// end may use `most` of it the short way.
    #[inline]
    pub(crate) fn look_for_room(&mut self, most: u64) -> bool {
        let Some(room) = self.room() else {
            return false;
        };
        self.at.open(room.count, most, room.capacity - room.waiting);
        true
    }

    /// The room for one more message, if there is: then the lap is entered.
    #[inline(always)]
    fn room(&mut self) -> Option<Room> {
        let link = self.link.as_ref().filter(|_| self.at.end != NO_LAP)?;
        // SAFETY: it is the ring's own writer.
        let slots = unsafe { link.ring.slots() }?;
        let (head, tail) = (&link.header.head, &link.header.tail);
        let count = written(tail.load(Ordering::Relaxed));
        let room = Room {
            count,
            waiting: count - head.load(Ordering::Acquire),
            capacity: slots.len() as u64,
        };
        if room.waiting >= room.capacity {
            return None;
        }
        self.at.enter(count, slots);
        Some(room)
    }

    /// Puts a message in: gives how many wait then.
    ///
    /// # Safety
    ///
    /// [`room`](Self::room) has given the room, and nothing was put in since.
    #[cfg_attr(not(debug_assertions), inline(always))]
    unsafe fn put(&mut self, message: T, room: Room, most: u64) -> usize {
        let Room {
            count,
            waiting,
            capacity,
        } = room;
        // SAFETY: there is a ring, for its slots were seen; the lap was entered, and
        // there is room: the reader has taken out what was in the slot.
        unsafe { self.at.slot(count).put(message) };
        // SAFETY: where there is room there is a linkage.
        let link = unsafe { self.link.as_ref().unwrap_unchecked() };
        store_beside(&link.header.tail, count + 1, Ordering::Release);
        self.at.open(count + 1, most, capacity - waiting - 1);
        waiting as usize + 1
    }
}

impl<F: Frame, T> Drop for Writer<F, T> {
    fn drop(&mut self) {
        if let Some(link) = self.link.as_ref().filter(|_| self.at.end != NO_LAP) {
            link.ring.let_go(&link.header);
        }
    }
}

/// What a writer has seen: there is room for one more message.
struct Room {
    /// How many messages ever went in.
    count: u64,
    /// How many of them wait.
    waiting: u64,
    capacity: u64,
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
        store_beside(self.tail, self.count, Ordering::Release);
    }
}
