//! What the compiler says of a graph that is awaited and was not run: [`Awaited`].

use crate::component::Component;
use crate::graph::Graph;
use crate::outcome::Outcome;
use crate::pipeline::Pipeline;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

/// Nothing is: a graph that would be a future if it were is said not to be one in
/// these words.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a graph that was not run is no future",
    label = "`run` is missing before this",
    note = "a graph does nothing until it is run: write `.run().await`"
)]
pub trait Awaited<G> {
    fn poll_end(graph: Pin<&mut G>, cx: &mut Context<'_>) -> Poll<Outcome>;
}

/// Stands for a graph: of a bound on the graph itself the compiler says its own words.
#[doc(hidden)]
#[derive(Debug)]
pub struct Unrun;

#[doc(hidden)]
impl<P> Future for Graph<P>
where
    Unrun: Awaited<Graph<P>>,
{
    type Output = Outcome;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Outcome> {
        Unrun::poll_end(self, cx)
    }
}

#[doc(hidden)]
impl<A: Component, Z: Component, M, P> Future for Pipeline<A, Z, M, P>
where
    Unrun: Awaited<Pipeline<A, Z, M, P>>,
{
    type Output = Outcome;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Outcome> {
        Unrun::poll_end(self, cx)
    }
}
