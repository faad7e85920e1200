//! The queues of `crossbeam-queue`, over a lock of the checker's. Whether one is
//! empty, and how long it is, is seen without the lock, as there: it may be old, if
//! no fence forbids that.

use super::panicking;
use loom::sync::Mutex;
use loom::sync::atomic::{AtomicUsize, Ordering, fence};
use std::collections::VecDeque;

/// `crossbeam_queue::SegQueue`.
pub(crate) struct SegQueue<T> {
    messages: Mutex<VecDeque<T>>,
    len: AtomicUsize,
}

impl<T> SegQueue<T> {
    pub(crate) fn new() -> SegQueue<T> {
        SegQueue {
            messages: Mutex::new(VecDeque::new()),
            len: AtomicUsize::new(0),
        }
    }

    fn change<R>(&self, change: impl FnOnce(&mut VecDeque<T>) -> R) -> Option<R> {
        if panicking() {
            return None;
        }
        let mut messages = self.messages.lock().ok()?;
        let result = change(&mut messages);
        self.len.store(messages.len(), Ordering::Release);
        Some(result)
    }

    pub(crate) fn push(&self, message: T) {
        self.change(|messages| messages.push_back(message));
    }

    pub(crate) fn pop(&self) -> Option<T> {
        if panicking() {
            return None;
        }
        fence(Ordering::SeqCst);
        if self.len.load(Ordering::Relaxed) == 0 {
            return None;
        }
        self.change(VecDeque::pop_front).flatten()
    }

    pub(crate) fn len(&self) -> usize {
        if panicking() {
            return 0;
        }
        self.len.load(Ordering::Acquire)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<T> Default for SegQueue<T> {
    fn default() -> SegQueue<T> {
        SegQueue::new()
    }
}

/// `crossbeam_queue::ArrayQueue`.
pub(crate) struct ArrayQueue<T> {
    queue: SegQueue<T>,
    capacity: usize,
}

impl<T> ArrayQueue<T> {
    pub(crate) fn new(capacity: usize) -> ArrayQueue<T> {
        ArrayQueue {
            queue: SegQueue::new(),
            capacity,
        }
    }

    pub(crate) fn push(&self, message: T) -> Result<(), T> {
        let push = |messages: &mut VecDeque<T>| {
            if messages.len() == self.capacity {
                return Err(message);
            }
            messages.push_back(message);
            Ok(())
        };
        self.queue.change(push).unwrap_or(Ok(()))
    }

    pub(crate) fn force_push(&self, message: T) -> Option<T> {
        let push = |messages: &mut VecDeque<T>| {
            let is_full = messages.len() == self.capacity;
            let oldest = is_full.then(|| messages.pop_front()).flatten();
            messages.push_back(message);
            oldest
        };
        self.queue.change(push).flatten()
    }

    pub(crate) fn pop(&self) -> Option<T> {
        self.queue.pop()
    }

    pub(crate) fn len(&self) -> usize {
        self.queue.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.queue.is_empty()
    }

    pub(crate) fn is_full(&self) -> bool {
        self.len() == self.capacity
    }
}
