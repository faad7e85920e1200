//! A component's place in a running graph: what it has been told, and what it
//! waits for.
//!
//! Every box knows the [`Seat`] of the component that owns it. So a shutdown
//! reaches each wait of the framework with no line of code in the component,
//! and the driver can see when a ring waits only for itself.

mod current;
mod described;
mod left;
mod listener;
mod rare;
mod told;
mod tree;
mod turn;
mod waits;

use crate::component::Description;
use crate::few;
use crate::home;
use crate::link::AnyLink;
use crate::place::{Future, Home};
use crate::plan::Layout;
use crate::raw::near;
use crate::raw::{OnceBox, SetOnce};
use crate::trace::Trace;
use rare::{Around, Rare};
use std::fmt::{self, Debug, Formatter};
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU32, AtomicU64, Ordering, fence};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::Waker;
use waits::Noted;

pub(crate) use listener::Listener;
pub(crate) use told::Told;
pub(crate) use waits::{Spot, Waits};

/// A component's place in a running graph. Clones are the same seat.
///
/// Graphs have one as well: the seats of its components are inside it, and the
/// seats of the graphs that a component runs are inside the component's.
#[derive(Clone)]
pub struct Seat(Arc<Inner>);

struct Inner {
    /// Tells it from every other seat.
    id: u64,
    /// Of a component: what those of its graph have in common.
    crew: Option<Arc<Crew>>,
    /// Its number among them, from 0.
    index: u32,
    told: AtomicU8,
    /// No inbox is linked: the component makes its messages itself.
    source: AtomicBool,
    /// It declares `control`, and sees to the word to finish itself.
    finishes_itself: AtomicBool,
    /// Its graph does not just give it turns: it runs elsewhere, or has ended.
    apart: AtomicBool,
    /// The component runs on a task or a thread of its own.
    elsewhere: AtomicBool,
    /// It runs on a thread, which nobody can end.
    on_thread: AtomicBool,
    /// It blocks a thread, which alone knows what it waits for.
    blocks: AtomicBool,
    /// Nothing more comes of it.
    ended: AtomicBool,
    /// Of a graph: it has ways that part and meet again, or one inside it has.
    is_knotted: AtomicBool,
    /// How many boxes it has.
    boxes: AtomicU8,
    budget: AtomicU32,
    /// How often it asked boxes that have nothing for it any more, and did
    /// nothing of use in between.
    futile: AtomicU32,
    turns: AtomicU64,
    /// What the component waits for, since its last turn or in this one.
    waits: Noted,
    /// Where the component has its turns.
    home: SetOnce<Home>,
    rare: OnceBox<Rare>,
    around: OnceBox<Around>,
    /// What a component of its type is.
    describe: SetOnce<fn() -> Description>,
    trace: Trace,
}

impl Inner {
    fn new(id: u64, crew: Option<Arc<Crew>>, index: u32) -> Inner {
        Inner {
            id,
            crew,
            index,
            told: AtomicU8::new(0),
            source: AtomicBool::new(true),
            finishes_itself: AtomicBool::new(false),
            apart: AtomicBool::new(false),
            elsewhere: AtomicBool::new(false),
            on_thread: AtomicBool::new(false),
            blocks: AtomicBool::new(false),
            ended: AtomicBool::new(false),
            is_knotted: AtomicBool::new(false),
            boxes: AtomicU8::new(0),
            budget: AtomicU32::new(0),
            futile: AtomicU32::new(0),
            turns: AtomicU64::new(0),
            waits: Noted::new(),
            home: SetOnce::new(),
            rare: OnceBox::new(),
            around: OnceBox::new(),
            describe: SetOnce::new(),
            trace: Trace::default(),
        }
    }

    /// The rare part, to put something there.
    fn rare(&self) -> &Rare {
        self.rare.get_or_init(Box::default)
    }

    /// The rare part, if there is anything in it.
    fn any_rare(&self) -> Option<&Rare> {
        self.rare.get()
    }

    /// The part for those inside, to put something there.
    fn around(&self) -> &Around {
        self.around.get_or_init(Box::default)
    }

    /// The part for those inside, if there is anything in it.
    fn any_around(&self) -> Option<&Around> {
        self.around.get()
    }
}

/// What the components of a graph have in common.
struct Crew {
    /// The seat of the graph, which they are inside of.
    graph: Weak<Inner>,
    layout: Layout,
}

enum Listening {
    Free,
    Idle,
    Waiting(Waker),
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Seat {
    pub(crate) fn new() -> Seat {
        Seat(Arc::new(Inner::new(home::new_id(), None, 0)))
    }

    /// Tells the component, and everything inside it, to finish or to stop.
    pub(crate) fn tell(&self, told: impl Into<Told>) {
        let told = told.into();
        // Mostly it is no news: what was said once stays.
        if self.told() >= told {
            return;
        }
        let before = self.0.told.fetch_max(told as u8, Ordering::SeqCst);
        if before >= told as u8 {
            return;
        }
        // Who comes to be inside, or listens, looks behind a fence as well.
        fence(Ordering::SeqCst);
        self.shut();
        self.tell_inside(told);
        self.wake_listeners();
        let here = home::island();
        self.wake_home(here);
        let around = self.0.any_around();
        if let Some(driver) = around.and_then(|around| around.driver.get()) {
            driver.nudge(here);
        }
    }

    /// The future that has the components of this graph is this one.
    pub(crate) fn driven_by(&self, driver: &Arc<Future>) {
        let _ = self.0.around().driver.set(driver.clone());
        // It looks after this what the graph was told; who tells looks, behind a fence
        // as well, for its driver.
        fence(Ordering::SeqCst);
    }

    /// Gives the component a turn.
    fn wake_home(&self, here: usize) {
        if let Some(home) = self.home() {
            home.place().wake(here);
        }
    }

    pub(super) fn wake_listeners(&self) {
        let Some(rare) = self.0.any_rare() else {
            return;
        };
        let mut wakers = Vec::new();
        for listening in lock(&rare.listeners).iter_mut() {
            *listening = match std::mem::replace(listening, Listening::Idle) {
                Listening::Waiting(waker) => {
                    wakers.push(waker);
                    Listening::Idle
                }
                // A place is free when its box gives it up, and not before.
                other => other,
            };
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

    /// Whether the component has to take nothing more from those who know its address,
    /// and were not told to end themselves.
    pub(crate) fn must_not_be_led_to(&self) -> bool {
        self.told() >= self.closes_at()
    }

    /// The word at which nobody is let in any more: who finishes by itself may serve on
    /// until nobody has its address.
    fn closes_at(&self) -> Told {
        match self.0.finishes_itself.load(Ordering::Relaxed) {
            false => Told::Finish,
            true => Told::Now,
        }
    }

    /// The component declares `control`: it sees to the word to finish itself.
    pub(crate) fn finishes_itself(&self) {
        self.0.finishes_itself.store(true, Ordering::Relaxed);
    }

    /// An inbox of the component has a linkage.
    pub(crate) fn has_input(&self) {
        self.0.source.store(false, Ordering::Relaxed);
        if let Some(rare) = self.0.any_rare() {
            lock(&rare.outlets).clear();
        }
    }

    /// Whether no inbox of the component has a linkage, as far as is known.
    pub(crate) fn is_source(&self) -> bool {
        self.0.source.load(Ordering::Relaxed)
    }

    /// An outbox that a source has to have leads along this linkage.
    pub(crate) fn has_outlet(&self, link: Arc<dyn AnyLink>) {
        few::push(&mut lock(&self.0.rare().outlets), (link, false));
    }

    /// Where its outboxes lead may change from now on.
    pub(crate) fn may_be_led_elsewhere(&self) {
        if let Some(rare) = self.0.any_rare() {
            lock(&rare.outlets).clear();
        }
    }

    /// Whether the component makes its messages itself, and nobody reads them
    /// any more. Otherwise its listeners are woken when that comes to be.
    pub(crate) fn nobody_listens(&self) -> bool {
        if !self.is_source() {
            return false;
        }
        let Some(rare) = self.0.any_rare() else {
            return false;
        };
        let mut outlets = lock(&rare.outlets);
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
        self.set_apart();
        if self.0.any_around().is_some() {
            self.tell_inside(Told::Now);
        }
    }

    pub(crate) fn has_ended(&self) -> bool {
        self.0.ended.load(Ordering::SeqCst)
    }

    /// Its turn is next: see [`near`].
    #[inline]
    pub(crate) fn come_near(&self) {
        near::fetch(&*self.0);
    }

    /// The component runs on a task or thread of its own; `idle` is told when
    /// it waits for its inboxes and nothing else.
    pub(crate) fn move_elsewhere(&self, idle: Waker) {
        self.0.elsewhere.store(true, Ordering::SeqCst);
        self.set_apart();
        let _ = self.0.rare().idle.set(idle);
    }

    /// The component blocks a thread. Who waits for that thread has no turns in
    /// its name.
    pub(crate) fn set_blocks(&self) {
        // Each of its boxes listens from its first wait on, which allocates nothing.
        let boxes = self.0.boxes.load(Ordering::Relaxed);
        lock(&self.0.rare().listeners).reserve(boxes.into());
        self.0.blocks.store(true, Ordering::SeqCst);
        self.set_apart();
    }

    /// Its graph has more to do than to give it turns.
    pub(crate) fn set_apart(&self) {
        self.0.apart.store(true, Ordering::Release);
    }

    #[inline]
    pub(crate) fn is_apart(&self) -> bool {
        self.0.apart.load(Ordering::Acquire)
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
