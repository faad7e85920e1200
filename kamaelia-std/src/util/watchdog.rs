use crate::bad_parameter::span;
use crate::wait::{recv_within, while_read};
use kamaelia::TimedOut;
use kamaelia::prelude::*;
use std::time::Duration;

/// Says when nothing has come for a while.
///
/// One alarm goes out for each silence; the next message ends the silence, and
/// the time counts anew from there. The first silence begins at the start. As
/// long as a message waits to be passed on, it is not silent.
///
/// It ends when its inbox does; also when nobody reads what it passes on or, if
/// it passes nothing on, its alarms. To end after a silence is what
/// [`IdleTimeout`](crate::flow::IdleTimeout) does.
///
/// # Errors
///
/// [`BadParameter`](crate::BadParameter) if the time is zero.
///
/// # Example
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia_std::util::{Expect, OneShot, Watchdog};
/// use std::time::Duration;
///
/// # #[tokio::main(flavor = "current_thread", start_paused = true)] async fn main() -> Outcome {
/// graphline! {
///     SIGN  = OneShot::new("I am alive").after(Duration::from_secs(60));
///     DOG   = Watchdog::new().timeout(Duration::from_secs(40));
///     CHECK = Expect::new(["wake up!"]);
///
///     SIGN -> DOG;
///     DOG.alarm -> CHECK.inbox via |_| "wake up!";
/// }
/// .run()
/// .await
/// # }
/// ```
#[derive(Component)]
pub struct Watchdog<T: Message> {
    /// Signs of life: any message.
    #[inbox]
    inbox: Inbox<T>,

    /// The same messages, for somebody who works with them.
    #[outbox(optional)]
    outbox: Outbox<T>,

    /// That nothing came, and for how long.
    #[outbox]
    alarm: Outbox<TimedOut>,

    /// How long it may be silent: 5 seconds, if not said otherwise.
    #[param(default = Duration::from_secs(5))]
    timeout: Duration,
}

impl<T: Message> Main for Watchdog<T> {
    async fn main(mut self) -> Outcome {
        let timeout = span("timeout", self.timeout)?;
        let mut limit = Some(timeout);
        loop {
            match self.next(limit).await {
                Ok(Some(message)) => {
                    limit = Some(timeout);
                    self.outbox.send(message).await?;
                }
                Ok(None) => return Ok(()),
                Err(silence) => {
                    limit = None;
                    // What is passed on is of use also if nobody hears this.
                    let _ = self.alarm.send(silence).await;
                }
            }
        }
    }
}

impl<T: Message> Watchdog<T> {
    async fn next(&mut self, limit: Option<Duration>) -> Result<Option<T>, TimedOut> {
        let Watchdog { inbox, outbox, .. } = self;
        match (outbox.is_linked(), limit) {
            (true, Some(limit)) => recv_within(inbox, outbox, limit).await,
            (true, None) => Ok(while_read(outbox, inbox.recv()).await.flatten()),
            (false, Some(limit)) => recv_within(inbox, &mut self.alarm, limit).await,
            (false, None) => Ok(while_read(&mut self.alarm, inbox.recv()).await.flatten()),
        }
    }
}
