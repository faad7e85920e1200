//! A graph as it is written: names are still words, boxes may be left out.

use std::fmt;

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::{Expr, Ident, Lit, LitInt, Token};

/// What was understood of a graph, in the order written.
#[derive(Default)]
pub(crate) struct Graphline {
    pub(crate) declarations: Vec<Declaration>,
    pub(crate) linkages: Vec<Linkage>,
    /// Endpoints that were understood although their linkage was not.
    pub(crate) loose: Vec<Endpoint>,
    /// Every word of the statements that were not understood: it may have been about these.
    pub(crate) disputed: Vec<String>,
}

/// `NAME = expression on task;`
pub(crate) struct Declaration {
    pub(crate) name: Ident,
    /// `None` if it does not parse, which has been reported.
    pub(crate) expression: Option<Expr>,
    pub(crate) placement: Option<Placement>,
}

/// `on task`
pub(crate) struct Placement {
    pub(crate) place: Place,
    pub(crate) span: Span,
}

/// Where a component runs that is not fused into its graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Task,
    Thread,
}

/// `A.outbox -> B.inbox with latest;`, a step of a chain, or a broadcast `A.outbox -> [..];`
pub(crate) struct Linkage {
    pub(crate) from: Endpoint,
    pub(crate) arrow: Token![->],
    /// Empty only if every target was reported as broken.
    pub(crate) targets: Vec<Target>,
}

/// `B.inbox with capacity(8) via f`
pub(crate) struct Target {
    pub(crate) endpoint: Endpoint,
    pub(crate) policy: Option<Policy>,
    pub(crate) via: Option<Expr>,
}

/// `SPLIT.outbox[0]`, or shorter.
pub(crate) struct Endpoint {
    /// `self` stands for the component that the graph belongs to.
    pub(crate) name: Ident,
    pub(crate) box_name: Option<Ident>,
    pub(crate) index: Option<LitInt>,
}

/// `with capacity(8)`
#[derive(Clone)]
pub(crate) struct Policy {
    pub(crate) kind: PolicyKind,
    pub(crate) amount: Option<Expr>,
    pub(crate) span: Span,
}

/// What happens at a link that is full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PolicyKind {
    Capacity,
    Unbounded,
    Latest,
    DropNewest,
    DropOldest,
    /// Reported already; later stages say nothing more about it.
    Unknown,
}

impl Policy {
    /// The number, if it is written as one.
    pub(crate) fn literal(&self) -> Option<u64> {
        literal(self.amount.as_ref()?)
    }

    /// Whether a sender may have to wait.
    pub(crate) fn waits(&self) -> bool {
        self.kind == PolicyKind::Capacity
    }
}

impl PolicyKind {
    /// The policies there are, as they are written.
    pub(crate) const ALL: [(&'static str, Self); 5] = [
        ("capacity", Self::Capacity),
        ("unbounded", Self::Unbounded),
        ("latest", Self::Latest),
        ("drop_newest", Self::DropNewest),
        ("drop_oldest", Self::DropOldest),
    ];

    /// The word for it.
    pub(crate) fn word(self) -> Option<&'static str> {
        Self::ALL
            .iter()
            .find(|(_, kind)| *kind == self)
            .map(|(word, _)| *word)
    }

    /// Whether a number belongs to it.
    pub(crate) fn has_amount(self) -> bool {
        matches!(self, Self::Capacity | Self::DropNewest | Self::DropOldest)
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.name)?;
        if let Some(box_name) = &self.box_name {
            write!(f, ".{box_name}")?;
        }
        match &self.index {
            Some(index) => write!(f, "[{index}]"),
            None => Ok(()),
        }
    }
}

/// Only for the place of an error, which goes from the first token to the last.
impl ToTokens for Endpoint {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.name.to_tokens(tokens);
        self.box_name.to_tokens(tokens);
        self.index.to_tokens(tokens);
    }
}

/// A macro around the graph may have wrapped the number in an invisible group.
fn literal(expression: &Expr) -> Option<u64> {
    match expression {
        Expr::Lit(lit) => match &lit.lit {
            Lit::Int(number) => number.base10_parse().ok(),
            _ => None,
        },
        Expr::Group(group) => literal(&group.expr),
        Expr::Paren(paren) => literal(&paren.expr),
        _ => None,
    }
}
