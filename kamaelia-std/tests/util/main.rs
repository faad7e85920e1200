//! The components of `util`, in graphs.

mod basics;
mod clocks;
mod ends;
mod functions;
mod lists;
#[path = "../common/rest.rs"]
mod rest;
mod streams;

use kamaelia::{Stage, pipeline};
use kamaelia_std::util::DataSource;

/// The fault of a stage that gets these messages.
fn fault<In, Out>(
    inputs: impl IntoIterator<IntoIter: Send + 'static, Item = In>,
    stage: impl Stage<In, Out>,
) -> String
where
    In: Send + 'static,
    Out: Send + 'static,
{
    let graph = pipeline![
        DataSource::new(inputs),
        stage,
        kamaelia_std::util::NullSink::new(),
    ];
    let outcome = futures::executor::block_on(graph.run());
    outcome.expect_err("it cannot work").to_string()
}
