//! The ring of a linkage, for one writer and one reader.
//!
//! Both count the messages that ever went through: the writer owns the count of
//! the tail, the reader that of the head, and what lies between them waits. Each
//! knows up to which count it may go in this turn without a look at the other's,
//! within one lap of the ring, so that a step is a comparison, a move and a store.
//!
//! What makes it sound does not depend on who wakes whom, nor on which threads the ends
//! are: there is one [`Writer`] and one [`Reader`] a ring, each is used through `&mut`,
//! and a message is written before the tail is published and read before the head is.

mod reader;
mod writer;

use super::linkage::{Frame, Header, Link};
use crate::drops::drop_each;
use crate::home;
use crate::sync::{AtomicBool, AtomicPtr, AtomicUsize, Ordering, Watched};
use std::cell::UnsafeCell;
use std::mem::MaybeUninit;
use std::ptr::{NonNull, null_mut};

pub(crate) use reader::Reader;
pub(crate) use writer::Writer;

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

/// The bit of the count of the tail that a reader sets who begins to wait where the
/// linkage crosses: whatever room the writer knows of, its next message does not go the
/// short way. That message clears the bit.
pub(super) const AWAITED: u64 = 1 << 63;

/// How many messages ever went in, as the count of the tail says it.
#[inline(always)]
pub(super) fn written(tail: u64) -> u64 {
    tail & !AWAITED
}

impl<F: Frame> Header<F> {
    /// The reader begins to wait, where the linkage crosses: with its next message the
    /// writer looks who does. A message that is on its way may wipe that out; then the
    /// writer looks after its turn, as it would without.
    pub(crate) fn await_next(&self) {
        self.tail.fetch_or(AWAITED, Ordering::Relaxed);
    }
}

/// The ring itself: its slots, made when the first message is sent. The counts are in
/// the header of its linkage.
///
/// Nothing here has an order of its own: whoever reads has seen by the count of the
/// tail that there is a message, and the slots were there before it.
pub(super) struct Ring<T> {
    /// The first of them, of a box.
    slots: AtomicPtr<Slot<T>>,
    number: AtomicUsize,
    /// One of the two ends is over.
    abandoned: AtomicBool,
}

// SAFETY: the slots are reached by the one writer and the one reader alone,
// each only between its own count and the other's, so no slot by both. Messages
// go from one thread to another, so they have to be `Send`.
unsafe impl<T: Send> Sync for Ring<T> {}
// SAFETY: as above.
unsafe impl<T: Send> Send for Ring<T> {}

/// The two ends of a new linkage.
#[inline(always)]
pub(crate) fn link<F: Frame, T: Send + 'static>(
    tail: impl FnOnce() -> F::Tail,
    head: impl FnOnce() -> F::Head,
    body: impl FnOnce() -> F::Body<T>,
) -> (Writer<F, T>, Reader<F, T>)
where
    F::Body<T>: Send + Sync,
{
    let link = Link::<F, T>::new(tail, head, body);
    let writer = Writer {
        at: Cursor::new(),
        link: Some(link.clone()),
    };
    let reader = Reader {
        at: Cursor::new(),
        link: Some(link),
    };
    (writer, reader)
}

impl<T> Ring<T> {
    pub(super) fn new() -> Ring<T> {
        Ring {
            slots: AtomicPtr::new(null_mut()),
            number: AtomicUsize::new(0),
            abandoned: AtomicBool::new(false),
        }
    }

    /// Makes the slots.
    ///
    /// # Safety
    ///
    /// The caller is the ring's one writer, and does so once.
    unsafe fn make(&self, capacity: usize) {
        // Messages without a size need no room, but each has its count.
        let slots: Box<[Slot<T>]> = match size_of::<T>() {
            0 => slots(capacity.min(MOST)),
            _ => slots(capacity),
        };
        self.number.store(slots.len(), Ordering::Relaxed);
        let slots = Box::into_raw(slots).cast();
        self.slots.store(slots, Ordering::Relaxed);
    }

    /// The slots, once they are made.
    ///
    /// # Safety
    ///
    /// The caller is an end of the ring: the writer, or the reader if it has seen that
    /// there is a message.
    #[inline(always)]
    unsafe fn slots(&self) -> Option<&[Slot<T>]> {
        let slots = NonNull::new(self.slots.load(Ordering::Relaxed))?;
        let number = self.number.load(Ordering::Relaxed);
        // SAFETY: `make` has put them there, and they stay as long as there is an end.
        Some(unsafe { NonNull::slice_from_raw_parts(slots, number).as_ref() })
    }

    /// One of the two ends is over. With the other one go the slots, and what waits in
    /// them.
    fn let_go<F: Frame>(&self, header: &Header<F>) {
        if !self.abandoned.swap(true, Ordering::AcqRel) {
            return;
        }
        let Some(slots) = NonNull::new(self.slots.load(Ordering::Relaxed)) else {
            return;
        };
        let number = self.number.load(Ordering::Relaxed);
        let slots = NonNull::slice_from_raw_parts(slots, number);
        // SAFETY: `make` had them of a box. Both ends are over, and nobody else comes
        // here.
        let slots = unsafe { Box::from_raw(slots.as_ptr()) };
        // Both ends have let go of the ring, which is known by now.
        let waiting = header.read(Ordering::Relaxed)..header.written(Ordering::Relaxed);
        drop_each(waiting.map(|count| {
            let slot = &slots[(count % slots.len() as u64) as usize];
            // SAFETY: between the two counts every slot has a message, and no
            // end is left that could reach it.
            unsafe { slot.take() }
        }));
    }
}

/// Who asks is known to be the end of a linkage.
#[cold]
#[inline(never)]
fn no_linkage() -> ! {
    unreachable!("an end of a linkage is of one")
}

/// The key of no turn.
const NO_KEY: u64 = u64::MAX;

/// The count that no end comes to: that of who shares the linkage, but not the ring.
const NO_LAP: u64 = u64::MAX;

/// So many slots leave room for more counts than ever come to be.
const MOST: usize = usize::MAX / 2;

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
}

impl<T> Cursor<T> {
    const fn new() -> Cursor<T> {
        Cursor {
            key: NO_KEY,
            limit: 0,
            base: std::ptr::null(),
            end: 0,
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

    /// Goes on to the next lap, if this one is over at `count`.
    #[inline(always)]
    fn enter(&mut self, count: u64, slots: &[Slot<T>]) {
        if count == self.end {
            self.base = slots.as_ptr().wrapping_sub(count as usize);
            self.end = count + slots.len() as u64;
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
        self.key = home::key();
        self.limit = match known {
            // There is nothing to be worked out.
            0 => count,
            _ => self.end.min(count + most.min(known)),
        };
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
