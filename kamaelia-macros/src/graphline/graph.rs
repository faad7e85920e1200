//! A graph whose names have been found: components are numbers, every end has its box.

use std::fmt;

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::{Expr, Ident, LitInt, Token};

use super::ast::{Placement, Policy};

/// The components of a graph and how they are linked, in the order written.
#[derive(Default)]
pub(crate) struct Graph {
    pub(crate) instances: Vec<Instance>,
    pub(crate) links: Vec<Link>,
    /// Ends that were understood although their linkage was not. Their boxes count as linked; such
    /// a box may be an end of one of `links` as well.
    pub(crate) loose: Vec<End>,
    pub(crate) warnings: Vec<Warning>,
}

/// A component of the graph.
pub(crate) struct Instance {
    pub(crate) name: Ident,
    pub(crate) expression: Expr,
    pub(crate) placement: Option<Placement>,
    /// A statement that was not understood mentions it: every box of it counts as linked.
    pub(crate) disputed: bool,
}

/// A linkage, or the linkages of a broadcast.
pub(crate) struct Link {
    pub(crate) from: End,
    pub(crate) arrow: Token![->],
    /// Never empty.
    pub(crate) targets: Vec<LinkTarget>,
}

/// Where a linkage leads, and how.
pub(crate) struct LinkTarget {
    pub(crate) end: End,
    pub(crate) policy: Option<Policy>,
    pub(crate) via: Option<Expr>,
}

/// A box of a component, as one end of a linkage.
#[derive(Clone)]
pub(crate) struct End {
    pub(crate) owner: Owner,
    /// The component as the user wrote it here, or `self`.
    pub(crate) name: Ident,
    /// Stands at the name if the user left it out.
    pub(crate) box_name: Ident,
    pub(crate) index: Option<LitInt>,
}

/// Whose box it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Owner {
    Child(usize),
    /// The component that the graph belongs to.
    Own,
}

/// Something that may be meant, but seldom is.
pub(crate) struct Warning {
    pub(crate) span: Span,
    pub(crate) text: String,
}

/// A linkage between two components of the graph that data flows along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Edge {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) link: usize,
    pub(crate) target: usize,
    /// Whether a sender may have to wait for the reader.
    pub(crate) waits: bool,
}

/// What makes two ends the same box.
pub(crate) type Key = (Owner, String, Option<String>);

impl Graph {
    /// The linkages between components. Those of `signal` and `control` are no edges: the
    /// framework answers there, so nobody ever waits.
    pub(crate) fn edges(&self) -> Vec<Edge> {
        let links = self.links.iter().enumerate();
        links.flat_map(|(at, link)| link.edges(at)).collect()
    }

    /// The linkages of each inbox of `self` that leads to several components: something stands
    /// there that copies, with a number behind those of the components.
    pub(crate) fn edges_of_self(&self) -> Vec<Edge> {
        let links = self.links.iter().enumerate();
        let copied = links.filter(|(_, link)| link.from.is_own() && link.targets.len() > 1);
        let copied = copied.enumerate();
        let edges = copied.flat_map(|(number, (at, link))| {
            let targets = link.targets.iter().enumerate();
            targets.filter_map(move |(target, to)| match to.end.owner {
                Owner::Child(into) if !link.is_answered(to) => Some(Edge {
                    from: self.instances.len() + number,
                    to: into,
                    link: at,
                    target,
                    waits: to.waits(),
                }),
                _ => None,
            })
        });
        edges.collect()
    }

    /// Every end there is, of whole linkages and loose.
    pub(crate) fn ends(&self) -> impl Iterator<Item = &End> {
        let targets = self.links.iter().flat_map(|link| &link.targets);
        let sources = self.links.iter().map(|link| &link.from);
        sources
            .chain(targets.map(|target| &target.end))
            .chain(&self.loose)
    }

    /// `A.outbox -> B.inbox`, in backticks.
    pub(crate) fn linkage(&self, edge: Edge) -> String {
        let link = &self.links[edge.link];
        format!("`{} -> {}`", link.from, link.targets[edge.target].end)
    }
}

impl Link {
    fn edges(&self, link: usize) -> impl Iterator<Item = Edge> {
        let targets = self.targets.iter().enumerate();
        targets.filter_map(move |(target, to)| match (self.from.owner, to.end.owner) {
            (Owner::Child(from), Owner::Child(into)) if !self.is_answered(to) => Some(Edge {
                from,
                to: into,
                link,
                target,
                waits: to.waits(),
            }),
            _ => None,
        })
    }

    fn is_answered(&self, to: &LinkTarget) -> bool {
        let is_one = |end: &End| {
            ["signal", "control"]
                .iter()
                .any(|name| end.box_name == name)
        };
        is_one(&self.from) || is_one(&to.end)
    }
}

impl LinkTarget {
    fn waits(&self) -> bool {
        self.policy.as_ref().is_none_or(Policy::waits)
    }
}

impl End {
    pub(crate) fn key(&self) -> Key {
        let index = self
            .index
            .as_ref()
            .map(|index| index.base10_digits().to_owned());
        (self.owner, self.box_name.to_string(), index)
    }

    pub(crate) fn is_own(&self) -> bool {
        self.owner == Owner::Own
    }

    /// The line it is written in.
    pub(crate) fn line(&self) -> usize {
        self.name.span().start().line
    }
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.name, self.box_name)?;
        match &self.index {
            Some(index) => write!(f, "[{index}]"),
            None => Ok(()),
        }
    }
}

/// Only for the place of an error, which goes from the first token to the last.
impl ToTokens for End {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.name.to_tokens(tokens);
        self.box_name.to_tokens(tokens);
        self.index.to_tokens(tokens);
    }
}
