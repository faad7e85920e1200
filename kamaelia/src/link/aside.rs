//! The queue of a linkage that several ends write to, or that does not make its
//! sender wait: [`Aside`].

use super::line::{Line, Ticket};
use crate::policy::Policy;
use crate::sync::{ArrayQueue, AtomicU64, AtomicUsize, Ordering, SegQueue, fence};
use std::sync::Arc;

/// A queue for any number of writers.
pub(super) struct Aside<T> {
    queue: Queue<T>,
    policy: Policy,
    /// How much room is taken: by what waits, and by what was promised. The messages
    /// are in a queue that sees to its own order, and those in line behind a fence.
    taken: AtomicUsize,
    /// How much of it is only promised.
    promised: AtomicUsize,
    line: Line,
    sent: AtomicU64,
    received: AtomicU64,
}

/// A message with its stamp.
pub(super) type Stamped<T> = (u64, T);

enum Queue<T> {
    Bounded(ArrayQueue<Stamped<T>>),
    Unbounded(SegQueue<Stamped<T>>),
}

impl<T> Queue<T> {
    fn pop(&self) -> Option<Stamped<T>> {
        match self {
            Queue::Bounded(queue) => queue.pop(),
            Queue::Unbounded(queue) => queue.pop(),
        }
    }

    fn is_empty(&self) -> bool {
        match self {
            Queue::Bounded(queue) => queue.is_empty(),
            Queue::Unbounded(queue) => queue.is_empty(),
        }
    }
}

impl<T> Aside<T> {
    pub(super) fn new(policy: Policy) -> Aside<T> {
        let queue = match policy.limit() {
            Some(limit) => Queue::Bounded(ArrayQueue::new(limit.max(1))),
            None => Queue::Unbounded(SegQueue::new()),
        };
        Aside {
            queue,
            policy,
            taken: AtomicUsize::new(0),
            promised: AtomicUsize::new(0),
            line: Line::default(),
            sent: AtomicU64::new(0),
            received: AtomicU64::new(0),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.queue.is_empty()
    }

    pub(super) fn len(&self) -> usize {
        match &self.queue {
            Queue::Bounded(queue) => queue.len(),
            Queue::Unbounded(queue) => queue.len(),
        }
    }

    pub(super) fn has_promised(&self) -> bool {
        self.promised.load(Ordering::Relaxed) > 0
    }

    /// Whether all room is taken, and none of it by somebody who is about to send.
    pub(super) fn is_full(&self, before: usize) -> bool {
        let Policy::Capacity(limit) = self.policy else {
            return false;
        };
        let (sent, received) = self.carried();
        let waiting = sent.saturating_sub(received) as usize;
        // Who asks knows that the ends have come to rest.
        let taken = self.taken.load(Ordering::Relaxed);
        taken + before >= limit && taken == waiting + self.promised.load(Ordering::Relaxed)
    }

    /// How many messages were sent, and received.
    pub(super) fn carried(&self) -> (u64, u64) {
        let received = self.received.load(Ordering::Acquire);
        (self.sent.load(Ordering::Relaxed), received)
    }

    /// Whether there is room for who is not in line.
    ///
    /// `before` messages wait in front of this queue.
    fn take_room(&self, before: usize) -> bool {
        let Policy::Capacity(limit) = self.policy else {
            return true;
        };
        let room = |taken: usize| (taken + before < limit).then_some(taken + 1);
        self.taken
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, room)
            .is_ok()
    }

    /// Whether it is the turn of the end with this ticket; then it has room.
    pub(super) fn has_turn(&self, ticket: &Arc<Ticket>, before: usize) -> bool {
        if ticket.take_turn() {
            return true;
        }
        !ticket.is_in_line() && self.line.is_empty() && self.take_room(before)
    }

    /// Puts an end in line, behind those who wait already.
    pub(super) fn join_line(&self, ticket: &Arc<Ticket>, before: impl Fn() -> usize) {
        self.line.join(ticket);
        self.admit(before);
    }

    /// Gives freed room to those who have waited longest.
    pub(super) fn admit(&self, before: impl Fn() -> usize) {
        // The room may have become free between the look and the waiting.
        fence(Ordering::SeqCst);
        self.line
            .admit(|| self.take_room(before()), || self.give_back());
    }

    /// Room that was taken is free.
    fn give_back(&self) {
        if matches!(self.policy, Policy::Capacity(_)) {
            self.taken.fetch_sub(1, Ordering::Relaxed);
        }
    }

    /// Room that an end had is not used.
    pub(super) fn release(&self, before: impl Fn() -> usize) {
        self.give_back();
        self.admit(before);
    }

    /// Keeps room for an end that had it before there was anything aside.
    pub(super) fn keep_room(&self) {
        if matches!(self.policy, Policy::Capacity(_)) {
            self.taken.fetch_add(1, Ordering::Relaxed);
        }
        self.promise(true);
    }

    /// Room that was taken is kept for later, or no longer.
    pub(super) fn promise(&self, is: bool) {
        if is {
            self.promised.fetch_add(1, Ordering::Relaxed);
        } else {
            self.promised.fetch_sub(1, Ordering::Relaxed);
        }
    }

    /// Puts a message in the room that was taken for it. What the policy drops
    /// for it comes back.
    pub(super) fn push(&self, stamp: u64, message: T) -> Option<T> {
        self.sent.fetch_add(1, Ordering::Relaxed);
        let mut stamped = (stamp, message);
        match (&self.queue, self.policy) {
            (Queue::Unbounded(queue), _) => queue.push(stamped),
            (Queue::Bounded(queue), Policy::Capacity(_)) => {
                // There is room: it was taken. Who reads may still be leaving it.
                while let Err(back) = queue.push(stamped) {
                    stamped = back;
                    std::hint::spin_loop();
                }
            }
            (Queue::Bounded(queue), Policy::DropNewest(_)) => {
                return queue.push(stamped).err().map(|(_, message)| message);
            }
            (Queue::Bounded(queue), _) => {
                return queue.force_push(stamped).map(|(_, message)| message);
            }
        }
        None
    }

    /// Takes the message at the front, to look at it.
    pub(super) fn lift(&self) -> Option<Stamped<T>> {
        self.queue.pop()
    }

    /// A newer message has made one that was lifted out of date.
    pub(super) fn outdates_lifted(&self) -> bool {
        match (&self.queue, self.policy) {
            (Queue::Bounded(queue), Policy::Latest | Policy::DropOldest(_)) => queue.is_full(),
            _ => false,
        }
    }

    /// A message that was lifted is not received.
    pub(super) fn outdate(&self) {
        self.give_back();
    }

    /// A message that was lifted is received.
    pub(super) fn receive(&self, before: impl Fn() -> usize) {
        // Who counts this has to count the sending. No model shows it: in those a
        // fence comes before it.
        self.received.fetch_add(1, Ordering::Release);
        self.give_back();
        if !self.line.is_empty() {
            self.admit(before);
        } else if matches!(self.policy, Policy::Capacity(_)) {
            fence(Ordering::SeqCst);
            if !self.line.is_empty() {
                self.admit(before);
            }
        }
    }

    /// Wakes everybody in line: nothing is taken any more.
    pub(super) fn wake_all(&self) {
        self.line.wake_all();
    }
}
