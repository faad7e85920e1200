//! Tasks for components: tokio's, those of a line, or those of a schedule of
//! `kamaelia::testing`.

use crate::outcome::{Outcome, Stop};
use crate::panicked;
use std::any::Any;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::task::JoinHandle;

/// A task that runs beside its maker. Dropping this lets it run on.
pub(crate) struct Task(Kind);

enum Kind {
    Tokio(JoinHandle<Outcome>),
    InLine(Arc<dyn Queued>),
    #[cfg(feature = "testing")]
    Scheduled(crate::testing::Joining),
}

/// A task whose turns come from a line.
pub(crate) trait Queued: Send + Sync {
    /// Waits for its end.
    fn poll_end(&self, cx: &mut Context<'_>) -> Poll<Result<Outcome, Lost>>;

    /// Ends it where it waits next.
    fn abort(&self);
}

/// Why a task gave no outcome.
pub(crate) enum Lost {
    Panicked(Box<dyn Any + Send>),
    /// It was aborted, or what ran it is gone.
    Dropped,
}

/// Why a task that nobody has ended is gone.
impl From<Lost> for Stop {
    fn from(lost: Lost) -> Stop {
        match lost {
            Lost::Panicked(panic) => panicked::fault(&*panic),
            Lost::Dropped => {
                Stop::fault("its task was dropped before its end: the runtime shuts down")
            }
        }
    }
}

/// Runs a future on a task of its own.
pub(crate) fn spawn(future: impl Future<Output = Outcome> + Send + 'static) -> Task {
    #[cfg(feature = "testing")]
    if crate::order::is_set() {
        return Task(Kind::Scheduled(crate::testing::spawn(Box::pin(future))));
    }
    Task(Kind::Tokio(tokio::spawn(future)))
}

impl Task {
    pub(crate) fn in_line(task: Arc<dyn Queued>) -> Task {
        Task(Kind::InLine(task))
    }

    /// Ends the task where it waits next.
    pub(crate) fn abort(&self) {
        match &self.0 {
            Kind::Tokio(task) => task.abort(),
            Kind::InLine(task) => task.abort(),
            #[cfg(feature = "testing")]
            Kind::Scheduled(task) => task.abort(),
        }
    }
}

impl Future for Task {
    type Output = Result<Outcome, Lost>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match &mut self.0 {
            Kind::InLine(task) => task.poll_end(cx),
            Kind::Tokio(task) => Pin::new(task)
                .poll(cx)
                .map_err(|error| error.try_into_panic().map_or(Lost::Dropped, Lost::Panicked)),
            #[cfg(feature = "testing")]
            Kind::Scheduled(task) => Pin::new(task).poll(cx),
        }
    }
}
