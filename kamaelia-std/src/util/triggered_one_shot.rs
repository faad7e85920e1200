use crate::wait::while_read;
use kamaelia::prelude::*;

/// Waits for any message, sends one of its own, and ends.
///
/// If none comes, it sends none. What comes after the first is not read: its
/// senders learn that it has ended.
///
/// For an answer to each message there is [`Map`](super::Map), with a closure
/// that does not look at it.
///
/// # Example
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia_std::util::{DataSource, Expect, TriggeredOneShot};
///
/// # futures::executor::block_on(async {
/// graphline! {
///     NUMBERS = DataSource::new(0..);
///     BEGUN   = TriggeredOneShot::new("it has begun");
///     CHECK   = Expect::new(["it has begun"]);
///
///     NUMBERS -> BEGUN -> CHECK;
/// }
/// .run()
/// .await
/// # }).unwrap();
/// ```
#[derive(Component)]
pub struct TriggeredOneShot<T: Message, U: Message> {
    /// What it waits for: any message.
    #[inbox]
    inbox: Inbox<T>,

    /// The message of its own.
    #[outbox]
    outbox: Outbox<U>,

    message: U,
}

impl<T: Message, U: Message> Main for TriggeredOneShot<T, U> {
    async fn main(mut self) -> Outcome {
        if let Some(Some(_)) = while_read(&mut self.outbox, self.inbox.recv()).await {
            self.outbox.send(self.message).await?;
        }
        Ok(())
    }
}
