//! Where a component has its turns, and how it is told to go on: [`Place`].

use crate::home::{self, Work};
use crate::link::{End, Header, Hold, Kept};
use crate::raw::{self, OnceBox, Wakers, Wakes, near};
use crate::ready::Ready;
use crate::sync::{AtomicBool, AtomicU32, AtomicU64, AtomicUsize, AtomicWaker, OnceLock, Ordering};
use std::sync::Arc;
use std::task::{Context, Wake, Waker};

/// A future that gives turns to components, as those know it who wake them.
///
/// What a wake from elsewhere needs lies side by side: mostly it is in no cache.
#[repr(C)]
pub(crate) struct Future {
    /// What each of its components hands out.
    wakers: Wakers<Future>,
    /// Who may go on: for those in other islands.
    strangers: Ready,
    any_strangers: AtomicBool,
    /// It is giving turns just now, and will see who is ready.
    working: AtomicBool,
    /// Who lets it go on.
    by: AtomicU32,
    /// The island that it works in; 0 before its first turn.
    island: AtomicUsize,
    /// The first waker that it had: mostly it has no other.
    first: OnceLock<Waker>,
    /// Who may go on: for those in the same island.
    pub(crate) ready: Ready,
    /// The order of things there, when it worked last.
    clock: AtomicU64,
    /// The number of its own island.
    number: usize,
    /// The component whose work it is, and nothing stands between them.
    parent: OnceLock<Place>,
    /// Any waker after the first.
    further: AtomicWaker,
}

/// [`Future::by`]: its `parent`, the `first` waker, or a `further` one.
const BY_PARENT: u32 = 1;
const BY_FIRST: u32 = 2;
const BY_FURTHER: u32 = 3;

/// The ends that a component has used. The first few lie here.
#[derive(Default)]
struct Ends {
    ends: [Kept; 2],
    more: OnceBox<Ends>,
}

impl Ends {
    fn add(&self, mut linkage: Hold, end: End) {
        let mut list = self;
        loop {
            for place in &list.ends {
                if place.get().is_some() {
                    continue;
                }
                match place.set(linkage, end) {
                    Ok(()) => return,
                    Err(back) => linkage = back,
                }
            }
            list = list.more.get_or_init(Box::default);
        }
    }

    #[inline(always)]
    fn for_each(&self, mut each: impl FnMut(&Header, End)) {
        let mut list = self;
        loop {
            for end in &list.ends {
                let Some((header, end)) = end.get() else {
                    return;
                };
                each(header, end);
            }
            match list.more.get() {
                Some(more) => list = more,
                None => return,
            }
        }
    }
}

/// A component's place among those of its future.
pub(crate) type Place = raw::Member<Future>;

impl Place {
    /// Lets the component go on; `here` is the island of who says so.
    #[inline]
    pub(crate) fn wake(&self, here: usize) {
        self.future().wake(here, self.index());
    }

    /// A waker for it that nobody else has.
    pub(crate) fn waker(&self) -> Waker {
        Waker::from(Arc::new(Bell(self.clone())))
    }

    /// Whether the component may go on.
    pub(crate) fn is_ready(&self) -> bool {
        let Future {
            ready, strangers, ..
        } = &**self.future();
        ready.contains(self.index()) || strangers.contains(self.index())
    }

    /// Whether no component of the same future may go on now.
    pub(crate) fn is_nobody_ready(&self) -> bool {
        let Future {
            ready,
            any_strangers,
            ..
        } = &**self.future();
        ready.is_empty() && !any_strangers.load(Ordering::Relaxed)
    }

    /// Whether it is a place of this future.
    #[inline(always)]
    pub(crate) fn is_beside(&self, future: &Future) -> bool {
        std::ptr::eq(Arc::as_ptr(self.future()), future)
    }

    pub(crate) fn is(&self, other: &Place) -> bool {
        Arc::ptr_eq(self.future(), other.future()) && self.index() == other.index()
    }
}

/// Where a component has its turns, as it knows it itself.
pub(crate) struct Home {
    /// Its place, and what it hands out to futures that are not ours.
    own: raw::Own<Future>,
    ends: Ends,
}

impl Home {
    pub(crate) fn new(place: Place) -> Home {
        Home {
            own: raw::Own::new(place),
            ends: Ends::default(),
        }
    }

    #[inline(always)]
    pub(crate) fn place(&self) -> &Place {
        self.own.member()
    }

    /// The waker of its turns.
    #[inline(always)]
    pub(crate) fn waker(&self) -> &Waker {
        self.own.waker()
    }

    /// The component's number: it is another one elsewhere in memory.
    #[inline]
    pub(crate) fn number(&self) -> u64 {
        home::number_of(self.waker())
    }

    /// Whether the component has its turn on this thread.
    #[inline]
    pub(crate) fn has_turn(&self) -> bool {
        home::is_turn_of(self.number())
    }

    /// Whether `cx` is that of a turn of the component, and not of something in
    /// it that sorts out wakes itself.
    #[inline]
    pub(crate) fn is_own(&self, cx: &Context<'_>) -> bool {
        std::ptr::eq(cx.waker(), self.waker()) || self.waker().will_wake(cx.waker())
    }

    /// The component's turn is next: see [`near`].
    pub(crate) fn come_near(&self) {
        let first = self.ends.ends.iter().map_while(Kept::get);
        // Who writes is beside, mostly: what is theirs would be fetched twice.
        let read = first.filter(|(_, end)| *end == End::Reading);
        read.for_each(|(header, _)| near::fetch(header));
    }

    /// The component uses an end of a linkage: it is looked at after each turn.
    pub(crate) fn look_after(&self, linkage: Hold, end: End) {
        self.ends.add(linkage, end);
    }

    /// The component's next step at each of its ends is not the short way.
    pub(crate) fn shut(&self) {
        self.ends.for_each(Header::shut);
    }

    /// After a turn that a future has given: whoever waits at the other ends of the
    /// component's linkages is woken for what is there now.
    #[inline(always)]
    pub(crate) fn look_around(&self, turns: &Future) {
        self.ends
            .for_each(|header, end| match header.is_crossing() {
                false => header.look(end, turns),
                true => header.look_across(end),
            });
    }
}

/// Wakes one component.
struct Bell(Place);

impl Wake for Bell {
    /// Lets go of the waker first: who still held one when the component has
    /// its turn would seem to wait for something.
    fn wake(self: Arc<Self>) {
        let place = self.0.clone();
        drop(self);
        place.wake(home::island());
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.0.wake(home::island());
    }
}

/// Who lets a future go on.
pub(crate) enum Outer<'a> {
    Parent(Place),
    Waker(&'a Waker),
}

impl Wakes for Future {
    fn wakers(&self) -> &Wakers<Future> {
        &self.wakers
    }

    fn wake(&self, index: usize) {
        self.wake(home::island(), index);
    }
}

impl Future {
    /// Of so many components, all of which are ready.
    pub(crate) fn new(components: usize) -> Arc<Future> {
        let ready = Ready::new(components);
        (0..components).for_each(|index| ready.add(index));
        Arc::new_cyclic(|future| Future {
            wakers: Wakers::new(future, components),
            strangers: Ready::new(components),
            any_strangers: AtomicBool::new(false),
            working: AtomicBool::new(false),
            by: AtomicU32::new(0),
            island: AtomicUsize::new(0),
            first: OnceLock::new(),
            ready,
            clock: AtomicU64::new(0),
            number: home::new_island(),
            parent: OnceLock::new(),
            further: AtomicWaker::new(),
        })
    }

    /// Whether somebody has a waker that a component has handed out.
    #[inline]
    pub(crate) fn has_handed_out(&self, index: usize) -> bool {
        self.wakers.has_handed_out(index)
    }

    #[inline]
    fn wake(&self, here: usize, index: usize) {
        if here != 0 && here == self.island.load(Ordering::Relaxed) {
            self.ready.add(index);
            if self.working.load(Ordering::Relaxed) {
                return;
            }
        } else {
            self.strangers.add_from_anywhere(index);
            // Who sees this finds the number. No model shows it: the checker's
            // exchanges always find what is newest.
            self.any_strangers.swap(true, Ordering::AcqRel);
        }
        self.wake_outer(here);
    }

    /// It is polled next: see [`near`].
    pub(crate) fn come_near(&self) {
        near::fetch(self);
    }

    /// Lets the future itself go on.
    pub(crate) fn nudge(&self, here: usize) {
        self.any_strangers.swap(true, Ordering::AcqRel);
        self.wake_outer(here);
    }

    fn wake_outer(&self, here: usize) {
        let is_home = here != 0 && here == self.island.load(Ordering::Relaxed);
        if is_home && self.working.load(Ordering::Relaxed) {
            return;
        }
        match self.by.load(Ordering::Relaxed) {
            BY_PARENT => self.parent.get().into_iter().for_each(|it| it.wake(here)),
            BY_FIRST => self.first.get().into_iter().for_each(Waker::wake_by_ref),
            _ => self.further.wake(),
        }
    }

    /// Begins to give turns. `outer` lets the future go on later.
    pub(crate) fn begin(self: &Arc<Self>, outer: Outer<'_>) -> Working {
        let work = Work::begin(self.number, self.clock.load(Ordering::Relaxed));
        let island = home::island();
        let before = self.island.load(Ordering::Relaxed);
        if before != island {
            self.island.store(island, Ordering::Relaxed);
        }
        let by = match outer {
            Outer::Parent(place) => {
                let is_known = self.parent.get_or_init(|| place.clone()).is(&place);
                if !is_known {
                    self.further.register(&place.waker());
                }
                if is_known { BY_PARENT } else { BY_FURTHER }
            }
            Outer::Waker(waker) => {
                let first = self.first.get_or_init(|| waker.clone());
                let is_first = first.will_wake(waker);
                if !is_first {
                    self.further.register(waker);
                }
                if is_first { BY_FIRST } else { BY_FURTHER }
            }
        };
        if self.by.load(Ordering::Relaxed) != by {
            self.by.store(by, Ordering::Relaxed);
            // Of two exchanges one comes first: a stranger is seen here, or sees
            // whom to wake.
            if self.take_in() {
                self.any_strangers.store(true, Ordering::Relaxed);
            }
        }
        let was_working = self.working.load(Ordering::Relaxed);
        self.working.store(true, Ordering::Relaxed);
        Working {
            future: self.clone(),
            work,
            was_working,
            moved: before != 0 && before != island,
        }
    }

    /// Takes note of those whom strangers have woken; whether there was one, or
    /// a nudge.
    #[inline(always)]
    pub(crate) fn take_strangers(&self) -> bool {
        self.any_strangers.load(Ordering::Relaxed) && self.take_in()
    }

    #[cold]
    #[inline(never)]
    fn take_in(&self) -> bool {
        let any = self.any_strangers.swap(false, Ordering::AcqRel);
        self.strangers.move_to(&self.ready);
        any
    }
}

/// A future that gives turns; it stops when this is dropped.
pub(crate) struct Working {
    future: Arc<Future>,
    work: Work,
    was_working: bool,
    /// It works in another island than last time.
    pub(crate) moved: bool,
}

impl Drop for Working {
    fn drop(&mut self) {
        let Working { future, work, .. } = self;
        future.clock.store(work.clock(), Ordering::Relaxed);
        future.working.store(self.was_working, Ordering::Relaxed);
    }
}
