//! The queue of one linkage, with its two ends: [`Sender`] and [`Receiver`].
//!
//! A linkage that has one writer, and makes it wait when it is full, is a ring;
//! its two ends go the short way as long as they know that there is something,
//! or room. One without a limit is a ring as well, over which messages spill.
//! Every other linkage keeps its messages *aside*. There is no lock on the way of a
//! message; only of a lent end (see [`loan`]) a list is kept of who has it.
//!
//! Who waits writes that down at its side, and looks again. Within an island
//! (see [`home`](crate::home)) whoever acts leaves it at that: after its turn its
//! driver looks who waits at the other ends of its linkages, and wakes them. A
//! linkage is *crossing* once one of its ends was used elsewhere: then each step
//! looks at the other side, and there is a fence between writing and looking, at
//! both ends: in each step, or, in a turn of an end's owner, after the turn, when the
//! steps only glanced. Who goes the short way does not even glance: a writer goes on so
//! until a reader that begins to wait says so at the count of the tail, a reader for half
//! of what there may be. Whoever finds out that a linkage crosses wakes both owners, so
//! that nobody sleeps on what it saw before it knew. And who would sleep there is
//! patient first: see [`patience`].

mod any;
mod aside;
mod counts;
mod header;
mod here;
mod holders;
mod line;
mod loan;
#[cfg(all(test, kamaelia_loom))]
mod models;
mod order;
mod patience;
mod receiver;
mod ring;
mod sender;
mod side;
#[cfg(all(test, not(kamaelia_loom)))]
mod tests;

use crate::home;
use crate::place::Home;
use crate::policy::Policy;
use crate::raw::{self, OnceBox};
use crate::sync::{AtomicBool, AtomicU32, OnceLock, Ordering, SegQueue, fence};
use aside::Aside;
use order::Stamps;
use std::sync::Arc;
use std::task::Waker;

pub(crate) use crate::raw::End;
pub(crate) use any::AnyLink;
pub(crate) use header::Header;
pub(crate) use here::{Here, Wait};
pub(crate) use holders::Holder;
pub(crate) use loan::{Lender, Mark};
pub(crate) use order::Rank;
pub(crate) use receiver::Receiver;
pub(crate) use ring::{Parts, Reader, Writer};
pub(crate) use sender::{Sender, Watch};

/// How many messages of a linkage without a limit are in its ring: what is sent
/// beyond them spills over.
const SPILLS: usize = 64;

/// Makes a linkage and gives both of its ends.
pub(crate) fn link<T: Send + 'static>(policy: Policy) -> (Sender<T>, Receiver<T>) {
    let (writer, reader) = ring_of(policy);
    (Sender::new(writer), Receiver::new(reader))
}

/// The two ends of a linkage, as those of its ring.
#[inline(always)]
fn ring_of<T: Send + 'static>(policy: Policy) -> (Writer<T>, Reader<T>) {
    // A graph refuses to hold none; elsewhere nobody would ever get through.
    let capacity = policy.limit().unwrap_or(SPILLS).max(1);
    let tail = || header::Tail::new(capacity);
    let (writer, reader): (Writer<T>, _) = raw::link(tail, header::Head::new, || Body::new(policy));
    if matches!(policy, Policy::Latest | Policy::DropOldest(_)) {
        writer.link().put_aside();
    }
    (writer, reader)
}

/// One linkage; alive as long as an end, or a graph that watches it, or who looks
/// after it.
pub(crate) type Link<T> = raw::Link<Parts, T>;

/// A share in a linkage, for who knows nothing of its messages.
pub(crate) type Hold = raw::Hold<Parts>;

/// An end of a linkage that a component uses, once it does.
pub(crate) type Kept = raw::Kept<Parts>;

/// What a linkage is beside its header and its ring.
pub struct Body<T> {
    /// Where messages go that the ring is not for.
    aside: OnceBox<Aside<T>>,
    kind: Kind,
    /// The one writer keeps room for a message that it has not yet sent. Others ask
    /// for that only once its owner has come to rest.
    promised: AtomicBool,
    /// Nothing is taken any more.
    closed: AtomicBool,
    /// Nothing is read any more.
    gone: AtomicBool,
    /// A ring that waited for itself was ended: no more messages come.
    ended: AtomicBool,
    /// Writing ends that are alive; a pass-through may share one linkage.
    writers: AtomicU32,
    stamps: Stamps,
    /// Who wants to know of the reader's end.
    watchers: OnceBox<Watchers>,
}

/// Mostly one, for whom there is a place.
#[derive(Default)]
struct Watchers {
    first: OnceLock<Waker>,
    others: OnceBox<SegQueue<Waker>>,
}

/// What the policy of a linkage is; how many messages it allows the header says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Capacity,
    Unbounded,
    Latest,
    DropNewest,
    DropOldest,
}

impl Kind {
    fn of(policy: Policy) -> Kind {
        match policy {
            Policy::Capacity(_) => Kind::Capacity,
            Policy::Unbounded => Kind::Unbounded,
            Policy::Latest => Kind::Latest,
            Policy::DropNewest(_) => Kind::DropNewest,
            Policy::DropOldest(_) => Kind::DropOldest,
        }
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

impl<T> Body<T> {
    #[inline(always)]
    fn new(policy: Policy) -> Body<T> {
        Body {
            aside: OnceBox::new(),
            kind: Kind::of(policy),
            promised: AtomicBool::new(false),
            closed: AtomicBool::new(false),
            gone: AtomicBool::new(false),
            ended: AtomicBool::new(false),
            writers: AtomicU32::new(1),
            stamps: Stamps::default(),
            watchers: OnceBox::new(),
        }
    }
}

impl<T> Link<T> {
    /// The place for what the ring is not for.
    fn aside(&self) -> &Aside<T> {
        self.aside
            .get_or_init(|| Box::new(Aside::new(self.policy())))
    }

    /// From now on nothing new goes into the ring.
    fn put_aside(&self) {
        let aside = self.aside();
        self.header.put_aside();
        if self.promised.swap(false, Ordering::Relaxed) {
            aside.keep_room();
        }
    }

    /// The place aside, if the ring is not used any more.
    fn for_good_aside(&self) -> Option<&Aside<T>> {
        let aside = self.aside.get().filter(|_| self.header.is_put_aside())?;
        Some(aside)
    }

    /// The place aside, if that is where the next message goes: for good, or since
    /// what has spilled over is not read yet.
    #[inline]
    fn in_use_aside(&self) -> Option<&Aside<T>> {
        let aside = self.aside.get()?;
        let only_spills = self.kind == Kind::Unbounded && !self.header.is_put_aside();
        (!only_spills || !aside.is_empty()).then_some(aside)
    }

    /// Whether an end finds everything in the ring that it has to look at.
    fn is_only_ring(&self, end: End) -> bool {
        let is_over = match end {
            End::Writing => self.is_closed(),
            End::Reading => self.no_more_come(),
        };
        !is_over && self.in_use_aside().is_none() && !self.header.is_crossing()
    }

    fn policy(&self) -> Policy {
        let limit = self.header.capacity();
        match self.kind {
            Kind::Capacity => Policy::Capacity(limit),
            Kind::Unbounded => Policy::Unbounded,
            Kind::Latest => Policy::Latest,
            Kind::DropNewest => Policy::DropNewest(limit),
            Kind::DropOldest => Policy::DropOldest(limit),
        }
    }

    /// Stamps the message that will be the next after `count` others in the ring, of
    /// so many slots, if that is wanted.
    #[inline]
    fn stamp(&self, count: u64, slots: usize) {
        if self.stamps.are_wanted() {
            self.stamp_run(count, slots);
        }
    }

    #[cold]
    #[inline(never)]
    fn stamp_run(&self, count: u64, slots: usize) {
        // What else the component sends in this turn is stamped anew.
        home::change_key();
        self.stamps.begin(count, slots, self.header.is_crossing());
    }

    /// An end is used: `owner` is its owner's number in the list of the end.
    #[inline]
    fn arrive(self: &Arc<Self>, end: End, here: &Here<'_>, owner: &mut u32) {
        match here.home {
            Some(home) => *owner = self.arrive_at_home(end, home, *owner),
            None => self.header.cross(),
        }
    }

    /// See [`Header::arrive`].
    #[inline]
    fn arrive_at_home(self: &Arc<Self>, end: End, home: &Home, known: u32) -> u32 {
        self.header.arrive(end, home, known, || Hold::of(self))
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

    /// What waits aside and is read by nobody, each counted as dropped.
    fn unread_aside(&self) -> impl Iterator<Item = T> {
        let next = || {
            let (_, message) = self.aside.get()?.lift()?;
            self.header.counts().drop_one();
            Some(message)
        };
        std::iter::from_fn(next)
    }

    /// Whether nothing waits in the queue.
    fn has_nothing(&self) -> bool {
        self.header.waiting() == 0 && self.aside.get().is_none_or(|aside| aside.is_empty())
    }

    /// After an end has acted: who waits at the other one is woken, unless the
    /// driver does so at the end of the turn.
    #[inline]
    fn acted(&self, end: End, here: &Here<'_>) {
        if here.island == 0 || self.header.is_crossing() || self.aside.get().is_some() {
            self.look_across(end, here.island);
        }
    }

    fn look_across(&self, end: End, here: usize) {
        if here == 0 || self.header.is_crossing() {
            fence(Ordering::SeqCst);
        }
        let other = self.header.side(end.other());
        if other.waits() {
            other.wake(here, self.header.is_crossing());
        }
    }

    /// After an end has acted in a turn, where the linkage crosses: who is seen to wait
    /// at the other one is woken. Who begins to wait just now may not be seen; the
    /// driver looks again after the turn.
    #[inline]
    fn glance_across(&self, end: End) {
        if self.header.side(end.other()).waits() {
            self.look_across(end, home::island());
        }
    }

    /// Nothing is taken any more.
    fn refuse(&self) {
        self.closed.store(true, Ordering::Release);
        self.ended.store(true, Ordering::Release);
        self.header.shut(End::Writing);
        self.header.shut(End::Reading);
        self.header.look_again(End::Writing);
        self.header.look_again(End::Reading);
        if let Some(aside) = self.aside.get() {
            aside.wake_all();
        }
        self.wake_watchers();
    }

    /// Nothing is read any more, and all writers have ended: nobody waits for that.
    fn close_unwritten(&self) {
        // Who watches without an end looks after this whether it is closed. No model
        // shows it: there the watcher is the writer.
        self.closed.store(true, Ordering::Release);
        fence(Ordering::SeqCst);
        self.wake_watchers();
    }

    fn wake_watchers(&self) {
        let Some(watchers) = self.watchers.get() else {
            return;
        };
        if let Some(watcher) = watchers.first.get() {
            watcher.wake_by_ref();
        }
        let Some(watchers) = watchers.others.get() else {
            return;
        };
        while let Some(watcher) = watchers.pop() {
            watcher.wake();
        }
    }

    /// Takes back a waker that was left for the end of the reader.
    fn forget_watcher(&self, forgotten: &Waker) {
        let others = self.watchers.get().map(|watchers| &watchers.others);
        let Some(watchers) = others.and_then(OnceBox::get) else {
            return;
        };
        for _ in 0..watchers.len() {
            let Some(watcher) = watchers.pop() else { break };
            if !watcher.will_wake(forgotten) {
                watchers.push(watcher);
            }
        }
        // The reader may have ended while one was in hand.
        self.miss_no_end();
    }

    /// Leaves a waker for the end of the reader.
    fn watch_reader(&self, waker: Waker) {
        let Watchers { first, .. } = self.watchers.get_or_init(Box::default);
        match first.set(waker) {
            Ok(()) => self.miss_no_end(),
            Err(waker) => self.watch_reader_beside(waker),
        }
    }

    /// The same with a waker that may be taken back.
    fn watch_reader_beside(&self, waker: Waker) {
        let Watchers { others, .. } = self.watchers.get_or_init(Box::default);
        let others = others.get_or_init(|| Box::new(SegQueue::new()));
        others.push(waker);
        self.miss_no_end();
    }

    /// Where a waker was left, or put back: the reader may have ended before.
    fn miss_no_end(&self) {
        fence(Ordering::SeqCst);
        if self.is_closed() {
            self.wake_watchers();
        }
    }
}
