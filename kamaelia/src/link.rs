//! The queue of one linkage, with its two ends: [`Sender`] and [`Receiver`].
//!
//! A first, plain engine: one mutex a linkage, held for a push or a pop and
//! never while a message is dropped or a waker is called. Everything above
//! knows only the two ends.

mod queue;
mod receiver;
mod sender;
#[cfg(test)]
mod tests;

use crate::policy::Policy;
use crate::topology::LinkCounts;
use queue::Queue;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Waker;

pub(crate) use receiver::Receiver;
pub(crate) use sender::Sender;

/// Makes a linkage and gives both of its ends.
pub(crate) fn link<T: Send + 'static>(policy: Policy) -> (Sender<T>, Receiver<T>) {
    let link = Arc::new(Link(Mutex::new(Queue::new(policy))));
    (Sender::new(link.clone()), Receiver::new(link))
}

/// One linkage's queue; alive as long as an end, or a graph that watches it.
pub(crate) struct Link<T>(Mutex<Queue<T>>);

impl<T> Link<T> {
    /// Nothing is read any more: what waits is dropped, and writers are told.
    fn close(&self) {
        self.refuse(true);
    }

    /// Nothing is taken any more.
    fn refuse(&self, drop_unread: bool) {
        let mut queue = self.lock();
        queue.reader_alive = false;
        queue.ended = true;
        let reader = queue.reader.take();
        let mut unread = VecDeque::new();
        if drop_unread {
            unread = std::mem::take(&mut queue.messages);
            queue.counts.dropped += unread.len() as u64;
        }
        let line = std::mem::take(&mut queue.line);
        let watchers = std::mem::take(&mut queue.watchers);
        drop(queue);
        wake(line.into_iter().map(|(_, waker)| waker));
        wake(watchers.into_iter().chain(reader));
        drop_each(unread.into_iter().map(|(_, message)| message));
    }

    fn lock(&self) -> MutexGuard<'_, Queue<T>> {
        // Nothing panics while it holds the lock, so a poisoned one is whole.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How a wait gets its waker, if it may wait.
pub(crate) type Wait<'a> = Option<&'a dyn Fn() -> Waker>;

/// What stands at the front of a linkage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Head {
    /// A message, and its place in the order of the sends.
    Message(u64),
    /// Nothing yet.
    Empty,
    /// Nothing, and nothing will come unless the component is told to end.
    Quiet,
    /// Nothing, and nothing will come.
    Finished,
}

/// Drops messages one by one: if one panics the others go all the same.
fn drop_each<T>(messages: impl Iterator<Item = T>) {
    let mut first = None;
    for message in messages {
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| drop(message))) {
            first.get_or_insert(panic);
        }
    }
    if let Some(panic) = first
        && !std::thread::panicking()
    {
        resume_unwind(panic);
    }
}

fn wake(wakers: impl IntoIterator<Item = Waker>) {
    wakers.into_iter().for_each(Waker::wake);
}

/// A linkage of any message type, as the driver and the topology see it.
pub trait AnyLink: Send + Sync {
    /// Whether no message waits.
    fn is_empty(&self) -> bool;
    /// Whether no writer is left.
    fn is_closed(&self) -> bool;
    /// Ends a ring's linkage: its reader gets what waits, then `None`.
    fn end(&self);
    /// Nothing is read any more: what waits is dropped, and counted.
    fn close(&self);
    /// Leaves a waker for the end of the reader; `false` if it has ended.
    fn watch_reader(&self, waker: &Waker) -> bool;
    /// What the linkage does when it is full.
    fn policy(&self) -> Policy;
    /// Changes what the linkage does when it is full; what waits stays.
    fn set_policy(&self, policy: Policy);
    /// How many messages it has carried.
    fn counts(&self) -> LinkCounts;
}

impl<T: Send> AnyLink for Link<T> {
    fn is_empty(&self) -> bool {
        let queue = self.lock();
        queue.messages.is_empty() && queue.promised == 0
    }

    fn is_closed(&self) -> bool {
        self.lock().no_more_come()
    }

    fn end(&self) {
        let mut queue = self.lock();
        queue.ended = true;
        let waker = queue.reader.take();
        drop(queue);
        wake(waker);
    }

    fn close(&self) {
        Link::close(self);
    }

    fn watch_reader(&self, waker: &Waker) -> bool {
        self.lock().watch_reader(waker)
    }

    fn policy(&self) -> Policy {
        self.lock().policy
    }

    fn set_policy(&self, policy: Policy) {
        let mut queue = self.lock();
        queue.policy = policy;
        let wakers = queue.admit();
        drop(queue);
        wake(wakers);
    }

    fn counts(&self) -> LinkCounts {
        let queue = self.lock();
        LinkCounts {
            waiting: queue.messages.len(),
            ..queue.counts
        }
    }
}
