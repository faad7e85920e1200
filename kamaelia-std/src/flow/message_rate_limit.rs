use crate::bad_parameter::interval;
use crate::wait::{sleep_until, while_read};
use kamaelia::prelude::*;
use std::collections::VecDeque;
use std::time::Duration;
use tokio::time::Instant;

/// Lets messages out no faster than a rate.
///
/// It fills a buffer first, so that a stream that comes in bursts leaves evenly;
/// then it goes on filling it while it sends. What does not fit waits with its
/// sender. When no more comes, what it holds leaves at the same rate.
///
/// The rate is exact also where the clock is coarser than it: a message that
/// leaves up to 10 ms late does not make those after it late. A longer pause is
/// not made up for.
///
/// # Errors
///
/// [`BadParameter`](crate::BadParameter) if the rate is no number above zero.
///
/// # Example
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia_std::flow::MessageRateLimit;
/// use kamaelia_std::util::{DataSource, Expect};
/// use std::time::Duration;
/// use tokio::time::Instant;
///
/// # #[tokio::main(flavor = "current_thread", start_paused = true)] async fn main() -> Outcome {
/// let start = Instant::now();
/// graphline! {
///     FRAMES = DataSource::new(0..100);
///     RATE   = MessageRateLimit::new(25.0);
///     CHECK  = Expect::new(0..100);
///
///     FRAMES -> RATE -> CHECK;
/// }
/// .run()
/// .await?;
/// assert_eq!(start.elapsed(), Duration::from_millis(99 * 40));
/// # Ok(())
/// # }
/// ```
#[derive(Component)]
pub struct MessageRateLimit<T: Message> {
    /// Messages, as fast as they like.
    #[inbox]
    inbox: Inbox<T>,

    /// The same messages, in the same order, at the rate.
    #[outbox]
    outbox: Outbox<T>,

    messages_per_second: f64,

    /// How many messages it has before it sends the first, and holds at most: 60,
    /// if not said otherwise. With 0, each leaves as soon as the rate allows.
    #[param(default = 60)]
    buffer: usize,

    #[state]
    held: VecDeque<T>,
}

impl<T: Message> Main for MessageRateLimit<T> {
    async fn main(mut self) -> Outcome {
        let interval = interval("messages_per_second", self.messages_per_second)?;
        let mut pace = Pace::new(interval, Instant::now());
        let mut first = true;
        while self.fill(first).await {
            first = false;
            let sleep = sleep_until(pace.due());
            if while_read(&mut self.outbox, sleep).await.is_none() {
                return Ok(());
            }
            if let Some(message) = self.held.pop_front() {
                self.outbox.send(message).await?;
                pace.step(Instant::now());
            }
        }
        Ok(())
    }
}

impl<T: Message> MessageRateLimit<T> {
    /// Waits for a message to send, the first time for all that it holds;
    /// `false` if none will come.
    async fn fill(&mut self, first: bool) -> bool {
        let enough = if first { self.buffer.max(1) } else { 1 };
        while self.held.len() < enough {
            match while_read(&mut self.outbox, self.inbox.recv()).await {
                Some(Some(message)) => self.held.push_back(message),
                // Nobody waits for what is held.
                None => return false,
                Some(None) => break,
            }
        }
        while self.held.len() < self.buffer
            && let Ok(message) = self.inbox.try_recv()
        {
            self.held.push_back(message);
        }
        !self.held.is_empty()
    }
}

/// When the next message may leave.
#[derive(Debug)]
struct Pace {
    interval: Duration,
    due: Instant,
}

impl Pace {
    /// How late a message may be without those after it being late too: what
    /// timers are late by must not slow the rate down. More than that is a pause.
    const SLACK: Duration = Duration::from_millis(10);

    fn new(interval: Duration, now: Instant) -> Pace {
        Pace { interval, due: now }
    }

    fn due(&self) -> Instant {
        self.due
    }

    /// A message has left.
    fn step(&mut self, now: Instant) {
        if now > self.due + Pace::SLACK {
            self.due = now;
        }
        self.due += self.interval;
    }
}

#[cfg(test)]
mod tests {
    use super::Pace;
    use std::time::Duration;
    use tokio::time::Instant;

    fn ms(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    #[test]
    fn timers_that_are_late_do_not_slow_the_rate() {
        let start = Instant::now();
        let mut pace = Pace::new(ms(2), start);
        for number in 0..100 {
            assert_eq!(pace.due(), start + number * ms(2));
            pace.step(pace.due() + ms(1));
        }
    }

    #[test]
    fn a_pause_is_not_made_up_for() {
        let start = Instant::now();
        let mut pace = Pace::new(ms(100), start);
        pace.step(start + ms(5000));
        assert_eq!(pace.due(), start + ms(5100));
    }
}
