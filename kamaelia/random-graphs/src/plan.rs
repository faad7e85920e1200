//! What the generator knows of a graph that it wrote: [`Plan`].

use crate::parcel::At;
use kamaelia::Policy;

/// What the generator knows of one graph.
#[derive(Debug)]
pub struct Plan {
    /// The number of the graph.
    pub number: usize,
    /// The components that are no composites, at any depth, by their numbers.
    pub parts: &'static [PartPlan],
    /// Every linkage with a queue, of the graph and of those inside it.
    pub linkages: &'static [LinkagePlan],
    /// From which outbox parcels come to which inbox.
    pub routes: &'static [Route],
    /// A part tells another to finish, so that a source may end early.
    pub tells: bool,
}

/// A component that is no composite.
#[derive(Debug)]
pub struct PartPlan {
    /// Its path from the outermost graph, such as `N2/N0`.
    pub path: &'static str,
    /// The name of its type.
    pub kind: &'static str,
    /// It makes its parcels itself.
    pub source: bool,
    /// It reads a few parcels and has enough.
    pub early: bool,
    /// It does not end when it is told.
    pub stubborn: bool,
    /// It, or a composite around it, runs on a thread of its own.
    pub on_thread: bool,
}

/// A linkage with a queue.
#[derive(Debug)]
pub struct LinkagePlan {
    /// The composite that runs its graph; empty for the graph itself.
    pub path: &'static str,
    /// The ends as a report names them: `N1.outbox -> N2.inbox`.
    pub ends: &'static str,
    /// What it does when it is full.
    pub policy: Policy,
    /// The outboxes whose parcels go there.
    pub from: &'static [At],
    /// The inbox that they arrive at; `None` if the framework reads there.
    pub to: Option<At>,
}

impl LinkagePlan {
    /// Whether its policy may drop a parcel.
    pub fn drops(&self) -> bool {
        !matches!(self.policy, Policy::Capacity(_) | Policy::Unbounded)
    }
}

/// A way for parcels, through any number of composites.
#[derive(Debug)]
pub struct Route {
    /// The outbox.
    pub from: At,
    /// The inbox.
    pub to: At,
    /// How many conversions there are on the way.
    pub marks: u8,
}
