use crate::bad_parameter::span;
use crate::wait::recv_within;
use kamaelia::prelude::*;
use std::time::Duration;

/// Passes messages on, and ends when none has come for a while.
///
/// Its end is everybody's: who sends to it stops, and who reads from it drains.
/// So one stage at the head of a server's protocol closes connections at which
/// nobody says anything. The first silence begins at the start; as long as a
/// message waits to be passed on, it is not silent.
///
/// # Errors
///
/// With [`OnIdle::Fail`], [`TimedOut`](kamaelia::TimedOut) after a silence.
/// [`BadParameter`](crate::BadParameter) if the time is zero.
///
/// # Example
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia_std::flow::IdleTimeout;
/// use kamaelia_std::util::Expect;
/// use std::time::Duration;
///
/// # #[tokio::main(flavor = "current_thread", start_paused = true)] async fn main() -> Outcome {
/// let (mut peer, source) = feed();
/// peer.send("hello").await?;
///
/// // The peer says nothing more, and does not go either.
/// pipeline![
///     source,
///     IdleTimeout::new(Duration::from_secs(30)),
///     Expect::new(["hello"]),
/// ]
/// .run()
/// .await?;
/// assert!(peer.is_closed());
/// # Ok(())
/// # }
/// ```
#[derive(Component)]
pub struct IdleTimeout<T: Message> {
    /// Messages to pass on.
    #[inbox]
    inbox: Inbox<T>,

    /// The same messages, in the same order.
    #[outbox]
    outbox: Outbox<T>,

    timeout: Duration,

    /// What a silence is: an end like any other, if not said otherwise.
    #[param(default)]
    on_idle: OnIdle,
}

/// What [`IdleTimeout`] does when nothing has come for too long.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum OnIdle {
    /// It ends.
    #[default]
    End,
    /// It fails, and says how long it has waited.
    Fail,
}

impl<T: Message> Main for IdleTimeout<T> {
    async fn main(mut self) -> Outcome {
        let timeout = span("timeout", self.timeout)?;
        loop {
            match recv_within(&mut self.inbox, &mut self.outbox, timeout).await {
                Ok(Some(message)) => self.outbox.send(message).await?,
                Ok(None) => return Ok(()),
                Err(silence) if self.on_idle == OnIdle::Fail => return Err(silence.into()),
                Err(_) => return Ok(()),
            }
        }
    }
}
