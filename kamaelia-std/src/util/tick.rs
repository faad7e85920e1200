use crate::bad_parameter::span;
use crate::wait::sleep_until;
use kamaelia::prelude::*;
use std::time::Duration;
use tokio::time::Instant;

/// Sends a message at regular intervals, until it is told to finish.
///
/// The first comes after one interval, or [at once](Tick::at_once). The clock
/// does not drift: ticks are due at whole intervals from the start. What happens
/// to ticks that nobody takes in time is up to [`Missed`].
///
/// A tick is `()`; `via |()| "tick"` makes something else of it.
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
        let mut due = Instant::now();
        if !self.at_once {
            due += interval;
        }
        while until_stopped(sleep_until(due)).await.is_some() {
            due = self.missed.next(due, interval, Instant::now());
            self.outbox.send(()).await?;
        }
        Ok(())
    }
}

impl Missed {
    /// How late timers are: a tick that is no later has not been missed.
    const SLACK: Duration = Duration::from_millis(5);

    /// When the tick is due that comes after one that was due then, and is taken
    /// now.
    fn next(self, due: Instant, interval: Duration, now: Instant) -> Instant {
        match self {
            Missed::Skip if now > due + Missed::SLACK => {
                let passed = now.duration_since(due).as_nanos() / interval.as_nanos();
                match u32::try_from(passed + 1) {
                    Ok(intervals) => due + interval * intervals,
                    Err(_) => now + interval,
                }
            }
            Missed::Delay if now > due + Missed::SLACK => now + interval,
            _ => due + interval,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Missed;
    use std::time::Duration;
    use tokio::time::Instant;

    #[track_caller]
    fn check(missed: Missed, taken: u64, next: u64) {
        let start = Instant::now();
        let at = |time| start + Duration::from_millis(time);
        let interval = Duration::from_millis(100);
        assert_eq!(missed.next(at(0), interval, at(taken)), at(next));
    }

    #[test]
    fn a_tick_that_is_in_time_is_followed_by_the_next_interval() {
        for missed in [Missed::Skip, Missed::CatchUp, Missed::Delay] {
            check(missed, 0, 100);
            check(missed, 5, 100);
        }
    }

    #[test]
    fn after_a_late_one_it_is_the_next_whole_interval_the_missing_one_or_a_full_one() {
        check(Missed::Skip, 99, 100);
        check(Missed::Skip, 100, 200);
        check(Missed::Skip, 1234, 1300);
        check(Missed::CatchUp, 1234, 100);
        check(Missed::Delay, 1234, 1334);
    }

    #[test]
    fn a_clock_that_stood_still_for_too_many_intervals_begins_anew() {
        let start = Instant::now();
        let (now, interval) = (start + Duration::from_secs(60), Duration::from_nanos(1));
        assert_eq!(Missed::Skip.next(start, interval, now), now + interval);
    }
}
