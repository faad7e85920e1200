//! Telling components to end: [`Shutdown`] and [`until_stopped`].

use crate::seat::{Listener, Seat, Spot, Waits};
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

/// How a graph, or a component, is told to end.
///
/// It travels by itself: a graph that is told tells everything inside it. It
/// is also what the boxes `control` and `signal` carry, which every component
/// has whether it declares them or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shutdown {
    /// Make nothing new: components without a linked inbox end, the others
    /// work on until their inboxes are drained. Who declares `control` hears of
    /// it there, and sees to it itself.
    Finish,
    /// Stop at once: every wait ends, what is queued is not read.
    Now,
}

/// Waits for something that is no box, until the component is told to stop.
///
/// Gives `None` when the component has to end first: at once on
/// [`Shutdown::Now`]; if none of its inboxes is linked, also on
/// [`Shutdown::Finish`], and when the readers of all outboxes that it has to
/// have linked have ended. The future is dropped then. Outside a graph nobody
/// tells, and it simply waits.
///
/// ```
/// use kamaelia::prelude::*;
/// use std::time::Duration;
///
/// /// Sends the number of seconds that have passed.
/// #[derive(Component)]
/// struct Seconds {
///     #[outbox]
///     outbox: Outbox<u64>,
/// }
///
/// impl Main for Seconds {
///     async fn main(mut self) -> Outcome {
///         let mut clock = tokio::time::interval(Duration::from_secs(1));
///         let mut seconds = 0;
///         while until_stopped(clock.tick()).await.is_some() {
///             self.outbox.send(seconds).await?;
///             seconds += 1;
///         }
///         Ok(())
///     }
/// }
/// ```
pub async fn until_stopped<F: Future>(future: F) -> Option<F::Output> {
    until(future, |seat| {
        seat.must_not_produce() || seat.nobody_listens()
    })
    .await
}

/// Waits for the rest of something that was begun, also when the component was
/// told to finish: only [`Shutdown::Now`] gives `None`.
///
/// A source that was told to finish makes nothing new, so its `send` gives
/// [`Closed`](crate::Closed). One that declares `control` sees to that itself: it
/// may still send what it has begun, and ends when that is done.
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia::finishing;
/// # async fn first_half() -> u64 { 1 }
/// # async fn other_half() -> u64 { 2 }
///
/// /// Sends pairs, and no half of one.
/// #[derive(Component)]
/// struct Pairs {
///     #[inbox(optional)]
///     control: Inbox<Shutdown>,
///     #[outbox]
///     outbox: Outbox<u64>,
/// }
///
/// impl Main for Pairs {
///     async fn main(mut self) -> Outcome {
///         while let Some(half) = until_stopped(first_half()).await {
///             self.outbox.send(half).await?;
///             match finishing(other_half()).await {
///                 Some(half) => self.outbox.send(half).await?,
///                 None => return Ok(()),
///             }
///         }
///         Ok(())
///     }
/// }
/// ```
pub async fn finishing<F: Future>(future: F) -> Option<F::Output> {
    until(future, Seat::must_stop).await
}

/// Waits for `future`, or until `over` says that the component is not to wait.
async fn until<F: Future>(future: F, over: impl Fn(&Seat) -> bool) -> Option<F::Output> {
    let mut future = pin!(future);
    let mut listener = Seat::current().map(|seat| Listener::new(seat, Spot::STRANGE));
    poll_fn(|cx| {
        if let Some(listener) = &mut listener {
            // It may be told between the look and the listening.
            if listener.seat.must_stop() {
                return Poll::Ready(None);
            }
            listener.listen(cx);
            if over(&listener.seat) {
                return Poll::Ready(None);
            }
        }
        let poll = future.as_mut().poll(cx).map(Some);
        if poll.is_pending() {
            Seat::note_wait(cx, Waits::FOR_SOMETHING_ELSE);
        }
        poll
    })
    .await
}
