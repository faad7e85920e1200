//! Tokio tasks, one for each component, joined by channels: one file of
//! workloads, whatever the channel is.

mod channel;
mod fans;
mod rows;

pub use channel::{Channel, Item, TokioMpsc};
pub use fans::{fan_in, fan_out, ping_pong};
pub use rows::{
    batches, caterpillar, chain, chain_of_capacity_1, chunks, length, start, two_threads,
};

/// Runs tasks on this thread.
pub(crate) fn on_one_thread(work: impl Future<Output = u64>) -> u64 {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.expect("a runtime").block_on(work)
}

/// Starts a task that moves messages while the other ends of its channels live.
fn start_task(work: impl Future<Output = Option<()>> + Send + 'static) {
    tokio::spawn(work);
}

/// Starts the task at the end, and waits for what it gives.
async fn result_of(work: impl Future<Output = u64> + Send + 'static) -> u64 {
    tokio::spawn(work).await.expect("a task does not panic")
}
