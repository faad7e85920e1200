//! A graph without its composites: [`Flat`].
//!
//! A linkage to a box of a composite has its end at a part somewhere inside;
//! only where the framework copies for several of them, it ends there.

use super::kinds::Kind;
use super::model::{End, Graph, Policy, What, own_inbox, own_outbox};
use std::collections::{BTreeMap, BTreeSet};

/// Through how many parts a parcel goes at most: as in `parcel.rs`.
const HOPS: usize = 24;

/// A box: its part, and its number among the part's inboxes or outboxes.
pub(crate) type At = (usize, usize);

#[derive(Debug, Default)]
pub(crate) struct Flat {
    /// By their numbers.
    pub(crate) parts: BTreeMap<usize, FlatPart>,
    pub(crate) linkages: Vec<FlatLinkage>,
    /// From an outbox to an inbox, and the conversions on the way.
    pub(crate) routes: Vec<(At, At, usize)>,
    pub(crate) tells: bool,
}

#[derive(Debug)]
pub(crate) struct FlatPart {
    pub(crate) path: String,
    pub(crate) kind: &'static Kind,
    pub(crate) on_thread: bool,
}

#[derive(Debug)]
pub(crate) struct FlatLinkage {
    pub(crate) path: String,
    pub(crate) ends: String,
    pub(crate) policy: Policy,
    pub(crate) from: BTreeSet<At>,
    pub(crate) to: Option<At>,
}

impl Flat {
    pub(crate) fn of(graph: &Graph) -> Flat {
        let mut flat = Flat::default();
        flat.add(&[(graph, 0)], "", false);
        flat
    }

    /// Adds the graph at the end of `stack`: each of its graphs lies in a node
    /// of the one before.
    fn add(&mut self, stack: &[(&Graph, usize)], path: &str, on_thread: bool) {
        let Some(&(graph, _)) = stack.last() else {
            return;
        };
        for (number, node) in graph.nodes.iter().enumerate() {
            let path = join(path, number);
            let on_thread = on_thread || node.is_on_thread();
            match &node.what {
                What::Composite(inside, _) => {
                    let stack = [stack, &[(inside, number)]].concat();
                    self.add(&stack, &path, on_thread);
                }
                &What::Part(kind, part) => {
                    for index in 0..kind.outboxes.len() {
                        let (from, mut to) = (End::of(number, index), Vec::new());
                        follow(stack, from, 0, &mut to);
                        let routes = to.into_iter().map(|(to, marks)| ((part, index), to, marks));
                        self.routes.extend(routes);
                    }
                    let part_there = FlatPart {
                        path,
                        kind,
                        on_thread,
                    };
                    self.parts.insert(part, part_there);
                }
            }
        }
        self.add_linkages(graph, path);
    }

    fn add_linkages(&mut self, graph: &Graph, path: &str) {
        for link in &graph.links {
            for target in link.targets.iter().filter(|target| link.has_queue(target)) {
                let mut from = BTreeSet::new();
                senders(graph, link.from, &mut from);
                self.linkages.push(FlatLinkage {
                    path: path.to_owned(),
                    ends: ends(graph, link.from, target.end),
                    policy: target.policy,
                    from,
                    to: reader(graph, target.end),
                });
            }
        }
        for (from, to) in &graph.tells {
            self.tells = true;
            self.linkages.push(FlatLinkage {
                path: path.to_owned(),
                ends: format!("N{from}.signal -> N{to}.control"),
                policy: Policy::Default,
                from: BTreeSet::new(),
                to: None,
            });
        }
    }

    /// Whether no outbox leads to one inbox by two ways: what comes by both
    /// could not be told apart there.
    pub(crate) fn is_plain(&self) -> bool {
        let pairs: BTreeSet<_> = self.routes.iter().map(|(from, to, _)| (from, to)).collect();
        pairs.len() == self.routes.len()
    }

    /// How many receipts a parcel of each source gives rise to, about.
    pub(crate) fn receipts(&self) -> f64 {
        let mut all = 0.0;
        let mut here: BTreeMap<usize, f64> = BTreeMap::new();
        for (&part, flat) in &self.parts {
            if flat.kind.inboxes.is_empty() {
                here.insert(part, 1.0);
            }
        }
        for _ in 0..=HOPS {
            let mut next: BTreeMap<usize, f64> = BTreeMap::new();
            for ((from, _), (to, _), _) in &self.routes {
                let sent = here.get(from).copied().unwrap_or_default();
                *next.entry(*to).or_default() += sent * self.share(*from);
            }
            all += next.values().sum::<f64>();
            here = next;
        }
        all
    }

    /// How many parcels a part sends on one of its outboxes for each that it has.
    fn share(&self, part: usize) -> f64 {
        let kind = self.parts[&part].kind;
        if kind.doubles() {
            2.0
        } else if kind.copies() {
            1.0
        } else {
            1.0 / f64::from(u8::try_from(kind.outboxes.len()).unwrap_or(1))
        }
    }
}

fn join(path: &str, node: usize) -> String {
    if path.is_empty() {
        format!("N{node}")
    } else {
        format!("{path}/N{node}")
    }
}

/// `N1.outbox -> N2.inbox`, as a report names it.
fn ends(graph: &Graph, from: End, to: End) -> String {
    format!("{} -> {}", outbox(graph, from), inbox(graph, to))
}

/// A box that something comes from, as the program names it.
pub(crate) fn outbox(graph: &Graph, end: End) -> String {
    match end.node {
        Some(node) => format!("N{node}.{}", graph.nodes[node].outbox(end.index)),
        None => format!("self.{}", own_inbox(end.index)),
    }
}

/// A box that something goes to, as the program names it.
pub(crate) fn inbox(graph: &Graph, end: End) -> String {
    match end.node {
        Some(node) => format!("N{node}.{}", graph.nodes[node].inbox(end.index)),
        None => format!("self.{}", own_outbox(end.index)),
    }
}

/// The outboxes of parts whose parcels leave a box. None if the framework
/// copies there.
fn senders(graph: &Graph, from: End, all: &mut BTreeSet<At>) {
    let Some(node) = from.node else { return };
    match &graph.nodes[node].what {
        What::Part(_, part) => {
            all.insert((*part, from.index));
        }
        What::Composite(inside, _) => {
            let leads_out = inside.links.iter().filter(|link| {
                let mut ends = link.targets.iter().map(|target| target.end);
                ends.any(|end| end == End::own(from.index))
            });
            leads_out.for_each(|link| senders(inside, link.from, all));
        }
    }
}

/// The inbox of a part that reads what comes to a box.
fn reader(graph: &Graph, to: End) -> Option<At> {
    match &graph.nodes[to.node?].what {
        What::Part(_, part) => Some((*part, to.index)),
        What::Composite(inside, _) => {
            let link = inside.link_from(End::own(to.index))?;
            match &link.targets[..] {
                [target] => reader(inside, target.end),
                _ => None,
            }
        }
    }
}

/// The inboxes that what leaves a box arrives at, through how many conversions.
fn follow(stack: &[(&Graph, usize)], from: End, marks: usize, all: &mut Vec<(At, usize)>) {
    let Some((&(graph, place), around)) = stack.split_last() else {
        return;
    };
    let Some(link) = graph.link_from(from) else {
        return;
    };
    for target in &link.targets {
        let marks = marks + usize::from(target.via);
        let Some(node) = target.end.node else {
            follow(around, End::of(place, target.end.index), marks, all);
            continue;
        };
        match &graph.nodes[node].what {
            What::Part(_, part) => all.push(((*part, target.end.index), marks)),
            What::Composite(inside, _) => {
                let stack = [stack, &[(inside, node)]].concat();
                follow(&stack, End::own(target.end.index), marks, all);
            }
        }
    }
}
