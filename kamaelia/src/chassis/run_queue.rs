//! In which order children go on that have tasks of their own: [`RunQueue`].
//!
//! A worker of tokio holds a few hundred tasks that are to go on. Who is woken beyond
//! that stands in a queue of all workers, at which they seldom look while they have
//! others: there a child waits many times as long as those that are woken again and
//! again. So few children are tokio's to run at a time, and the others stand in line
//! here.

#[cfg(all(test, not(kamaelia_loom)))]
mod tests;

use crate::sync::{AtomicU32, AtomicUsize, Ordering, SegQueue, SetOnce, fence};
use std::sync::Arc;
use std::task::{Context, Wake, Waker};
use tokio::runtime;

/// How many may be called for each worker: one that has a long turn keeps no other
/// worker waiting.
const CALLED: usize = 8;

/// The children that are to go on, first come, first served.
pub(super) struct RunQueue {
    /// How many may be called at a time.
    most: usize,
    /// How many are called: they go on as soon as a worker has time, and have not begun
    /// yet. As long as somebody waits there is one, whose turn lets others follow.
    called: AtomicUsize,
    waiting: SegQueue<Arc<Entry>>,
}

/// A child that may stand in the queue.
pub(super) struct Entry {
    queue: Arc<RunQueue>,
    state: AtomicU32,
    /// The waker of its task, since its first turn.
    task: SetOnce<Waker>,
}

/// The child was woken, and has not had a turn since it was called for that.
const WOKEN: u32 = 1;
/// It is called.
const IS_CALLED: u32 = 1 << 1;
/// It has no turns any more.
const GONE: u32 = 1 << 2;

impl RunQueue {
    /// Of the runtime that this is called in.
    pub(super) fn new() -> RunQueue {
        let workers = runtime::Handle::try_current().map_or_else(
            |_| std::thread::available_parallelism().map_or(1, usize::from),
            |runtime| runtime.metrics().num_workers(),
        );
        RunQueue::calling(CALLED * workers)
    }

    fn calling(most: usize) -> RunQueue {
        RunQueue {
            most,
            called: AtomicUsize::new(0),
            waiting: SegQueue::new(),
        }
    }

    fn add(&self, entry: &Arc<Entry>) {
        if self.waiting.is_empty() && self.may_call() {
            if !entry.call() {
                self.uncall();
            }
            return;
        }
        self.waiting.push(entry.clone());
        // Whoever makes room looks behind a fence as well: one of the two sees the other.
        fence(Ordering::SeqCst);
        self.call_next();
    }

    /// Whether one more may be called, who then counts as called.
    fn may_call(&self) -> bool {
        let mut called = self.called.load(Ordering::Relaxed);
        while called < self.most {
            let relaxed = Ordering::Relaxed;
            match (self.called).compare_exchange(called, called + 1, relaxed, relaxed) {
                Ok(_) => return true,
                Err(now) => called = now,
            }
        }
        false
    }

    /// One is called no longer; gives how many were.
    fn uncall_one(&self) -> usize {
        let before = self.called.fetch_sub(1, Ordering::Relaxed);
        // Who has come meanwhile, and found no room, is seen after this: see `add`.
        fence(Ordering::SeqCst);
        before
    }

    /// One is called no longer, and has no turn after which others would follow.
    fn uncall(&self) {
        self.uncall_one();
        self.call_next();
    }

    /// Calls those who wait, as many as may be.
    fn call_next(&self) {
        while !self.waiting.is_empty() && self.may_call() {
            let is_called = self.waiting.pop().is_some_and(|next| next.call());
            if !is_called {
                self.uncall_one();
            }
        }
    }
}

impl Entry {
    pub(super) fn new(queue: Arc<RunQueue>) -> Arc<Entry> {
        Arc::new(Entry {
            queue,
            state: AtomicU32::new(0),
            task: SetOnce::new(),
        })
    }

    /// Gives the child a turn on its task. What runs in there is woken by `waker`.
    pub(super) fn take_turn<R>(
        &self,
        cx: &Context<'_>,
        waker: &Waker,
        turn: impl FnOnce(&mut Context<'_>) -> R,
    ) -> R {
        if self.task.get().is_none() {
            let _ = self.task.set(cx.waker().clone());
        }
        self.begin_turn();
        let done = turn(&mut Context::from_waker(waker));
        // Not before: tokio would keep one of them for this worker, however long the
        // turn takes.
        self.queue.call_next();
        done
    }

    fn begin_turn(&self) {
        // A task may also have a turn for which nobody has called it.
        if self.state.load(Ordering::Relaxed) & IS_CALLED == 0 {
            return;
        }
        // Whoever has woken it has done so by an exchange: what was done before is seen
        // in this turn. From here on it may be woken again.
        self.state.swap(0, Ordering::Acquire);
        if self.queue.uncall_one() == 1 {
            // The turn may take long, or wait for another child.
            self.queue.call_next();
        }
    }

    /// Lets the task go on; `false` if it is gone.
    fn call(&self) -> bool {
        // Neither is of any order: what the wake was for is passed on by `WOKEN`.
        let before = self.state.fetch_or(IS_CALLED, Ordering::Relaxed);
        let task = self.task.get().filter(|_| before & GONE == 0);
        task.map(Waker::wake_by_ref).is_some()
    }

    /// The child has had its last turn.
    pub(super) fn leave(&self) {
        if self.state.swap(GONE, Ordering::Relaxed) & IS_CALLED != 0 {
            self.queue.uncall();
        }
    }
}

impl Wake for Entry {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        // The turn that this is for sees what was done before, also if it was woken
        // already: every exchange of a row passes on what those before it did.
        if self.state.fetch_or(WOKEN, Ordering::Release) == 0 {
            self.queue.add(self);
        }
    }
}
