//! The queue of one linkage, with its two ends: [`Sender`] and [`Receiver`].
//!
//! A linkage that waits when it is full, and has one writer, is a ring; the two
//! ends go the short way as long as they know that there is something, or room.
//! Every other linkage, and every look at the other side, goes through what is
//! called *aside* here. There is no lock on either way.
//!
//! Who waits writes that down at its side and looks again; who acts looks at the
//! other side first, and wakes who waits there. Within an island (see
//! [`home`](crate::home)) that is all. A linkage is *crossing* once one of its
//! ends was used elsewhere: then there is a fence between writing and looking,
//! on both sides, and a turn of a component ends with one more look. Whoever
//! finds out that a linkage crosses wakes both owners, so that nobody sleeps on
//! what it saw before it knew.

mod counts;
mod line;
mod many;
mod order;
mod receiver;
mod ring;
mod sender;
mod side;
mod sync;

use crate::crossing::{Crosses, End};
use crate::place::Place;
use crate::policy::Policy;
use crate::topology::LinkCounts;
use counts::Counts;
use crossbeam_queue::SegQueue;
use many::Many;
use order::Stamps;
use ring::{HasRing, Ring, ring};
use side::{ASIDE, CLOSED, Side};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, OnceLock, Weak};
use std::task::Waker;
use sync::{AtomicBool, AtomicUsize, Ordering, fence};

pub(crate) use order::Rank;
pub(crate) use receiver::Receiver;
pub(crate) use sender::{Sender, Watch};

/// Makes a linkage and gives both of its ends.
pub(crate) fn link<T: Send + 'static>(policy: Policy) -> (Sender<T>, Receiver<T>) {
    let (link, writer, reader) = ring(|ring| Link {
        ring,
        many: OnceLock::new(),
        capacity: AtomicUsize::new(policy.limit().unwrap_or_default()),
        policy,
        writing: Side::new(),
        reading: Side::new(),
        writers: AtomicUsize::new(1),
        promised: AtomicBool::new(false),
        closed: AtomicBool::new(false),
        gone: AtomicBool::new(false),
        ended: AtomicBool::new(false),
        crossing: AtomicBool::new(false),
        stamps: Stamps::default(),
        counts: Counts::default(),
        watchers: SegQueue::new(),
    });
    if !matches!(policy, Policy::Capacity(_) | Policy::DropNewest(_)) {
        link.many();
    }
    (Sender::new(writer), Receiver::new(reader))
}

/// One linkage's queue; alive as long as an end, or a graph that watches it.
pub(crate) struct Link<T> {
    ring: Ring<T>,
    /// Where messages go that the ring is not for.
    many: OnceLock<Box<Many<T>>>,
    policy: Policy,
    capacity: AtomicUsize,
    writing: Side,
    reading: Side,
    /// Writing ends that are alive; a pass-through may share one linkage.
    writers: AtomicUsize,
    /// The one writer keeps room for a message that it has not yet sent.
    promised: AtomicBool,
    /// Nothing is taken any more.
    closed: AtomicBool,
    /// Nothing is read any more.
    gone: AtomicBool,
    /// A ring that waited for itself was ended: no more messages come.
    ended: AtomicBool,
    /// An end was used outside the island of the other.
    crossing: AtomicBool,
    stamps: Stamps,
    counts: Counts,
    /// Who wants to know of the reader's end.
    watchers: SegQueue<Waker>,
}

impl<T> HasRing<T> for Link<T> {
    #[inline(always)]
    fn ring(&self) -> &Ring<T> {
        &self.ring
    }
}

/// Where an end is used, and how it may wait.
pub(crate) struct Here<'a> {
    /// The place of its owner, if that one has its turn on this thread.
    pub(crate) home: Option<&'a Place>,
    /// The island, if so; otherwise 0.
    pub(crate) island: usize,
    pub(crate) wait: Wait<'a>,
    /// How many steps it may take before it looks around again.
    pub(crate) most: u64,
}

/// How an end waits.
pub(crate) enum Wait<'a> {
    /// It does not.
    Not,
    /// Until its owner has a turn.
    AtHome,
    With(&'a dyn Fn() -> Waker),
}

impl<'a> Here<'a> {
    /// The same, but without a wait.
    pub(crate) fn without_wait(&self) -> Here<'a> {
        Here {
            wait: Wait::Not,
            ..*self
        }
    }

    pub(crate) fn may_wait(&self) -> bool {
        !matches!(self.wait, Wait::Not)
    }

    /// Whether a wait ends with a turn of the end's owner.
    pub(crate) fn is_home(&self) -> bool {
        matches!(self.wait, Wait::AtHome)
    }
}

/// What stands at the front of a linkage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Head {
    /// A message, and its place in the order of the sends.
    Message(Rank),
    /// Nothing yet.
    Empty,
    /// Nothing, and nothing will come unless the component is told to end.
    Quiet,
    /// Nothing, and nothing will come.
    Finished,
}

impl<T> Link<T> {
    /// The part for what the ring is not for. From when there is one, nothing new
    /// goes into the ring.
    fn many(&self) -> &Many<T> {
        self.many.get_or_init(|| {
            self.reading.say(ASIDE);
            self.writing.say(ASIDE);
            let promised = usize::from(self.promised.swap(false, Ordering::AcqRel));
            Box::new(Many::new(self.policy(), promised))
        })
    }

    fn policy(&self) -> Policy {
        match self.policy {
            Policy::Capacity(_) => Policy::Capacity(self.capacity()),
            policy => policy,
        }
    }

    fn capacity(&self) -> usize {
        self.capacity.load(Ordering::Relaxed)
    }

    fn is_crossing(&self) -> bool {
        self.crossing.load(Ordering::Relaxed)
    }

    fn side(&self, end: End) -> &Side {
        match end {
            End::Writing => &self.writing,
            End::Reading => &self.reading,
        }
    }

    fn no_more_come(&self) -> bool {
        self.writers.load(Ordering::Acquire) == 0 || self.ended.load(Ordering::Acquire)
    }

    fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Acquire)
    }

    fn is_gone(&self) -> bool {
        self.gone.load(Ordering::Acquire)
    }

    /// Whether nothing waits in the queue.
    fn has_nothing(&self) -> bool {
        self.ring.len() == 0 && self.many.get().is_none_or(|many| many.is_empty())
    }

    /// Between what this end did and its look at the other side.
    fn fence(&self, here: &Here<'_>) {
        if here.island == 0 {
            fence(Ordering::SeqCst);
        }
    }

    /// Wakes the reader for what the writer did.
    fn wake_reader(&self, here: &Here<'_>) {
        self.fence(here);
        self.reading.wake(here.island, self.is_crossing());
    }

    /// Wakes the writer, or those in line, for room.
    fn wake_writer(&self, here: &Here<'_>) {
        self.fence(here);
        self.writing.wake(here.island, self.is_crossing());
    }

    /// Nothing is taken any more.
    fn refuse(&self, island: usize) {
        self.closed.store(true, Ordering::Release);
        self.ended.store(true, Ordering::Release);
        self.reading.say(CLOSED);
        fence(Ordering::SeqCst);
        self.writing.wake(island, true);
        self.reading.wake(island, true);
        if let Some(many) = self.many.get() {
            many.wake_all();
        }
        while let Some(watcher) = self.watchers.pop() {
            watcher.wake();
        }
    }

    /// Leaves a waker for the end of the reader; `false` if it has ended.
    fn watch_reader(&self, waker: &Waker) -> bool {
        if !self.is_closed() {
            self.watchers.push(waker.clone());
            fence(Ordering::SeqCst);
        }
        !self.is_closed()
    }
}

impl<T: Send + 'static> Link<T> {
    /// This end is used, here and now. `owner` is its owner's number in the list.
    fn arrive(self: &Arc<Self>, end: End, here: &Here<'_>, owner: &mut usize) {
        let Some(place) = here.home else {
            return self.cross();
        };
        let side = self.side(end);
        if *owner == 0 {
            *owner = side.add_owner(place);
            fence(Ordering::SeqCst);
            if self.is_crossing() {
                self.enlist(end, place);
            }
        }
        if side.arrive(here.island) {
            let other = match end {
                End::Writing => &self.reading,
                End::Reading => &self.writing,
            };
            if other.island() != 0 && other.island() != here.island {
                self.cross();
            }
        }
    }

    /// From now on the two ends are in different islands.
    fn cross(self: &Arc<Self>) {
        if self.is_crossing() || self.crossing.swap(true, Ordering::AcqRel) {
            return;
        }
        fence(Ordering::SeqCst);
        for end in [End::Writing, End::Reading] {
            self.side(end)
                .owners()
                .for_each(|place| self.enlist(end, place));
        }
    }

    /// The owner of an end looks at the linkage after each of its turns.
    fn enlist(self: &Arc<Self>, end: End, place: &Place) {
        let weak: Weak<Link<T>> = Arc::downgrade(self);
        let (crossings, index) = place.crossings();
        crossings.add(index, weak, end);
        // Also in its own island: it may sleep on what it saw before.
        place.wake(0);
    }
}

impl<T: Send> Crosses for Link<T> {
    fn look(&self, end: End, here: usize) {
        match end {
            End::Writing if self.reading.waits() && !self.has_nothing() => {
                self.reading.wake(here, true);
            }
            End::Reading if self.writing.waits() && self.ring.len() < self.capacity() => {
                self.writing.wake(here, true);
            }
            _ => {}
        }
    }
}

/// Drops messages one by one: if one panics the others go all the same.
fn drop_each<T>(messages: impl Iterator<Item = T>) {
    let mut first = None;
    for message in messages {
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| drop(message))) {
            first.get_or_insert(panic);
        }
    }
    if let Some(panic) = first
        && !std::thread::panicking()
    {
        resume_unwind(panic);
    }
}

/// A linkage of any message type, as the driver and the topology see it.
pub trait AnyLink: Send + Sync {
    /// Whether no message waits.
    fn is_empty(&self) -> bool;
    /// Whether no writer is left.
    fn is_closed(&self) -> bool;
    /// Ends a ring's linkage: its reader gets what waits, then `None`.
    fn end(&self);
    /// Nothing is read any more: what waits is dropped, and counted.
    fn close(&self);
    /// Leaves a waker for the end of the reader; `false` if it has ended.
    fn watch_reader(&self, waker: &Waker) -> bool;
    /// Whether the reader has ended.
    fn is_unread(&self) -> bool;
    /// What the linkage does when it is full.
    fn policy(&self) -> Policy;
    /// Makes a linkage that nothing was sent on hold so many messages.
    fn set_capacity(&self, messages: usize);
    /// How many messages it has carried.
    fn counts(&self) -> LinkCounts;
}

impl<T: Send> AnyLink for Link<T> {
    fn is_empty(&self) -> bool {
        let promised = self.promised.load(Ordering::Acquire);
        !promised && self.has_nothing() && self.many.get().is_none_or(|many| !many.has_promised())
    }

    fn is_closed(&self) -> bool {
        self.no_more_come()
    }

    fn end(&self) {
        self.ended.store(true, Ordering::Release);
        fence(Ordering::SeqCst);
        self.reading.wake(crate::home::island(), true);
    }

    fn close(&self) {
        if !self.gone.swap(true, Ordering::AcqRel) {
            // The reader, if there is one, clears away what it finds.
            self.writing.say(CLOSED);
            self.refuse(crate::home::island());
        }
    }

    fn watch_reader(&self, waker: &Waker) -> bool {
        Link::watch_reader(self, waker)
    }

    fn is_unread(&self) -> bool {
        Link::is_closed(self)
    }

    fn policy(&self) -> Policy {
        Link::policy(self)
    }

    fn set_capacity(&self, messages: usize) {
        self.capacity.store(messages, Ordering::Relaxed);
    }

    fn counts(&self) -> LinkCounts {
        let mut counts = self.counts.of(&self.ring, self.many.get().map(|many| &**many));
        if self.is_gone() {
            counts.dropped += counts.waiting as u64;
            counts.waiting = 0;
        }
        counts
    }
}
