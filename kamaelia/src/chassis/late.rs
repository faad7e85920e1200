//! Children that were told to end, and may be late: [`Late`].

use crate::seat::Seat;
use crate::timer::Timer;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

/// How often it is asked after the grace time who is left.
const AGAIN: Duration = Duration::from_millis(100);

/// Children that were told to end together.
pub(super) struct Late {
    timer: Timer,
    /// In order.
    ids: Vec<u64>,
}

impl Late {
    /// Children with so much time, by the seats of their graphs.
    pub(super) fn new(grace: Duration, roots: impl Iterator<Item = Seat>) -> Late {
        let mut ids: Vec<u64> = roots.map(|root| root.id()).collect();
        ids.sort_unstable();
        Late {
            timer: Timer::after(grace),
            ids,
        }
    }

    pub(super) fn includes(&self, root: &Seat) -> bool {
        self.ids.binary_search(&root.id()).is_ok()
    }

    /// Is ready when the time is over, and again each time one has to look.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        ready!(Pin::new(&mut self.timer).poll(cx));
        self.timer = Timer::after(AGAIN);
        Poll::Ready(())
    }
}
