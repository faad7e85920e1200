//! A graph while it is made: [`Graph`].

use super::kinds::{Kind, Runs};

/// Components and what links them.
#[derive(Debug, Default)]
pub(crate) struct Graph {
    pub(crate) nodes: Vec<Node>,
    pub(crate) links: Vec<Link>,
    /// The boxes of the composite that the graph is in.
    pub(crate) inboxes: usize,
    pub(crate) outboxes: usize,
    /// `signal` of one node to `control` of another.
    pub(crate) tells: Vec<(usize, usize)>,
}

#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) what: What,
    pub(crate) placement: Placement,
    /// Without its type: `.boxed()`.
    pub(crate) boxed: bool,
}

#[derive(Debug)]
pub(crate) enum What {
    /// A part, and its number among all parts.
    Part(&'static Kind, usize),
    /// A composite, and its number among all composites.
    Composite(Graph, usize),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Placement {
    Fused,
    Task,
    Thread,
}

/// An outbox, or an inbox of the composite itself, and where it leads.
#[derive(Debug)]
pub(crate) struct Link {
    pub(crate) from: End,
    pub(crate) targets: Vec<Target>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Target {
    pub(crate) end: End,
    pub(crate) policy: Policy,
    pub(crate) via: bool,
}

/// A box by its number: of a node, or of the composite itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct End {
    pub(crate) node: Option<usize>,
    pub(crate) index: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Policy {
    Default,
    Capacity(usize),
    Unbounded,
    Latest,
    DropNewest(usize),
    DropOldest(usize),
}

impl Policy {
    pub(crate) fn waits(self) -> bool {
        matches!(self, Policy::Default | Policy::Capacity(_))
    }
}

impl End {
    pub(crate) fn of(node: usize, index: usize) -> End {
        End {
            node: Some(node),
            index,
        }
    }

    pub(crate) fn own(index: usize) -> End {
        End { node: None, index }
    }
}

impl Link {
    /// Whether the framework copies here: an end cannot move to two components.
    pub(crate) fn is_fanout(&self) -> bool {
        self.from.node.is_none() && self.targets.len() > 1
    }

    /// Whether a queue lies between the box and this target of it.
    pub(crate) fn has_queue(&self, target: &Target) -> bool {
        target.end.node.is_some() && (self.from.node.is_some() || self.is_fanout())
    }
}

impl Node {
    pub(crate) fn inboxes(&self) -> usize {
        match &self.what {
            What::Part(kind, _) => kind.inboxes.len(),
            What::Composite(graph, _) => graph.inboxes,
        }
    }

    pub(crate) fn outboxes(&self) -> usize {
        match &self.what {
            What::Part(kind, _) => kind.outboxes.len(),
            What::Composite(graph, _) => graph.outboxes,
        }
    }

    /// The names that its boxes have in the program.
    pub(crate) fn inbox(&self, index: usize) -> String {
        match &self.what {
            What::Part(kind, _) => kind.inboxes[index].to_owned(),
            What::Composite(..) => own_inbox(index).to_owned(),
        }
    }

    pub(crate) fn outbox(&self, index: usize) -> String {
        match &self.what {
            What::Part(kind, _) => kind.outboxes[index].to_owned(),
            What::Composite(..) => own_outbox(index).to_owned(),
        }
    }

    pub(crate) fn kind(&self) -> Option<&'static Kind> {
        match self.what {
            What::Part(kind, _) => Some(kind),
            What::Composite(..) => None,
        }
    }

    /// The kinds of all parts in it.
    pub(crate) fn kinds(&self) -> Vec<&'static Kind> {
        match &self.what {
            What::Part(kind, _) => vec![kind],
            What::Composite(graph, _) => graph.kinds(),
        }
    }

    /// Whether it runs on a thread of its own.
    pub(crate) fn is_on_thread(&self) -> bool {
        let blocks = self.kind().is_some_and(|kind| kind.runs == Runs::Blocking);
        blocks || self.placement == Placement::Thread
    }
}

/// The boxes of a composite.
pub(crate) fn own_inbox(index: usize) -> &'static str {
    ["inbox", "more"][index]
}

pub(crate) fn own_outbox(index: usize) -> &'static str {
    ["outbox", "rest"][index]
}

impl Graph {
    pub(crate) fn link_from(&self, from: End) -> Option<&Link> {
        self.links.iter().find(|link| link.from == from)
    }

    /// Linkages between two nodes, whatever leads through `self`.
    pub(crate) fn edges(&self) -> impl Iterator<Item = (usize, usize, Target)> {
        self.links.iter().flat_map(|link| {
            let targets = link.targets.iter();
            targets.filter_map(|target| Some((link.from.node?, target.end.node?, *target)))
        })
    }

    /// The graphs of its composites.
    pub(crate) fn inside(&self) -> impl Iterator<Item = &Graph> {
        self.nodes.iter().filter_map(|node| match &node.what {
            What::Part(..) => None,
            What::Composite(graph, _) => Some(graph),
        })
    }

    /// This graph and every one inside it.
    pub(crate) fn all(&self) -> Vec<&Graph> {
        let inside = self.inside().flat_map(Graph::all);
        std::iter::once(self).chain(inside).collect()
    }

    /// How many composites lie in each other.
    pub(crate) fn depth(&self) -> usize {
        self.inside()
            .map(|graph| graph.depth() + 1)
            .max()
            .unwrap_or_default()
    }

    /// The kinds of all its parts, at any depth.
    pub(crate) fn kinds(&self) -> Vec<&'static Kind> {
        self.nodes.iter().flat_map(Node::kinds).collect()
    }
}
