//! The ring of a linkage, for one writer and one reader.
//!
//! Both count the messages that ever went through: the writer owns the count of
//! the tail, the reader that of the head, and what lies between them waits. Each
//! knows up to which count it may go in this turn without a look at the other's,
//! within one lap of the ring, so that a step is a comparison, a move and a store.
//!
//! All the `unsafe` code of the linkages is here. What makes it sound does not
//! depend on who wakes whom, nor on which threads the ends are: there is one
//! [`Writer`] and one [`Reader`] a ring, each is used through `&mut`, and a
//! message is written before the tail is published and read before the head is.

#![expect(unsafe_code, reason = "a ring of slots that two threads share")]

use super::drop_each;
use super::header::Header;
use crate::home;
use crate::sync::{AtomicU64, OnceLock, Ordering, Shared, Watched};
use std::cell::UnsafeCell;
use std::mem::MaybeUninit;
use std::sync::Arc;

/// Room for one message.
struct Slot<T> {
    message: UnsafeCell<MaybeUninit<T>>,
    /// Where a model checker sees who is at the slot.
    watched: Watched,
}

impl<T> Slot<T> {
    /// Puts a message in.
    ///
    /// # Safety
    ///
    /// Nobody else is at the slot, and there is no message in it.
    #[cfg_attr(not(debug_assertions), inline(always))]
    unsafe fn put(&self, message: T) {
        self.watched.touch();
        // SAFETY: the caller promises that nobody else is here.
        unsafe { (*self.message.get()).write(message) };
    }

    /// Takes the message out.
    ///
    /// # Safety
    ///
    /// Nobody else is at the slot, there is a message in it, and nobody takes it
    /// again.
    #[cfg_attr(not(debug_assertions), inline(always))]
    unsafe fn take(&self) -> T {
        self.watched.touch();
        // SAFETY: the caller promises it.
        unsafe { (*self.message.get()).assume_init_read() }
    }
}

/// The ring itself: its slots, made when the first message is sent.
pub(super) struct Ring<T> {
    header: Arc<Header>,
    slots: OnceLock<Box<[Slot<T>]>>,
}

// SAFETY: the slots are reached by the one writer and the one reader alone,
// each only between its own count and the other's, so no slot by both. Messages
// go from one thread to another, so they have to be `Send`.
unsafe impl<T: Send> Sync for Ring<T> {}
// SAFETY: as above.
unsafe impl<T: Send> Send for Ring<T> {}

/// A new ring, and its two ends.
pub(super) fn ring<T>(header: &Arc<Header>) -> (Writer<T>, Reader<T>) {
    let ring = Shared::new(Ring {
        header: header.clone(),
        slots: OnceLock::new(),
    });
    let writer = Writer {
        at: Cursor::new(),
        ring: Some(ring.clone()),
        header: Some(header.clone()),
    };
    let reader = Reader {
        at: Cursor::new(),
        ring: Some(ring),
        header: Some(header.clone()),
    };
    (writer, reader)
}

/// The key of no turn.
const NO_KEY: u64 = u64::MAX;

/// Where an end is in the ring.
struct Cursor<T> {
    /// In which turn the end may go the short way, and up to which count.
    key: u64,
    limit: u64,
    /// Where the slot of count 0 would be if this lap went back to it: the slot
    /// of a count is so many places from here.
    base: *const Slot<T>,
    /// The count at which the ring begins anew.
    end: u64,
    /// The slots, and their number; none until the end has seen them.
    slots: *const Slot<T>,
    capacity: u64,
}

impl<T> Cursor<T> {
    const fn new() -> Cursor<T> {
        Cursor {
            key: NO_KEY,
            limit: 0,
            base: std::ptr::null(),
            end: 0,
            slots: std::ptr::null(),
            capacity: 0,
        }
    }

    /// Whether the end may go the short way up to the limit: nothing has happened
    /// since that it would have to look at. Then there is a ring.
    #[inline(always)]
    fn is_open(&self) -> bool {
        self.key == home::key()
    }

    /// The next step is not the short way.
    fn shut(&mut self) {
        self.key = NO_KEY;
    }

    /// Sees the slots for the first time.
    fn see(&mut self, slots: &[Slot<T>]) {
        self.slots = slots.as_ptr();
        self.capacity = slots.len() as u64;
    }

    /// Goes on to the next lap, if this one is over at `count`.
    #[inline]
    fn enter(&mut self, count: u64) {
        if count == self.end {
            self.base = self.slots.wrapping_sub(count as usize);
            self.end = count + self.capacity;
        }
    }

    /// The slot of a count.
    ///
    /// # Safety
    ///
    /// The count is in the lap that was entered last, and the ring is alive.
    #[cfg_attr(not(debug_assertions), inline(always))]
    unsafe fn slot(&self, count: u64) -> &Slot<T> {
        // SAFETY: in this lap the pointer is within the slots of the ring.
        unsafe { &*self.base.wrapping_add(count as usize) }
    }

    /// Of `known` further steps, from `count`, the end may take `most` the short way.
    #[inline]
    fn open(&mut self, count: u64, most: u64, known: u64) {
        self.limit = self.end.min(count + most.min(known));
        self.key = home::key();
    }
}

/// The writing end of a ring, or of none.
pub struct Writer<T> {
    at: Cursor<T>,
    ring: Option<Shared<Ring<T>>>,
    /// There is one if there is a ring.
    header: Option<Arc<Header>>,
}

/// The reading end of a ring, or of none.
pub(crate) struct Reader<T> {
    at: Cursor<T>,
    ring: Option<Shared<Ring<T>>>,
    /// There is one if there is a ring.
    header: Option<Arc<Header>>,
}

// SAFETY: the pointers of the cursor lead into the ring that the end owns its
// share of; messages are `Send`.
unsafe impl<T: Send> Send for Writer<T> {}
// SAFETY: as above.
unsafe impl<T: Send> Send for Reader<T> {}

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

    /// Whether it is known that there is room.
    #[inline(always)]
    pub(crate) fn knows_room(&self) -> bool {
        self.known().is_some()
    }

    /// The next step is not the short way.
    pub(super) fn shut(&mut self) {
        self.at.shut();
    }

    /// Puts a message in, if there is room: gives how many wait then. The count of
    /// those before it and the number of slots go to `mark` before. From now on the
    /// end may use `most` of the room the short way.
    pub(super) fn push(
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
        self.push_more(message, most, mark)
    }

    /// [`push`](Self::push) of an end that has pushed before; no other has room.
    #[inline]
    pub(super) fn push_more(
        &mut self,
        message: T,
        most: u64,
        mark: impl FnOnce(u64, usize),
    ) -> Result<usize, T> {
        let Some(header) = &self.header else {
            return Err(message);
        };
        let count = header.tail.count.load(Ordering::Relaxed);
        let waiting = count - header.head.count.load(Ordering::Acquire);
        if waiting >= self.at.capacity {
            return Err(message);
        }
        self.at.enter(count);
        mark(count, self.at.capacity as usize);
        // SAFETY: there is a ring, for its slots were seen; the lap was entered, and
        // there is room: the reader has taken out what was in the slot.
        unsafe { self.at.slot(count).put(message) };
        header.tail.count.store(count + 1, Ordering::Release);
        let room = self.at.capacity - waiting - 1;
        self.at.open(count + 1, most, room);
        Ok(waiting as usize + 1)
    }
}

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
    pub(super) fn count(&self) -> u64 {
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

    /// How many messages wait.
    #[inline]
    pub(super) fn waiting(&self) -> u64 {
        match &self.header {
            Some(header) => header.tail.count.load(Ordering::Acquire) - self.count(),
            None => 0,
        }
    }

    /// The next step is not the short way.
    pub(super) fn shut(&mut self) {
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
    pub(super) fn pop(&mut self, most: u64) -> Option<T> {
        self.pop_seeing(most, |_| {})
    }

    /// [`pop`](Self::pop), which says before how many messages wait.
    #[inline]
    pub(super) fn pop_seeing(&mut self, most: u64, saw: impl FnOnce(usize)) -> Option<T> {
        let waiting = self.waiting();
        if waiting == 0 {
            return None;
        }
        let count = self.count();
        if !self.enter(count) {
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
    pub(super) fn pop_many(&mut self, messages: &mut Vec<T>, limit: usize) -> usize {
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

impl<T> Drop for Ring<T> {
    fn drop(&mut self) {
        let Some(slots) = self.slots.take() else {
            return;
        };
        let Header { head, tail, .. } = &*self.header;
        // Both ends have let go of the ring, which is known by now.
        let waiting = head.count.load(Ordering::Relaxed)..tail.count.load(Ordering::Relaxed);
        drop_each(waiting.map(|count| {
            let slot = &slots[(count % slots.len() as u64) as usize];
            // SAFETY: between the two counts every slot has a message, and no
            // end is left that could reach it.
            unsafe { slot.take() }
        }));
    }
}

/// Slots without messages. They are made in place: a graph of large messages
/// must not need a large stack.
#[cfg(not(all(test, kamaelia_loom)))]
fn slots<T>(capacity: usize) -> Box<[Slot<T>]> {
    // SAFETY: all that is in a slot is room that need not be initialized.
    unsafe { Box::new_uninit_slice(capacity.max(1)).assume_init() }
}

/// Slots without messages, where there is something in one for a model checker.
#[cfg(all(test, kamaelia_loom))]
fn slots<T>(capacity: usize) -> Box<[Slot<T>]> {
    let slot = || Slot {
        message: UnsafeCell::new(MaybeUninit::uninit()),
        watched: Watched::new(),
    };
    std::iter::repeat_with(slot).take(capacity.max(1)).collect()
}
