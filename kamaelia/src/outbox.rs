//! [`Outbox`]: where a component's messages leave.

mod ends;
mod errors;
mod slot;

use crate::block::block_on;
use crate::component::Message;
use crate::link::{Here, Watch};
use crate::live::{Exit, OutboxAddress};
use crate::outcome::Closed;
use crate::outgoing::{By, Outgoing, Several, know_room, push_copies};
use crate::seat::{Listener, Seat};
use crate::sending::{Reserving, Sending, SendingAll};
use crate::topology::Direction;
use std::fmt::{self, Debug, Formatter};
use std::future::{Future, poll_fn};
use std::task::{Context, Poll, Waker};

pub(crate) use ends::Shared;
pub use errors::TrySendError;
pub use slot::Slot;

/// Where a component's messages leave.
///
/// How long a sender waits is up to the [`Policy`](crate::Policy) of the
/// linkage. An outbox that is not linked drops what is sent on it.
///
/// ```
/// # futures::executor::block_on(async {
/// use kamaelia::{Policy, TrySendError, link};
///
/// let (mut outbox, mut inbox) = link(Policy::capacity(1));
/// outbox.send("one").await?;
/// assert_eq!(outbox.try_send("two"), Err(TrySendError::Full("two")));
///
/// assert_eq!(inbox.recv().await, Some("one"));
/// drop(inbox);
/// assert!(outbox.send("three").await.is_err());
/// # Ok::<(), kamaelia::Closed>(())
/// # }).unwrap();
/// ```
pub struct Outbox<T> {
    out: Outgoing<T>,
    listener: Option<Listener>,
}

impl<T> Outbox<T> {
    /// An outbox that leads nowhere yet: it drops what is sent on it.
    pub const fn unlinked() -> Outbox<T> {
        Outbox {
            out: Outgoing::unlinked(),
            listener: None,
        }
    }
}

impl<T: Message> Outbox<T> {
    /// Sends a message, waiting for room.
    ///
    /// Dropping the future before it is done takes the message with it; use
    /// [`reserve`](Self::reserve) where that must not happen.
    ///
    /// # Errors
    ///
    /// [`Closed`] if the reader has ended or the component must stop. In a
    /// component `?` makes that a normal end.
    #[inline]
    pub fn send(&mut self, message: T) -> impl Future<Output = Result<(), Closed>> + Send {
        Sending::new(self, message)
    }

    /// Waits for room, and gives a slot that a message then fits in.
    ///
    /// Dropping the future, or the slot, gives the room back.
    ///
    /// # Errors
    ///
    /// As [`send`](Self::send).
    pub fn reserve(&mut self) -> impl Future<Output = Result<Slot<'_, T>, Closed>> + Send {
        Reserving::new(self)
    }

    /// Sends a message if there is room for it now.
    ///
    /// # Errors
    ///
    /// [`TrySendError`], which gives the message back.
    pub fn try_send(&mut self, message: T) -> Result<(), TrySendError<T>> {
        let message = match self.send_known(message) {
            Ok(()) => return Ok(()),
            Err(message) => message,
        };
        if self.is_stopped() {
            return Err(TrySendError::Closed(message));
        }
        let mut held = Some(message);
        let poll = self.out_of(|out, here| {
            let poll = out.poll_push(&mut held, here);
            out.release(here);
            poll
        });
        match (poll, held) {
            (_, None) => Ok(()),
            (Poll::Pending, Some(message)) => Err(TrySendError::Full(message)),
            (Poll::Ready(_), Some(message)) => Err(TrySendError::Closed(message)),
        }
    }

    /// Sends every message of an iterator, in order, waiting for room.
    ///
    /// # Errors
    ///
    /// As [`send`](Self::send); what the iterator still held is dropped.
    #[inline]
    pub fn send_all<I>(&mut self, messages: I) -> impl Future<Output = Result<(), Closed>>
    where
        I: IntoIterator<Item = T>,
    {
        SendingAll::new(self, messages.into_iter())
    }

    /// [`send`](Self::send) for a blocking component or a plain thread.
    ///
    /// # Errors
    ///
    /// As [`send`](Self::send).
    pub fn send_blocking(&mut self, message: T) -> Result<(), Closed> {
        let waits = self.waits_here();
        let slot = Slot(self);
        let mut message = Some(message);
        block_on(waits, |cx| slot.0.poll_send(cx, &mut message))
    }

    /// Sends a message the short way: if it is known that there is room.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn send_known(&mut self, message: T) -> Result<(), T> {
        self.out.ring().push_known(message)
    }

    /// Sends messages the short way as long as it is known that there is room; `true`
    /// if there are no more.
    #[inline]
    pub(crate) fn send_all_known(&mut self, messages: &mut impl Iterator<Item = T>) -> bool {
        self.out.ring().push_all_known(messages)
    }

    /// Sends the message if there is room, where nothing else has to be looked at;
    /// or waits for the next turn.
    #[inline]
    pub(crate) fn poll_more(
        &mut self,
        cx: &mut Context<'_>,
        message: &mut Option<T>,
    ) -> Poll<Result<(), Closed>> {
        if let Outgoing::Link(sender) = &mut self.out
            && sender.is_open(cx)
            && let Some(listener) = &self.listener
            && let Some(most) = listener.seat.spend_look()
            && sender.push_open(message, most)
        {
            if message.is_none() {
                return Poll::Ready(Ok(()));
            }
            listener.note_own_wait(Direction::Out);
            return Poll::Pending;
        }
        self.poll_aside(cx, message)
    }

    /// [`poll_more`](Self::poll_more) along several linkages, or where it is not known
    /// that nothing else has to be looked at.
    #[cold]
    #[inline(never)]
    fn poll_aside(
        &mut self,
        cx: &mut Context<'_>,
        message: &mut Option<T>,
    ) -> Poll<Result<(), Closed>> {
        if let Outgoing::Several(Several { ways, copy, .. }) = &mut self.out
            && know_room(ways)
            && let Some(message) = message.take()
        {
            let owner = self.listener.as_ref().map(|listener| &listener.seat);
            let waker = || Waker::noop().clone();
            push_copies(ways, *copy, message, |way, message| {
                if let Err(message) = way.ring().push_known(message) {
                    way.push(message, &Seat::here(owner, None, &waker));
                }
            });
            return Poll::Ready(Ok(()));
        }
        self.poll_at_home(cx, message)
    }

    /// [`poll_more`](Self::poll_more), where it is not known that nothing else has to
    /// be looked at.
    #[cold]
    #[inline(never)]
    fn poll_at_home(
        &mut self,
        cx: &mut Context<'_>,
        message: &mut Option<T>,
    ) -> Poll<Result<(), Closed>> {
        if let Outgoing::Link(sender) = &mut self.out
            && let Some(listener) = &self.listener
            && let Some((home, most)) = listener.seat.goes_on(cx)
            && sender.push_at_home(message, home, most, || !listener.seat.looks_each_time())
        {
            return match message {
                None => Poll::Ready(Ok(())),
                Some(_) => {
                    listener.note_own_wait(Direction::Out);
                    Poll::Pending
                }
            };
        }
        self.poll_send(cx, message)
    }

    /// Sends the message, if there is one, and room; takes it then.
    #[cold]
    #[inline(never)]
    pub(crate) fn poll_send(
        &mut self,
        cx: &mut Context<'_>,
        message: &mut Option<T>,
    ) -> Poll<Result<(), Closed>> {
        self.poll_out(cx, |out, here| out.poll_push(message, here))
    }

    /// Waits until a send would give [`Closed`]: until the reader has ended or
    /// the component must stop.
    ///
    /// For a component that waits for something else meanwhile, and would not
    /// notice that nobody reads any more.
    pub async fn closed(&mut self) {
        poll_fn(|cx| self.poll_closed(cx)).await;
    }

    pub(crate) fn poll_closed(&mut self, cx: &Context<'_>) -> Poll<()> {
        let open = match &mut self.listener {
            Some(listener) => {
                listener.listen(cx);
                let seat = &listener.seat;
                self.out
                    .watch_reader(&Watch::Lasting(&|| seat.listeners_waker()))
            }
            None => self.out.watch_reader(&Watch::Once(cx.waker())),
        };
        if self.is_stopped() || !open {
            return Poll::Ready(());
        }
        Poll::Pending
    }

    /// Gives [`Closed`]. To go on sending by an outbox that the component has to
    /// have is futile; by another one it is nobody's business.
    fn poll_refused(&self, cx: &mut Context<'_>) -> Poll<Result<(), Closed>> {
        if self.is_required() {
            return Seat::poll_futile(cx).map(|()| Err(Closed));
        }
        Poll::Ready(Err(Closed))
    }

    /// Does something where the messages go, without a wait.
    fn out_of<R>(&mut self, act: impl FnOnce(&mut Outgoing<T>, &Here<'_>) -> R) -> R {
        let owner = self.listener.as_ref().map(|listener| &listener.seat);
        let waker = || Waker::noop().clone();
        act(&mut self.out, &Seat::here(owner, None, &waker))
    }

    /// Asks `poll` of where the messages go, unless the component must stop.
    #[inline]
    fn poll_out(
        &mut self,
        cx: &mut Context<'_>,
        poll: impl FnOnce(&mut Outgoing<T>, &Here<'_>) -> Poll<Result<(), ()>>,
    ) -> Poll<Result<(), Closed>> {
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
        if owner.is_some_and(Seat::must_not_send) {
            return self.poll_refused(cx);
        }
        match poll(&mut self.out, &here) {
            Poll::Ready(Ok(())) => {
                if let Some(seat) = owner {
                    seat.is_of_use();
                }
                return Poll::Ready(Ok(()));
            }
            Poll::Ready(Err(())) => return self.poll_refused(cx),
            Poll::Pending => {}
        }
        if let Some(seat) = home {
            seat.note_own_wait(self.waits());
            return Poll::Pending;
        }
        if let Some(listener) = &mut self.listener {
            listener.listen(cx);
            if listener.seat.must_not_send() {
                return Poll::Ready(Err(Closed));
            }
        }
        Seat::note_wait(cx, self.waits().elsewhere());
        Poll::Pending
    }
}

impl<T: Message> Outbox<T> {
    /// The address of the outbox: by it, it can be linked, cut and linked elsewhere
    /// while the graph runs. See [`OutboxAddress`].
    pub fn address(&mut self) -> OutboxAddress<T> {
        if let Outgoing::Live(By { way: exit, .. }) = &self.out {
            return exit.address();
        }
        let way = std::mem::replace(&mut self.out, Outgoing::unlinked());
        let mut exit = Box::new(Exit::new(way));
        if let Some(listener) = &mut self.listener {
            let holder = listener.set_strange();
            exit.seated(&listener.seat, holder);
            listener.seat.may_be_led_elsewhere();
        }
        let address = exit.address();
        self.out = Outgoing::Live(By::new(exit));
        address
    }
}

impl<T> Outbox<T> {
    /// Whether the reader has ended or the component must stop: a send would
    /// give [`Closed`]. An outbox that is not linked is never closed.
    pub fn is_closed(&self) -> bool {
        self.is_stopped() || self.out.is_closed()
    }

    /// Whether the outbox leads anywhere.
    pub fn is_linked(&self) -> bool {
        match &self.out {
            Outgoing::Unlinked(_) => false,
            Outgoing::Live(By { way: exit, .. }) => exit.is_linked(),
            _ => true,
        }
    }

    fn is_stopped(&self) -> bool {
        self.listener
            .as_ref()
            .is_some_and(|listener| listener.seat.must_not_send())
    }
}

impl<T> Default for Outbox<T> {
    fn default() -> Outbox<T> {
        Outbox::unlinked()
    }
}

impl<T> Debug for Outbox<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outbox")
            .field("linked", &self.is_linked())
            .finish_non_exhaustive()
    }
}
