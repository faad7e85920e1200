//! Threads of components, for a schedule of [`testing`](crate::testing): its
//! clock must not run ahead of a thread that works.
//!
//! Everywhere else, and always without the feature `testing`, this is nothing.

use std::future::Future;
use std::task::Waker;
use std::thread;

/// A thread of a component, from before its start to its end.
pub(crate) struct Worker;

impl Worker {
    /// Made where the thread is started.
    pub(crate) fn new() -> Worker {
        Worker
    }

    /// Does the thread's work, on the thread.
    pub(crate) fn run<R>(self, work: impl FnOnce() -> R) -> R {
        work()
    }
}

/// A waker for this thread, which works again from then on.
pub(crate) fn waker(unpark: Waker) -> Waker {
    unpark
}

/// Parks this thread, which does not work meanwhile.
pub(crate) fn park() {
    thread::park();
}

/// A future for this thread to block on: it works while it polls it.
pub(crate) fn watch<F: Future>(future: F) -> impl Future<Output = F::Output> {
    future
}
