//! Waits that several components share.

use kamaelia::{Inbox, Message, Outbox, Policy, TimedOut, TryRecvError, finishing, link};
use std::convert::Infallible;
use std::future::{Future, poll_fn, ready};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;
use tokio::time::Instant;

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

/// Waits for something that is of use to the readers of any of `outboxes`;
/// `None` when all of them have ended.
pub(crate) async fn while_any_read<U: Message, F: Future>(
    outboxes: &mut [&mut Outbox<U>],
    future: F,
) -> Option<F::Output> {
    let mut future = pin!(future);
    poll_fn(|cx| {
        if let Poll::Ready(output) = future.as_mut().poll(cx) {
            return Poll::Ready(Some(output));
        }
        let mut open = false;
        for outbox in outboxes.iter_mut() {
            open |= pin!(outbox.closed()).poll(cx).is_pending();
        }
        match open {
            true => Poll::Pending,
            false => Poll::Ready(None),
        }
    })
    .await
}

/// Sends a message, unless its reader has ended: then there are others that this
/// one does not concern.
pub(crate) async fn send_if_read<T: Message>(outbox: &mut Outbox<T>, message: T) {
    if !outbox.is_closed() {
        let _ = outbox.send(message).await;
    }
}

/// Whether the component was told to stop now. An inbox that gives `None` has
/// not come to its end then.
pub(crate) async fn is_stopped() -> bool {
    finishing(ready(())).await.is_none()
}

/// Waits until a time has come, on the clock of `recv_timeout`: tokio's where there
/// is a runtime, the machine's where there is none.
pub(crate) async fn sleep_until(time: Instant) {
    let left = time.saturating_duration_since(Instant::now());
    if !left.is_zero() {
        // Nothing can come here, and the inbox stays open.
        let (_outbox, mut inbox) = link::<Infallible>(Policy::capacity(1));
        let _ = inbox.recv_timeout(left).await;
    }
}

/// Waits for a message at each of two inboxes; `None` when one of them is
/// finished, since the other's message would wait for ever.
pub(crate) async fn recv_both<A: Message, B: Message>(
    left: &mut Inbox<A>,
    right: &mut Inbox<B>,
) -> Option<(A, B)> {
    let mut first = None;
    let mut second = None;
    poll_fn(|cx| {
        let finished = is_finished(&mut first, || left.poll_recv(cx))
            || is_finished(&mut second, || right.poll_recv(cx));
        if finished {
            return Poll::Ready(None);
        }
        match (first.take(), second.take()) {
            (Some(a), Some(b)) => Poll::Ready(Some((a, b))),
            (a, b) => {
                (first, second) = (a, b);
                Poll::Pending
            }
        }
    })
    .await
}

/// Asks for a message unless one is held; whether none will come.
fn is_finished<T>(held: &mut Option<T>, poll: impl FnOnce() -> Poll<Option<T>>) -> bool {
    if held.is_some() {
        return false;
    }
    match poll() {
        Poll::Ready(Some(message)) => *held = Some(message),
        Poll::Ready(None) => return true,
        Poll::Pending => {}
    }
    false
}

/// [`Inbox::recv_timeout`] for as long as `outbox` is read: `Ok(None)` is the
/// end of either. A message that is there already costs no timer.
pub(crate) async fn recv_within<T: Message, U: Message>(
    inbox: &mut Inbox<T>,
    outbox: &mut Outbox<U>,
    limit: Duration,
) -> Result<Option<T>, TimedOut> {
    match inbox.try_recv() {
        Ok(message) => Ok(Some(message)),
        Err(TryRecvError::Closed) => Ok(None),
        Err(TryRecvError::Empty) => while_read(outbox, inbox.recv_timeout(limit))
            .await
            .unwrap_or(Ok(None)),
    }
}
