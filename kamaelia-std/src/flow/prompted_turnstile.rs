use crate::wait::{recv_both, while_read};
use kamaelia::prelude::*;
use std::future::poll_fn;
use std::task::Poll;

/// Lets one message out for each request.
///
/// Messages that nobody has asked for wait in its inbox, and their senders with
/// them. Requests that nothing is there for wait too, or are forgotten: see
/// [`Unmet`]. Who asks is mostly who reads, so there is a ring: a request that
/// is sent `with unbounded` keeps it from waiting for itself.
///
/// It ends when no message or no request will come any more.
///
/// # Example
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia_std::flow::PromptedTurnstile;
/// use kamaelia_std::util::{DataSource, Expect};
///
/// # futures::executor::block_on(async {
/// graphline! {
///     WORDS = DataSource::new(["one", "two", "three"]);
///     NEXT  = DataSource::new([(), ()]);
///     GATE  = PromptedTurnstile::new();
///     CHECK = Expect::new(["one", "two"]);
///
///     WORDS -> GATE -> CHECK;
///     NEXT.outbox -> GATE.next;
/// }
/// .run()
/// .await
/// # }).unwrap();
/// ```
#[derive(Component)]
pub struct PromptedTurnstile<T: Message, R: Message> {
    /// Messages to let out.
    #[inbox]
    inbox: Inbox<T>,

    /// Requests: any message asks for one.
    #[inbox]
    next: Inbox<R>,

    /// The messages that were asked for, in the order in which they came.
    #[outbox]
    outbox: Outbox<T>,

    /// What becomes of a request when no message is there.
    #[param(default)]
    unmet: Unmet,

    /// The message that leaves next; without it nobody could know whether
    /// there will be one.
    #[state]
    held: Option<T>,
}

/// What [`PromptedTurnstile`] does with a request that nothing is there for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Unmet {
    /// It waits for a message.
    #[default]
    Keep,
    /// It is forgotten: who wants a message has to ask again.
    Forget,
}

impl<T: Message, R: Message> Main for PromptedTurnstile<T, R> {
    async fn main(mut self) -> Outcome {
        while let Some(message) = self.asked_for().await {
            self.outbox.send(message).await?;
        }
        Ok(())
    }
}

impl<T: Message, R: Message> PromptedTurnstile<T, R> {
    /// The next message that was asked for.
    async fn asked_for(&mut self) -> Option<T> {
        let PromptedTurnstile {
            inbox, next, held, ..
        } = self;
        if self.unmet == Unmet::Keep {
            let both = while_read(&mut self.outbox, recv_both(inbox, next)).await;
            return both.flatten().map(|(message, _)| message);
        }
        let met = poll_fn(|cx| {
            loop {
                if held.is_none()
                    && let Poll::Ready(message) = inbox.poll_recv(cx)
                {
                    *held = message;
                    if held.is_none() {
                        return Poll::Ready(None);
                    }
                }
                match next.poll_recv(cx) {
                    Poll::Ready(Some(_)) if held.is_none() => {}
                    Poll::Ready(Some(_)) => return Poll::Ready(held.take()),
                    Poll::Ready(None) => return Poll::Ready(None),
                    Poll::Pending => return Poll::Pending,
                }
            }
        });
        while_read(&mut self.outbox, met).await.flatten()
    }
}
