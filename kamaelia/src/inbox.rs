//! [`Inbox`]: where a component's messages arrive.

mod ends;
mod errors;
mod polls;

use crate::block::block_on;
use crate::component::Message;
use crate::link::Head;
use crate::live::{Entrance, InboxAddress};
use crate::receiving::Receiving;
use crate::seat::{Listener, Seat, Waits};
use crate::source::{Source, Sources};
use crate::timer::Timer;
use std::fmt::{self, Debug, Formatter};
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

pub use errors::{TimedOut, TryRecvError};

/// Where a component's messages arrive.
///
/// Messages of one sender arrive in the order they were sent; those of several
/// senders in one fused graph in the order of the sends. When every sender has
/// ended, the inbox gives what still waits and then `None`.
///
/// ```
/// # futures::executor::block_on(async {
/// use kamaelia::{Policy, link};
///
/// let (mut outbox, mut inbox) = link::<&str>(Policy::default());
/// outbox.send("hello").await?;
/// drop(outbox);
///
/// assert_eq!(inbox.recv().await, Some("hello"));
/// assert_eq!(inbox.recv().await, None);
/// # Ok::<(), kamaelia::Closed>(())
/// # }).unwrap();
/// ```
pub struct Inbox<T> {
    pub(crate) sources: Sources<T>,
    listener: Option<Listener>,
    /// A `control`, at which the component hears what it is told.
    hears: bool,
    /// Whose turn it is first, when a component waits for several boxes.
    turn: u32,
}

impl<T> Inbox<T> {
    /// An inbox that nothing leads to yet: it gives `None`.
    pub const fn unlinked() -> Inbox<T> {
        Inbox {
            sources: Sources::nothing(),
            listener: None,
            hears: false,
            turn: 0,
        }
    }

    /// Whether no message waits and none will come.
    pub fn is_closed(&self) -> bool {
        let finished = self.must_stop() || self.sources.is_finished();
        if finished {
            self.catch_up();
        }
        finished
    }

    /// Whether anything leads here.
    pub fn is_linked(&self) -> bool {
        self.sources.is_linked()
    }

    fn must_stop(&self) -> bool {
        self.listener
            .as_ref()
            .is_some_and(|listener| listener.seat.must_stop())
    }

    /// At the end of the inbox: its senders may have ended because they were
    /// told to stop now, and then so was this component.
    fn catch_up(&self) {
        if let Some(listener) = &self.listener {
            listener.seat.catch_up();
        }
    }
}

impl<T: Message> Inbox<T> {
    /// Waits for the next message; `None` when all senders have ended and
    /// everything they sent was read, or when the component must stop.
    ///
    /// Dropping the future loses nothing.
    #[inline]
    pub fn recv(&mut self) -> impl Future<Output = Option<T>> + Send {
        Receiving(self)
    }

    /// Takes the next message if there is one.
    ///
    /// # Errors
    ///
    /// [`TryRecvError::Empty`] if none waits, [`TryRecvError::Closed`] if none
    /// will come.
    #[inline]
    pub fn try_recv(&mut self) -> Result<T, TryRecvError> {
        match self.recv_known() {
            Some(message) => Ok(message),
            None => self.try_recv_unknown(),
        }
    }

    fn try_recv_unknown(&mut self) -> Result<T, TryRecvError> {
        if self.must_stop() {
            return Err(TryRecvError::Closed);
        }
        let owner = self.listener.as_ref().map(|listener| &listener.seat);
        let waker = || Waker::noop().clone();
        match self.sources.poll_pop(&Seat::here(owner, None, &waker)) {
            Ok(message) => Ok(message),
            Err(Head::Finished) => {
                self.catch_up();
                Err(TryRecvError::Closed)
            }
            Err(_) => Err(TryRecvError::Empty),
        }
    }

    /// Takes the next message the short way: if it is known that there is one.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn recv_known(&mut self) -> Option<T> {
        self.sources.ring().pop_known()
    }

    /// Waits for the next message, but not for longer than `limit`.
    ///
    /// The time is that of tokio's clock where there is a tokio runtime, which
    /// then needs its timers enabled.
    ///
    /// # Errors
    ///
    /// [`TimedOut`] if no message came in time. `Ok(None)` is the end, as in
    /// [`recv`](Self::recv).
    pub async fn recv_timeout(&mut self, limit: Duration) -> Result<Option<T>, TimedOut> {
        let mut timer = Timer::after(limit);
        poll_fn(|cx| self.poll_timeout(cx, &mut timer, limit)).await
    }

    fn poll_timeout(
        &mut self,
        cx: &mut Context<'_>,
        timer: &mut Timer,
        limit: Duration,
    ) -> Poll<Result<Option<T>, TimedOut>> {
        if let Poll::Ready(received) = self.poll_next(cx) {
            return Poll::Ready(Ok(received));
        }
        let late = Pin::new(timer).poll(cx);
        Seat::note_wait(cx, Waits::FOR_SOMETHING_ELSE);
        late.map(|()| Err(TimedOut(limit)))
    }

    /// Waits for a message, then takes all that wait, up to `limit`, and puts
    /// them at the end of `messages`. Gives their number; 0 is the end.
    pub fn recv_many(
        &mut self,
        messages: &mut Vec<T>,
        limit: usize,
    ) -> impl Future<Output = usize> + Send {
        poll_fn(move |cx| {
            if let Sources::Link(receiver) = &mut self.sources
                && let Some(listener) = &self.listener
                && let Some((home, _)) = listener.seat.goes_on(cx)
            {
                let received = receiver.pop_many_at_home(home, messages, limit.max(1));
                if received > 0 {
                    return Poll::Ready(received);
                }
            }
            let Poll::Ready(first) = self.poll_more(cx) else {
                return Poll::Pending;
            };
            let before = messages.len();
            messages.extend(first);
            while messages.len() > before && messages.len() - before < limit {
                let Ok(message) = self.try_recv() else { break };
                messages.push(message);
            }
            Poll::Ready(messages.len() - before)
        })
    }

    /// [`recv`](Self::recv) for a blocking component or a plain thread.
    pub fn recv_blocking(&mut self) -> Option<T> {
        block_on(self.waits_here(), |cx| self.poll_recv(cx))
    }

    /// [`recv_timeout`](Self::recv_timeout) for a blocking component or a plain
    /// thread.
    ///
    /// # Errors
    ///
    /// As [`recv_timeout`](Self::recv_timeout).
    pub fn recv_timeout_blocking(&mut self, limit: Duration) -> Result<Option<T>, TimedOut> {
        let mut timer = Timer::after(limit);
        block_on(Waits::FOR_SOMETHING_ELSE, |cx| {
            self.poll_timeout(cx, &mut timer, limit)
        })
    }
}

impl<T: Message> Inbox<T> {
    /// The address of the inbox: linkages can be led here by it while the graph runs,
    /// besides those that the graph has. See [`InboxAddress`].
    ///
    /// ```
    /// # futures::executor::block_on(async {
    /// let mut inbox = kamaelia::Inbox::unlinked();
    /// let address = inbox.address();
    /// let mut outbox = address.outbox()?;
    /// outbox.send(7).await?;
    /// assert_eq!(inbox.recv().await, Some(7));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// # }).unwrap();
    /// ```
    pub fn address(&mut self) -> InboxAddress<T> {
        if let Some(entrance) = self.sources.entrance() {
            return entrance.address();
        }
        let mut entrance = Box::new(Entrance::new());
        if let Some(listener) = &mut self.listener {
            let holder = listener.set_strange();
            entrance.seated(&listener.seat, holder);
            listener.seat.has_input();
        }
        let address = entrance.address();
        self.sources.add(Source::Live(entrance));
        address
    }

    /// The [`address`](Self::address) of an inbox that the component has besides those
    /// that it declares, and calls so.
    pub(crate) fn address_as(&mut self, name: &str) -> InboxAddress<T> {
        let address = self.address();
        if let Some(entrance) = self.sources.entrance() {
            entrance.rename(name);
        }
        address
    }

    /// Takes nothing new; what waits can still be read.
    pub(crate) fn refuse(&self) {
        self.sources.refuse();
    }
}

impl<T> Default for Inbox<T> {
    fn default() -> Inbox<T> {
        Inbox::unlinked()
    }
}

impl<T> Debug for Inbox<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inbox")
            .field("linkages", &self.sources.len())
            .finish_non_exhaustive()
    }
}
