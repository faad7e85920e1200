//! The reading end of a linkage: [`Receiver`].

use super::{AnyLink, Head, Link, Wait, wake};
use std::sync::Arc;

/// The reading end of a linkage.
pub(crate) struct Receiver<T> {
    link: Arc<Link<T>>,
}

impl<T> Receiver<T> {
    pub(super) fn new(link: Arc<Link<T>>) -> Receiver<T> {
        Receiver { link }
    }

    /// The linkage itself, for a graph that watches it.
    pub(crate) fn watch(&self) -> Arc<dyn AnyLink>
    where
        T: Send + 'static,
    {
        self.link.clone()
    }

    /// From now on each message carries its place in the order of the sends.
    pub(crate) fn stamp(&self) {
        self.link.lock().stamped = true;
    }

    /// Takes nothing new; what waits can still be read.
    pub(crate) fn refuse(&self) {
        self.link.refuse(false);
    }

    /// What stands at the front; `wait` leaves a waker if nothing does.
    pub(crate) fn head(&self, wait: Wait<'_>) -> Head {
        let mut queue = self.link.lock();
        if let Some((stamp, _)) = queue.messages.front() {
            return Head::Message(*stamp);
        }
        if queue.no_more_come() {
            return Head::Finished;
        }
        if let Some(wait) = wait {
            queue.reader = Some(wait());
        }
        Head::Empty
    }

    /// Takes the message at the front.
    pub(crate) fn pop(&mut self) -> Option<T> {
        self.poll_pop(None).ok()
    }

    /// [`head`](Self::head) and [`pop`](Self::pop) in one.
    pub(crate) fn poll_pop(&mut self, wait: Wait<'_>) -> Result<T, Head> {
        let mut queue = self.link.lock();
        let Some((_, message)) = queue.messages.pop_front() else {
            if queue.no_more_come() {
                return Err(Head::Finished);
            }
            if let Some(wait) = wait {
                queue.reader = Some(wait());
            }
            return Err(Head::Empty);
        };
        queue.counts.received += 1;
        let wakers = queue.admit();
        drop(queue);
        wake(wakers);
        Ok(message)
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        self.link.close();
    }
}
