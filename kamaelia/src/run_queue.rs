//! In which order children go on that share the cores of a runtime: [`RunQueue`].
//!
//! A task of tokio for each of them would do that as well, but not in order: a worker of
//! tokio holds a few hundred tasks that are to go on, and who is woken beyond that stands
//! in a queue of all workers, at which they seldom look while they have others. So the
//! children stand in one line, first come, first served, and a few tasks of tokio, the
//! runners, give them their turns: as many as there are workers.

mod entry;
#[cfg(all(test, not(kamaelia_loom)))]
mod tests;

use crate::outcome::Outcome;
use crate::raw::SetOnce;
use crate::sync::{AtomicBool, AtomicUsize, AtomicWaker, Ordering, SegQueue, fence};
use crate::task::Task;
use entry::Entry;
use std::future::Future;
use std::ops::Deref;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use tokio::runtime;
use tokio::task::coop::has_budget_remaining;
use tokio::task::yield_now;

/// How many turns a runner gives before it lets its worker look who else is to go on, and
/// what has arrived: so many tasks have turns of tokio between two such looks.
const TURNS: usize = 61;

/// The children that are to go on, first come, first served.
pub(crate) struct RunQueue {
    waiting: SegQueue<Arc<dyn InLine>>,
    runners: Box<[Post]>,
    /// They have their tasks.
    begun: AtomicBool,
    /// How many of them are not gone.
    left: AtomicUsize,
    /// No child comes any more.
    over: AtomicBool,
    /// Who is to know when all runners are gone with their runtime.
    owner: AtomicWaker,
}

/// A child that may stand in line.
pub(crate) trait InLine: Send + Sync {
    /// Gives it a turn.
    fn turn(self: Arc<Self>);

    /// Nobody is left to give it turns.
    fn let_go(&self);
}

/// Where a runner waits for children to come.
struct Post {
    /// It has none.
    rests: AtomicBool,
    /// The waker of its task, since it first had none.
    task: SetOnce<Waker>,
}

/// What a runner does next.
enum Next {
    Turn(Arc<dyn InLine>),
    Rest,
    End,
}

impl RunQueue {
    /// Of the runtime that this is called in.
    pub(crate) fn new() -> RunQueue {
        RunQueue::of(runtime::Handle::try_current().map_or_else(
            |_| std::thread::available_parallelism().map_or(1, usize::from),
            |runtime| runtime.metrics().num_workers(),
        ))
    }

    /// One with so many runners.
    fn of(runners: usize) -> RunQueue {
        let post = |_| Post {
            rests: AtomicBool::new(false),
            task: SetOnce::new(),
        };
        RunQueue {
            waiting: SegQueue::new(),
            runners: (0..runners).map(post).collect(),
            begun: AtomicBool::new(false),
            left: AtomicUsize::new(runners),
            over: AtomicBool::new(false),
            owner: AtomicWaker::new(),
        }
    }

    /// Runs a child in the runtime that this is called in, which has the runners.
    pub(crate) fn spawn<F>(self: &Arc<Self>, child: F) -> Task
    where
        F: Future<Output = Outcome> + Send + Unpin + 'static,
    {
        if !self.begun.swap(true, Ordering::Relaxed) {
            for index in 0..self.runners.len() {
                tokio::spawn(Runner::new(self, index));
            }
        }
        Task::in_line(self.enter(child))
    }

    /// Puts a child in line for its first turn.
    pub(crate) fn enter<F>(self: &Arc<Self>, child: F) -> Arc<Entry<F>>
    where
        F: Future<Output = Outcome> + Send + Unpin + 'static,
    {
        let entry = Entry::new(self.clone(), child);
        self.push(entry.clone());
        entry
    }

    fn push(&self, child: Arc<dyn InLine>) {
        self.waiting.push(child);
        // A runner that begins to rest, or is gone, looks behind a fence as well: one of
        // the two sees the other.
        fence(Ordering::SeqCst);
        if !self.call_one() && self.are_gone() {
            self.let_go_of_all();
        }
    }

    /// Wakes a runner that rests, if there is one: the others look before they do.
    fn call_one(&self) -> bool {
        let mut resting = self.runners.iter();
        let called = resting.find(|runner| runner.call());
        called.is_some()
    }

    /// What the runner of this number does next.
    fn next(&self, runner: usize, task: &Waker) -> Next {
        let post = &self.runners[runner];
        loop {
            if let Some(child) = self.waiting.pop() {
                return Next::Turn(child);
            }
            if self.over.load(Ordering::Relaxed) {
                return Next::End;
            }
            if post.task.get().is_none() {
                let _ = post.task.set(task.clone());
            }
            // Who sees it finds the task.
            post.rests.store(true, Ordering::Release);
            // See `push` and `end`.
            fence(Ordering::SeqCst);
            if self.waiting.is_empty() && !self.over.load(Ordering::Relaxed) {
                return Next::Rest;
            }
            post.rests.store(false, Ordering::Relaxed);
        }
    }

    /// No child comes any more: the runners end when nobody is in line.
    fn end(&self) {
        self.over.store(true, Ordering::Relaxed);
        // A runner that begins to rest looks behind a fence as well.
        fence(Ordering::SeqCst);
        self.runners.iter().for_each(|runner| {
            runner.call();
        });
    }

    /// Whether all runners are gone; `cx` is woken when they are.
    pub(crate) fn poll_gone(&self, cx: &Context<'_>) -> Poll<()> {
        self.owner.register(cx.waker());
        match self.are_gone() {
            true => Poll::Ready(()),
            false => Poll::Pending,
        }
    }

    fn are_gone(&self) -> bool {
        self.left.load(Ordering::Relaxed) == 0
    }

    /// Looks behind its caller's fence who is in line.
    fn let_go_of_all(&self) {
        if self.waiting.is_empty() {
            return;
        }
        while let Some(child) = self.waiting.pop() {
            child.let_go();
        }
    }
}

impl Post {
    /// Lets the runner go on, if it rests.
    fn call(&self) -> bool {
        let rests = self.rests.load(Ordering::Relaxed) && self.rests.swap(false, Ordering::Acquire);
        if rests && let Some(task) = self.task.get() {
            task.wake_by_ref();
        }
        rests
    }
}

/// A queue as its owner has it: the runners end with this.
pub(crate) struct OwnQueue(Arc<RunQueue>);

impl OwnQueue {
    /// Of the runtime that this is called in.
    pub(crate) fn new() -> OwnQueue {
        OwnQueue(Arc::new(RunQueue::new()))
    }

    /// One with so many runners.
    #[cfg(test)]
    pub(crate) fn of(runners: usize) -> OwnQueue {
        OwnQueue(Arc::new(RunQueue::of(runners)))
    }
}

impl Deref for OwnQueue {
    type Target = Arc<RunQueue>;

    fn deref(&self) -> &Arc<RunQueue> {
        &self.0
    }
}

impl Drop for OwnQueue {
    fn drop(&mut self) {
        self.0.end();
    }
}

/// Gives turns to the children in line.
pub(crate) struct Runner {
    queue: Arc<RunQueue>,
    index: usize,
}

impl Runner {
    pub(crate) fn new(queue: &Arc<RunQueue>, index: usize) -> Runner {
        Runner {
            queue: queue.clone(),
            index,
        }
    }
}

impl Future for Runner {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        for _ in 0..TURNS {
            match self.queue.next(self.index, cx.waker()) {
                Next::Turn(child) => child.turn(),
                Next::Rest => return Poll::Pending,
                Next::End => return Poll::Ready(()),
            }
            // Without it nothing of tokio's would be ready for a child.
            if !has_budget_remaining() {
                break;
            }
        }
        pin!(yield_now()).poll(cx)
    }
}

impl Drop for Runner {
    /// It has ended, or its runtime shuts down.
    fn drop(&mut self) {
        let queue = &self.queue;
        queue.runners[self.index]
            .rests
            .store(false, Ordering::Relaxed);
        if queue.left.fetch_sub(1, Ordering::Relaxed) == 1 {
            // Who comes looks behind a fence as well: see `push`.
            fence(Ordering::SeqCst);
            queue.let_go_of_all();
            queue.owner.wake();
        }
    }
}
