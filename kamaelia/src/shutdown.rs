//! Telling components to end: [`Shutdown`] and [`until_stopped`].

use crate::seat::{Listener, Seat};
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
    /// work on until their inboxes are drained.
    Finish,
    /// Stop at once: every wait ends, what is queued is not read.
    Now,
}

impl Shutdown {
    /// `Now` overrides an earlier `Finish`, never the reverse.
    pub(crate) const fn rank(self) -> u8 {
        match self {
            Shutdown::Finish => 1,
            Shutdown::Now => 2,
        }
    }

    pub(crate) const fn from_rank(rank: u8) -> Option<Shutdown> {
        match rank {
            0 => None,
            1 => Some(Shutdown::Finish),
            _ => Some(Shutdown::Now),
        }
    }
}

/// Waits for something that is no box, until the component is told to stop.
///
/// Gives `None` when the component has to end first: at once on
/// [`Shutdown::Now`], on [`Shutdown::Finish`] if none of its inboxes is
/// linked. The future is dropped then. Outside a graph nobody tells, and it
/// simply waits.
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
    let mut future = pin!(future);
    let mut listener = Seat::current().map(Listener::new);
    poll_fn(|cx| {
        if let Some(listener) = &mut listener {
            if listener.seat.must_not_produce() {
                return Poll::Ready(None);
            }
            listener.listen(cx);
            // It may have been told between the look and the listening.
            if listener.seat.must_not_produce() {
                return Poll::Ready(None);
            }
        }
        let poll = future.as_mut().poll(cx).map(Some);
        if poll.is_pending() {
            Seat::note_wait(cx, false);
        }
        poll
    })
    .await
}
