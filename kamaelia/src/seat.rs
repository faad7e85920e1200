//! A component's place in a running graph: what it has been told, and what it
//! waits for.
//!
//! Every box knows the [`Seat`] of the component that owns it. So a shutdown
//! reaches each wait of the framework with no line of code in the component,
//! and the driver can see when a ring waits only for itself.

mod listener;

use crate::link::AnyLink;
use crate::shutdown::Shutdown;
use std::cell::RefCell;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};
use std::task::{Context, Poll, Waker};

pub(crate) use listener::Listener;

/// How many box operations a component may do before its neighbours get a turn.
const BUDGET: u32 = 256;

/// What a component waits for, in the turn that it is having.
const ON_INBOX: u8 = 1;
const ON_SOMETHING_ELSE: u8 = 2;

/// A component's place in a running graph. Clones are the same seat.
#[derive(Clone)]
pub struct Seat(Arc<Inner>);

struct Inner {
    /// 0, or what the component was told: see [`Shutdown`].
    told: AtomicU8,
    /// No inbox is linked: the component makes its messages itself.
    source: AtomicBool,
    listeners: Mutex<Vec<Listening>>,
    /// Seats inside this one: a graph's components, a component's graphs.
    inside: Mutex<Vec<Weak<Inner>>>,
    /// The component runs on a task or a thread of its own.
    elsewhere: AtomicBool,
    turns: AtomicU64,
    /// After its last turn the component waited for its inboxes and nothing else.
    waits_for_inbox: AtomicBool,
    waits: AtomicU8,
    budget: AtomicU32,
    wakers: OnceLock<Wakers>,
    /// Told when a component elsewhere falls idle: its ring may be finished.
    idle: OnceLock<Waker>,
    /// Nothing more comes of it.
    ended: AtomicBool,
    /// The linkages of a graph, on the graph's own seat.
    links: OnceLock<Vec<Arc<dyn AnyLink>>>,
}

/// The wakers of one component. Ours are told apart from those that other
/// futures keep: who holds a foreign one waits for more than the graph.
struct Wakers {
    handed_out: Waker,
    ours: Waker,
}

enum Listening {
    Free,
    Idle,
    Waiting(Waker),
}

thread_local! {
    static CURRENT: RefCell<Option<Seat>> = const { RefCell::new(None) };
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Seat {
    pub(crate) fn new() -> Seat {
        Seat(Arc::new(Inner {
            told: AtomicU8::new(0),
            source: AtomicBool::new(true),
            listeners: Mutex::new(Vec::new()),
            inside: Mutex::new(Vec::new()),
            elsewhere: AtomicBool::new(false),
            turns: AtomicU64::new(0),
            waits_for_inbox: AtomicBool::new(false),
            waits: AtomicU8::new(0),
            budget: AtomicU32::new(BUDGET),
            wakers: OnceLock::new(),
            idle: OnceLock::new(),
            ended: AtomicBool::new(false),
            links: OnceLock::new(),
        }))
    }

    /// Makes this the seat of a graph, which waits when everyone in it does and
    /// nothing is on its way.
    pub(crate) fn watch(&self, links: Vec<Arc<dyn AnyLink>>) {
        self.0.waits_for_inbox.store(true, Ordering::SeqCst);
        let _ = self.0.links.set(links);
    }

    /// The seat of the component that is having its turn on this thread.
    pub(crate) fn current() -> Option<Seat> {
        CURRENT.with_borrow(Clone::clone)
    }

    /// A seat inside this one: what this one is told, it is told as well.
    pub(crate) fn contain(&self, inner: &Seat) {
        let mut inside = lock(&self.0.inside);
        inside.retain(|seat| seat.strong_count() > 0);
        inside.push(Arc::downgrade(&inner.0));
        drop(inside);
        if let Some(shutdown) = self.told() {
            inner.tell(shutdown);
        }
    }

    /// Tells the component, and everything inside it, to finish or to stop.
    pub(crate) fn tell(&self, shutdown: Shutdown) {
        let before = self.0.told.fetch_max(shutdown.rank(), Ordering::SeqCst);
        if before >= shutdown.rank() {
            return;
        }
        self.tell_inside(shutdown);
        let mut wakers = Vec::new();
        for listening in lock(&self.0.listeners).iter_mut() {
            if let Listening::Waiting(waker) = std::mem::replace(listening, Listening::Idle) {
                wakers.push(waker);
            } else {
                *listening = Listening::Free;
            }
        }
        wakers.into_iter().for_each(Waker::wake);
    }

    /// Tells everything inside the component, not the component itself.
    pub(crate) fn tell_inside(&self, shutdown: Shutdown) {
        for seat in self.seats_inside() {
            seat.tell(shutdown);
        }
    }

    fn told(&self) -> Option<Shutdown> {
        Shutdown::from_rank(self.0.told.load(Ordering::SeqCst))
    }

    /// Whether the component has to stop at once.
    pub(crate) fn must_stop(&self) -> bool {
        self.told() == Some(Shutdown::Now)
    }

    /// Whether the component makes its messages itself and was told to end.
    pub(crate) fn must_not_produce(&self) -> bool {
        match self.told() {
            None => false,
            Some(Shutdown::Finish) => self.0.source.load(Ordering::Relaxed),
            Some(Shutdown::Now) => true,
        }
    }

    /// An inbox of the component has a linkage.
    pub(crate) fn has_input(&self) {
        self.0.source.store(false, Ordering::Relaxed);
    }

    /// Takes one operation off the budget of the turn that runs under `cx`. If
    /// it is used up, the component's next turn comes after its neighbours'.
    pub(crate) fn poll_budget(cx: &Context<'_>) -> Poll<()> {
        CURRENT.with_borrow(|current| {
            let Some(seat) = current.as_ref().filter(|seat| seat.is_home(cx)) else {
                return Poll::Ready(());
            };
            let left = seat.0.budget.load(Ordering::Relaxed);
            if left == 0 {
                cx.waker().wake_by_ref();
                seat.0.waits.fetch_or(ON_SOMETHING_ELSE, Ordering::Relaxed);
                return Poll::Pending;
            }
            seat.0.budget.store(left - 1, Ordering::Relaxed);
            Poll::Ready(())
        })
    }
}

/// A turn of a component, and what the driver reads off it.
impl Seat {
    /// Sets the wakers, once, before the first turn.
    pub(crate) fn set_wakers(&self, handed_out: Waker, ours: Waker) {
        let _ = self.0.wakers.set(Wakers { handed_out, ours });
    }

    /// The waker of this component's turns.
    pub(crate) fn waker(&self) -> Option<&Waker> {
        self.0.wakers.get().map(|wakers| &wakers.handed_out)
    }

    /// Runs `turn` as this component.
    pub(crate) fn take_turn<R>(&self, turn: impl FnOnce() -> R) -> R {
        struct Restore(Option<Seat>);
        impl Drop for Restore {
            fn drop(&mut self) {
                CURRENT.set(self.0.take());
            }
        }
        let _restore = Restore(CURRENT.replace(Some(self.clone())));
        self.0.turns.fetch_add(1, Ordering::SeqCst);
        self.0.waits_for_inbox.store(false, Ordering::SeqCst);
        self.0.waits.store(0, Ordering::Relaxed);
        self.0.budget.store(BUDGET, Ordering::Relaxed);
        turn()
    }

    /// After a turn that did not end the component: what it waits for now.
    pub(crate) fn end_turn(&self, foreign_wakers: bool) {
        let only_inboxes = self.0.waits.load(Ordering::Relaxed) == ON_INBOX && !foreign_wakers;
        self.set_waits_for_inbox(only_inboxes);
    }

    /// The component waits for its inboxes and nothing else (or no longer).
    pub(crate) fn set_waits_for_inbox(&self, waits: bool) {
        self.0.waits_for_inbox.store(waits, Ordering::SeqCst);
        if waits && let Some(idle) = self.0.idle.get() {
            idle.wake_by_ref();
        }
    }

    /// The component has ended, and with it what it started.
    pub(crate) fn end(&self) {
        self.0.ended.store(true, Ordering::SeqCst);
        self.tell_inside(Shutdown::Now);
    }

    /// Whether the component, and everything inside it, waits for its inboxes
    /// and nothing else, with nothing on its way.
    pub(crate) fn is_idle(&self) -> bool {
        if self.0.ended.load(Ordering::SeqCst) {
            return true;
        }
        let queued = || {
            self.0
                .links
                .get()
                .is_some_and(|links| links.iter().any(|l| !l.is_empty()))
        };
        self.0.waits_for_inbox.load(Ordering::SeqCst)
            && !queued()
            && self.seats_inside().iter().all(Seat::is_idle)
    }

    /// How many turns the component, and everything inside it, has had.
    pub(crate) fn turns(&self) -> u64 {
        let inside = self.seats_inside();
        self.0.turns.load(Ordering::SeqCst) + inside.iter().map(Seat::turns).sum::<u64>()
    }

    fn seats_inside(&self) -> Vec<Seat> {
        lock(&self.0.inside)
            .iter()
            .filter_map(Weak::upgrade)
            .map(Seat)
            .collect()
    }

    /// The component runs on a task or thread of its own; `idle` is told when
    /// it waits for its inboxes and nothing else.
    pub(crate) fn move_elsewhere(&self, idle: Waker) {
        self.0.elsewhere.store(true, Ordering::SeqCst);
        let _ = self.0.idle.set(idle);
    }

    pub(crate) fn is_elsewhere(&self) -> bool {
        self.0.elsewhere.load(Ordering::SeqCst)
    }

    /// Notes a wait of the turn that runs under `cx`.
    pub(crate) fn note_wait(cx: &Context<'_>, on_inbox: bool) {
        CURRENT.with_borrow(|current| {
            if let Some(seat) = current.as_ref().filter(|seat| seat.is_home(cx)) {
                let wait = if on_inbox {
                    ON_INBOX
                } else {
                    ON_SOMETHING_ELSE
                };
                seat.0.waits.fetch_or(wait, Ordering::Relaxed);
            }
        });
    }

    /// Whether `cx` is this component's own, not that of a future inside it
    /// that sorts out wakes itself.
    fn is_home(&self, cx: &Context<'_>) -> bool {
        self.waker()
            .is_some_and(|waker| waker.will_wake(cx.waker()))
    }

    /// The waker to leave behind in a wait of the framework.
    pub(crate) fn waker_for(cx: &Context<'_>) -> Waker {
        CURRENT.with_borrow(|current| match current {
            Some(seat) if seat.is_home(cx) => seat
                .0
                .wakers
                .get()
                .map_or_else(|| cx.waker().clone(), |w| w.ours.clone()),
            _ => cx.waker().clone(),
        })
    }
}
