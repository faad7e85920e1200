//! What time it is, for all that looks at the time here.

use std::time::{Duration, SystemTime};
use tokio::time::Instant;

/// A clock: the system's, or one that runs faster.
///
/// ```
/// use grey::Clock;
/// use std::time::{Duration, UNIX_EPOCH};
///
/// let hours_pass_in_seconds = Clock::fast(UNIX_EPOCH + Duration::from_secs(1_700_000_000), 3600);
/// # let _ = hours_pass_in_seconds.now();
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Clock(Pace);

#[derive(Clone, Copy, Debug)]
enum Pace {
    System,
    Fast {
        start: SystemTime,
        begun: Instant,
        times: u32,
    },
}

impl Clock {
    /// The clock of the system.
    #[must_use]
    pub fn system() -> Clock {
        Clock(Pace::System)
    }

    /// A clock that shows `start` now, and then goes so many times as fast as tokio's:
    /// a test that pauses that one pauses this one.
    #[must_use]
    pub fn fast(start: SystemTime, times: u32) -> Clock {
        Clock(Pace::Fast {
            start,
            begun: Instant::now(),
            times,
        })
    }

    /// What it shows.
    #[must_use]
    pub fn now(&self) -> SystemTime {
        match self.0 {
            Pace::System => SystemTime::now(),
            Pace::Fast {
                start,
                begun,
                times,
            } => {
                let passed = begun.elapsed().saturating_mul(times);
                // A time that cannot be written down is as good as standing still.
                start.checked_add(passed).unwrap_or(start)
            }
        }
    }

    /// How long something takes on a clock of the wall that takes this long on it.
    #[must_use]
    pub fn real(&self, duration: Duration) -> Duration {
        match self.0 {
            Pace::System => duration,
            Pace::Fast { times, .. } => duration / times.max(1),
        }
    }
}

impl Default for Clock {
    fn default() -> Clock {
        Clock::system()
    }
}
