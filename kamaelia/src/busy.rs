//! Threads of components, for a schedule of `kamaelia::testing`: its clock must
//! not run ahead of a thread that works.
//!
//! Everywhere else, and always without the feature `testing`, this is nothing.

#[cfg(not(feature = "testing"))]
pub(crate) use outside::{Worker, park, waker, watch};

#[cfg(feature = "testing")]
pub(crate) use crate::testing::{Worker, park, waker, watch};

#[cfg(not(feature = "testing"))]
mod outside {
    use std::future::Future;
    use std::task::Waker;

    /// A thread of a component, from before its start to its end.
    pub(crate) struct Worker;

    impl Worker {
        /// Made where the thread is started.
        pub(crate) const fn new() -> Worker {
            Worker
        }

        /// Does the thread's work, on the thread.
        pub(crate) fn run<R>(self, work: impl FnOnce() -> R) -> R {
            work()
        }
    }

    /// A waker for this thread, which works from when it is woken.
    pub(crate) const fn waker(unpark: Waker) -> Waker {
        unpark
    }

    /// Parks this thread, which does not work meanwhile.
    pub(crate) fn park() {
        std::thread::park();
    }

    /// A future for this thread to block on: it works while it polls it.
    pub(crate) const fn watch<F: Future + Unpin>(future: F) -> F {
        future
    }
}
