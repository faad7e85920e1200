//! What the parts of one run share: [`World`].

use crate::ledger::Ledger;
use crate::parcel::{At, Parcel};
use crate::part::Part;
use crate::trapped::Trap;
use std::future::poll_fn;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};

/// So many sends and receipts later sources slow down.
const LATE: u64 = 100;

/// What is to happen in a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conduct {
    /// Sources make so many parcels and end; everyone ends when told.
    ToTheEnd(u64),
    /// Sources make parcels for ever, and stubborn parts are. After so many
    /// sends and receipts the moment has come, and maybe a trap springs.
    UntilStopped(u64, Option<Trap>),
}

/// What the parts of one run share. Clones are the same world.
#[derive(Clone, Debug)]
pub struct World(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    conduct: Conduct,
    ledger: Mutex<Ledger>,
    /// Sends and receipts so far.
    events: AtomicU64,
    moment: Mutex<Moment>,
    /// The test has seen what it wanted: stubborn threads may go.
    over: Mutex<bool>,
    ends: Condvar,
    present: AtomicUsize,
    stubborn: Mutex<Vec<usize>>,
    parcels: Arc<()>,
}

/// When the run is to be stopped.
#[derive(Debug, Default)]
struct Moment {
    come: bool,
    waker: Option<Waker>,
    /// Whose trap it was.
    sprung: Option<usize>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A trap may panic, but never while it holds a lock.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl World {
    /// A world in which nothing has happened yet.
    pub fn new(conduct: Conduct) -> World {
        World(Arc::new(Inner {
            conduct,
            ledger: Mutex::default(),
            events: AtomicU64::new(0),
            moment: Mutex::default(),
            over: Mutex::new(false),
            ends: Condvar::new(),
            present: AtomicUsize::new(0),
            stubborn: Mutex::default(),
            parcels: Arc::new(()),
        }))
    }

    /// What the part with this number knows of the world.
    pub fn part(&self, number: usize) -> Part {
        Part::new(self.clone(), number, self.enter())
    }

    /// Somebody is there, until this is dropped.
    pub fn enter(&self) -> Presence {
        self.0.present.fetch_add(1, Ordering::SeqCst);
        Presence(self.clone())
    }

    /// How many parts and composites are there.
    pub fn present(&self) -> usize {
        self.0.present.load(Ordering::SeqCst)
    }

    /// Whether there is a parcel anywhere.
    pub fn has_parcels(&self) -> bool {
        Arc::strong_count(&self.0.parcels) > 1
    }

    /// How many sends and receipts there were.
    pub fn events(&self) -> u64 {
        self.0.events.load(Ordering::SeqCst)
    }

    /// Waits until the run is to be stopped.
    pub async fn moment(&self) {
        poll_fn(|cx| {
            let mut moment = lock(&self.0.moment);
            if moment.come || self.0.conduct == Conduct::UntilStopped(0, None) {
                return Poll::Ready(());
            }
            moment.waker = Some(cx.waker().clone());
            Poll::Pending
        })
        .await;
    }

    /// The number of the part that the trap sprang in.
    pub fn trapped(&self) -> Option<usize> {
        lock(&self.0.moment).sprung
    }

    /// The parts that pay no heed any more to what they are told.
    pub fn stubborn(&self) -> Vec<usize> {
        lock(&self.0.stubborn).clone()
    }

    /// Nothing is noted any more.
    pub fn close(&self) {
        lock(&self.0.ledger).close();
    }

    /// Lets go of the threads that nobody could end.
    pub fn end(&self) {
        *lock(&self.0.over) = true;
        self.0.ends.notify_all();
    }
}

/// What parts do with it.
impl World {
    pub(crate) fn ledger(&self) -> MutexGuard<'_, Ledger> {
        lock(&self.0.ledger)
    }

    pub(crate) fn parcel(&self, from: At, serial: u64, hops: u8) -> Parcel {
        Parcel::new(from, serial, hops, &self.0.parcels)
    }

    pub(crate) fn conduct(&self) -> Conduct {
        self.0.conduct
    }

    /// Counts a send or a receipt of `part`, and gives the trap that springs.
    ///
    /// One for a fault springs only where the part can give one.
    pub(crate) fn event(&self, part: usize, may_fail: bool) -> Option<Trap> {
        let events = self.0.events.fetch_add(1, Ordering::SeqCst) + 1;
        let Conduct::UntilStopped(after, trap) = self.0.conduct else {
            return None;
        };
        if events < after {
            return None;
        }
        let mut moment = lock(&self.0.moment);
        if moment.come || (trap == Some(Trap::Fault) && !may_fail) {
            return None;
        }
        moment.come = true;
        moment.sprung = trap.map(|_| part);
        let waker = moment.waker.take();
        drop(moment);
        if let Some(waker) = waker {
            waker.wake();
        }
        trap
    }

    /// Whether the moment in which the run is to be stopped is long past.
    pub(crate) fn is_late(&self) -> bool {
        match self.0.conduct {
            Conduct::ToTheEnd(_) => false,
            Conduct::UntilStopped(after, _) => self.events() > after + LATE,
        }
    }

    pub(crate) fn note_stubborn(&self, part: usize) {
        lock(&self.0.stubborn).push(part);
    }

    pub(crate) fn is_over(&self) -> bool {
        *lock(&self.0.over)
    }

    /// Blocks until the test has seen what it wanted.
    pub(crate) fn wait_for_end(&self) {
        let over = lock(&self.0.over);
        drop(
            self.0
                .ends
                .wait_while(over, |over| !*over)
                .unwrap_or_else(PoisonError::into_inner),
        );
    }
}

/// Somebody who is there: see [`World::enter`].
#[derive(Debug)]
pub struct Presence(World);

impl Drop for Presence {
    fn drop(&mut self) {
        self.0.0.present.fetch_sub(1, Ordering::SeqCst);
    }
}
