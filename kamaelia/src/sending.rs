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
    /// Until it is sent. It is kept here while it waits: large ones are not to be
    /// moved about.
    message: Option<T>,
}

impl<'a, T: Message> Sending<'a, T> {
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn new(outbox: &'a mut Outbox<T>, message: T) -> Sending<'a, T> {
        Sending {
            outbox,
            message: Some(message),
        }
    }

    /// Sends the message the short way, if it is known that there is room.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn send_known(&mut self) -> bool {
        let Some(message) = self.message.take() else {
            return false;
        };
        if let Err(message) = self.outbox.send_known(message) {
            self.message = Some(message);
        }
        // Nothing has come back: the compiler does not see that otherwise, and would
        // look again when this future is dropped.
        self.message.is_none()
    }

    #[cold]
    #[inline(never)]
    fn poll_aside(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Closed>> {
        self.outbox.poll_more(cx, &mut self.message)
    }
}

// The message is moved, never pinned.
impl<T: Message> Unpin for Sending<'_, T> {}

impl<T: Message> Future for Sending<'_, T> {
    type Output = Result<(), Closed>;

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if self.send_known() {
            return Poll::Ready(Ok(()));
        }
        self.poll_aside(cx)
    }
}

impl<T: Message> Drop for Sending<'_, T> {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn drop(&mut self) {
        if self.message.is_some() {
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
        // It stays there: this end alone takes it away.
        let poll = match slot.0.knows_room() || slot.0.look_for_room(cx) {
            true => Poll::Ready(Ok(())),
            false => slot.0.poll_room(cx),
        };
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
                if outbox.send_all_known(messages) {
                    return Poll::Ready(Ok(()));
                }
                *next = messages.next();
                if next.is_none() {
                    return Poll::Ready(Ok(()));
                }
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
