//! How many messages a linkage has carried: [`Counts`].

use super::aside::Aside;
use super::header::Header;
use crate::sync::{AtomicU64, AtomicUsize, Ordering};
use crate::topology::LinkCounts;

/// What the places of the two ends do not tell.
#[derive(Default)]
pub(super) struct Counts {
    /// What policies dropped, what was left unread, and what was sent too late.
    dropped: AtomicU64,
    /// What was sent when nobody took it any more.
    refused: AtomicU64,
    /// What was taken out of the ring unread.
    cleared: AtomicU64,
    high_water: AtomicUsize,
}

impl Counts {
    /// A message that a policy dropped.
    pub(super) fn drop_one(&self) {
        self.dropped.fetch_add(1, Ordering::Relaxed);
    }

    /// A message that was sent when nobody took it any more.
    pub(super) fn refuse_one(&self) {
        self.refused.fetch_add(1, Ordering::Relaxed);
        self.drop_one();
    }

    /// A message that was taken out of the ring unread.
    pub(super) fn clear_one(&self) {
        self.cleared.fetch_add(1, Ordering::Relaxed);
        self.drop_one();
    }

    /// An end has seen so many messages wait.
    #[inline]
    pub(super) fn saw(&self, waiting: usize) {
        if waiting > self.high_water.load(Ordering::Relaxed) {
            self.high_water.store(waiting, Ordering::Relaxed);
        }
    }

    /// All counts, at about this moment.
    pub(super) fn of<T>(&self, header: &Header, aside: Option<&Aside<T>>) -> LinkCounts {
        let (aside_sent, aside_received) = aside.map_or((0, 0), Aside::carried);
        // What is received later was sent earlier: in this order nothing comes
        // out of nowhere.
        let dropped = self.dropped.load(Ordering::Relaxed);
        let cleared = self.cleared.load(Ordering::Relaxed);
        let read = header.head.count.load(Ordering::Acquire);
        let received = (read + aside_received).saturating_sub(cleared);
        let refused = self.refused.load(Ordering::Relaxed);
        let written = header.tail.count.load(Ordering::Relaxed);
        let sent = written + aside_sent.max(aside_received) + refused;
        let waiting = sent.saturating_sub(received + dropped) as usize;
        LinkCounts {
            sent,
            received,
            waiting,
            high_water: self.high_water.load(Ordering::Relaxed).max(waiting),
            dropped,
        }
    }
}
