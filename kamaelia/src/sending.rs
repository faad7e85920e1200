//! The futures of [`Outbox`]: what they wait for is given up when they are
//! dropped.

use crate::component::Message;
use crate::outbox::{Outbox, Slot};
use crate::outcome::Closed;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

/// [`Outbox::send`].
pub(crate) struct Sending<'a, T: Message> {
    outbox: &'a mut Outbox<T>,
    state: State<T>,
}

enum State<T> {
    Fresh(T),
    Waiting(Option<T>),
    Done,
}

impl<'a, T: Message> Sending<'a, T> {
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn new(outbox: &'a mut Outbox<T>, message: T) -> Sending<'a, T> {
        Sending {
            outbox,
            state: State::Fresh(message),
        }
    }

    /// Where the message is kept while it waits: large ones are not to be moved
    /// about.
    #[inline(never)]
    fn poll_aside(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Closed>> {
        let State::Waiting(message) = &mut self.state else {
            return Poll::Ready(Ok(()));
        };
        let poll = self.outbox.poll_more(cx, message);
        if poll.is_ready() {
            self.state = State::Done;
        }
        poll
    }
}

// The message is moved, never pinned.
impl<T: Message> Unpin for Sending<'_, T> {}

impl<T: Message> Future for Sending<'_, T> {
    type Output = Result<(), Closed>;

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if let State::Fresh(_) = self.state
            && let State::Fresh(message) = std::mem::replace(&mut self.state, State::Done)
        {
            match self.outbox.send_known(message) {
                Ok(()) => return Poll::Ready(Ok(())),
                Err(message) => self.state = State::Waiting(Some(message)),
            }
        }
        self.poll_aside(cx)
    }
}

impl<T: Message> Drop for Sending<'_, T> {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn drop(&mut self) {
        if let State::Waiting(_) = self.state {
            self.outbox.release();
        }
    }
}

/// [`Outbox::reserve`].
pub(crate) struct Reserving<'a, T: Message>(Option<Slot<'a, T>>);

impl<'a, T: Message> Reserving<'a, T> {
    pub(crate) fn new(outbox: &'a mut Outbox<T>) -> Reserving<'a, T> {
        Reserving(Some(Slot(outbox)))
    }
}

impl<'a, T: Message> Future for Reserving<'a, T> {
    type Output = Result<Slot<'a, T>, Closed>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Some(slot) = &mut self.0 else {
            return Poll::Pending;
        };
        let poll = slot.0.poll_room(cx);
        poll.map(|room| room.and_then(|()| self.0.take().ok_or(Closed)))
    }
}

/// [`Outbox::send_all`].
pub(crate) struct SendingAll<'a, T: Message, I> {
    outbox: &'a mut Outbox<T>,
    messages: I,
    next: Option<T>,
    waits: bool,
}

impl<'a, T: Message, I: Iterator<Item = T>> SendingAll<'a, T, I> {
    #[inline]
    pub(crate) fn new(outbox: &'a mut Outbox<T>, messages: I) -> SendingAll<'a, T, I> {
        SendingAll {
            outbox,
            messages,
            next: None,
            waits: false,
        }
    }
}

// The messages are moved, and the iterator is never pinned.
impl<T: Message, I> Unpin for SendingAll<'_, T, I> {}

impl<T: Message, I: Iterator<Item = T>> Future for SendingAll<'_, T, I> {
    type Output = Result<(), Closed>;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let SendingAll {
            outbox,
            messages,
            next,
            waits,
        } = &mut *self;
        loop {
            if next.is_none() {
                let refused = messages.find_map(|message| outbox.send_known(message).err());
                let Some(message) = refused else {
                    return Poll::Ready(Ok(()));
                };
                *next = Some(message);
            }
            let poll = outbox.poll_more(cx, next);
            *waits = poll.is_pending();
            match poll {
                Poll::Ready(Ok(())) => {}
                poll => return poll,
            }
        }
    }
}

impl<T: Message, I> Drop for SendingAll<'_, T, I> {
    #[inline]
    fn drop(&mut self) {
        if self.waits {
            self.outbox.release();
        }
    }
}
