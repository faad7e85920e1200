//! Tasks for components: tokio's, or those of a schedule of
//! [`testing`](crate::testing).

use crate::outcome::Outcome;
use std::any::Any;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::task::JoinHandle;

/// A task that runs beside its maker. Dropping this lets it run on.
pub(crate) struct Task(JoinHandle<Outcome>);

/// Why a task gave no outcome.
pub(crate) enum Lost {
    Panicked(Box<dyn Any + Send>),
    /// It was aborted, or its runtime shut down.
    Dropped,
}

/// Runs a future on a task of its own.
pub(crate) fn spawn(future: impl Future<Output = Outcome> + Send + 'static) -> Task {
    Task(tokio::spawn(future))
}

impl Task {
    /// Ends the task where it waits next.
    pub(crate) fn abort(&self) {
        self.0.abort();
    }
}

impl Future for Task {
    type Output = Result<Outcome, Lost>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0)
            .poll(cx)
            .map_err(|error| error.try_into_panic().map_or(Lost::Dropped, Lost::Panicked))
    }
}
