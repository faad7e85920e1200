//! The components of `flow`, in graphs.

mod choosers;
mod chunks;
mod ends;
mod gates;
mod rates;
#[path = "../common/rest.rs"]
mod rest;
mod routes;
mod tees;

use kamaelia::prelude::*;
use kamaelia::{Collector, Stage};
use kamaelia_std::util::{DataSource, NullSink};
use tokio::time::Instant;

/// What comes out, and how many seconds after the start.
async fn with_times<T: Message>(results: &mut Collector<T>, start: Instant) -> Vec<(f64, T)> {
    let mut all = Vec::new();
    while let Some(message) = results.recv().await {
        all.push((start.elapsed().as_secs_f64(), message));
    }
    all
}

/// The fault of a stage that gets these messages.
fn fault<In, Out>(
    inputs: impl IntoIterator<IntoIter: Send + 'static, Item = In>,
    stage: impl Stage<In, Out>,
) -> String
where
    In: Message,
    Out: Message,
{
    let graph = pipeline![DataSource::new(inputs), stage, NullSink::new()];
    let outcome = futures::executor::block_on(graph.run());
    outcome.expect_err("it cannot work").to_string()
}

/// Takes one message and is busy with it for ever.
#[derive(Component)]
struct Busy {
    #[inbox]
    inbox: Inbox<u64>,
}

impl Main for Busy {
    async fn main(mut self) -> Outcome {
        let _ = self.inbox.recv().await;
        until_stopped(std::future::pending::<()>()).await;
        Ok(())
    }
}
