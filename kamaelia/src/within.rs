//! Work of a component that others poll: [`within`].

use crate::seat::Seat;
use std::fmt::{self, Debug, Formatter};
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

/// Makes a future a part of the component that calls this, wherever it is polled
/// then: on a task of its own, say.
///
/// A graph that runs in it is inside the component: what the component is told
/// reaches it, it has the component's grace time, and its path begins with the
/// component's. Nothing else holds the two together. The component has to keep hold
/// of the task, and to end it with itself; a `JoinSet` of tokio does both.
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia::within;
/// use tokio::task::JoinSet;
///
/// /// Runs a graph of its own for each name, on as many cores as there are.
/// #[derive(Component)]
/// struct Greeters {
///     #[inbox]
///     inbox: Inbox<String>,
/// }
///
/// impl Main for Greeters {
///     async fn main(mut self) -> Outcome {
///         let mut graphs = JoinSet::new();
///         while let Some(name) = self.inbox.recv().await {
///             let (mut names, source) = feed();
///             let (_greetings, sink) = collect::<String>();
///             names.send(name).await?;
///             graphs.spawn(within(pipeline![source, sink].run()));
///         }
///         while let Some(ended) = graphs.join_next().await {
///             ended??;
///         }
///         Ok(())
///     }
/// }
/// ```
pub fn within<F: Future>(future: F) -> Within<F> {
    Within {
        seat: Seat::current(),
        future: Box::pin(future),
    }
}

/// What [`within`] gives.
#[must_use = "a future does nothing until it is awaited"]
pub struct Within<F> {
    seat: Option<Seat>,
    future: Pin<Box<F>>,
}

impl<F: Future> Future for Within<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let Within { seat, future } = &mut *self;
        match seat {
            Some(seat) => seat.work_elsewhere(|| future.as_mut().poll(cx)),
            None => future.as_mut().poll(cx),
        }
    }
}

impl<F> Debug for Within<F> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Within").finish_non_exhaustive()
    }
}
