//! Makes a graph, node by node: [`grow`].
//!
//! A node reads from nodes that are there already, so the linkages go forwards
//! and form no ring. Those that lead back are made last, with a policy that
//! never waits: so every ring has one of these.

use super::kinds::{Kind, Nature};
use super::leads::Leads;
use super::model::{End, Graph, Link, Node, Policy, Target};
use super::random::Random;

/// How many components a graph of the population may have.
pub(crate) const COMPONENTS: usize = 12;

/// A graph of so many components, none of its boxes left unlinked, and
/// a favourite likely among its parts. `None` if it did not work out.
pub(crate) fn grow(
    random: &mut Random,
    components: usize,
    favourite: &'static Kind,
) -> Option<Graph> {
    let traits = Traits::choose(random, favourite);
    let mut numbers = Numbers::default();
    grow_inside(random, components, (0, 0), 2, &traits, &mut numbers)
}

/// What the parts of one graph may be like.
pub(super) struct Traits {
    /// The kind that it is to have.
    pub(super) favourite: &'static Kind,
    pub(super) early: bool,
    pub(super) stubborn: bool,
    rings: bool,
    /// Linkages may have policies that drop.
    drops: bool,
}

impl Traits {
    /// Many graphs have none of a trait: of these more can be promised.
    fn choose(random: &mut Random, favourite: &'static Kind) -> Traits {
        Traits {
            favourite,
            early: favourite.nature == Nature::Early || random.percent(25),
            stubborn: favourite.nature == Nature::Stubborn || random.percent(25),
            rings: random.percent(60),
            drops: random.percent(60),
        }
    }
}

/// What parts and composites were numbered so far.
#[derive(Default)]
pub(super) struct Numbers {
    pub(super) parts: usize,
    pub(super) composites: usize,
}

pub(super) fn grow_inside(
    random: &mut Random,
    components: usize,
    (inboxes, outboxes): (usize, usize),
    depth: usize,
    traits: &Traits,
    numbers: &mut Numbers,
) -> Option<Graph> {
    let mut growing = Growing {
        graph: Graph {
            inboxes,
            outboxes,
            ..Graph::default()
        },
        open: (0..inboxes).map(End::own).collect(),
        random,
        traits,
    };
    for left in (1..=components).rev() {
        let node = growing.choose(left, depth, numbers)?;
        growing.place(node)?;
    }
    growing.lead_out()?;
    growing.close()?;
    if traits.rings {
        growing.lead_back();
    }
    growing.tell();
    Some(growing.graph)
}

/// A graph that some nodes of are there.
pub(super) struct Growing<'a> {
    pub(super) graph: Graph,
    /// Boxes that lead nowhere yet.
    pub(super) open: Vec<End>,
    pub(super) random: &'a mut Random,
    pub(super) traits: &'a Traits,
}

impl Growing<'_> {
    /// Puts a node in, and leads something to each of its inboxes.
    fn place(&mut self, node: Node) -> Option<()> {
        let number = self.graph.nodes.len();
        let (inboxes, outboxes) = (node.inboxes(), node.outboxes());
        self.graph.nodes.push(node);
        for index in 0..inboxes {
            let to = End::of(number, index);
            let from = self.source_for(number)?;
            self.link(from, to, false);
            if self.random.percent(15)
                && let Some(from) = self.source_for(number)
                && !self.leads_to(from, to)
            {
                self.link(from, to, false);
            }
        }
        self.open
            .extend((0..outboxes).map(|index| End::of(number, index)));
        Some(())
    }

    /// A box for a node to read from: mostly one that leads nowhere yet, or
    /// else one more copy of what somebody reads already.
    fn source_for(&mut self, reader: usize) -> Option<End> {
        if !self.open.is_empty() && !self.random.percent(12) {
            let open = self.random.below(self.open.len());
            return Some(self.open.swap_remove(open));
        }
        let linked = self.graph.links.iter().map(|link| link.from);
        let sources: Vec<End> = linked.filter(|from| from.node != Some(reader)).collect();
        if sources.is_empty() {
            let open = self.open.pop()?;
            return Some(open);
        }
        Some(self.random.one_of(&sources))
    }

    fn leads_to(&self, from: End, to: End) -> bool {
        let link = self.graph.link_from(from);
        link.is_some_and(|link| link.targets.iter().any(|target| target.end == to))
    }

    fn link(&mut self, from: End, to: End, back: bool) {
        if self.leads_to(from, to) {
            return;
        }
        let policy = match (from.node, to.node) {
            (_, None) => Policy::Default,
            _ if back => self.policy_that_never_waits(),
            _ => self.policy(),
        };
        let target = Target {
            end: to,
            policy,
            via: self.random.percent(12),
        };
        match self.graph.links.iter_mut().find(|link| link.from == from) {
            Some(link) => link.targets.push(target),
            None => self.graph.links.push(Link {
                from,
                targets: vec![target],
            }),
        }
    }

    fn policy(&mut self) -> Policy {
        match self.random.below(100) {
            0..45 => Policy::Default,
            45..75 => Policy::Capacity(1 + self.random.below(4)),
            _ => self.policy_that_never_waits(),
        }
    }

    fn policy_that_never_waits(&mut self) -> Policy {
        let amount = 1 + self.random.below(4);
        match self.random.below(6) {
            _ if !self.traits.drops => Policy::Unbounded,
            0..3 => Policy::Unbounded,
            3 => Policy::Latest,
            4 => Policy::DropNewest(amount),
            _ => Policy::DropOldest(amount),
        }
    }

    /// Leads something to each outbox of the composite.
    fn lead_out(&mut self) -> Option<()> {
        for index in 0..self.graph.outboxes {
            let is_child = |end: &&End| end.node.is_some();
            let open: Vec<End> = self.open.iter().filter(is_child).copied().collect();
            let linked: Vec<End> = self.graph.links.iter().map(|link| link.from).collect();
            let linked: Vec<End> = linked.iter().filter(is_child).copied().collect();
            let from = if !open.is_empty() && (linked.is_empty() || !self.random.percent(25)) {
                self.random.one_of(&open)
            } else if linked.is_empty() {
                return None;
            } else {
                self.random.one_of(&linked)
            };
            self.open.retain(|end| *end != from);
            self.link(from, End::own(index), false);
        }
        Some(())
    }

    /// Leads what is still open anywhere.
    fn close(&mut self) -> Option<()> {
        while let Some(from) = self.open.pop() {
            if self.is_optional(from) && self.random.percent(50) {
                continue;
            }
            let own = (0..self.graph.outboxes).map(End::own);
            let own = own.filter(|_| from.node.is_some() && self.random.percent(40));
            let mut targets: Vec<End> = own.collect();
            let nodes = self.graph.nodes.iter().enumerate();
            let inboxes = nodes.flat_map(|(node, what)| {
                let inboxes = 0..what.inboxes();
                inboxes.map(move |index| End::of(node, index))
            });
            let may_lead_back = self.traits.rings;
            targets.extend(inboxes.filter(|to| match from.node {
                Some(node) if may_lead_back => to.node != Some(node),
                Some(node) => to.node > Some(node),
                None => true,
            }));
            if targets.is_empty() {
                return None;
            }
            let to = self.random.one_of(&targets);
            self.link(from, to, to.node.is_some() && to.node <= from.node);
        }
        Some(())
    }

    fn is_optional(&self, end: End) -> bool {
        let node = end.node.map(|node| &self.graph.nodes[node]);
        let kind = node.and_then(Node::kind);
        kind.is_some_and(|kind| kind.optional == Some(end.index))
    }

    /// A linkage that makes a ring, if there is a place for one.
    fn lead_back(&mut self) {
        let leads = Leads::of(&self.graph);
        let nodes = 0..self.graph.nodes.len();
        let pairs = nodes.flat_map(|start| {
            let reached = leads.from(start, &[]);
            let ends = (start + 1..reached.len()).filter(move |&end| reached[end]);
            ends.map(move |end| (start, end))
        });
        let pairs: Vec<(usize, usize)> = pairs
            .filter(|&(start, end)| {
                self.graph.nodes[start].inboxes() > 0 && self.graph.nodes[end].outboxes() > 0
            })
            .collect();
        if pairs.is_empty() {
            return;
        }
        let (start, end) = self.random.one_of(&pairs);
        let inbox = self.random.below(self.graph.nodes[start].inboxes());
        let outbox = self.random.below(self.graph.nodes[end].outboxes());
        self.link(End::of(end, outbox), End::of(start, inbox), true);
    }

    /// Now and then the end of one node tells another one to finish.
    fn tell(&mut self) {
        let nodes = self.graph.nodes.len();
        if nodes > 1 && self.random.percent(8) {
            let from = self.random.below(nodes);
            let to = (from + 1 + self.random.below(nodes - 1)) % nodes;
            self.graph.tells.push((from, to));
        }
    }
}
