//! Waiting for a time: [`Timer`].
//!
//! There is one clock: tokio's where there is a runtime, so that a test which
//! pauses it lets hours pass at once; the machine's where there is none.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};
use tokio::runtime::{Handle, Id};

/// Now, on the clock of the timers.
pub(crate) fn now() -> Instant {
    match runtime() {
        Some(_) => tokio::time::Instant::now().into_std(),
        None => Instant::now(),
    }
}

/// Is ready when a time has come.
///
/// A graph may leave the runtime that it was begun in, which may shut down: the timers
/// of that one would panic. So a timer goes along to where it is waited for.
pub(crate) enum Timer {
    Tokio(Pin<Box<tokio::time::Sleep>>, Id),
    Thread(futures_timer::Delay),
}

impl Timer {
    /// Is ready at this time.
    pub(crate) fn at(time: Instant) -> Timer {
        match runtime() {
            Some(id) => Timer::Tokio(Box::pin(tokio::time::sleep_until(time.into())), id),
            None => Timer::after(time.saturating_duration_since(Instant::now())),
        }
    }

    /// Is ready after this long.
    pub(crate) fn after(duration: Duration) -> Timer {
        match runtime() {
            Some(id) => Timer::Tokio(Box::pin(tokio::time::sleep(duration)), id),
            None => Timer::Thread(futures_timer::Delay::new(duration)),
        }
    }
}

impl Future for Timer {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if let Timer::Tokio(sleep, home) = &*self
            && runtime() != Some(*home)
        {
            let time = sleep.deadline().into_std();
            self.set(Timer::at(time));
        }
        match &mut *self {
            Timer::Tokio(sleep, _) => sleep.as_mut().poll(cx),
            Timer::Thread(delay) => Pin::new(delay).poll(cx),
        }
    }
}

/// The runtime that this thread is in.
fn runtime() -> Option<Id> {
    Handle::try_current().ok().map(|runtime| runtime.id())
}
