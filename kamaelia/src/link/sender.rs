//! The writing end of a linkage: [`Sender`].

use super::queue::Queue;
use super::{AnyLink, Link, Wait, wake};
use std::sync::{Arc, MutexGuard};
use std::task::{Poll, Waker};

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
    pub(super) fn new(link: Arc<Link<T>>) -> Sender<T>
    where
        T: Send + 'static,
    {
        Sender {
            watched: link.clone(),
            link,
            place: Place::default(),
        }
    }

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
