//! The threads of components beside a schedule: [`Threads`].
//!
//! A schedule cannot order what threads do, but its clock waits for them: it
//! stands still while one of them works. A thread does not work while it is
//! parked in a wait of the framework, and works again from the moment in which
//! somebody wakes it, whenever it gets to run.

use futures::task::AtomicWaker;
use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};
use std::thread;
use std::time::Duration;

/// How long, of real time, the clock stands still for a thread of which nothing
/// is heard: it may wait for something that is not ours. It is so many moments
/// and not one time, so that a machine that is slow is slow for both.
const MOMENT: Duration = Duration::from_millis(10);
const MOMENTS: u32 = 30;

/// The threads of one run.
pub(super) struct Threads {
    pub(super) seed: u64,
    state: Mutex<State>,
    changed: Condvar,
    /// Who drives the run: the clock has to be held when a thread works again.
    driver: Arc<AtomicWaker>,
}

#[derive(Default)]
struct State {
    threads: Vec<Thread>,
    /// How many of the entries have changed so far.
    changes: u64,
}

struct Thread {
    does: Does,
    /// For how many moments the clock still stands still for it.
    patience: u32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Does {
    Work,
    /// It was woken while it worked: its next park will not hold it.
    WorkOn,
    Park,
    Nothing,
}

impl Thread {
    fn works(&self) -> bool {
        matches!(self.does, Does::Work | Does::WorkOn) && self.patience > 0
    }
}

impl Threads {
    pub(super) fn new(seed: u64, driver: Arc<AtomicWaker>) -> Threads {
        Threads {
            seed,
            state: Mutex::default(),
            changed: Condvar::new(),
            driver,
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing panics while it holds the lock, so a poisoned one is whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn begin(self: &Arc<Self>) -> Entry {
        let mut state = self.lock();
        state.threads.push(Thread {
            does: Does::Work,
            patience: MOMENTS,
        });
        Entry {
            threads: self.clone(),
            index: state.threads.len() - 1,
        }
    }

    /// Whether a thread works that has been heard of lately.
    pub(super) fn work(&self) -> bool {
        self.lock().threads.iter().any(Thread::works)
    }

    /// Whether there are threads that have neither parked nor ended.
    pub(super) fn are_left(&self) -> bool {
        let state = self.lock();
        let mut threads = state.threads.iter();
        threads.any(|thread| matches!(thread.does, Does::Work | Does::WorkOn))
    }

    /// Blocks until no thread works.
    pub(super) fn wait(&self) {
        let mut state = self.lock();
        while state.threads.iter().any(Thread::works) {
            let waited = self.changed.wait_timeout(state, MOMENT);
            let timeout;
            (state, timeout) = waited.unwrap_or_else(PoisonError::into_inner);
            if timeout.timed_out() {
                let working = state.threads.iter_mut().filter(|thread| thread.works());
                working.for_each(|thread| thread.patience -= 1);
            }
        }
    }

    /// Blocks until something is heard of any thread, but not for longer than
    /// `limit`. Gives whether something was.
    pub(super) fn wait_for_change(&self, limit: Duration) -> bool {
        let state = self.lock();
        let before = state.changes;
        let waited = self
            .changed
            .wait_timeout_while(state, limit, |state| state.changes == before);
        let (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        state.changes != before
    }
}

/// One thread's entry.
#[derive(Clone)]
struct Entry {
    threads: Arc<Threads>,
    index: usize,
}

impl Entry {
    fn change(&self, change: impl FnOnce(Does) -> Does) {
        let mut state = self.threads.lock();
        let thread = &mut state.threads[self.index];
        let before = thread.does;
        let after = change(before);
        if before == Does::Nothing || before == after {
            return;
        }
        *thread = Thread {
            does: after,
            patience: MOMENTS,
        };
        state.changes += 1;
        drop(state);
        self.threads.changed.notify_all();
        if before == Does::Park {
            self.threads.driver.wake();
        }
    }

    /// Somebody wakes the thread.
    fn wake(&self) {
        self.change(|_| Does::WorkOn);
    }

    /// The thread is about to park.
    fn park(&self) {
        self.change(|does| match does {
            Does::Work => Does::Park,
            other => other,
        });
    }

    /// The thread goes on, and sees whatever it was woken for.
    fn work(&self) {
        self.change(|_| Does::Work);
    }
}

thread_local! {
    static ENTRY: RefCell<Option<Entry>> = const { RefCell::new(None) };
}

fn entry() -> Option<Entry> {
    ENTRY.with_borrow(Clone::clone)
}

/// The seed of the schedule that this thread is beside of.
pub(super) fn seed() -> Option<u64> {
    ENTRY.with_borrow(|entry| entry.as_ref().map(|entry| entry.threads.seed))
}

/// A thread of a component, from before its start to its end.
pub(crate) struct Worker(Option<Entry>);

impl Worker {
    /// Made where the thread is started.
    pub(crate) fn new() -> Worker {
        let beside = entry().map(|entry| entry.threads);
        let threads = super::schedule::threads().or(beside);
        Worker(threads.map(|threads| threads.begin()))
    }

    /// Does the thread's work, on the thread.
    pub(crate) fn run<R>(self, work: impl FnOnce() -> R) -> R {
        ENTRY.set(self.0.clone());
        work()
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        if let Some(entry) = self.0.take() {
            entry.change(|_| Does::Nothing);
        }
    }
}

/// A waker for this thread, which works from when it is woken.
pub(crate) fn waker(unpark: Waker) -> Waker {
    match entry() {
        Some(entry) => Waker::from(Arc::new(Alarm { entry, unpark })),
        None => unpark,
    }
}

struct Alarm {
    entry: Entry,
    unpark: Waker,
}

impl Wake for Alarm {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.entry.wake();
        self.unpark.wake_by_ref();
    }
}

/// Parks this thread, which does not work meanwhile.
pub(crate) fn park() {
    let entry = entry();
    if let Some(entry) = &entry {
        entry.park();
    }
    thread::park();
    if let Some(entry) = &entry {
        entry.work();
    }
}

/// A future for this thread to block on: it works while it polls it.
pub(crate) fn watch<F: Future + Unpin>(future: F) -> impl Future<Output = F::Output> {
    Watched {
        future,
        waker: None,
    }
}

struct Watched<F> {
    future: F,
    /// The waker of the wait, and ours for it.
    waker: Option<(Waker, Waker)>,
}

impl<F: Future + Unpin> Future for Watched<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let Some(entry) = entry() else {
            return Pin::new(&mut self.future).poll(cx);
        };
        entry.work();
        let Watched { future, waker } = &mut *self;
        let known = waker
            .take()
            .filter(|(of_wait, _)| of_wait.will_wake(cx.waker()));
        let (_, ours) = waker
            .insert(known.unwrap_or_else(|| (cx.waker().clone(), self::waker(cx.waker().clone()))));
        let poll = Pin::new(future).poll(&mut Context::from_waker(ours));
        if poll.is_pending() {
            entry.park();
        }
        poll
    }
}
