//! Waiting for a time: [`Timer`].
//!
//! There is one clock: tokio's where there is a runtime, so that a test which
//! pauses it lets hours pass at once; the machine's where there is none.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

/// Now, on the clock of the timers.
pub(crate) fn now() -> Instant {
    match has_runtime() {
        true => tokio::time::Instant::now().into_std(),
        false => Instant::now(),
    }
}

/// Is ready when a time has come.
pub(crate) enum Timer {
    Tokio(Pin<Box<tokio::time::Sleep>>),
    Thread(futures_timer::Delay),
}

impl Timer {
    /// Is ready at this time.
    pub(crate) fn at(time: Instant) -> Timer {
        match has_runtime() {
            true => Timer::Tokio(Box::pin(tokio::time::sleep_until(time.into()))),
            false => Timer::after(time.saturating_duration_since(Instant::now())),
        }
    }

    /// Is ready after this long.
    pub(crate) fn after(duration: Duration) -> Timer {
        match has_runtime() {
            true => Timer::Tokio(Box::pin(tokio::time::sleep(duration))),
            false => Timer::Thread(futures_timer::Delay::new(duration)),
        }
    }
}

impl Future for Timer {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        match &mut *self {
            Timer::Tokio(sleep) => sleep.as_mut().poll(cx),
            Timer::Thread(delay) => Pin::new(delay).poll(cx),
        }
    }
}

fn has_runtime() -> bool {
    tokio::runtime::Handle::try_current().is_ok()
}
