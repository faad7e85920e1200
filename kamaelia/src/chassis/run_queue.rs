//! In which order children go on that have tasks of their own: [`RunQueue`].
//!
//! A worker of tokio holds a few hundred tasks that are to go on. Who is woken beyond
//! that stands in a queue of all workers, at which they seldom look while they have
//! others: there a child waits many times as long as those that are woken again and
//! again. So few children are tokio's to run at a time, and the others stand in line
//! here.

#[cfg(all(test, not(kamaelia_loom)))]
mod tests;

use crate::raw::SetOnce;
use crate::sync::{AtomicU32, AtomicUsize, Ordering, SegQueue, fence};
use std::sync::Arc;
use std::task::{Context, Wake, Waker};
use tokio::runtime;

/// How many may be called for each worker: one that has a long turn keeps no other
/// worker waiting.
const CALLED: usize = 8;

/// The children that are to go on, first come, first served.
pub(crate) struct RunQueue {
    /// How many may be called at a time.
    most: usize,
    /// How many are called: they go on as soon as a worker has time, and have not begun
    /// yet. As long as somebody waits there is one, whose turn lets others follow.
    called: AtomicUsize,
    waiting: SegQueue<Arc<Entry>>,
}

/// A child that may stand in the queue.
pub(crate) struct Entry {
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
    pub(crate) fn new() -> RunQueue {
        let workers = runtime::Handle::try_current().map_or_else(
            |_| std::thread::available_parallelism().map_or(1, usize::from),
            |runtime| runtime.metrics().num_workers(),
        );
        RunQueue::calling(CALLED * workers)
    }

    /// One that calls so many at a time.
    pub(crate) fn calling(most: usize) -> RunQueue {
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
        // Who has come meanwhile, and found no room, is seen after this: see `add`. So
        // is what was done before a wake: see `begin_turn`.
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
    pub(crate) fn new(queue: Arc<RunQueue>) -> Arc<Entry> {
        Arc::new(Entry {
            queue,
            // Its first turn comes by itself.
            state: AtomicU32::new(WOKEN),
            task: SetOnce::new(),
        })
    }

    /// Gives the child a turn on its task. What runs in there is woken by `waker`.
    pub(crate) fn take_turn<R>(
        &self,
        cx: &Context<'_>,
        waker: &Waker,
        turn: impl FnOnce(&mut Context<'_>) -> R,
    ) -> R {
        self.begin_turn(cx);
        let _turn = Turn(&self.queue);
        turn(&mut Context::from_waker(waker))
    }

    fn begin_turn(&self, cx: &Context<'_>) {
        if self.task.get().is_none() && self.task.set(cx.waker().clone()).is_ok() {
            // Whoever finds this when it is called finds the task as well.
            self.state.swap(0, Ordering::AcqRel);
            return;
        }
        // A task may also have a turn for which nobody has called it. It does see when
        // it is called: a wake is seen in a turn after it, also of a task that was
        // woken already.
        if self.state.load(Ordering::Relaxed) & IS_CALLED == 0 {
            return;
        }
        // Whoever has woken it has done so by an exchange: what was done before is seen
        // in this turn, which is behind a fence. From here on it may be woken again.
        self.state.swap(0, Ordering::Relaxed);
        if self.queue.uncall_one() == 1 {
            // The turn may take long, or wait for another child.
            self.queue.call_next();
        }
    }

    /// Lets the task go on; `false` if it is gone.
    fn call(&self) -> bool {
        // It has had a turn, or it would not stand in line. What the wake was for is
        // passed on by `WOKEN`.
        let before = self.state.fetch_or(IS_CALLED, Ordering::Acquire);
        let task = self.task.get().filter(|_| before & GONE == 0);
        task.map(Waker::wake_by_ref).is_some()
    }

    /// The child has had its last turn.
    pub(crate) fn leave(&self) {
        if self.state.swap(GONE, Ordering::Relaxed) & IS_CALLED != 0 {
            self.queue.uncall();
        }
    }
}

/// The rest of a child's turn; also one that panics comes to its end.
struct Turn<'a>(&'a RunQueue);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        // Not before: tokio would keep one of them for this worker, however long the
        // turn takes.
        self.0.call_next();
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
