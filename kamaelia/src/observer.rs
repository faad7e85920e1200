//! Looking at a graph while it runs: [`Observer`].

use crate::link::AnyLink;
use crate::scene::Scene;
use crate::seat::Seat;
use crate::state::{ComponentState, GraphState};
use crate::stuck::Stuck;
use crate::topology::{LinkCounts, Topology};
use crate::wiring::Wiring;
use std::fmt::{self, Debug, Formatter};
use std::sync::Arc;

/// Looks at a graph while it runs, from any thread, at any time; a look costs
/// the graph nothing.
///
/// [`Graph::observe`](crate::Graph::observe) and
/// [`Handle::observer`](crate::Handle::observer) give it. Clones look at the same
/// graph. After its end they still can.
///
/// ```
/// use kamaelia::prelude::*;
///
/// # futures::executor::block_on(async {
/// let (mut numbers, source) = feed::<u64>();
/// let (_results, sink) = collect::<u64>();
/// numbers.send_all(0..10).await?;
/// drop(numbers);
///
/// let graph = graphline! {
///     NUMBERS = source;
///     RESULTS = sink;
///     NUMBERS -> RESULTS;
/// };
/// let observer = graph.observe();
/// graph.run().await?;
///
/// assert_eq!(observer.counts()[0].unwrap().received, 10);
/// let states: Vec<_> = observer.states();
/// assert!(states[1].to_string().starts_with("RESULTS has ended, "));
/// # Outcome::Ok(())
/// # }).unwrap();
/// ```
#[derive(Clone)]
pub struct Observer(Arc<Observed>);

struct Observed {
    root: Seat,
    /// Seats know each other only as long as somebody has them.
    _members: Arc<[Seat]>,
    topology: Topology,
    links: Vec<Option<Arc<dyn AnyLink>>>,
}

impl Observer {
    pub(crate) fn new(wiring: &Wiring) -> Observer {
        Observer(Arc::new(Observed {
            root: wiring.root.clone(),
            _members: wiring.seats.clone(),
            topology: wiring.topology(),
            links: wiring.links.clone(),
        }))
    }

    pub(crate) fn root(&self) -> &Seat {
        &self.0.root
    }

    /// The graph as data.
    pub fn topology(&self) -> &Topology {
        &self.0.topology
    }

    /// How many messages each linkage has carried, in the order of
    /// [`Topology::linkages`]; `None` for a pass-through, which has no queue.
    pub fn counts(&self) -> Vec<Option<LinkCounts>> {
        let links = self.0.links.iter();
        links
            .map(|link| link.as_ref().map(|link| link.counts()))
            .collect()
    }

    /// What each component does just now: those of the graph in the order of
    /// [`Topology::components`], each followed by those of the graphs that it
    /// runs.
    ///
    /// Each is what it was at some moment of the look; a component that has
    /// been woken counts as running.
    pub fn states(&self) -> Vec<ComponentState> {
        Scene::of(&self.0.root).states()
    }

    /// What each graph has carried so far: this one, and those that its components run just
    /// now, each after the one it is inside of. Of those that have ended, the
    /// [`Report`](crate::Report) says it.
    ///
    /// ```
    /// use kamaelia::prelude::*;
    ///
    /// # futures::executor::block_on(async {
    /// let (mut numbers, source) = feed::<u64>();
    /// let (mut results, sink) = collect::<u64>();
    /// let graph = graphline! {
    ///     NUMBERS = source;
    ///     RESULTS = sink;
    ///     NUMBERS -> RESULTS;
    /// };
    /// let observer = graph.observe();
    /// let graph = graph.spawn();
    /// numbers.send(7).await?;
    /// results.recv().await;
    ///
    /// let graphs = observer.graphs();
    /// assert_eq!(graphs[0].components, ["NUMBERS", "RESULTS"]);
    /// let (linkage, counts) = &graphs[0].linkages[0];
    /// assert_eq!(linkage.to_string(), "NUMBERS.outbox -> RESULTS.inbox");
    /// assert_eq!(counts.unwrap().sent, 1);
    /// # drop(numbers);
    /// # graph.join().await
    /// # }).unwrap();
    /// ```
    pub fn graphs(&self) -> Vec<GraphState> {
        Scene::of(&self.0.root).graph_states()
    }

    /// The graphs that have waited only for themselves, this one and those inside
    /// it, in the order in which that came to be: the latest 100. Of those before
    /// them [`Report::stuck_before`](crate::Report::stuck_before) has the number.
    pub fn stuck(&self) -> Vec<Stuck> {
        self.0.root.stuck()
    }
}

impl Debug for Observer {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Observer").finish_non_exhaustive()
    }
}
