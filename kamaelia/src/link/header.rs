//! What both ends of a linkage, and those who drive them, know of it:
//! [`Header`]. It does not depend on the type of the messages.

use super::counts::Counts;
use super::holders::Holder;
use super::loan::Mark;
use super::side::Side;
use super::{End, Hold, Parts};
use crate::home;
use crate::place::{Future, Home};
use crate::raw;
use crate::sync::{AtomicBool, AtomicUsize, Ordering, fence};

/// What is known of a linkage without the type of its messages.
pub(crate) type Header = raw::Header<Parts>;

/// Where an end of the ring is used.
struct Progress {
    /// Whoever uses the end is to look at everything: somebody has shut it, or it
    /// was not opened yet.
    shut: AtomicBool,
    /// The island that the end was last at work in; 0 if it was not.
    island: AtomicUsize,
}

impl Progress {
    fn new() -> Progress {
        Progress {
            shut: AtomicBool::new(true),
            island: AtomicUsize::new(0),
        }
    }

    fn island(&self) -> usize {
        self.island.load(Ordering::Relaxed)
    }
}

/// What stands beside the count of the tail.
///
/// What one thread writes at every step must not slow the other down. Beside what an end
/// writes is what it looks at: whether somebody waits at the other one, who says so
/// seldom.
#[repr(C)]
pub struct Tail {
    progress: Progress,
    reading: Side,
    capacity: AtomicUsize,
    /// A graph has made the linkage, and knows both ends.
    wired: AtomicBool,
    /// The ring is not for what is sent now; the short way is closed.
    aside: AtomicBool,
    /// Something was put aside since the reader last began to wait.
    fresh: AtomicBool,
    /// An end was used outside the island of the other.
    crossing: AtomicBool,
    /// It was made while its ends were in use, and may go before they do.
    loose: AtomicBool,
    counts: Counts,
}

/// What stands beside the count of the head.
#[repr(C)]
pub struct Head {
    progress: Progress,
    writing: Side,
}

#[cfg(not(all(test, kamaelia_loom)))]
const _: () = assert!(Header::APART >= 128);

impl Tail {
    #[inline(always)]
    pub(super) fn new(capacity: usize) -> Tail {
        Tail {
            progress: Progress::new(),
            reading: Side::new(),
            capacity: AtomicUsize::new(capacity),
            wired: AtomicBool::new(false),
            aside: AtomicBool::new(false),
            fresh: AtomicBool::new(false),
            crossing: AtomicBool::new(false),
            loose: AtomicBool::new(false),
            counts: Counts::default(),
        }
    }
}

impl Head {
    #[inline(always)]
    pub(super) fn new() -> Head {
        Head {
            progress: Progress::new(),
            writing: Side::new(),
        }
    }
}

impl Header {
    #[inline(always)]
    pub(super) fn counts(&self) -> &Counts {
        &self.beside_tail.counts
    }

    /// Who waits to read.
    #[inline(always)]
    pub(super) fn reading(&self) -> &Side {
        &self.beside_tail.reading
    }

    /// Who waits to write.
    #[inline(always)]
    pub(super) fn writing(&self) -> &Side {
        &self.beside_head.writing
    }

    pub(super) fn side(&self, end: End) -> &Side {
        match end {
            End::Writing => self.writing(),
            End::Reading => self.reading(),
        }
    }

    fn progress(&self, end: End) -> &Progress {
        match end {
            End::Writing => &self.beside_tail.progress,
            End::Reading => &self.beside_head.progress,
        }
    }

    /// A graph has made the linkage.
    pub(crate) fn set_wired(&self) {
        self.beside_tail.wired.store(true, Ordering::Relaxed);
    }

    /// The end is lent: who has it from now on is forgotten when it comes home.
    pub(crate) fn lend(&self, end: End) -> Mark {
        self.side(end).lend()
    }

    /// A lent end has come home: the next who has it looks at everything.
    pub(crate) fn come_home(&self, end: End, mark: Mark) {
        self.shut(end);
        self.side(end).come_home(mark);
    }

    /// The linkage is made for boxes that are in use, and crosses from the start: each
    /// step looks across, so nobody has to look after it. Who has many of them, one
    /// after another, would look after all of them for ever.
    pub(crate) fn set_loose(&self) {
        self.beside_tail.loose.store(true, Ordering::Relaxed);
        self.beside_tail.crossing.store(true, Ordering::Relaxed);
        self.writing().expect_wakers();
        self.reading().expect_wakers();
    }

    /// An end is at this box from now on; whether a graph has made the linkage.
    pub(super) fn held_by(&self, end: End, holder: Holder) -> bool {
        self.side(end).add_holder(holder);
        self.beside_tail.wired.load(Ordering::Relaxed)
    }

    /// The boxes that had an end.
    pub(crate) fn holders(&self, end: End) -> impl Iterator<Item = Holder> {
        self.side(end).holders()
    }

    /// How many messages wait in the ring. Exact for who holds an end; for others
    /// it may be a moment old.
    pub(super) fn waiting(&self) -> usize {
        // Who waits for a change of it looks again behind a fence; and who goes to
        // a slot looks at the other end's count there.
        let read = self.read(Ordering::Relaxed);
        let written = self.written(Ordering::Relaxed);
        written.saturating_sub(read) as usize
    }

    pub(super) fn capacity(&self) -> usize {
        self.beside_tail.capacity.load(Ordering::Relaxed)
    }

    /// It is to hold so many messages; nothing was sent on it yet.
    pub(super) fn set_capacity(&self, messages: usize) {
        self.beside_tail.capacity.store(messages, Ordering::Relaxed);
    }

    /// Whoever uses the end next looks at everything: in this island at the next
    /// step, elsewhere before the end of the turn.
    pub(crate) fn shut(&self, end: End) {
        // Several may say so, each for a reason of its own: of exchanges all are seen.
        self.progress(end).shut.swap(true, Ordering::Release);
        home::change_key();
    }

    /// Whether who uses the end need not look at more than the other end's count.
    #[inline(always)]
    pub(super) fn is_open(&self, end: End) -> bool {
        !self.progress(end).shut.load(Ordering::Relaxed)
    }

    /// Who uses the end need not look at everything next time, if `may` says so.
    pub(super) fn open(&self, end: End, may: impl FnOnce() -> bool) {
        // Who shuts it says why before, which is seen after this.
        self.progress(end).shut.swap(false, Ordering::Acquire);
        if !may() {
            self.progress(end).shut.swap(true, Ordering::Relaxed);
        }
    }

    /// From now on no step is the short way.
    pub(super) fn put_aside(&self) {
        self.beside_tail.aside.store(true, Ordering::Relaxed);
        self.shut(End::Writing);
        self.shut(End::Reading);
    }

    /// Whether something was put aside that the reader may not know of.
    pub(super) fn set_fresh(&self, is: bool) {
        self.beside_tail.fresh.store(is, Ordering::Relaxed);
    }

    pub(super) fn is_put_aside(&self) -> bool {
        self.beside_tail.aside.load(Ordering::Relaxed)
    }

    /// Whether an end may go the short way again.
    pub(super) fn may_open(&self) -> bool {
        !self.beside_tail.aside.load(Ordering::Relaxed) && !self.is_crossing()
    }

    #[inline(always)]
    pub(crate) fn is_crossing(&self) -> bool {
        self.beside_tail.crossing.load(Ordering::Relaxed)
    }

    /// Whether the driver looks at it after each turn of who uses an end: not if the
    /// linkage is loose.
    pub(super) fn is_looked_after(&self) -> bool {
        !self.beside_tail.loose.load(Ordering::Relaxed)
    }

    /// An end is used by its owner, in its turn. Gives the owner's number in the
    /// list of the end's owners; `known` is what it was last time, 0 at first. The owner
    /// gets a `hold` of the linkage.
    #[inline]
    pub(super) fn arrive(
        &self,
        end: End,
        home: &Home,
        known: u32,
        hold: impl FnOnce() -> Hold,
    ) -> u32 {
        let island = home::island();
        if known != 0 && self.progress(end).island() == island {
            return known;
        }
        self.arrive_first(end, home, island, hold)
    }

    #[cold]
    #[inline(never)]
    fn arrive_first(
        &self,
        end: End,
        home: &Home,
        island: usize,
        hold: impl FnOnce() -> Hold,
    ) -> u32 {
        let is_loose = self.beside_tail.loose.load(Ordering::Relaxed);
        if is_loose && end == End::Writing && self.is_put_aside() {
            // Of many writers each waits in line, and is known there.
            return 0;
        }
        let number = self.side(end).add_owner(home.place());
        if !is_loose {
            home.look_after(hold(), end);
        }
        // Several may write, each in an island of its own: one of two sees the other.
        let before = self.progress(end).island.swap(island, Ordering::Relaxed);
        // Both ends may arrive at once: one of them sees the other.
        fence(Ordering::SeqCst);
        let other = self.progress(end.other()).island();
        if [before, other].iter().any(|&at| at != 0 && at != island) {
            self.cross();
        }
        number
    }

    /// From now on the two ends are in different islands, or one is in none.
    pub(super) fn cross(&self) {
        if self.is_crossing() || self.beside_tail.crossing.swap(true, Ordering::Relaxed) {
            return;
        }
        self.shut(End::Writing);
        self.shut(End::Reading);
        fence(Ordering::SeqCst);
        for end in [End::Writing, End::Reading] {
            // Also in its own island: it may sleep on what it saw before.
            self.side(end).wake_owners();
        }
        // A wait on another thread is to allocate nothing.
        self.writing().expect_wakers();
        self.reading().expect_wakers();
    }

    /// Something at a linkage is over: whoever waits at an end is to look again. Who
    /// says so may be elsewhere, while the owner of the end does not know yet that
    /// there is an elsewhere.
    pub(crate) fn look_again(&self, end: End) {
        fence(Ordering::SeqCst);
        let (theirs, here) = (self.progress(end).island(), home::island());
        if theirs != 0 && theirs != here {
            self.cross();
        }
        // Who begins to wait just now looks behind a fence as well.
        let side = self.side(end);
        if side.waits() {
            side.wake(here, true);
        }
    }

    /// At the end of a turn that a future has given to who owns `end`: wakes who waits
    /// at the other end for what is there now. The linkage did not cross just now.
    #[inline(always)]
    pub(crate) fn look(&self, end: End, turns: &Future) {
        let other = self.side(end.other());
        if other.waits() && self.has_for(end.other()) {
            // Only now: it may have begun to cross with this wait.
            let crossing = self.is_crossing();
            if crossing || !other.wake_beside(turns) {
                other.wake(home::island(), crossing);
            }
        }
    }

    /// [`look`](Self::look) where the linkage crosses.
    #[cold]
    #[inline(never)]
    pub(crate) fn look_across(&self, end: End) {
        fence(Ordering::SeqCst);
        let other = self.side(end.other());
        if other.waits() && self.has_for(end.other()) {
            other.wake(home::island(), true);
        }
    }

    /// Whether there is what an end waits for.
    #[inline(always)]
    fn has_for(&self, end: End) -> bool {
        match end {
            End::Reading => self.waiting() > 0 || self.beside_tail.fresh.load(Ordering::Relaxed),
            End::Writing => self.waiting() < self.capacity(),
        }
    }
}
