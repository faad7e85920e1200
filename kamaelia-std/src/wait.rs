//! Waits that several components share.

use kamaelia::{Message, Outbox, finishing};
use std::future::{Future, poll_fn, ready};
use std::pin::pin;
use std::task::Poll;

/// Waits for something that is only of use to the readers of `outbox`; `None`
/// when they have ended.
pub(crate) async fn while_read<U: Message, F: Future>(
    outbox: &mut Outbox<U>,
    future: F,
) -> Option<F::Output> {
    let mut closed = pin!(outbox.closed());
    let mut future = pin!(future);
    poll_fn(|cx| match future.as_mut().poll(cx) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending => closed.as_mut().poll(cx).map(|()| None),
    })
    .await
}

/// Whether the component was told to stop now. An inbox that gives `None` has
/// not come to its end then.
pub(crate) async fn is_stopped() -> bool {
    finishing(ready(())).await.is_none()
}
