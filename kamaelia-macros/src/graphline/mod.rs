//! `graphline!` and `pipeline!`: parse, resolve, check, expand. Each stage takes what the last one
//! understood and may trust it.

pub(crate) mod ast;
pub(crate) mod check;
pub(crate) mod cycle;
pub(crate) mod diamond;
pub(crate) mod graph;
pub(crate) mod parse;
pub(crate) mod pipeline;
#[cfg(test)]
mod random;
pub(crate) mod resolve;
pub(crate) mod row;

use proc_macro2::TokenStream;

use self::ast::Graphline;
use self::graph::Graph;
use crate::errors::Errors;

/// The graph that `graphline! { .. }` describes, as far as it was understood.
pub(crate) fn graphline(input: TokenStream) -> (Graph, Errors) {
    understand(input, parse::parse)
}

/// The graph that `pipeline![ .. ]` describes, as far as it was understood.
pub(crate) fn pipeline(input: TokenStream) -> (Graph, Errors) {
    understand(input, pipeline::parse)
}

type Parse = fn(TokenStream, &mut Errors) -> Graphline;

fn understand(input: TokenStream, parse: Parse) -> (Graph, Errors) {
    let mut errors = Errors::default();
    let graphline = parse(input, &mut errors);
    let mut graph = resolve::resolve(graphline, &mut errors);
    check::check(&mut graph, &mut errors);
    (graph, errors)
}
