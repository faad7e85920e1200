//! A graph that runs beside the caller: [`Handle`].

use crate::link::AnyLink;
use crate::outcome::{Outcome, Stop};
use crate::report::{Accounts, Report};
use crate::seat::Seat;
use crate::shutdown::Shutdown;
use crate::topology::{LinkCounts, Topology};
use futures::channel::oneshot;
use std::fmt::{self, Debug, Formatter};
use std::sync::Arc;

/// A graph that was spawned.
///
/// Dropping the handle lets the graph run on.
pub struct Handle {
    pub(crate) root: Seat,
    pub(crate) topology: Topology,
    pub(crate) links: Vec<Option<Arc<dyn AnyLink>>>,
    pub(crate) report: oneshot::Receiver<Report>,
}

impl Handle {
    /// Tells the graph to finish: its sources end, and what is on its way is
    /// still worked on.
    pub fn stop(&self) {
        self.root.tell(Shutdown::Finish);
    }

    /// Tells the graph how to end.
    pub fn shutdown(&self, shutdown: Shutdown) {
        self.root.tell(shutdown);
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
            Err(oneshot::Canceled) => Accounts::default().report(Err(Stop::fault(
                "the graph was dropped before its end: its runtime shut down",
            ))),
        }
    }

    /// The graph as data.
    pub fn topology(&self) -> &Topology {
        &self.topology
    }

    /// How many messages each linkage has carried, in the order of
    /// [`Topology::linkages`]; `None` for one that has no queue: a pass-through,
    /// or one between two transforms that run as one loop.
    pub fn counts(&self) -> Vec<Option<LinkCounts>> {
        self.links
            .iter()
            .map(|link| link.as_ref().map(|link| link.counts()))
            .collect()
    }
}

impl Debug for Handle {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handle").finish_non_exhaustive()
    }
}
