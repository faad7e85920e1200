//! Which components stand in a row, where nothing but the one before leads to
//! the next: two transforms in it need no queue between them.
//!
//! What is a transform, only the types know.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use super::graph::{End, Graph, Link, LinkTarget, Owner};

/// So many components have a row at most. The type of a row holds those of all
/// its transforms, and the compiler does not follow types without end.
const LONGEST: usize = 32;

/// The rows of a graph.
#[derive(Default)]
pub(crate) struct Rows {
    rows: Vec<Row>,
    links: BTreeSet<usize>,
}

/// Components, the first of them first, and the linkages between them.
pub(crate) struct Row {
    pub(crate) members: Vec<usize>,
    /// By their place in the graph; one less than there are members.
    pub(crate) links: Vec<usize>,
}

impl Rows {
    pub(crate) fn of(graph: &Graph) -> Rows {
        let mut next = next(graph);
        let mut rows = Rows::default();
        // What is left then goes round in a ring.
        while let Some(first) = beginning(&next) {
            let mut row = Row {
                members: vec![first],
                links: Vec::new(),
            };
            let mut last = first;
            while row.members.len() < LONGEST
                && let Some((member, link)) = next.remove(&last)
            {
                row.members.push(member);
                row.links.push(link);
                last = member;
            }
            // Here a long row is cut.
            next.remove(&last);
            rows.links.extend(&row.links);
            rows.rows.push(row);
        }
        rows
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter()
    }

    /// Whether the link at this place in the graph is in a row.
    pub(crate) fn has(&self, link: usize) -> bool {
        self.links.contains(&link)
    }
}

/// A component that has a next one and is none.
fn beginning(next: &BTreeMap<usize, (usize, usize)>) -> Option<usize> {
    let is_next = |member: usize| next.values().any(|(next, _)| *next == member);
    next.keys().copied().find(|member| !is_next(*member))
}

/// The component behind each, and the link that leads there.
fn next(graph: &Graph) -> BTreeMap<usize, (usize, usize)> {
    let used = Used::of(graph);
    let links = graph.links.iter().enumerate();
    let pairs = links.filter_map(|(at, link)| {
        let (from, to) = used.neighbours(graph, link)?;
        Some((from, (to, at)))
    });
    pairs.collect()
}

/// How many linkages each component has.
#[derive(Default)]
struct Used {
    /// That leave it.
    out: BTreeMap<Owner, usize>,
    /// That lead to it.
    into: BTreeMap<Owner, usize>,
    /// Components for which the framework answers at a `signal` or a `control`.
    watched: BTreeSet<Owner>,
}

impl Used {
    fn of(graph: &Graph) -> Used {
        let mut used = Used::default();
        for link in &graph.links {
            for target in &link.targets {
                *used.out.entry(link.from.owner).or_default() += 1;
                *used.into.entry(target.end.owner).or_default() += 1;
            }
        }
        let watched = graph
            .ends()
            .filter(|end| end.box_name == "signal" || end.box_name == "control");
        used.watched = watched.map(|end| end.owner).collect();
        used
    }

    /// The two ends of a link that is the only one from the first and the only
    /// one to the second, and waits in the ordinary way.
    fn neighbours(&self, graph: &Graph, link: &Link) -> Option<(usize, usize)> {
        let [LinkTarget { end, policy, .. }] = &link.targets[..] else {
            return None;
        };
        let (Owner::Child(from), Owner::Child(to)) = (link.from.owner, end.owner) else {
            return None;
        };
        let is_free = |owner: &End| !self.watched.contains(&owner.owner) && owner.index.is_none();
        let is_fused = |member: usize| graph.instances[member].placement.is_none();
        let is_alone =
            self.out.get(&link.from.owner) == Some(&1) && self.into.get(&end.owner) == Some(&1);
        let ends = [&link.from, end];
        let in_row = policy.is_none() && is_alone && ends.into_iter().all(is_free);
        (from != to && in_row && is_fused(from) && is_fused(to)).then_some((from, to))
    }
}
