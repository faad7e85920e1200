//! [`Graph`]: linked components, ready to run.

use crate::driver::Driver;
use crate::link::AnyLink;
use crate::outcome::{Outcome, Stop};
use crate::seat::Seat;
use crate::shutdown::Shutdown;
use crate::topology::{LinkCounts, Topology};
use crate::wiring::Wiring;
use futures::channel::oneshot;
use std::fmt::{self, Debug, Formatter};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

/// Linked components, ready to run; [`graphline!`](crate::graphline) and
/// [`pipeline!`](crate::pipeline) make it.
///
/// Nothing runs before [`run`](Self::run) or [`spawn`](Self::spawn). The graph
/// has ended when the last of its components has.
#[must_use = "a graph does nothing until it is run"]
pub struct Graph<P> {
    wiring: Wiring,
    children: P,
}

/// The components of a graph: gives the one at an index a turn.
#[doc(hidden)]
pub trait Children: FnMut(usize, &mut Context<'_>) -> Poll<Outcome> {}

impl<P: FnMut(usize, &mut Context<'_>) -> Poll<Outcome>> Children for P {}

/// A [`Graph`] whose type says nothing about its components.
pub type BoxedGraph = Graph<Box<dyn FnMut(usize, &mut Context<'_>) -> Poll<Outcome> + Send>>;

impl<P: Children> Graph<P> {
    /// Puts the children to their wiring; written by the macros.
    #[doc(hidden)]
    pub fn new(wiring: Wiring, children: P) -> Graph<P> {
        Graph { wiring, children }
    }

    /// The graph as data.
    pub fn topology(&self) -> Topology {
        self.wiring.topology()
    }

    /// Runs the graph to its end.
    ///
    /// This is an ordinary future: any executor drives it, and dropping it ends
    /// every component. tokio is needed by `on task`, by timers and by I/O.
    ///
    /// # Errors
    ///
    /// The first fault of a component: see [`Fault`](crate::Fault).
    pub fn run(self) -> Run<P> {
        Run {
            driver: Driver::new(self.wiring),
            children: self.children,
        }
    }

    /// Runs the graph beside the caller: on the tokio runtime that it is called
    /// in, or else on a thread of its own.
    ///
    /// A graph that a component spawns is told to stop when the component ends.
    ///
    /// ```
    /// use kamaelia::prelude::*;
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// let (mut numbers, source) = feed::<u64>();
    /// let (mut results, sink) = collect::<u64>();
    /// let graph = pipeline![source, sink].spawn();
    ///
    /// numbers.send(7).await?;
    /// assert_eq!(results.recv().await, Some(7));
    /// drop(numbers);
    /// graph.join().await
    /// # }
    /// ```
    pub fn spawn(self) -> Handle
    where
        P: Send + Unpin + 'static,
    {
        let topology = self.topology();
        let links = self.wiring.links.clone();
        let run = self.run();
        let root = run.driver.root().clone();
        if let Some(parent) = Seat::current() {
            parent.contain(&root);
        }
        let (sender, outcome) = oneshot::channel();
        let work = async move {
            // The handle may be gone; the graph runs on all the same.
            let _ = sender.send(run.await);
        };
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(work);
        } else {
            std::thread::spawn(move || crate::program::block_on(work));
        }
        Handle {
            root,
            topology,
            links,
            outcome,
        }
    }

    /// The same graph without its components in its type, where recursion or
    /// build time asks for that.
    pub fn boxed(self) -> BoxedGraph
    where
        P: Send + 'static,
    {
        Graph {
            wiring: self.wiring,
            children: Box::new(self.children),
        }
    }
}

impl<P> Debug for Graph<P> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Debug::fmt(&self.wiring.topology(), f)
    }
}

/// The future of a running graph.
#[must_use = "a graph does nothing until its future is awaited"]
pub struct Run<P> {
    driver: Driver,
    children: P,
}

impl<P: Children + Unpin> Future for Run<P> {
    type Output = Outcome;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Outcome> {
        let Run { driver, children } = &mut *self;
        driver.poll(cx, children)
    }
}

/// A graph that was spawned.
///
/// Dropping the handle lets the graph run on.
pub struct Handle {
    root: Seat,
    topology: Topology,
    links: Vec<Option<Arc<dyn AnyLink>>>,
    outcome: oneshot::Receiver<Outcome>,
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
    /// runtime, or panicked.
    pub async fn join(self) -> Outcome {
        match self.outcome.await {
            Ok(outcome) => outcome,
            Err(oneshot::Canceled) => Err(Stop::fault("the graph was dropped before its end")),
        }
    }

    /// The graph as data.
    pub fn topology(&self) -> &Topology {
        &self.topology
    }

    /// How many messages each linkage has carried, in the order of
    /// [`Topology::linkages`]; `None` for a pass-through, which has no queue.
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
