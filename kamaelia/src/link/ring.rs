//! The ring of a linkage, for one writer and one reader.
//!
//! Both count the messages that ever went through: the writer owns the count of
//! the tail, the reader that of the head, and what lies between them waits. Each
//! knows up to which count it may go without a look at the other's, within one
//! lap of the ring, so that a step is a comparison, a move and a store.
//!
//! All the `unsafe` code of the linkages is here. What makes it sound does not
//! depend on who wakes whom, nor on which threads the ends are: there is one
//! [`Writer`] and one [`Reader`] a ring, each is used through `&mut`, and a
//! message is written before the tail is published and read before the head is.

#![expect(unsafe_code, reason = "a ring of slots that two threads share")]

use super::drop_each;
use super::header::{Header, Progress};
use crate::sync::{OnceLock, Ordering, Shared, Watched};
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
        header: header.clone(),
        owner: 0,
        lap: Lap::new(),
        ring: Some(ring.clone()),
    };
    let reader = Reader {
        header: header.clone(),
        owner: 0,
        lap: Lap::new(),
        ring,
    };
    (writer, reader)
}

/// The lap that an end is in.
struct Lap<T> {
    /// The count at which the ring begins anew.
    end: u64,
    /// Where the slot of count 0 would be if this lap went back to it: the slot
    /// of a count is so many places from here.
    base: *const Slot<T>,
}

impl<T> Lap<T> {
    const fn new() -> Lap<T> {
        Lap {
            end: 0,
            base: std::ptr::null(),
        }
    }

    /// Goes on to the next lap, if this one is over at `count`.
    fn enter(&mut self, slots: &[Slot<T>], count: u64) {
        if count == self.end {
            self.base = slots.as_ptr().wrapping_sub(count as usize);
            self.end = count + slots.len() as u64;
        }
    }

    /// Up to which count an end may go that is at `count` and knows of `known`
    /// steps.
    fn limit(&self, count: u64, known: u64) -> u64 {
        self.end.min(count + known)
    }

    /// Which slot that of a count is.
    fn index(&self, slots: usize, count: u64) -> usize {
        (count + slots as u64 - self.end) as usize
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
}

/// The writing end of a ring.
pub(super) struct Writer<T> {
    pub(super) header: Arc<Header>,
    /// The number of who may go the short way, in its turns.
    pub(super) owner: u64,
    lap: Lap<T>,
    /// `None` for an end of the same linkage that does not write into the ring.
    ring: Option<Shared<Ring<T>>>,
}

/// The reading end of a ring.
pub(super) struct Reader<T> {
    pub(super) header: Arc<Header>,
    /// The number of who may go the short way, in its turns.
    pub(super) owner: u64,
    lap: Lap<T>,
    ring: Shared<Ring<T>>,
}

// SAFETY: the pointer of the lap leads into the ring that the end owns its
// share of; messages are `Send`.
unsafe impl<T: Send> Send for Writer<T> {}
// SAFETY: as above.
unsafe impl<T: Send> Send for Reader<T> {}

/// Publishes that an end is a step further.
#[cfg_attr(not(debug_assertions), inline(always))]
fn step(progress: &Progress, count: u64) {
    progress.count.store(count + 1, Ordering::Release);
}

impl<T> Writer<T> {
    /// Puts a message in the short way, if it is known that there is room.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn push_known(&mut self, message: T) -> Result<(), T> {
        let tail = &self.header.tail;
        let Some(count) = tail.known(self.owner) else {
            return Err(message);
        };
        // SAFETY: below the limit the slot of `count` is in this lap, and the
        // reader has taken out what was in it: only `push` sets a limit, and
        // others only take it away. Nobody else writes.
        unsafe { self.lap.slot(count).put(message) };
        step(tail, count);
        Ok(())
    }

    /// Whether it is known that there is room.
    #[inline]
    pub(super) fn knows_room(&self) -> bool {
        self.header.tail.known(self.owner).is_some()
    }

    /// An end of the same linkage that does not write into the ring.
    pub(super) fn another(&self) -> Writer<T> {
        Writer {
            header: self.header.clone(),
            owner: 0,
            lap: Lap::new(),
            ring: None,
        }
    }

    /// Puts a message in, if there is room: gives how many wait then. The
    /// slot's number and how many there are go to `mark` before. From now on the
    /// end may use `most` of the room the short way.
    pub(super) fn push(
        &mut self,
        message: T,
        most: u64,
        mark: impl FnOnce(usize, usize),
    ) -> Result<usize, T> {
        let Some(ring) = &self.ring else {
            return Err(message);
        };
        let (head, tail) = (&self.header.head, &self.header.tail);
        let slots = ring.slots.get_or_init(|| slots(self.header.capacity()));
        let count = tail.count.load(Ordering::Relaxed);
        let waiting = count - head.count.load(Ordering::Acquire);
        let room = slots.len() as u64 - waiting;
        if room == 0 {
            return Err(message);
        }
        self.lap.enter(slots, count);
        mark(self.lap.index(slots.len(), count), slots.len());
        // SAFETY: the lap of `count` was entered, and there is room: the reader
        // has taken out what was in the slot. Nobody else writes.
        unsafe { self.lap.slot(count).put(message) };
        step(tail, count);
        tail.open(self.lap.limit(count + 1, most.min(room - 1)));
        Ok(waiting as usize + 1)
    }
}

impl<T> Reader<T> {
    /// Takes a message out the short way, if it is known that there is one.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn pop_known(&mut self) -> Option<T> {
        let head = &self.header.head;
        let count = head.known(self.owner)?;
        // SAFETY: below the limit the slot of `count` is in this lap, and the
        // writer has put a message in it: only `pop` sets a limit, and others
        // only take it away. Nobody else reads, and after the step nobody does.
        let message = unsafe { self.lap.slot(count).take() };
        step(head, count);
        Some(message)
    }

    /// How many messages wait.
    pub(super) fn waiting(&self) -> u64 {
        let count = self.header.head.count.load(Ordering::Relaxed);
        self.header.tail.count.load(Ordering::Acquire) - count
    }

    /// The number of the slot of the next message, which waits.
    pub(super) fn index(&mut self) -> usize {
        let Some(slots) = self.ring.slots.get() else {
            return 0;
        };
        let count = self.header.head.count.load(Ordering::Relaxed);
        self.lap.enter(slots, count);
        self.lap.index(slots.len(), count)
    }

    /// Takes a message out, if there is one. From now on the end may take `most`
    /// the short way.
    pub(super) fn pop(&mut self, most: u64) -> Option<T> {
        let head = &self.header.head;
        let count = head.count.load(Ordering::Relaxed);
        let waiting = self.header.tail.count.load(Ordering::Acquire) - count;
        let slots = self.ring.slots.get().filter(|_| waiting > 0)?;
        self.lap.enter(slots, count);
        // SAFETY: the lap of `count` was entered, and the writer has put a message
        // in the slot. Nobody else reads, and after the step nobody does.
        let message = unsafe { self.lap.slot(count).take() };
        step(head, count);
        head.open(self.lap.limit(count + 1, most.min(waiting - 1)));
        Some(message)
    }
}

/// Several messages at once.
impl<T> Reader<T> {
    /// Takes out as many messages as there are, up to `limit`, and puts them at
    /// the end of `messages`. Gives their number.
    pub(super) fn pop_many(&mut self, messages: &mut Vec<T>, limit: usize) -> usize {
        let head = &self.header.head;
        let count = head.count.load(Ordering::Relaxed);
        let waiting = self.header.tail.count.load(Ordering::Acquire) - count;
        let Some(slots) = self.ring.slots.get() else {
            return 0;
        };
        let end = count + waiting.min(limit as u64);
        messages.reserve((end - count) as usize);
        let mut next = count;
        while next < end {
            self.lap.enter(slots, next);
            let stop = end.min(self.lap.end);
            // SAFETY: from `next` to `stop` the counts are in the lap that was
            // entered, and the writer has put a message in each of their slots.
            // Nobody else reads, and after the step nobody does.
            messages.extend((next..stop).map(|count| unsafe { self.lap.slot(count).take() }));
            next = stop;
        }
        head.count.store(end, Ordering::Release);
        head.shut();
        (end - count) as usize
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
