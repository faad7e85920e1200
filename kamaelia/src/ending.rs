//! How long a graph that was told to end may take: [`Ending`].

use crate::seat::Told;
use crate::timer::{Timer, now};
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

/// How long what is told at the last moment has to react, at most.
const LAST_CALL: Duration = Duration::from_millis(100);

/// The grace time as it runs out. All of it lies within the grace time: first
/// who finishes is told to stop now, then who is left is let go, then tasks that
/// were let go have a moment to notice.
pub(crate) struct Ending {
    step: Step,
    timer: Timer,
    last_call: Duration,
    over: Instant,
}

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Tell everyone to stop now.
    Hurry,
    /// Let go of who is left.
    Release,
    /// Wait no longer for anyone.
    GiveUp,
}

impl Ending {
    /// Begins with what was told.
    pub(crate) fn new(told: Told, grace: Duration) -> Ending {
        let last_call = LAST_CALL.min(grace / 10);
        // A grace time may be longer than any clock runs.
        let start = now();
        let over = start.checked_add(grace).unwrap_or(start + FAR);
        let step = match told {
            Told::Now | Told::Gone => Step::Release,
            _ => Step::Hurry,
        };
        Ending {
            step,
            timer: Timer::at(time_of(step, over, last_call)),
            last_call,
            over,
        }
    }

    /// The next step, when its time has come.
    pub(crate) fn poll_step(&mut self, cx: &mut Context<'_>) -> Poll<Step> {
        if Pin::new(&mut self.timer).poll(cx).is_pending() {
            return Poll::Pending;
        }
        let step = self.step;
        self.step = match step {
            Step::Hurry => Step::Release,
            Step::Release | Step::GiveUp => Step::GiveUp,
        };
        // A busy machine may have been late: what was told now has its moment
        // all the same.
        let moment = now() + self.last_call;
        let planned = time_of(self.step, self.over, self.last_call);
        self.timer = Timer::at(planned.max(moment));
        Poll::Ready(step)
    }
}

/// Longer than any graph runs: thirty years.
const FAR: Duration = Duration::from_secs(30 * 365 * 24 * 3600);

fn time_of(step: Step, over: Instant, last_call: Duration) -> Instant {
    match step {
        Step::Hurry => over - 2 * last_call,
        Step::Release => over - last_call,
        Step::GiveUp => over,
    }
}
