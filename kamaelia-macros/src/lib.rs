//! The macros of [`kamaelia`](https://docs.rs/kamaelia), which re-exports them
//! and has their examples.
//!
//! `graphline!` and `pipeline!` are a small compiler: parse, resolve, check and
//! expand, a module each. Every stage reports all its mistakes, and what was
//! understood is expanded even where something was not. Types and boxes are
//! left to rustc, with the graph's own words.

mod component;
mod errors;
mod expand;
mod graphline;
mod nearest;
mod program;

use proc_macro::TokenStream;

/// Makes a struct with boxes a component.
///
/// See [`kamaelia::Component`](https://docs.rs/kamaelia).
#[proc_macro_derive(Component, attributes(inbox, outbox, param, state, component))]
pub fn derive_component(input: TokenStream) -> TokenStream {
    component::derive(input.into()).into()
}

/// Links components in a graph that the compiler has checked.
///
/// See [`kamaelia::graphline`](https://docs.rs/kamaelia).
#[proc_macro]
pub fn graphline(input: TokenStream) -> TokenStream {
    let (graph, errors) = graphline::graphline(input.into());
    expand::graph(&graph, &errors).into()
}

/// Links components in a row.
///
/// See [`kamaelia::pipeline`](https://docs.rs/kamaelia).
#[proc_macro]
pub fn pipeline(input: TokenStream) -> TokenStream {
    let (graph, errors) = graphline::pipeline(input.into());
    expand::pipeline(&graph, &errors).into()
}

/// Makes an `async fn main` a program.
///
/// See [`kamaelia::main`](https://docs.rs/kamaelia).
#[proc_macro_attribute]
pub fn main(arguments: TokenStream, function: TokenStream) -> TokenStream {
    program::main(arguments.into(), function.into()).into()
}
