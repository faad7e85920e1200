//! What a graph is made of: [`Feature`].

use super::flat::Flat;
use super::leads::Leads;
use super::model::{Graph, Link, Node, Placement, Policy, What};
use std::collections::BTreeSet;

/// Something that the population has to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Feature {
    OneComponent,
    TwelveComponents,
    Composite,
    TwoLevels,
    Ring,
    RingThroughComposite,
    RingInComposite,
    RingElsewhere,
    Diamond,
    DefaultPolicy,
    CapacityOne,
    Capacity,
    Unbounded,
    Latest,
    DropNewest,
    DropOldest,
    Via,
    ViaAtComposite,
    FanIn,
    Broadcast,
    BroadcastOfOwnInbox,
    BroadcastToOwnOutbox,
    SharedOwnOutbox,
    OnTask,
    OnThread,
    CompositeOnTask,
    CompositeOnThread,
    BoxedStage,
    Blocking,
    Transform,
    RecvAny,
    SeveralInboxes,
    SeveralOutboxes,
    OptionalLinked,
    OptionalUnlinked,
    Timer,
    Batch,
    Reserve,
    TrySend,
    Tells,
    EarlyReader,
    CpuLoop,
    Deaf,
    ForeignAwait,
    BlockedRead,
    /// Nothing in it may ever drop a parcel, and everyone ends when told.
    LosesNothing,
}

impl Feature {
    pub(crate) const ALL: &[Feature] = &[
        Feature::OneComponent,
        Feature::TwelveComponents,
        Feature::Composite,
        Feature::TwoLevels,
        Feature::Ring,
        Feature::RingThroughComposite,
        Feature::RingInComposite,
        Feature::RingElsewhere,
        Feature::Diamond,
        Feature::DefaultPolicy,
        Feature::CapacityOne,
        Feature::Capacity,
        Feature::Unbounded,
        Feature::Latest,
        Feature::DropNewest,
        Feature::DropOldest,
        Feature::Via,
        Feature::ViaAtComposite,
        Feature::FanIn,
        Feature::Broadcast,
        Feature::BroadcastOfOwnInbox,
        Feature::BroadcastToOwnOutbox,
        Feature::SharedOwnOutbox,
        Feature::OnTask,
        Feature::OnThread,
        Feature::CompositeOnTask,
        Feature::CompositeOnThread,
        Feature::BoxedStage,
        Feature::Blocking,
        Feature::Transform,
        Feature::RecvAny,
        Feature::SeveralInboxes,
        Feature::SeveralOutboxes,
        Feature::OptionalLinked,
        Feature::OptionalUnlinked,
        Feature::Timer,
        Feature::Batch,
        Feature::Reserve,
        Feature::TrySend,
        Feature::Tells,
        Feature::EarlyReader,
        Feature::CpuLoop,
        Feature::Deaf,
        Feature::ForeignAwait,
        Feature::BlockedRead,
        Feature::LosesNothing,
    ];
}

/// Everything that a graph is made of.
pub(crate) fn features(graph: &Graph, flat: &Flat) -> BTreeSet<Feature> {
    let mut all = BTreeSet::new();
    match graph.nodes.len() {
        1 => all.insert(Feature::OneComponent),
        12 => all.insert(Feature::TwelveComponents),
        _ => false,
    };
    all.extend(
        [Feature::Composite, Feature::TwoLevels]
            .iter()
            .take(graph.depth()),
    );
    add(graph, false, &mut all);
    if flat.tells {
        all.insert(Feature::Tells);
    }
    let drops = |policy: Policy| !policy.waits() && policy != Policy::Unbounded;
    let loses = flat.linkages.iter().any(|linkage| drops(linkage.policy));
    let troubles = [
        Feature::EarlyReader,
        Feature::CpuLoop,
        Feature::Deaf,
        Feature::ForeignAwait,
        Feature::BlockedRead,
    ];
    if !loses && !troubles.iter().any(|trouble| all.contains(trouble)) {
        all.insert(Feature::LosesNothing);
    }
    all
}

fn add(graph: &Graph, is_inside: bool, all: &mut BTreeSet<Feature>) {
    graph.nodes.iter().for_each(|node| add_node(node, all));
    graph.links.iter().for_each(|link| add_link(link, all));
    add_ends(graph, all);
    add_rings(graph, is_inside, all);
    if Leads::waiting(graph).has_diamond() {
        all.insert(Feature::Diamond);
    }
    graph.inside().for_each(|graph| add(graph, true, all));
}

fn add_node(node: &Node, all: &mut BTreeSet<Feature>) {
    let placed = match (node.placement, &node.what) {
        (Placement::Fused, _) => None,
        (Placement::Task, What::Part(..)) => Some(Feature::OnTask),
        (Placement::Task, What::Composite(..)) => Some(Feature::CompositeOnTask),
        (Placement::Thread, What::Part(..)) => Some(Feature::OnThread),
        (Placement::Thread, What::Composite(..)) => Some(Feature::CompositeOnThread),
    };
    all.extend(placed);
    all.extend(node.boxed.then_some(Feature::BoxedStage));
    all.extend(node.kind().into_iter().flat_map(|kind| kind.is));
}

fn add_link(link: &Link, all: &mut BTreeSet<Feature>) {
    let own = |is: Feature, otherwise: Feature, own: bool| if own { is } else { otherwise };
    for target in &link.targets {
        if link.has_queue(target) {
            all.insert(match target.policy {
                Policy::Default => Feature::DefaultPolicy,
                Policy::Capacity(1) => Feature::CapacityOne,
                Policy::Capacity(_) => Feature::Capacity,
                Policy::Unbounded => Feature::Unbounded,
                Policy::Latest => Feature::Latest,
                Policy::DropNewest(_) => Feature::DropNewest,
                Policy::DropOldest(_) => Feature::DropOldest,
            });
        }
        if target.via {
            let at_composite = link.from.node.is_none() || target.end.node.is_none();
            all.insert(own(Feature::ViaAtComposite, Feature::Via, at_composite));
        }
    }
    if link.targets.len() > 1 {
        let is_own = link.from.node.is_none();
        all.insert(own(
            Feature::BroadcastOfOwnInbox,
            Feature::Broadcast,
            is_own,
        ));
        if link.targets.iter().any(|target| target.end.node.is_none()) {
            all.insert(Feature::BroadcastToOwnOutbox);
        }
    }
}

/// Boxes that several linkages lead to, and those that may stay unlinked.
fn add_ends(graph: &Graph, all: &mut BTreeSet<Feature>) {
    let targets = graph.links.iter().flat_map(|link| &link.targets);
    let mut seen = BTreeSet::new();
    for target in targets {
        if !seen.insert(target.end) {
            all.insert(match target.end.node {
                Some(_) => Feature::FanIn,
                None => Feature::SharedOwnOutbox,
            });
        }
    }
    for (number, node) in graph.nodes.iter().enumerate() {
        if let Some(optional) = node.kind().and_then(|kind| kind.optional) {
            let end = super::model::End::of(number, optional);
            all.insert(match graph.link_from(end) {
                Some(_) => Feature::OptionalLinked,
                None => Feature::OptionalUnlinked,
            });
        }
    }
}

fn add_rings(graph: &Graph, is_inside: bool, all: &mut BTreeSet<Feature>) {
    for node in Leads::of(graph).rings() {
        all.insert(Feature::Ring);
        let node = &graph.nodes[node];
        if node.kind().is_none() {
            all.insert(Feature::RingThroughComposite);
        }
        if is_inside {
            all.insert(Feature::RingInComposite);
        }
        if node.placement != Placement::Fused || node.is_on_thread() {
            all.insert(Feature::RingElsewhere);
        }
    }
}
