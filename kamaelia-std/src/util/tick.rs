use crate::bad_parameter::span;
use kamaelia::prelude::*;
use std::time::Duration;
use tokio::time::{Instant, MissedTickBehavior, interval_at};

/// Sends a message at regular intervals, until it is told to finish.
///
/// The first comes after one interval, or [at once](Tick::at_once). The clock
/// does not drift: ticks are due at whole intervals from the start. What happens
/// to ticks that nobody takes in time is up to [`Missed`].
///
/// A tick is `()`; `via |()| "tick"` makes something else of it. It needs a
/// tokio runtime with time.
///
/// # Errors
///
/// [`BadParameter`](crate::BadParameter) if the interval is zero.
///
/// # Example
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia_std::util::{Expect, Take, Tick};
/// use std::time::Duration;
///
/// # #[tokio::main(flavor = "current_thread", start_paused = true)] async fn main() -> Outcome {
/// graphline! {
///     CLOCK = Tick::new(Duration::from_secs(1));
///     THREE = Take::new(3);
///     CHECK = Expect::new(["tick", "tick", "tick"]);
///
///     CLOCK.outbox -> THREE.inbox via |()| "tick";
///     THREE -> CHECK;
/// }
/// .run()
/// .await
/// # }
/// ```
#[derive(Component)]
pub struct Tick {
    /// One message for each tick.
    #[outbox]
    outbox: Outbox<()>,

    interval: Duration,

    /// Whether the first tick comes at the start, and not one interval later.
    #[param(default = false)]
    at_once: bool,

    /// What happens to ticks that nobody took in time.
    #[param(default)]
    missed: Missed,
}

/// What happens to the ticks that nobody took in time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Missed {
    /// One comes at once for all of them; the next comes at its own time.
    #[default]
    Skip,
    /// They come as fast as they are taken, until none is missing.
    CatchUp,
    /// One comes at once for all of them; the next comes one interval later.
    Delay,
}

impl Main for Tick {
    async fn main(mut self) -> Outcome {
        let interval = span("interval", self.interval)?;
        let first = match self.at_once {
            true => Instant::now(),
            false => Instant::now() + interval,
        };
        let mut clock = interval_at(first, interval);
        clock.set_missed_tick_behavior(match self.missed {
            Missed::Skip => MissedTickBehavior::Skip,
            Missed::CatchUp => MissedTickBehavior::Burst,
            Missed::Delay => MissedTickBehavior::Delay,
        });
        while until_stopped(clock.tick()).await.is_some() {
            self.outbox.send(()).await?;
        }
        Ok(())
    }
}
