//! The ring of a linkage, for one writer and one reader.
//!
//! Both count the messages that ever went through: the writer owns `tail`, the
//! reader `head`, and what lies between them waits. Each has a [`Cursor`] that
//! knows how far it may go without a look at the other's count, within one lap
//! of the ring, so that a step is a comparison, a move and a store.
//!
//! All the `unsafe` code of the linkages is here. What makes it sound does not
//! depend on who wakes whom, nor on which threads the ends are: there is one
//! [`Writer`] and one [`Reader`] a ring, each is used through `&mut`, and a
//! message is written before `tail` is published and read before `head` is.

#![expect(unsafe_code, reason = "a ring of slots that two threads share")]

use super::drop_each;
use super::sync::{AtomicU64, Ordering};
use std::cell::UnsafeCell;
use std::mem::MaybeUninit;
use std::sync::{Arc, OnceLock};

/// Each side's count has a cache line pair of its own: what one thread writes
/// at every step must not slow the other down.
#[repr(align(128))]
struct Padded(AtomicU64);

/// The slots of a linkage, and how far its two ends are.
pub(super) struct Ring<T> {
    tail: Padded,
    head: Padded,
    slots: OnceLock<Box<[Slot<T>]>>,
}

/// Room for one message.
struct Slot<T> {
    message: UnsafeCell<MaybeUninit<T>>,
    /// Where a model checker sees who is at the slot.
    #[cfg(kamaelia_loom)]
    watched: loom::cell::UnsafeCell<()>,
}

impl<T> Slot<T> {
    fn new() -> Slot<T> {
        Slot {
            message: UnsafeCell::new(MaybeUninit::uninit()),
            #[cfg(kamaelia_loom)]
            watched: loom::cell::UnsafeCell::new(()),
        }
    }

    /// Puts a message in.
    ///
    /// # Safety
    ///
    /// Nobody else is at the slot, and there is no message in it.
    #[inline(always)]
    unsafe fn put(&self, message: T) {
        #[cfg(kamaelia_loom)]
        self.watched.with_mut(|_| ());
        // SAFETY: the caller promises that nobody else is here.
        unsafe { (*self.message.get()).write(message) };
    }

    /// Takes the message out.
    ///
    /// # Safety
    ///
    /// Nobody else is at the slot, there is a message in it, and nobody takes it
    /// again.
    #[inline(always)]
    unsafe fn take(&self) -> T {
        #[cfg(kamaelia_loom)]
        self.watched.with_mut(|_| ());
        // SAFETY: the caller promises it.
        unsafe { (*self.message.get()).assume_init_read() }
    }
}

// SAFETY: the slots are reached by the one writer and the one reader alone,
// each only between its own count and the other's, so no slot by both. Messages
// go from one thread to another, so they have to be `Send`.
unsafe impl<T: Send> Sync for Ring<T> {}
// SAFETY: as above.
unsafe impl<T: Send> Send for Ring<T> {}

impl<T> Ring<T> {
    fn new() -> Ring<T> {
        Ring {
            tail: Padded(AtomicU64::new(0)),
            head: Padded(AtomicU64::new(0)),
            slots: OnceLock::new(),
        }
    }

    /// How many messages were ever put in.
    pub(super) fn written(&self) -> u64 {
        self.tail.0.load(Ordering::Acquire)
    }

    /// How many messages were ever taken out.
    pub(super) fn read(&self) -> u64 {
        self.head.0.load(Ordering::Acquire)
    }

    /// How many messages wait. Exact for who holds an end; for others it may be
    /// a moment old.
    pub(super) fn len(&self) -> usize {
        // In this order, what is read meanwhile cannot make it negative.
        let read = self.read();
        self.written().saturating_sub(read) as usize
    }
}

/// Something that has a ring in it, shared by both ends.
pub(super) trait HasRing<T> {
    fn ring(&self) -> &Ring<T>;
}

/// A new ring in what `make` puts around it, and its two ends.
pub(super) fn ring<T, L: HasRing<T>>(
    make: impl FnOnce(Ring<T>) -> L,
) -> (Arc<L>, Writer<T, L>, Reader<T, L>) {
    let link = Arc::new(make(Ring::new()));
    let writer = Writer {
        link: link.clone(),
        cursor: Cursor::new(),
        may_write: true,
    };
    let reader = Reader {
        link: link.clone(),
        cursor: Cursor::new(),
    };
    (link, writer, reader)
}

/// How far an end may go.
struct Cursor<T> {
    /// The count that needs a look at the other side, or at the next lap.
    limit: u64,
    /// The count at which the ring begins anew.
    lap_end: u64,
    /// Where the slot of count 0 would be if this lap went back to it: the slot
    /// of a count is so many places from here.
    base: *const Slot<T>,
}

impl<T> Cursor<T> {
    const fn new() -> Cursor<T> {
        Cursor {
            limit: 0,
            lap_end: 0,
            base: std::ptr::null(),
        }
    }

    /// Goes on to the next lap, if this one is over at `count`.
    fn enter_lap(&mut self, slots: &[Slot<T>], count: u64) {
        if count == self.lap_end {
            self.base = slots.as_ptr().wrapping_sub(count as usize);
            self.lap_end = count + slots.len() as u64;
        }
    }

    /// The slot of a count.
    ///
    /// # Safety
    ///
    /// The count is in the lap that was entered last, and the ring is alive.
    #[inline(always)]
    unsafe fn slot(&self, count: u64) -> &Slot<T> {
        // SAFETY: in this lap the pointer is within the slots of the ring.
        unsafe { &*self.base.wrapping_add(count as usize) }
    }
}

/// The writing end of a ring.
pub(super) struct Writer<T, L> {
    pub(super) link: Arc<L>,
    cursor: Cursor<T>,
    /// It is the one that writes.
    may_write: bool,
}

/// The reading end of a ring.
pub(super) struct Reader<T, L> {
    pub(super) link: Arc<L>,
    cursor: Cursor<T>,
}

// SAFETY: the pointer of the cursor leads into the ring that the end owns its
// share of; messages are `Send`.
unsafe impl<T: Send, L: Send + Sync> Send for Writer<T, L> {}
// SAFETY: as above.
unsafe impl<T: Send, L: Send + Sync> Send for Reader<T, L> {}

impl<T, L: HasRing<T>> Writer<T, L> {
    /// Puts a message in, if it is known that there is room for it.
    #[inline(always)]
    pub(super) fn push_known(&mut self, message: T) -> Result<(), T> {
        let ring = self.link.ring();
        let count = ring.tail.0.load(Ordering::Relaxed);
        if count >= self.cursor.limit {
            return Err(message);
        }
        // SAFETY: below the limit the slot of `count` is in this lap, and the
        // reader has taken out what was in it: see `look`. Nobody else writes.
        unsafe { self.cursor.slot(count).put(message) };
        ring.tail.0.store(count + 1, Ordering::Release);
        Ok(())
    }

    /// An end of the same link that does not write into its ring.
    pub(super) fn another(&self) -> Writer<T, L> {
        Writer {
            link: self.link.clone(),
            cursor: Cursor::new(),
            may_write: false,
        }
    }

    /// Whether it is known that there is room.
    #[inline(always)]
    pub(super) fn knows_room(&self) -> bool {
        self.link.ring().tail.0.load(Ordering::Relaxed) < self.cursor.limit
    }

    /// Looks how much room there is among so many slots, of which it may from
    /// now on use `most` without another look. Gives the room.
    pub(super) fn look(&mut self, capacity: usize, most: u64) -> usize {
        if !self.may_write {
            return 0;
        }
        let ring = self.link.ring();
        let slots = ring.slots.get_or_init(|| slots(capacity));
        let count = ring.tail.0.load(Ordering::Relaxed);
        let waiting = count - ring.head.0.load(Ordering::Acquire);
        let room = slots.len() as u64 - waiting;
        self.cursor.enter_lap(slots, count);
        self.cursor.limit = self.cursor.lap_end.min(count + room.min(most));
        room as usize
    }

    /// Forgets what it knows: the next message needs a look.
    pub(super) fn forget(&mut self) {
        self.cursor.limit = 0;
    }

    /// How many slots there are.
    pub(super) fn slots(&self) -> usize {
        self.link.ring().slots.get().map_or(0, |slots| slots.len())
    }

    /// The slot of the next message, after a look that found room.
    pub(super) fn place(&self) -> usize {
        let count = self.link.ring().tail.0.load(Ordering::Relaxed);
        place(self.cursor.lap_end, count, self.slots())
    }
}

impl<T, L: HasRing<T>> Reader<T, L> {
    /// Takes a message out, if it is known that there is one.
    #[inline(always)]
    pub(super) fn pop_known(&mut self) -> Option<T> {
        let ring = self.link.ring();
        let count = ring.head.0.load(Ordering::Relaxed);
        if count >= self.cursor.limit {
            return None;
        }
        // SAFETY: below the limit the slot of `count` is in this lap, and the
        // writer has put a message in it: see `look`. Nobody else reads, and
        // after the store nobody reads it again.
        let message = unsafe { self.cursor.slot(count).take() };
        ring.head.0.store(count + 1, Ordering::Release);
        Some(message)
    }

    /// Whether it is known that a message waits.
    #[inline(always)]
    pub(super) fn knows_message(&self) -> bool {
        self.link.ring().head.0.load(Ordering::Relaxed) < self.cursor.limit
    }

    /// Looks how many messages wait, of which it may from now on take `most`
    /// without another look. Gives their number.
    pub(super) fn look(&mut self, most: u64) -> usize {
        let ring = self.link.ring();
        let count = ring.head.0.load(Ordering::Relaxed);
        let waiting = ring.tail.0.load(Ordering::Acquire) - count;
        if waiting > 0
            && let Some(slots) = ring.slots.get()
        {
            self.cursor.enter_lap(slots, count);
            self.cursor.limit = self.cursor.lap_end.min(count + waiting.min(most));
        }
        waiting as usize
    }

    /// Forgets what it knows: the next message needs a look.
    pub(super) fn forget(&mut self) {
        self.cursor.limit = 0;
    }

    /// The slot of the next message, after a look that found one.
    pub(super) fn place(&self) -> usize {
        let ring = self.link.ring();
        let slots = ring.slots.get().map_or(0, |slots| slots.len());
        let count = ring.head.0.load(Ordering::Relaxed);
        place(self.cursor.lap_end, count, slots)
    }
}

/// The place of a count in a ring of so many slots, whose current lap ends at
/// `lap_end`: the count may be the first of the next lap.
fn place(lap_end: u64, count: u64, slots: usize) -> usize {
    if count == lap_end {
        return 0;
    }
    (count + slots as u64 - lap_end) as usize
}

impl<T> Drop for Ring<T> {
    fn drop(&mut self) {
        let Some(slots) = self.slots.take() else {
            return;
        };
        let waiting = self.read()..self.written();
        drop_each(waiting.map(|count| {
            let slot = &slots[(count % slots.len() as u64) as usize];
            // SAFETY: between the two counts every slot has a message, and no
            // end is left that could reach it.
            unsafe { slot.take() }
        }));
    }
}

fn slots<T>(capacity: usize) -> Box<[Slot<T>]> {
    std::iter::repeat_with(Slot::new)
        .take(capacity.max(1))
        .collect()
}
