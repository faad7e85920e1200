//! How an inbox is asked for a message, by the short way and the long one.

use super::Inbox;
use crate::component::Message;
use crate::link::Head;
use crate::outbox::Outbox;
use crate::seat::Seat;
use crate::source::Sources;
use crate::topology::Direction;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::{Context, Poll};

impl<T: Message> Inbox<T> {
    /// Looks for more messages, where nothing else has to be looked at; or waits
    /// for the next turn.
    #[inline(never)]
    pub(crate) fn poll_more(&mut self, cx: &mut Context<'_>) -> Poll<Option<T>> {
        // Large messages are not to be moved about.
        let mut poll = Poll::Pending;
        if self.is_open(cx, &mut poll) || self.is_next_known(&mut poll) {
            return poll;
        }
        self.poll_aside(cx)
    }

    /// Whether it is known that nothing but a ring has to be looked at: then `poll`
    /// is what it gives.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn is_open(&mut self, cx: &Context<'_>, poll: &mut Poll<Option<T>>) -> bool {
        let (Sources::Link(receiver), Some(listener)) = (&mut self.sources, &self.listener) else {
            return false;
        };
        if !receiver.waits_again(cx) {
            let look = || listener.seat.spend_look();
            let Some(most) = receiver.is_open(cx).then(look).flatten() else {
                return false;
            };
            if let Some(message) = receiver.pop_open(most) {
                *poll = Poll::Ready(Some(message));
                return true;
            }
        }
        listener.note_own_wait(Direction::In);
        true
    }

    /// [`poll_more`](Self::poll_more) where it is not known that nothing else has to be
    /// looked at.
    #[cold]
    #[inline(never)]
    fn poll_aside(&mut self, cx: &mut Context<'_>) -> Poll<Option<T>> {
        let mut poll = Poll::Pending;
        if self.is_at_home(cx, &mut poll) {
            return poll;
        }
        self.poll_next(cx)
    }

    /// Whether it is known which of several linkages has the next message: then it is in
    /// `poll`.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn is_next_known(&mut self, poll: &mut Poll<Option<T>>) -> bool {
        if let Sources::Several(_, merge) = &mut self.sources
            && let Some(message) = merge.pop_known()
        {
            *poll = Poll::Ready(Some(message));
            return true;
        }
        false
    }

    /// Whether nothing but a ring has to be looked at, in a turn of the owner: then
    /// `poll` is what it gives.
    #[cold]
    #[inline(never)]
    fn is_at_home(&mut self, cx: &mut Context<'_>, poll: &mut Poll<Option<T>>) -> bool {
        let Some(listener) = &self.listener else {
            return false;
        };
        if matches!(self.sources, Sources::Nothing(_) | Sources::Told(..)) {
            return false;
        }
        let Some((home, most)) = listener.seat.goes_on(cx) else {
            return false;
        };
        let may = || !listener.seat.looks_each_time();
        match &mut self.sources {
            Sources::Nothing(_) | Sources::Told(..) => false,
            Sources::Link(receiver) => match receiver.pop_at_home(home, most, may) {
                Some(Some(message)) => {
                    *poll = Poll::Ready(Some(message));
                    true
                }
                Some(None) => {
                    listener.note_own_wait(Direction::In);
                    true
                }
                None if receiver.is_over() => {
                    self.catch_up();
                    *poll = Seat::poll_futile(cx).map(|()| None);
                    true
                }
                None => false,
            },
            Sources::Several(_, merge) => match merge.pop_next(home, most) {
                Some(message) => {
                    *poll = Poll::Ready(Some(message));
                    true
                }
                None => false,
            },
        }
    }

    /// [`poll_recv`](Self::poll_recv) of who waits for this inbox alone: to ask
    /// again after its end is futile.
    #[cold]
    #[inline(never)]
    pub(crate) fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<T>> {
        match self.poll_recv(cx) {
            Poll::Ready(None) => Seat::poll_futile(cx).map(|()| None),
            poll => poll,
        }
    }

    /// [`recv`](Self::recv) for those who write futures by hand.
    pub fn poll_recv(&mut self, cx: &mut Context<'_>) -> Poll<Option<T>> {
        let poll = self.poll_inbox(cx, false);
        if matches!(poll, Poll::Ready(None)) {
            self.catch_up();
        }
        poll
    }
}

/// What the derive asks for also where a message type is none: that is told once.
impl<T> Inbox<T> {
    /// [`poll_recv`](Self::poll_recv) for one inbox of several: a `control` at
    /// which only the framework may still say something holds nobody back.
    #[doc(hidden)]
    pub fn poll_event(&mut self, cx: &mut Context<'_>) -> Poll<Option<T>> {
        self.poll_inbox(cx, true)
    }

    #[inline]
    fn poll_inbox(&mut self, cx: &mut Context<'_>, quiet_is_finished: bool) -> Poll<Option<T>> {
        // What it is told is a message here: it may come after the look. At home
        // that wakes the component itself.
        if self.hears
            && let Some(listener) = &mut self.listener
            && !listener.seat.is_own(cx)
        {
            listener.listen(cx);
        }
        let owner = self.listener.as_ref().map(|listener| &listener.seat);
        let waker = || Seat::waker_for(cx);
        let here = Seat::here(owner, Some(cx), &waker);
        let home = owner.filter(|_| here.is_home());
        let budget = match home {
            Some(seat) => seat.poll_own_budget(cx),
            None => Seat::poll_budget(cx),
        };
        if budget.is_pending() {
            return Poll::Pending;
        }
        if owner.is_some_and(Seat::must_stop) {
            return Poll::Ready(None);
        }
        match self.sources.poll_pop(&here) {
            Ok(message) => {
                if let Some(seat) = owner {
                    seat.is_of_use();
                }
                return Poll::Ready(Some(message));
            }
            Err(Head::Finished) => return Poll::Ready(None),
            Err(Head::Quiet) if quiet_is_finished => return Poll::Ready(None),
            Err(_) => {}
        }
        if let Some(seat) = home {
            seat.note_own_wait(self.waits());
            return Poll::Pending;
        }
        if let Some(listener) = &mut self.listener {
            listener.listen(cx);
            if listener.seat.must_stop() {
                return Poll::Ready(None);
            }
        }
        Seat::note_wait(cx, self.waits().elsewhere());
        Poll::Pending
    }
}

impl<T: Message> Inbox<T> {
    /// [`recv`](Self::recv), which also gives `None` when nobody reads `outbox`.
    pub(crate) async fn recv_for<U: Message>(&mut self, outbox: &mut Outbox<U>) -> Option<T> {
        poll_fn(|cx| match pin!(self.recv()).poll(cx) {
            Poll::Pending if outbox.poll_closed(cx).is_ready() => Poll::Ready(None),
            poll => poll,
        })
        .await
    }

    /// Waits until a message is there (`true`) or none will come.
    pub(crate) fn poll_front(&mut self, cx: &Context<'_>) -> Poll<bool> {
        if let Some(listener) = &mut self.listener {
            listener.listen(cx);
        }
        if self.must_stop() {
            return Poll::Ready(false);
        }
        let owner = self.listener.as_ref().map(|listener| &listener.seat);
        let waker = || Seat::waker_for(cx);
        match self.sources.head(&Seat::here(owner, Some(cx), &waker)) {
            Head::Message(_) => Poll::Ready(true),
            Head::Finished => Poll::Ready(false),
            Head::Empty | Head::Quiet => Poll::Pending,
        }
    }
}
