//! Makes a graph, node by node: [`grow`].
//!
//! A node reads from nodes that are there already, so the linkages go forwards
//! and form no ring. Those that lead back are made last, with a policy that
//! never waits: so every ring has one of these.

use super::kinds::{KINDS, Kind, Nature, Runs, Shape};
use super::leads::Leads;
use super::model::{End, Graph, Link, Node, Placement, Policy, Target, What};
use super::random::Random;

/// How many components a graph of the population may have.
pub(crate) const COMPONENTS: usize = 12;

/// A graph of so many components, none of its boxes left unlinked. `None` if
/// it did not work out.
pub(crate) fn grow(random: &mut Random, components: usize) -> Option<Graph> {
    let traits = Traits::choose(random);
    let mut numbers = Numbers::default();
    grow_inside(random, components, (0, 0), 2, &traits, &mut numbers)
}

/// What the parts of one graph may be like.
struct Traits {
    early: bool,
    stubborn: bool,
    rings: bool,
    /// Linkages may have policies that drop.
    drops: bool,
}

impl Traits {
    /// Many graphs have none of a trait: of these more can be promised.
    fn choose(random: &mut Random) -> Traits {
        Traits {
            early: random.percent(25),
            stubborn: random.percent(25),
            rings: random.percent(60),
            drops: random.percent(60),
        }
    }
}

/// What parts and composites were numbered so far.
#[derive(Default)]
struct Numbers {
    parts: usize,
    composites: usize,
}

fn grow_inside(
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

struct Growing<'a> {
    graph: Graph,
    /// Boxes that lead nowhere yet.
    open: Vec<End>,
    random: &'a mut Random,
    traits: &'a Traits,
}

impl Growing<'_> {
    /// The next node, if so many are left with it.
    fn choose(&mut self, left: usize, depth: usize, numbers: &mut Numbers) -> Option<Node> {
        let what = if depth > 0 && (self.is_lonely(left) || self.random.percent(14)) {
            self.composite(left, depth, numbers)?
        } else {
            numbers.parts += 1;
            What::Part(self.kind(left), numbers.parts - 1)
        };
        let placement = self.placement(&what);
        let boxed = matches!(&what, What::Part(kind, _)
            if kind.inboxes == ["inbox"] && kind.outboxes == ["outbox"])
            && self.random.percent(10);
        Some(Node {
            what,
            placement,
            boxed,
        })
    }

    /// A single component that nothing leads to is a composite: every part has
    /// boxes.
    fn is_lonely(&self, left: usize) -> bool {
        let own = self.graph.inboxes + self.graph.outboxes;
        left == 1 && self.graph.nodes.is_empty() && own == 0
    }

    fn composite(&mut self, left: usize, depth: usize, numbers: &mut Numbers) -> Option<What> {
        let (inboxes, outboxes) = if self.is_lonely(left) {
            (0, 0)
        } else {
            let inboxes = if self.open.is_empty() {
                0
            } else {
                1 + usize::from(self.open.len() > 1 && self.random.percent(30))
            };
            // The last one leaves nothing open, unless it is to lead out.
            let most = if left == 1 {
                self.graph.outboxes.min(2)
            } else {
                2
            };
            let least = usize::from(inboxes == 0);
            (inboxes, least.max(self.random.below(most + 1)))
        };
        let components = 1 + self.random.below(4);
        let (random, traits) = (&mut *self.random, self.traits);
        let boxes = (inboxes, outboxes);
        let graph = grow_inside(random, components, boxes, depth - 1, traits, numbers)?;
        numbers.composites += 1;
        Some(What::Composite(graph, numbers.composites - 1))
    }

    fn kind(&mut self, left: usize) -> &'static Kind {
        let shape = self.shape(left);
        let fits = |kind: &&Kind| {
            kind.shape() == shape
                && (self.traits.early || kind.nature != Nature::Early)
                && (self.traits.stubborn || kind.nature != Nature::Stubborn)
        };
        let kinds: Vec<&'static Kind> = KINDS.iter().filter(fits).collect();
        self.random.one_of(&kinds)
    }

    fn shape(&mut self, left: usize) -> Shape {
        let must_lead_out = self.graph.outboxes > 0;
        if self.graph.nodes.is_empty() && self.open.is_empty() {
            return Shape::Source;
        }
        if left == 1 {
            return if must_lead_out {
                Shape::Relay
            } else {
                Shape::Sink
            };
        }
        match self.random.below(100) {
            0..12 => Shape::Source,
            12..52 => Shape::Relay,
            52..70 if self.open.len() > 1 => Shape::Merge,
            70..85 => Shape::Router,
            85..100 if self.open.len() > 1 => Shape::Sink,
            _ => Shape::Relay,
        }
    }

    fn placement(&mut self, what: &What) -> Placement {
        let runs = match what {
            What::Part(kind, _) => kind.runs,
            What::Composite(..) => Runs::Anywhere,
        };
        let by_chance = match self.random.below(100) {
            0..15 => Placement::Task,
            15..24 => Placement::Thread,
            _ => Placement::Fused,
        };
        match (runs, by_chance) {
            (Runs::OnThread, _) => Placement::Thread,
            (Runs::NotOnThread, Placement::Thread) => Placement::Task,
            _ => by_chance,
        }
    }

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
