//! What is written, as a reader would write it, and what an editor finds in it.

mod shown;
mod typing;

use proc_macro2::TokenStream;

use crate::expand;
use crate::graphline;

/// The expansion of a graph.
fn graph(tokens: TokenStream) -> TokenStream {
    let (graph, errors) = graphline::graphline(tokens);
    expand::graph(&graph, &errors)
}

/// The expansion of a pipeline.
fn pipeline(tokens: TokenStream) -> TokenStream {
    let (graph, errors) = graphline::pipeline(tokens);
    expand::pipeline(&graph, &errors)
}
