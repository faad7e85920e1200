//! The queue of one linkage, with its two ends: [`Sender`] and [`Receiver`].
//!
//! A first, plain engine: one mutex a linkage, held for a push or a pop and
//! never while a message is dropped or a waker is called. Everything above
//! knows only the two ends.

mod queue;
#[cfg(test)]
mod tests;

use crate::policy::Policy;
use crate::topology::LinkCounts;
use queue::Queue;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};

/// Makes a linkage and gives both of its ends.
pub(crate) fn link<T: Send + 'static>(policy: Policy) -> (Sender<T>, Receiver<T>) {
    let link = Arc::new(Link(Mutex::new(Queue::new(policy))));
    let sender = Sender {
        link: link.clone(),
        watched: link.clone(),
        place: Place::default(),
    };
    (sender, Receiver { link })
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
        drop(unread);
        wake(line.into_iter().map(|(_, waker)| waker));
        wake(watchers.into_iter().chain(reader));
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

/// The writing end of a linkage.
pub struct Sender<T> {
    link: Arc<Link<T>>,
    /// The same, as the seat of the writer knows it.
    watched: Arc<dyn AnyLink>,
    place: Place,
}

/// A writing end's place among those of its linkage.
#[derive(Default)]
struct Place {
    /// Its place in the line, while it waits for room.
    ticket: Option<u64>,
    holds_room: bool,
}

impl<T> Sender<T> {
    /// Another writing end of the same linkage: they share its room.
    pub(crate) fn share(&self) -> Sender<T> {
        self.link.lock().writers += 1;
        Sender {
            link: self.link.clone(),
            watched: self.watched.clone(),
            place: Place::default(),
        }
    }

    /// The linkage itself, for a component that wants to know of its reader.
    pub(crate) fn watch(&self) -> Arc<dyn AnyLink> {
        self.watched.clone()
    }

    /// Whether the reader has ended.
    pub(crate) fn is_closed(&self) -> bool {
        !self.link.lock().reader_alive
    }

    /// Leaves a waker for the end of the reader; `false` if it has ended.
    pub(crate) fn watch_reader(&self, waker: &Waker) -> bool {
        self.link.lock().watch_reader(waker)
    }

    /// Keeps room for one message, in turn; `Err` if the reader has ended.
    ///
    /// `wait` is asked for a waker if there is no room; without one the end
    /// does not join the line.
    pub(crate) fn poll_room(&mut self, wait: Wait<'_>) -> Poll<Result<(), ()>> {
        let mut queue = self.link.lock();
        let poll = self.place.poll_turn(&mut queue, wait);
        if poll == Poll::Ready(Ok(())) && !self.place.holds_room {
            queue.promised += 1;
            self.place.holds_room = true;
        }
        poll
    }

    /// [`poll_room`](Self::poll_room) and [`push`](Self::push) in one, without
    /// letting go of the queue. Takes the message if it is ready.
    pub(crate) fn poll_push(
        &mut self,
        message: &mut Option<T>,
        wait: Wait<'_>,
    ) -> Poll<Result<(), ()>> {
        let mut queue = self.link.lock();
        let poll = self.place.poll_turn(&mut queue, wait);
        if poll == Poll::Ready(Ok(()))
            && let Some(message) = message.take()
        {
            self.place.push(queue, message);
        }
        poll
    }

    /// Sends into the room that [`poll_room`](Self::poll_room) has kept.
    ///
    /// If the reader has ended in between, the message is dropped.
    pub(crate) fn push(&mut self, message: T) {
        self.place.push(self.link.lock(), message);
    }

    /// Gives up the room or the place in the line that this end holds.
    pub(crate) fn release(&mut self) {
        if self.place.is_nowhere() {
            return;
        }
        let mut queue = self.link.lock();
        if std::mem::take(&mut self.place.holds_room) {
            queue.promised -= 1;
        }
        if let Some(ticket) = self.place.ticket.take() {
            queue.line.retain(|(waiting, _)| *waiting != ticket);
            queue.admitted.retain(|&admitted| admitted != ticket);
        }
        let wakers = queue.admit();
        drop(queue);
        wake(wakers);
    }
}

impl Place {
    fn is_nowhere(&self) -> bool {
        self.ticket.is_none() && !self.holds_room
    }

    /// Whether it is this end's turn to send.
    fn poll_turn<T>(&mut self, queue: &mut Queue<T>, wait: Wait<'_>) -> Poll<Result<(), ()>> {
        if !queue.reader_alive {
            return Poll::Ready(Err(()));
        }
        if self.holds_room {
            return Poll::Ready(Ok(()));
        }
        match (self.ticket, wait) {
            (None, _) if queue.line.is_empty() && queue.has_room() => Poll::Ready(Ok(())),
            (None, None) => Poll::Pending,
            (None, Some(wait)) => {
                self.ticket = Some(queue.tickets);
                queue.line.push_back((queue.tickets, wait()));
                queue.tickets += 1;
                Poll::Pending
            }
            (Some(ticket), wait) => {
                if let Some(turn) = queue.admitted.iter().position(|&turn| turn == ticket) {
                    queue.admitted.swap_remove(turn);
                    self.ticket = None;
                    return Poll::Ready(Ok(()));
                }
                let place = queue
                    .line
                    .iter_mut()
                    .find(|(waiting, _)| *waiting == ticket);
                if let (Some((_, waker)), Some(wait)) = (place, wait) {
                    *waker = wait();
                }
                Poll::Pending
            }
        }
    }

    fn push<T>(&mut self, mut queue: MutexGuard<'_, Queue<T>>, message: T) {
        if std::mem::take(&mut self.holds_room) {
            queue.promised -= 1;
        }
        let (dropped, waker) = if queue.reader_alive {
            (queue.push(message), queue.reader.take())
        } else {
            queue.counts.sent += 1;
            queue.counts.dropped += 1;
            (vec![message], None)
        };
        drop(queue);
        drop(dropped);
        wake(waker);
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        self.release();
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
