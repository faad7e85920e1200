//! A graph that runs beside the caller: [`Handle`].

use crate::block::block_on;
use crate::observer::Observer;
use crate::outcome::{Outcome, Stop};
use crate::report::{Accounts, Report};
use crate::seat::Waits;
use crate::shutdown::Shutdown;
use crate::state::ComponentState;
use crate::topology::{LinkCounts, Topology};
use futures::channel::oneshot;
use std::fmt::{self, Debug, Formatter};
use std::pin::pin;

/// A graph that was spawned.
///
/// Dropping the handle lets the graph run on. It ends with its runtime, and with
/// the program: a `main` that returns waits for no graph.
pub struct Handle {
    pub(crate) observer: Observer,
    pub(crate) report: oneshot::Receiver<Report>,
}

impl Handle {
    /// Of a graph that could not be started.
    pub(crate) fn failed(observer: Observer, stop: Stop) -> Handle {
        let (sender, report) = oneshot::channel();
        let _ = sender.send(Accounts::default().report(Err(stop), observer.root()));
        Handle { observer, report }
    }

    /// Tells the graph to finish ([`Shutdown::Finish`]): its sources end, and what
    /// is on its way is still worked on. [`shutdown`](Self::shutdown) says how.
    pub fn stop(&self) {
        self.observer.root().tell(Shutdown::Finish);
    }

    /// Tells the graph how to end: [`stop`](Self::stop) is `Shutdown::Finish`, and
    /// `Shutdown::Now` overrides it.
    pub fn shutdown(&self, shutdown: Shutdown) {
        self.observer.root().tell(shutdown);
    }

    /// Waits for the graph's end.
    ///
    /// # Errors
    ///
    /// The first fault of a component, or that the graph was dropped with its
    /// runtime.
    pub async fn join(self) -> Outcome {
        self.report().await.outcome
    }

    /// Waits for the graph's end, and gives all that became of it.
    pub async fn report(self) -> Report {
        match self.report.await {
            Ok(report) => report,
            // Its books were closed when it was dropped.
            Err(oneshot::Canceled) => {
                let fault = "the graph was dropped before its end: its runtime shut down";
                Accounts::default().report(Err(Stop::fault(fault)), self.observer.root())
            }
        }
    }

    /// [`join`](Self::join) for a blocking component or a plain thread.
    ///
    /// # Errors
    ///
    /// As [`join`](Self::join).
    pub fn join_blocking(self) -> Outcome {
        self.report_blocking().outcome
    }

    /// [`report`](Self::report) for a blocking component or a plain thread.
    pub fn report_blocking(self) -> Report {
        let mut report = pin!(self.report());
        block_on(Waits::FOR_SOMETHING_ELSE, |cx| report.as_mut().poll(cx))
    }

    /// The graph as data.
    pub fn topology(&self) -> &Topology {
        self.observer.topology()
    }

    /// How many messages each linkage has carried, in the order of
    /// [`Topology::linkages`]; `None` for one that has no queue: a pass-through,
    /// or one between two transforms that run as one loop.
    pub fn counts(&self) -> Vec<Option<LinkCounts>> {
        self.observer.counts()
    }

    /// What each component does just now: see [`Observer::states`].
    pub fn states(&self) -> Vec<ComponentState> {
        self.observer.states()
    }

    /// For who looks at the graph and has nothing else to do with it.
    pub fn observer(&self) -> Observer {
        self.observer.clone()
    }
}

impl Debug for Handle {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handle").finish_non_exhaustive()
    }
}
