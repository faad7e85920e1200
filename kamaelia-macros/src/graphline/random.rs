//! Graphs without a pattern, the same in every run, to try algorithms on.

use proc_macro2::Span;
use syn::{Expr, Ident, Token, parse_quote};

use super::ast::{Policy, PolicyKind};
use super::graph::{End, Graph, Instance, Link, LinkTarget, Owner};

/// Numbers without a pattern, the same in every run (xorshift).
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).expect("below the limit")
    }

    /// Up to eight components, linked among each other and with `self`, under all policies.
    pub(crate) fn graph(&mut self) -> Graph {
        let nodes = 1 + self.below(8);
        let instances = (0..nodes).map(instance).collect();
        let links = (0..self.below(2 * nodes + 1))
            .map(|_| self.link(nodes))
            .collect();
        Graph {
            instances,
            links,
            ..Graph::default()
        }
    }

    fn link(&mut self, nodes: usize) -> Link {
        let from = self.end(nodes, ["outbox", "left", "right", "signal"]);
        let targets = (0..1 + self.below(2)).map(|_| self.target(nodes)).collect();
        Link {
            from,
            arrow: Token![->](Span::call_site()),
            targets,
        }
    }

    fn target(&mut self, nodes: usize) -> LinkTarget {
        let end = self.end(nodes, ["inbox", "left", "right", "control"]);
        LinkTarget {
            end,
            policy: self.policy(),
            via: None,
        }
    }

    fn end(&mut self, nodes: usize, boxes: [&str; 4]) -> End {
        let number = self.below(nodes + 1);
        let owner = if number < nodes {
            Owner::Child(number)
        } else {
            Owner::Own
        };
        let box_name = Ident::new(boxes[self.below(8).saturating_sub(4)], Span::call_site());
        End {
            owner,
            name: name(number),
            box_name,
            index: None,
        }
    }

    /// Most linkages wait.
    fn policy(&mut self) -> Option<Policy> {
        let kind = match self.below(12) {
            0 => PolicyKind::Unbounded,
            1 => PolicyKind::Latest,
            2 => PolicyKind::DropNewest,
            3 => PolicyKind::DropOldest,
            4 => PolicyKind::Capacity,
            _ => return None,
        };
        let amount: Option<Expr> = kind.has_amount().then(|| parse_quote!(4));
        Some(Policy {
            kind,
            amount,
            span: Span::call_site(),
        })
    }
}

fn instance(number: usize) -> Instance {
    Instance {
        name: name(number),
        expression: parse_quote!(x),
        placement: None,
        disputed: false,
    }
}

fn name(number: usize) -> Ident {
    Ident::new(&format!("N{number}"), Span::call_site())
}
