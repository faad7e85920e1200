//! Diamonds: two ways that part at one component and meet again at another. If the last one waits
//! for a message on one way while the other is full, everybody waits.

mod map;
#[cfg(test)]
mod tests;

use std::collections::HashSet;

use self::map::{Map, Way};
use super::graph::{Edge, Graph, Warning};

/// A warning for every linkage that closes a diamond of waiting linkages, in the order written.
/// Components that are `refused` stand in rings that were reported, and are left alone.
pub(crate) fn warnings(graph: &Graph, refused: &[bool]) -> Vec<Warning> {
    let is_refused = |component: usize| refused.get(component) == Some(&true);
    let mut edges = graph.edges();
    edges.extend(graph.edges_of_self());
    edges.retain(|edge| edge.waits && !is_refused(edge.from) && !is_refused(edge.to));
    let map = Map::new(graph, &edges);
    let mut diamonds = diamonds(&map);
    diamonds.sort_by_key(Diamond::closing);
    diamonds
        .iter()
        .map(|diamond| diamond.warning(graph))
        .collect()
}

/// Two ways with nothing in common but their ends.
struct Diamond {
    from: usize,
    to: usize,
    ways: [Way; 2],
}

/// Of all diamonds that one linkage closes, the one that parts last: to mend it mends the wider
/// ones, too.
fn diamonds(map: &Map) -> Vec<Diamond> {
    let sources = map.sources();
    let mut diamonds = Vec::new();
    for (to, inboxes) in map.joins() {
        let partings = sources.iter().rev().filter(|source| source.meets_at(to));
        let all = partings.filter_map(|source| Diamond::new(map, source.component, to));
        let mut closing = HashSet::new();
        let new = all.filter(|diamond| closing.insert(diamond.closing()));
        // The linkages into one inbox close at most one diamond each, but for the first inbox.
        diamonds.extend(new.take(inboxes - 1));
    }
    diamonds
}

impl Diamond {
    fn new(map: &Map, from: usize, to: usize) -> Option<Self> {
        map.ways(from, to).map(|ways| Self { from, to, ways })
    }

    /// Where among the linkages the second way is closed.
    fn closing(&self) -> Option<usize> {
        self.ways
            .iter()
            .filter_map(|way| way.last())
            .map(|edge| edge.link)
            .max()
    }

    fn warning(&self, graph: &Graph) -> Warning {
        let to = &graph.instances[self.to].name;
        // What stands for an inbox of `self` has no name of its own.
        let from = match graph.instances.get(self.from) {
            Some(instance) => instance.name.to_string(),
            None => "self".to_owned(),
        };
        let [one, other] = self.ways.each_ref().map(|way| describe(way, graph));
        let text = format!(
            "two ways from `{from}` to `{to}` (`{one}`, `{other}`): one may fill while the other \
             starves; if `{to}` waits for one of them, give the other a policy that never waits, \
             or a capacity that is large enough"
        );
        let arrow = self.closing().map(|link| graph.links[link].arrow);
        Warning {
            span: arrow.map_or_else(|| to.span(), |arrow| arrow.spans[0]),
            text,
        }
    }
}

/// `SPLIT.left -> A -> JOIN.left`
fn describe(way: &[Edge], graph: &Graph) -> String {
    let first = way
        .iter()
        .take(1)
        .map(|edge| graph.links[edge.link].from.to_string());
    let between = way
        .iter()
        .skip(1)
        .map(|edge| graph.instances[edge.from].name.to_string());
    let last = way
        .last()
        .map(|edge| graph.links[edge.link].targets[edge.target].end.to_string());
    first
        .chain(between)
        .chain(last)
        .collect::<Vec<_>>()
        .join(" -> ")
}
