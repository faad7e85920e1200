use crate::bad_parameter::span;
use crate::wait::sleep_until;
use kamaelia::prelude::*;
use std::time::Duration;
use tokio::time::Instant;

/// Sends one message, and ends.
///
/// [`after`](OneShot::after) lets some time pass first. Told to finish in that
/// time, it ends without a message.
///
/// # Errors
///
/// [`BadParameter`](crate::BadParameter) if that time is longer than a hundred
/// years.
///
/// # Example
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia_std::util::{Expect, OneShot};
/// use std::time::Duration;
///
/// # #[tokio::main(flavor = "current_thread", start_paused = true)] async fn main() -> Outcome {
/// graphline! {
///     HELLO = OneShot::new("hello");
///     LATER = OneShot::new("still here?").after(Duration::from_secs(60));
///     CHECK = Expect::new(["hello", "still here?"]);
///
///     HELLO -> CHECK;
///     LATER -> CHECK;
/// }
/// .run()
/// .await
/// # }
/// ```
#[derive(Component)]
pub struct OneShot<T: Message> {
    /// The message.
    #[outbox]
    outbox: Outbox<T>,

    message: T,

    /// How long it waits before that; not at all, if not said otherwise.
    #[param(default = Duration::ZERO)]
    after: Duration,
}

impl<T: Message> Main for OneShot<T> {
    async fn main(mut self) -> Outcome {
        if !self.after.is_zero() {
            let time = Instant::now() + span("after", self.after)?;
            if until_stopped(sleep_until(time)).await.is_none() {
                return Ok(());
            }
        }
        self.outbox.send(self.message).await?;
        Ok(())
    }
}
