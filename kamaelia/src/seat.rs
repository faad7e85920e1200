//! A component's place in a running graph: what it has been told, and what it
//! waits for.
//!
//! Every box knows the [`Seat`] of the component that owns it. So a shutdown
//! reaches each wait of the framework with no line of code in the component,
//! and the driver can see when a ring waits only for itself.

mod current;
mod listener;
mod tree;
mod turn;
mod waits;

use crate::home;
use crate::link::AnyLink;
use crate::outcome::SourceLine;
use crate::place::{Future, Home};
use crate::report::{Accounts, Overdue, Queues};
use crate::shutdown::Shutdown;
use crate::stuck::Stuck;
use crate::timer::Timer;
use crate::trace::Trace;
use std::fmt::{self, Debug, Formatter};
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};
use std::task::Waker;
use std::time::Duration;
use waits::Noted;

pub(crate) use listener::Listener;
pub(crate) use waits::Waits;

/// A component's place in a running graph. Clones are the same seat.
///
/// Graphs have one as well: the seats of its components are inside it, and the
/// seats of the graphs that a component runs are inside the component's.
#[derive(Clone)]
pub struct Seat(Arc<Inner>);

struct Inner {
    /// Tells it from every other seat.
    id: u64,
    /// What the component is in its graph.
    declared: OnceLock<Declared>,
    /// What it runs as a part of.
    host: OnceLock<Weak<Inner>>,
    /// What it is inside of.
    parent: OnceLock<Weak<Inner>>,
    /// What is inside of it.
    inside: Mutex<Inside>,
    told: AtomicU8,
    listeners: Mutex<Vec<Listening>>,
    /// No inbox is linked: the component makes its messages itself.
    source: AtomicBool,
    /// It declares `control`, and sees to the word to finish itself.
    finishes_itself: AtomicBool,
    /// The linkages of the outboxes that it has to have, and whether it is told
    /// when they are read no more.
    outlets: Mutex<Vec<(Arc<dyn AnyLink>, bool)>>,
    /// The component runs on a task or a thread of its own.
    elsewhere: AtomicBool,
    /// It runs on a thread, which nobody can end.
    on_thread: AtomicBool,
    /// It blocks a thread, which alone knows what it waits for.
    blocks: AtomicBool,
    /// Who in here was let go: it did not end in time.
    released: OnceLock<Vec<Overdue>>,
    /// Nothing more comes of it.
    ended: AtomicBool,
    turns: AtomicU64,
    /// What the component waits for, since its last turn or in this one.
    waits: Noted,
    /// How many boxes it has.
    boxes: AtomicU8,
    budget: AtomicU32,
    /// How often it asked boxes that have nothing for it any more, and did
    /// nothing of use in between.
    futile: AtomicU32,
    /// The rest that it takes after too many of them.
    rest: Mutex<Option<Timer>>,
    /// Where the component has its turns.
    home: OnceLock<Home>,
    /// A waker for it that only our own waits get: who holds the one that is handed
    /// out waits for more than the graph.
    ours: OnceLock<Waker>,
    /// The future whose components are inside, on the seat of a graph.
    driver: OnceLock<Arc<Future>>,
    /// Told when a component elsewhere falls idle: its ring may be finished.
    idle: OnceLock<Waker>,
    /// The linkages of a graph, on the graph's own seat.
    queues: OnceLock<Queues>,
    /// Of a graph: it has ways that part and meet again, or one inside it has.
    is_knotted: AtomicBool,
    /// Of a graph: which ones have waited only for themselves, it and those inside.
    stuck: Mutex<Vec<Stuck>>,
    /// What became of the graphs that ran inside a graph.
    accounts: Mutex<Accounts>,
    grace: OnceLock<Duration>,
    seed: OnceLock<u64>,
    /// How many generators the component has asked for.
    generators: AtomicU64,
    trace: Trace,
}

/// What a component is in its graph.
#[derive(Clone, Copy)]
pub(crate) struct Declared {
    pub(crate) name: &'static str,
    /// Its number among the components.
    pub(crate) index: usize,
    /// Where it was declared.
    pub(crate) line: SourceLine,
}

/// The seats inside one, and how many there were when the dead ones among them
/// were last cleared away.
#[derive(Default)]
struct Inside {
    seats: Vec<Weak<Inner>>,
    alive: usize,
}

enum Listening {
    Free,
    Idle,
    Waiting(Waker),
}

/// What a component was told; the later overrides the earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Told {
    Nothing,
    /// To finish, and to take its time.
    Finish,
    /// To finish within the grace time.
    FinishInTime,
    Now,
    /// Nobody waits for it any more, and nobody can drop it from outside: whatever
    /// in it does not end by itself is dropped from inside.
    Gone,
}

impl Told {
    fn from_rank(rank: u8) -> Told {
        match rank {
            0 => Told::Nothing,
            1 => Told::Finish,
            2 => Told::FinishInTime,
            3 => Told::Now,
            _ => Told::Gone,
        }
    }
}

impl From<Shutdown> for Told {
    fn from(shutdown: Shutdown) -> Told {
        match shutdown {
            Shutdown::Finish => Told::FinishInTime,
            Shutdown::Now => Told::Now,
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Seat {
    pub(crate) fn new() -> Seat {
        Seat(Arc::new(Inner {
            id: home::new_numbers(1),
            declared: OnceLock::new(),
            host: OnceLock::new(),
            parent: OnceLock::new(),
            inside: Mutex::default(),
            told: AtomicU8::new(0),
            listeners: Mutex::default(),
            source: AtomicBool::new(true),
            finishes_itself: AtomicBool::new(false),
            outlets: Mutex::default(),
            elsewhere: AtomicBool::new(false),
            on_thread: AtomicBool::new(false),
            blocks: AtomicBool::new(false),
            released: OnceLock::new(),
            ended: AtomicBool::new(false),
            turns: AtomicU64::new(0),
            waits: Noted::new(),
            boxes: AtomicU8::new(0),
            budget: AtomicU32::new(0),
            futile: AtomicU32::new(0),
            rest: Mutex::default(),
            home: OnceLock::new(),
            ours: OnceLock::new(),
            driver: OnceLock::new(),
            idle: OnceLock::new(),
            queues: OnceLock::new(),
            is_knotted: AtomicBool::new(false),
            stuck: Mutex::default(),
            accounts: Mutex::default(),
            grace: OnceLock::new(),
            seed: OnceLock::new(),
            generators: AtomicU64::new(0),
            trace: Trace::default(),
        }))
    }

    /// The seat of a component of a graph.
    pub(crate) fn declared(declared: Declared) -> Seat {
        let seat = Seat::new();
        let _ = seat.0.declared.set(declared);
        seat
    }

    /// Tells the component, and everything inside it, to finish or to stop.
    pub(crate) fn tell(&self, told: impl Into<Told>) {
        let told = told.into();
        let before = self.0.told.fetch_max(told as u8, Ordering::SeqCst);
        if before >= told as u8 {
            return;
        }
        self.shut();
        self.tell_inside(told);
        self.wake_listeners();
        let here = home::island();
        if let Some(home) = self.home() {
            home.place.wake(here);
        }
        if let Some(driver) = self.0.driver.get() {
            driver.nudge(here);
        }
    }

    /// The future that has the components of this graph is this one.
    pub(crate) fn driven_by(&self, driver: &Arc<Future>) {
        let _ = self.0.driver.set(driver.clone());
    }

    pub(super) fn wake_listeners(&self) {
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
    pub(crate) fn tell_inside(&self, told: Told) {
        for seat in self.seats_inside() {
            seat.tell(told);
        }
    }

    pub(crate) fn told(&self) -> Told {
        Told::from_rank(self.0.told.load(Ordering::SeqCst))
    }

    /// Whether the component has to stop at once.
    pub(crate) fn must_stop(&self) -> bool {
        self.told() >= Told::Now
    }

    /// Whether the component makes its messages itself and was told to end, so
    /// that it waits for nothing new.
    pub(crate) fn must_not_produce(&self) -> bool {
        match self.told() {
            Told::Nothing => false,
            Told::Finish | Told::FinishInTime => self.0.source.load(Ordering::Relaxed),
            Told::Now | Told::Gone => true,
        }
    }

    /// Whether the component can send no more, for its part.
    pub(crate) fn must_not_send(&self) -> bool {
        match self.told() {
            Told::Nothing => false,
            Told::Finish | Told::FinishInTime => {
                let finishes_itself = self.0.finishes_itself.load(Ordering::Relaxed);
                self.0.source.load(Ordering::Relaxed) && !finishes_itself
            }
            Told::Now | Told::Gone => true,
        }
    }

    /// The component declares `control`: it sees to the word to finish itself.
    pub(crate) fn finishes_itself(&self) {
        self.0.finishes_itself.store(true, Ordering::Relaxed);
    }

    /// An inbox of the component has a linkage.
    pub(crate) fn has_input(&self) {
        self.0.source.store(false, Ordering::Relaxed);
    }

    /// An outbox that the component has to have leads along this linkage.
    pub(crate) fn has_outlet(&self, link: Arc<dyn AnyLink>) {
        lock(&self.0.outlets).push((link, false));
    }

    /// Whether the component makes its messages itself, and nobody reads them
    /// any more. Otherwise its listeners are woken when that comes to be.
    pub(crate) fn nobody_listens(&self) -> bool {
        if !self.0.source.load(Ordering::Relaxed) {
            return false;
        }
        let mut outlets = lock(&self.0.outlets);
        for (link, is_watched) in outlets.iter_mut() {
            if !std::mem::replace(is_watched, true) {
                link.watch_reader(self.listeners_waker());
            }
        }
        !outlets.is_empty() && outlets.iter().all(|(link, _)| link.is_unread())
    }

    /// The component has ended, and with it what it started.
    pub(crate) fn end(&self) {
        self.0.ended.store(true, Ordering::SeqCst);
        self.tell_inside(Told::Now);
    }

    pub(crate) fn has_ended(&self) -> bool {
        self.0.ended.load(Ordering::SeqCst)
    }

    /// The component runs on a task or thread of its own, or will.
    pub(crate) fn set_elsewhere(&self) {
        self.0.elsewhere.store(true, Ordering::SeqCst);
    }

    /// [`set_elsewhere`](Self::set_elsewhere), now: `idle` is told when it waits for
    /// its inboxes and nothing else.
    pub(crate) fn move_elsewhere(&self, idle: Waker) {
        self.set_elsewhere();
        let _ = self.0.idle.set(idle);
    }

    /// The component blocks a thread. Who waits for that thread has no turns in
    /// its name.
    pub(crate) fn set_blocks(&self) {
        self.0.blocks.store(true, Ordering::SeqCst);
    }

    pub(crate) fn blocks(&self) -> bool {
        self.0.blocks.load(Ordering::Acquire)
    }

    pub(crate) fn is_elsewhere(&self) -> bool {
        self.0.elsewhere.load(Ordering::Acquire)
    }

    /// The component is on a thread now, or no longer.
    pub(crate) fn set_on_thread(&self, is: bool) {
        self.0.on_thread.store(is, Ordering::SeqCst);
    }

    #[cfg(feature = "tracing")]
    pub(crate) fn trace(&self) -> &Trace {
        &self.0.trace
    }

    pub(crate) fn is_on_thread(&self) -> bool {
        self.0.on_thread.load(Ordering::SeqCst)
    }
}

impl Debug for Seat {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Seat")
            .field("path", &self.path())
            .finish_non_exhaustive()
    }
}
