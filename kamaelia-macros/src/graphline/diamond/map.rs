//! The waiting linkages of a graph as a map of points, in which ways are looked for.

use std::collections::{HashMap, VecDeque};

use crate::graphline::graph::{Edge, Graph, Key};

/// The linkages from one component to another, in the order travelled.
pub(super) type Way = Vec<Edge>;

/// Each component has a point where all ways into it meet, and one where they leave it; each of
/// its inboxes is a point before these. Ways that have no road in common then share no component
/// between their ends, and come to two inboxes of the last one. No road leads back.
pub(super) struct Map {
    components: usize,
    roads: Vec<Road>,
    /// For each point, the roads that end or start there.
    arriving: Vec<Vec<usize>>,
    leaving: Vec<Vec<usize>>,
    /// The points, each after all that lead to it, and the place of each in this order.
    order: Vec<usize>,
    rank: Vec<usize>,
}

/// From one point to another, along a linkage or inside a component.
struct Road {
    from: usize,
    to: usize,
    edge: Option<Edge>,
}

/// A component from which several ways lead.
pub(super) struct Source {
    pub(super) component: usize,
    start: usize,
    gates: Vec<Option<usize>>,
}

impl Source {
    /// Whether two ways part here and meet again at `component`, and not before.
    pub(super) fn meets_at(&self, component: usize) -> bool {
        self.gates[component] == Some(self.start)
    }
}

impl Map {
    /// The map of some edges of a graph, which must not form a ring.
    pub(super) fn new(graph: &Graph, edges: &[Edge]) -> Self {
        let last = edges.iter().map(|edge| edge.from + 1).max();
        let components = graph.instances.len().max(last.unwrap_or_default());
        let mut roads: Vec<Road> = (0..components)
            .map(|component| Road {
                from: component,
                to: components + component,
                edge: None,
            })
            .collect();
        let mut inboxes: HashMap<Key, usize> = HashMap::new();
        for &edge in edges {
            let key = graph.links[edge.link].targets[edge.target].end.key();
            let new = 2 * components + inboxes.len();
            let inbox = *inboxes.entry(key).or_insert_with(|| {
                roads.push(Road {
                    from: new,
                    to: edge.to,
                    edge: None,
                });
                new
            });
            roads.push(Road {
                from: components + edge.from,
                to: inbox,
                edge: Some(edge),
            });
        }
        Self::with_roads(components, 2 * components + inboxes.len(), roads)
    }

    fn with_roads(components: usize, points: usize, roads: Vec<Road>) -> Self {
        let mut map = Self {
            components,
            roads,
            arriving: vec![Vec::new(); points],
            leaving: vec![Vec::new(); points],
            order: Vec::new(),
            rank: vec![0; points],
        };
        for (at, road) in map.roads.iter().enumerate() {
            map.leaving[road.from].push(at);
            map.arriving[road.to].push(at);
        }
        map.sort();
        map
    }

    fn sort(&mut self) {
        let mut ahead: Vec<usize> = self.arriving.iter().map(Vec::len).collect();
        let mut ready: VecDeque<usize> = (0..ahead.len()).filter(|at| ahead[*at] == 0).collect();
        while let Some(point) = ready.pop_front() {
            self.rank[point] = self.order.len();
            self.order.push(point);
            for road in &self.leaving[point] {
                let next = self.roads[*road].to;
                ahead[next] -= 1;
                if ahead[next] == 0 {
                    ready.push_back(next);
                }
            }
        }
    }

    /// The components that several linkages leave, each after all that lead to it.
    pub(super) fn sources(&self) -> Vec<Source> {
        let starts = self
            .order
            .iter()
            .copied()
            .filter(|point| self.leaving[*point].len() > 1);
        starts.map(|start| self.source(start)).collect()
    }

    /// The components that have several inboxes, with their number.
    pub(super) fn joins(&self) -> impl Iterator<Item = (usize, usize)> {
        let inboxes = (0..self.components).map(|component| self.arriving[component].len());
        inboxes.enumerate().filter(|(_, inboxes)| *inboxes > 1)
    }

    /// For each point, the last one that no way to it from `start` can avoid.
    fn source(&self, start: usize) -> Source {
        let mut gates = vec![None; self.rank.len()];
        gates[start] = Some(start);
        for point in &self.order[self.rank[start] + 1..] {
            let before = self.arriving[*point]
                .iter()
                .map(|road| self.roads[*road].from);
            let reached = before.filter(|point| gates[*point].is_some());
            gates[*point] = reached.reduce(|one, other| self.common(one, other, &gates));
        }
        Source {
            component: start - self.components,
            start,
            gates,
        }
    }

    /// The last point that both `one` and `other` cannot avoid.
    fn common(&self, mut one: usize, mut other: usize, gates: &[Option<usize>]) -> usize {
        while one != other {
            let later = if self.rank[one] > self.rank[other] {
                &mut one
            } else {
                &mut other
            };
            *later = gates[*later].unwrap_or(*later);
        }
        one
    }

    /// Two ways without a road in common, if there are two.
    pub(super) fn ways(&self, from: usize, to: usize) -> Option<[Way; 2]> {
        let start = self.components + from;
        let mut used = vec![false; self.roads.len()];
        for _ in 0..2 {
            for road in self.another(start, to, &used)? {
                used[road] = !used[road];
            }
        }
        let mut firsts = self.leaving[start].iter().filter(|road| used[**road]);
        Some([
            self.follow(*firsts.next()?, to, &used),
            self.follow(*firsts.next()?, to, &used),
        ])
    }

    /// A shortest way beside those in use. It may go back along a road in use, which is then given
    /// up: that is how two ways come out if the first one stood across both.
    fn another(&self, start: usize, goal: usize, used: &[bool]) -> Option<Vec<usize>> {
        let mut reached_by: Vec<Option<(usize, usize)>> = vec![None; self.rank.len()];
        let mut queue = VecDeque::from([start]);
        while reached_by[goal].is_none() {
            let point = queue.pop_front()?;
            for (road, next) in self.open(point, used) {
                if next != start && reached_by[next].is_none() {
                    reached_by[next] = Some((road, point));
                    queue.push_back(next);
                }
            }
        }
        let back = std::iter::successors(reached_by[goal], |(_, point)| reached_by[*point]);
        Some(back.map(|(road, _)| road).collect())
    }

    fn open(&self, point: usize, used: &[bool]) -> impl Iterator<Item = (usize, usize)> {
        let free = self.leaving[point].iter().filter(|road| !used[**road]);
        let back = self.arriving[point].iter().filter(|road| used[**road]);
        let free = free.map(|road| (*road, self.roads[*road].to));
        free.chain(back.map(|road| (*road, self.roads[*road].from)))
    }

    fn follow(&self, first: usize, goal: usize, used: &[bool]) -> Way {
        let next = |road: &usize| {
            let point = self.roads[*road].to;
            let mut onwards = self.leaving[point].iter().filter(|road| used[**road]);
            onwards.next().filter(|_| point != goal).copied()
        };
        std::iter::successors(Some(first), next)
            .filter_map(|road| self.roads[road].edge)
            .collect()
    }
}
