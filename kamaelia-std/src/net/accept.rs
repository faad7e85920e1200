//! The next connection to any of several sockets: [`accept`].

use std::future::poll_fn;
use std::io::{self, ErrorKind};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::sleep;

/// The next connection to any of `listeners`, which `poll` takes; each listener is the
/// first to be looked at in its turn.
pub(super) async fn accept<L, C>(
    listeners: &[L],
    turn: usize,
    poll: impl Fn(&L, &mut Context<'_>) -> Poll<io::Result<C>>,
) -> C {
    let (before, from) = listeners.split_at(turn % listeners.len().max(1));
    loop {
        let accepted = poll_fn(|cx| {
            let mut polls = from.iter().chain(before).map(|listener| poll(listener, cx));
            polls.find(Poll::is_ready).unwrap_or(Poll::Pending)
        });
        match accepted.await {
            Ok(connection) => return connection,
            Err(error) if error.kind() == ErrorKind::ConnectionAborted => {}
            // Too many open files, or no memory: who comes waits in the queue of the
            // system until some connection has ended.
            Err(_) => sleep(Duration::from_millis(100)).await,
        }
    }
}
