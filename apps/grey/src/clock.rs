//! What time it is, for all that looks at the time here.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};
use tokio::time::Instant;

/// A clock: the system's, one that runs faster, or one that is put forward by hand.
/// Clones show the same.
///
/// ```
/// use grey::Clock;
/// use std::time::{Duration, UNIX_EPOCH};
///
/// let hours_pass_in_seconds = Clock::fast(UNIX_EPOCH + Duration::from_secs(1_700_000_000), 3600);
/// # let _ = hours_pass_in_seconds.now();
/// ```
#[derive(Clone, Debug)]
pub struct Clock(Pace);

#[derive(Clone, Debug)]
enum Pace {
    System,
    Fast {
        start: SystemTime,
        begun: Instant,
        times: u32,
    },
    ByHand {
        start: SystemTime,
        milliseconds: Arc<AtomicU64>,
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

    /// A clock that shows `start` until it is put [`forward`](Clock::forward).
    ///
    /// ```
    /// # use grey::Clock;
    /// # use std::time::{Duration, UNIX_EPOCH};
    /// let clock = Clock::by_hand(UNIX_EPOCH);
    /// clock.forward(Duration::from_secs(60));
    /// assert_eq!(clock.now(), UNIX_EPOCH + Duration::from_secs(60));
    /// ```
    #[must_use]
    pub fn by_hand(start: SystemTime) -> Clock {
        let milliseconds = Arc::default();
        Clock(Pace::ByHand {
            start,
            milliseconds,
        })
    }

    /// Puts a clock forward that goes by hand; others know themselves what time it is.
    pub fn forward(&self, duration: Duration) {
        if let Pace::ByHand { milliseconds, .. } = &self.0 {
            let more = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
            milliseconds.fetch_add(more, Ordering::SeqCst);
        }
    }

    /// What it shows.
    #[must_use]
    pub fn now(&self) -> SystemTime {
        match &self.0 {
            Pace::System => SystemTime::now(),
            Pace::Fast {
                start,
                begun,
                times,
            } => {
                let passed = begun.elapsed().saturating_mul(*times);
                // A time that cannot be written down is as good as standing still.
                start.checked_add(passed).unwrap_or(*start)
            }
            Pace::ByHand {
                start,
                milliseconds,
            } => {
                let passed = Duration::from_millis(milliseconds.load(Ordering::SeqCst));
                start.checked_add(passed).unwrap_or(*start)
            }
        }
    }

    /// How long something takes on a clock of the wall that takes this long on it.
    #[must_use]
    pub fn real(&self, duration: Duration) -> Duration {
        match &self.0 {
            Pace::System | Pace::ByHand { .. } => duration,
            Pace::Fast { times, .. } => duration / (*times).max(1),
        }
    }
}

impl Default for Clock {
    fn default() -> Clock {
        Clock::system()
    }
}
