//! [`Graph`]: linked components, ready to run.

use crate::children::{Away, BoxedChildren, Children, Family, Gather, Leave};
use crate::driver::Driver;
use crate::handle::Handle;
use crate::observer::Observer;
use crate::outcome::Outcome;
use crate::raw::near;
use crate::report::{Accounts, Report};
use crate::seat::Seat;
use crate::topology::Topology;
use crate::wiring::Wiring;
use futures::channel::oneshot;
use std::fmt::{self, Debug, Formatter};
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

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

/// A [`Graph`] whose type says nothing about its components.
pub type BoxedGraph = Graph<BoxedChildren>;

impl<G: Gather> Graph<Family<G>> {
    /// Puts the children to their wiring; written by the macros.
    #[doc(hidden)]
    pub fn new(wiring: Wiring, children: G) -> Self {
        Graph::of(wiring, Family::new(children))
    }
}

impl<P: Children> Graph<P> {
    pub(crate) fn of(wiring: Wiring, children: P) -> Graph<P> {
        Graph { wiring, children }
    }

    /// The seat of the graph itself.
    pub(crate) fn root(&self) -> &Seat {
        &self.wiring.root
    }

    /// The graph as data.
    pub fn topology(&self) -> Topology {
        self.wiring.topology()
    }

    /// For who looks at the graph while it runs: what its linkages have carried,
    /// and what its components do.
    pub fn observe(&self) -> Observer {
        Observer::new(&self.wiring)
    }

    /// Sets how long the components may take to end after the graph was told
    /// to: 5 seconds, if not said otherwise.
    ///
    /// Shortly before it is over, who was told to finish is told to stop now.
    /// Who does not end then is dropped, or, on a thread, abandoned; that is a
    /// fault which names it. Graphs inside have the same grace time, unless they
    /// set their own. Whoever sets it last has set it.
    ///
    /// ```
    /// use kamaelia::prelude::*;
    /// use std::time::Duration;
    ///
    /// /// Does not listen to anybody.
    /// #[derive(Component)]
    /// struct Deaf {}
    ///
    /// impl Main for Deaf {
    ///     async fn main(self) -> Outcome {
    ///         std::future::pending().await
    ///     }
    /// }
    ///
    /// # futures::executor::block_on(async {
    /// let graph = graphline! { DEAF = Deaf::new(); };
    /// let graph = graph.grace(Duration::from_millis(50)).spawn();
    /// graph.stop();
    ///
    /// let fault = graph.join().await.unwrap_err().to_string();
    /// assert!(fault.starts_with("`DEAF`"));
    /// assert!(fault.ends_with(
    ///     "did not end within the grace time of 50ms after it was told to, and was dropped"
    /// ));
    /// # });
    /// ```
    pub fn grace(self, grace: Duration) -> Graph<P> {
        self.wiring.root.set_grace(grace);
        self
    }

    /// Sets the seed of everything that the components of this graph, and of
    /// those inside it, leave to chance: see [`random`](crate::random()).
    pub fn seed(self, seed: u64) -> Graph<P> {
        self.wiring.root.set_seed(seed);
        self
    }

    /// Spreads the graph over the workers of the tokio runtime that it runs in:
    /// every component that is not placed otherwise gets a task of its own, as if
    /// `on task` stood at each.
    ///
    /// Then components work at the same time, and each linkage between them leads
    /// from one thread to another, which costs a message several times what it costs
    /// in one future: it pays where the work on a message is much more than that. Of
    /// what a component runs inside, nothing changes: a composite is one future, on
    /// its task, and transforms that are one loop stay one.
    ///
    /// A graph with a `#[component(local)]`, or one that borrows, stays on its thread:
    /// the compiler says so.
    ///
    /// ```
    /// use kamaelia::prelude::*;
    /// use kamaelia::Topology;
    ///
    /// /// Takes its time with every number.
    /// #[derive(Component)]
    /// struct Factors {
    ///     #[inbox]
    ///     inbox: Inbox<u64>,
    ///     #[outbox]
    ///     outbox: Outbox<Vec<u64>>,
    /// }
    ///
    /// impl Main for Factors {
    ///     async fn main(mut self) -> Outcome {
    ///         while let Some(number) = self.inbox.recv().await {
    ///             let divides = |divisor: &u64| number.is_multiple_of(*divisor);
    ///             self.outbox.send((1..=number).filter(divides).collect()).await?;
    ///         }
    ///         Ok(())
    ///     }
    /// }
    ///
    /// # #[tokio::main(flavor = "multi_thread", worker_threads = 2)] async fn main() -> Outcome {
    /// let (mut numbers, source) = feed::<u64>();
    /// let (mut factors, sink) = collect::<usize>();
    /// let graph = graphline! {
    ///     NUMBERS = source;
    ///     FACTORS = Factors::new();
    ///     COUNTS  = sink;
    ///     NUMBERS -> FACTORS;
    ///     FACTORS.outbox -> COUNTS.inbox via |factors: Vec<u64>| factors.len();
    /// };
    /// let graph = graph.spread().spawn();
    ///
    /// numbers.send(12).await?;
    /// assert_eq!(factors.recv().await, Some(6));
    /// drop(numbers);
    /// graph.join().await
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Without a tokio runtime, [`run`](Self::run) gives a fault that says so.
    pub fn spread(mut self) -> BoxedGraph
    where
        P: Leave,
    {
        self.wiring.spread();
        let children = Away::all(&self.wiring, self.children);
        Graph::of(self.wiring, Box::new(children))
    }

    /// Runs the graph to its end.
    ///
    /// This is an ordinary future: any executor drives it, and dropping it ends
    /// every component. tokio is needed by `on task`, by [`spread`](Self::spread), by
    /// timers and by I/O; where there is a runtime, grace times are on its clock, so it needs its timers
    /// enabled.
    ///
    /// # Errors
    ///
    /// The first fault of a component: see [`Fault`](crate::Fault). Everybody
    /// else is told to stop, and has ended when this is ready.
    pub fn run(self) -> Run<P> {
        Run {
            children: Some(self.children),
            driver: Driver::new(self.wiring),
        }
    }

    /// Runs the graph beside the caller: on the tokio runtime that it is called
    /// in, or else on a thread of its own.
    ///
    /// That thread has a runtime of its own, so timers, I/O and `on task` work
    /// there as well; all of its tasks share the thread.
    /// [`spawn_on`](Self::spawn_on) names a runtime.
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
        let observer = self.observe();
        let run = self.run();
        if let Some(parent) = Seat::current() {
            parent.contain(observer.root());
        }
        let (sender, report) = oneshot::channel();
        let work = async move {
            // The handle may be gone; the graph runs on all the same.
            let _ = sender.send(run.reported().await);
            Ok(())
        };
        if tokio::runtime::Handle::try_current().is_ok() {
            crate::task::spawn(work);
        } else if let Err(stop) = crate::program::run_beside(work) {
            return Handle::failed(observer, stop);
        }
        Handle { observer, report }
    }

    /// [`spawn`](Self::spawn) on a runtime, from any thread.
    ///
    /// ```
    /// use kamaelia::prelude::*;
    ///
    /// # fn main() -> Outcome {
    /// let runtime = tokio::runtime::Runtime::new()?;
    /// let (mut numbers, source) = feed::<u64>();
    /// let (mut results, sink) = collect::<u64>();
    /// let graph = pipeline![source, sink].spawn_on(runtime.handle());
    ///
    /// numbers.send_blocking(7)?;
    /// assert_eq!(results.recv_blocking(), Some(7));
    /// drop(numbers);
    /// graph.join_blocking()
    /// # }
    /// ```
    pub fn spawn_on(self, runtime: &tokio::runtime::Handle) -> Handle
    where
        P: Send + Unpin + 'static,
    {
        let _runtime = runtime.enter();
        self.spawn()
    }

    /// The same graph without its components in its type, where recursion or
    /// build time asks for that.
    pub fn boxed(self) -> BoxedGraph
    where
        P: Leave + Send + 'static,
    {
        Graph::of(self.wiring, Box::new(self.children))
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
    // Gone before the driver, which then closes the books.
    children: Option<P>,
    driver: Driver,
}

impl<P: Children + Unpin> Run<P> {
    /// The same future, which gives all that became of the graph.
    pub fn reported(self) -> Reported<P> {
        Reported(self)
    }

    /// The seat of the graph itself.
    pub(crate) fn root(&self) -> &Seat {
        self.driver.root()
    }

    /// Comes to be inside the component whose turn it is, wherever it will run.
    pub(crate) fn take_place(&mut self) {
        self.driver.take_place();
    }

    /// It is polled next, and was at rest: see [`near`].
    pub(crate) fn come_near(&self) {
        if self.driver.members() > near::MEMBERS {
            return;
        }
        near::fetch(self);
        let Run { children, driver } = self;
        driver.come_near();
        if let Some(children) = children {
            children.come_near();
        }
    }

    /// Is ready when all components are gone.
    fn poll_end(&mut self, cx: &mut Context<'_>, is_reported: bool) -> Poll<Accounts> {
        let Run { children, driver } = self;
        if let Some(children) = children
            && driver.poll(cx, children).is_pending()
        {
            return Poll::Pending;
        }
        *children = None;
        Poll::Ready(driver.close(is_reported))
    }
}

impl<P: Children + Unpin> Future for Run<P> {
    type Output = Outcome;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Outcome> {
        self.poll_end(cx, false).map(|_| self.driver.outcome())
    }
}

/// The future of a running graph that gives a [`Report`].
#[must_use = "a graph does nothing until its future is awaited"]
pub struct Reported<P>(Run<P>);

impl<P: Children + Unpin> Future for Reported<P> {
    type Output = Report;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Report> {
        let Poll::Ready(accounts) = self.0.poll_end(cx, true) else {
            return Poll::Pending;
        };
        let outcome = self.0.driver.outcome();
        Poll::Ready(accounts.report(outcome, self.0.driver.root()))
    }
}
