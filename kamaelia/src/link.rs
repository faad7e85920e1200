//! The queue of one linkage, with its two ends: [`Sender`] and [`Receiver`].
//!
//! A first, plain engine: one mutex a linkage, held for a push or a pop and
//! never while a message is dropped or a waker is called. Everything above
//! knows only the two ends.

use crate::policy::Policy;
use crate::topology::LinkCounts;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};

/// Makes a linkage and gives both of its ends.
pub(crate) fn link<T>(policy: Policy) -> (Sender<T>, Receiver<T>) {
    let link = Arc::new(Link(Mutex::new(Queue::new(policy))));
    let sender = Sender {
        link: link.clone(),
        ticket: None,
        holds_room: false,
    };
    (sender, Receiver { link })
}

/// One linkage's queue; alive as long as an end, or a graph that watches it.
pub(crate) struct Link<T>(Mutex<Queue<T>>);

struct Queue<T> {
    messages: VecDeque<(u64, T)>,
    policy: Policy,
    /// Writing ends that are alive; a pass-through may share one linkage.
    writers: usize,
    reader_alive: bool,
    /// A ring that waited for itself was ended: no more messages come.
    ended: bool,
    /// Whether the reader merges several linkages by the order of the sends.
    stamped: bool,
    reader: Option<Waker>,
    /// Writers that wait for room, the first in line first.
    line: VecDeque<(u64, Waker)>,
    /// Those of the line whose turn has come: room is kept for each.
    admitted: Vec<u64>,
    /// Room that was promised to a writer which has not yet pushed.
    promised: usize,
    tickets: u64,
    counts: LinkCounts,
}

impl<T> Queue<T> {
    fn new(policy: Policy) -> Queue<T> {
        Queue {
            messages: VecDeque::new(),
            policy,
            writers: 1,
            reader_alive: true,
            ended: false,
            stamped: false,
            reader: None,
            line: VecDeque::new(),
            admitted: Vec::new(),
            promised: 0,
            tickets: 0,
            counts: LinkCounts::default(),
        }
    }

    fn has_room(&self) -> bool {
        let taken = self.messages.len() + self.promised + self.admitted.len();
        match self.policy {
            Policy::Capacity(limit) => taken < limit,
            _ => true,
        }
    }

    /// Keeps freed room for those who have waited longest, and gives their wakers.
    fn admit(&mut self) -> Vec<Waker> {
        let mut wakers = Vec::new();
        while self.has_room() {
            let Some((ticket, waker)) = self.line.pop_front() else {
                break;
            };
            self.admitted.push(ticket);
            wakers.push(waker);
        }
        wakers
    }

    /// Puts a message in, and gives what the policy had to drop for it.
    fn push(&mut self, message: T) -> Vec<T> {
        let mut dropped = Vec::new();
        match self.policy {
            Policy::DropNewest(limit) if self.messages.len() >= limit => dropped.push(message),
            policy => {
                let keep = match policy {
                    Policy::Latest => 0,
                    Policy::DropOldest(limit) => limit.saturating_sub(1),
                    _ => usize::MAX,
                };
                while self.messages.len() > keep {
                    dropped.extend(self.messages.pop_front().map(|(_, message)| message));
                }
                let stamp = if self.stamped { next_stamp() } else { 0 };
                self.messages.push_back((stamp, message));
            }
        }
        self.counts.sent += 1;
        self.counts.dropped += dropped.len() as u64;
        self.counts.high_water = self.counts.high_water.max(self.messages.len());
        dropped
    }

    fn no_more_come(&self) -> bool {
        self.writers == 0 || self.ended
    }
}

/// The order of sends between linkages that lead into one inbox.
fn next_stamp() -> u64 {
    static STAMPS: AtomicU64 = AtomicU64::new(1);
    STAMPS.fetch_add(1, Ordering::Relaxed)
}

impl<T> Link<T> {
    fn lock(&self) -> MutexGuard<'_, Queue<T>> {
        // Nothing panics while it holds the lock, so a poisoned one is whole.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What stands at the front of a linkage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Head {
    /// A message, and its place in the order of the sends.
    Message(u64),
    /// Nothing yet.
    Empty,
    /// Nothing, and nothing will come.
    Finished,
}

/// The writing end of a linkage.
pub struct Sender<T> {
    link: Arc<Link<T>>,
    /// This end's place in the line, while it waits for room.
    ticket: Option<u64>,
    holds_room: bool,
}

impl<T> Sender<T> {
    /// Another writing end of the same linkage: they share its room.
    pub(crate) fn share(&self) -> Sender<T> {
        self.link.lock().writers += 1;
        Sender {
            link: self.link.clone(),
            ticket: None,
            holds_room: false,
        }
    }

    /// Whether the reader has ended.
    pub(crate) fn is_closed(&self) -> bool {
        !self.link.lock().reader_alive
    }

    /// Keeps room for one message, in turn; `Err` if the reader has ended.
    ///
    /// `wait` is asked for a waker if there is no room; without one the end
    /// does not join the line.
    pub(crate) fn poll_room(&mut self, wait: Option<&dyn Fn() -> Waker>) -> Poll<Result<(), ()>> {
        let mut queue = self.link.lock();
        if !queue.reader_alive {
            return Poll::Ready(Err(()));
        }
        if self.holds_room {
            return Poll::Ready(Ok(()));
        }
        if let Some(ticket) = self.ticket {
            if let Some(turn) = queue
                .admitted
                .iter()
                .position(|&admitted| admitted == ticket)
            {
                queue.admitted.swap_remove(turn);
                self.ticket = None;
                queue.promised += 1;
                self.holds_room = true;
                return Poll::Ready(Ok(()));
            }
            if let Some(wait) = wait {
                for (waiting, waker) in &mut queue.line {
                    if *waiting == ticket {
                        *waker = wait();
                    }
                }
            }
            return Poll::Pending;
        }
        if queue.line.is_empty() && queue.has_room() {
            queue.promised += 1;
            self.holds_room = true;
            return Poll::Ready(Ok(()));
        }
        if let Some(wait) = wait {
            let ticket = queue.tickets;
            queue.tickets += 1;
            queue.line.push_back((ticket, wait()));
            self.ticket = Some(ticket);
        }
        Poll::Pending
    }

    /// Sends into the room that [`poll_room`](Self::poll_room) has kept.
    ///
    /// If the reader has ended in between, the message is dropped.
    pub(crate) fn push(&mut self, message: T) {
        let mut queue = self.link.lock();
        if std::mem::take(&mut self.holds_room) {
            queue.promised -= 1;
        }
        let (dropped, waker) = if queue.reader_alive {
            (queue.push(message), queue.reader.take())
        } else {
            (vec![message], None)
        };
        drop(queue);
        drop(dropped);
        wake(waker);
    }

    /// Gives up the room or the place in the line that this end holds.
    pub(crate) fn release(&mut self) {
        let mut queue = self.link.lock();
        if std::mem::take(&mut self.holds_room) {
            queue.promised -= 1;
        }
        if let Some(ticket) = self.ticket.take() {
            queue.line.retain(|(waiting, _)| *waiting != ticket);
            queue.admitted.retain(|&admitted| admitted != ticket);
        }
        let wakers = queue.admit();
        drop(queue);
        wake(wakers);
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        if self.holds_room || self.ticket.is_some() {
            self.release();
        }
        let mut queue = self.link.lock();
        queue.writers -= 1;
        let waker = if queue.writers == 0 {
            queue.reader.take()
        } else {
            None
        };
        drop(queue);
        wake(waker);
    }
}

/// The reading end of a linkage.
pub(crate) struct Receiver<T> {
    link: Arc<Link<T>>,
}

impl<T> Receiver<T> {
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

    /// What stands at the front; `wait` leaves a waker if nothing does.
    pub(crate) fn head(&self, wait: Option<&dyn Fn() -> Waker>) -> Head {
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
        let mut queue = self.link.lock();
        let (_, message) = queue.messages.pop_front()?;
        queue.counts.received += 1;
        let wakers = queue.admit();
        drop(queue);
        wake(wakers);
        Some(message)
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        let mut queue = self.link.lock();
        queue.reader_alive = false;
        queue.reader = None;
        let unread = std::mem::take(&mut queue.messages);
        let line = std::mem::take(&mut queue.line);
        drop(queue);
        drop(unread);
        wake(line.into_iter().map(|(_, waker)| waker));
    }
}

fn wake(wakers: impl IntoIterator<Item = Waker>) {
    wakers.into_iter().for_each(Waker::wake);
}

/// A linkage of any message type, as the driver and the topology see it.
pub(crate) trait AnyLink: Send + Sync {
    /// Whether no message waits.
    fn is_empty(&self) -> bool;
    /// Whether no writer is left.
    fn is_closed(&self) -> bool;
    /// Ends a ring's linkage: its reader gets what waits, then `None`.
    fn end(&self);
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

#[cfg(test)]
mod tests;
