//! [`Outbox`]: where a component's messages leave.

use crate::block::block_on;
use crate::link::Wait;
use crate::outcome::Closed;
use crate::outgoing::Outgoing;
use crate::seat::{Listener, Seat};
use crate::topology::LinkCounts;
use std::error::Error;
use std::fmt::{self, Debug, Display, Formatter};
use std::future::poll_fn;
use std::task::{Context, Poll};

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
    /// The component has to have it.
    is_required: bool,
}

impl<T> Outbox<T> {
    /// An outbox that leads nowhere yet: it drops what is sent on it.
    pub const fn unlinked() -> Outbox<T> {
        Outbox {
            out: Outgoing::Unlinked,
            listener: None,
            is_required: false,
        }
    }

    /// Sends a message, waiting for room.
    ///
    /// Dropping the future before it is done takes the message with it; use
    /// [`reserve`](Self::reserve) where that must not happen.
    ///
    /// # Errors
    ///
    /// [`Closed`] if the reader has ended or the component must stop. In a
    /// component `?` makes that a normal end.
    pub async fn send(&mut self, message: T) -> Result<(), Closed> {
        let slot = Slot(self);
        let mut message = Some(message);
        poll_fn(|cx| {
            slot.0
                .poll_out(cx, |out, wait| out.poll_push(&mut message, wait))
        })
        .await
    }

    /// Waits for room, and gives a slot that a message then fits in.
    ///
    /// Dropping the future, or the slot, gives the room back.
    ///
    /// # Errors
    ///
    /// As [`send`](Self::send).
    pub async fn reserve(&mut self) -> Result<Slot<'_, T>, Closed> {
        let slot = Slot(self);
        poll_fn(|cx| slot.0.poll_out(cx, Outgoing::poll_room)).await?;
        Ok(slot)
    }

    /// Sends a message if there is room for it now.
    ///
    /// # Errors
    ///
    /// [`TrySendError`], which gives the message back.
    pub fn try_send(&mut self, message: T) -> Result<(), TrySendError<T>> {
        if self.is_stopped() {
            return Err(TrySendError::Closed(message));
        }
        let mut held = Some(message);
        let poll = self.out.poll_push(&mut held, None);
        self.out.release();
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
    pub async fn send_all(&mut self, messages: impl IntoIterator<Item = T>) -> Result<(), Closed> {
        for message in messages {
            self.send(message).await?;
        }
        Ok(())
    }

    /// [`send`](Self::send) for a blocking component or a plain thread.
    ///
    /// # Errors
    ///
    /// As [`send`](Self::send).
    pub fn send_blocking(&mut self, message: T) -> Result<(), Closed> {
        let slot = Slot(self);
        let mut message = Some(message);
        block_on(false, |cx| {
            slot.0
                .poll_out(cx, |out, wait| out.poll_push(&mut message, wait))
        })
    }

    /// Whether the reader has ended or the component must stop: a send would
    /// give [`Closed`]. An outbox that is not linked is never closed.
    pub fn is_closed(&self) -> bool {
        self.is_stopped() || self.out.is_closed()
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
        if let Some(listener) = &mut self.listener {
            listener.listen(cx);
        }
        if self.is_stopped() || !self.out.watch_reader(&Seat::waker_for(cx)) {
            return Poll::Ready(());
        }
        Poll::Pending
    }

    /// Whether the outbox leads anywhere.
    pub fn is_linked(&self) -> bool {
        !matches!(self.out, Outgoing::Unlinked)
    }

    fn is_stopped(&self) -> bool {
        self.listener
            .as_ref()
            .is_some_and(|listener| listener.seat.must_not_send())
    }

    /// Gives [`Closed`]. To go on sending by an outbox that the component has to
    /// have is futile; by another one it is nobody's business.
    fn poll_refused(&self, cx: &mut Context<'_>) -> Poll<Result<(), Closed>> {
        if self.is_required {
            return Seat::poll_futile(cx).map(|()| Err(Closed));
        }
        Poll::Ready(Err(Closed))
    }

    /// Asks `poll` of where the messages go, unless the component must stop.
    fn poll_out(
        &mut self,
        cx: &mut Context<'_>,
        poll: impl FnOnce(&mut Outgoing<T>, Wait<'_>) -> Poll<Result<(), ()>>,
    ) -> Poll<Result<(), Closed>> {
        if Seat::poll_budget(cx).is_pending() {
            return Poll::Pending;
        }
        if self.is_stopped() {
            return self.poll_refused(cx);
        }
        match poll(&mut self.out, Some(&|| Seat::waker_for(cx))) {
            Poll::Ready(Err(())) => return self.poll_refused(cx),
            Poll::Ready(Ok(())) => {
                if let Some(listener) = &self.listener {
                    listener.seat.is_of_use();
                }
                return Poll::Ready(Ok(()));
            }
            Poll::Pending => {}
        }
        if let Some(listener) = &mut self.listener {
            listener.listen(cx);
            if listener.seat.must_not_send() {
                return Poll::Ready(Err(Closed));
            }
        }
        Seat::note_wait(cx, false);
        Poll::Pending
    }
}

/// Room for one message, kept by [`Outbox::reserve`].
#[must_use = "the room is given back when the slot is dropped"]
pub struct Slot<'a, T>(&'a mut Outbox<T>);

impl<T> Slot<'_, T> {
    /// Sends a message into the room; this neither waits nor fails. If the
    /// reader has ended since, the message is dropped.
    pub fn send(self, message: T) {
        self.0.out.push(message);
    }
}

impl<T> Drop for Slot<'_, T> {
    fn drop(&mut self) {
        self.0.out.release();
    }
}

impl<T> Debug for Slot<'_, T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Slot").finish_non_exhaustive()
    }
}

/// What graphs do with an outbox.
impl<T> Outbox<T> {
    pub(crate) fn from_outgoing(out: Outgoing<T>) -> Outbox<T> {
        Outbox {
            out,
            listener: None,
            is_required: false,
        }
    }

    /// Leads the outbox to `out`.
    pub(crate) fn attach(&mut self, out: Outgoing<T>) {
        self.out = out;
    }

    /// Sends a message whether there is room or not.
    pub(crate) fn send_last(&mut self, message: T) {
        self.out.push(message);
    }

    /// Where the outbox leads, for somebody else to send there.
    pub(crate) fn into_outgoing(mut self) -> Outgoing<T> {
        std::mem::replace(&mut self.out, Outgoing::Unlinked)
    }

    /// Where the outbox leads, for somebody else to send there as well.
    #[doc(hidden)]
    pub fn share_end(&self) -> Outgoing<T> {
        self.out.share()
    }

    /// Gives the outbox to the component that has this seat.
    pub fn seat(&mut self, seat: &Seat) {
        self.listener = Some(Listener::new(seat.clone()));
    }

    /// [`seat`](Self::seat) of an outbox that the component has to have: when
    /// nobody reads it, the component works for nobody.
    pub fn seat_required(&mut self, seat: &Seat) {
        self.out.watch(&mut |link| seat.has_outlet(link));
        self.is_required = true;
        self.seat(seat);
    }

    /// What the linkages that messages leave by have carried.
    pub(crate) fn counts(&self) -> LinkCounts {
        let mut counts = LinkCounts::default();
        self.out.watch(&mut |link| counts.add(link.counts()));
        counts
    }

    pub(crate) fn take(&mut self) -> Outbox<T> {
        std::mem::take(self)
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

/// Why [`Outbox::try_send`] did not send; it gives the message back.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum TrySendError<T> {
    /// There is no room now.
    Full(T),
    /// The reader has ended, or the component must stop.
    Closed(T),
}

impl<T> TrySendError<T> {
    /// The message that was not sent.
    pub fn into_message(self) -> T {
        match self {
            TrySendError::Full(message) | TrySendError::Closed(message) => message,
        }
    }
}

impl<T> Debug for TrySendError<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            TrySendError::Full(_) => "Full(..)",
            TrySendError::Closed(_) => "Closed(..)",
        })
    }
}

impl<T> Display for TrySendError<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            TrySendError::Full(_) => f.write_str("the linkage is full"),
            TrySendError::Closed(_) => Display::fmt(&Closed, f),
        }
    }
}

impl<T> Error for TrySendError<T> {}
