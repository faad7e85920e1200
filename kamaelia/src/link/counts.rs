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
    /// One more than what was taken out of the ring when its reader had gone; 0
    /// until then.
    left: AtomicU64,
    high_water: AtomicUsize,
}

impl Counts {
    /// A message that a policy dropped.
    pub(super) fn drop_one(&self) {
        self.dropped.fetch_add(1, Ordering::Release);
    }

    /// A message that was sent when nobody took it any more.
    pub(super) fn refuse_one(&self) {
        self.refused.fetch_add(1, Ordering::Relaxed);
        self.drop_one();
    }

    /// What is taken out of the ring from now on is not read any more.
    pub(super) fn leave(&self, header: &Header) {
        if self.left.load(Ordering::Relaxed) == 0 {
            let read = header.read(Ordering::Relaxed);
            self.left.store(read + 1, Ordering::Relaxed);
        }
    }

    /// Somebody has seen so many messages wait. It is more than ever before only
    /// as often as the linkage holds messages.
    #[inline]
    pub(super) fn saw(&self, waiting: usize) {
        if waiting > self.high_water.load(Ordering::Relaxed) {
            self.high_water.fetch_max(waiting, Ordering::Relaxed);
        }
    }

    /// All counts, at about this moment; no more than `limit` can wait.
    pub(super) fn of<T>(
        &self,
        header: &Header,
        aside: Option<&Aside<T>>,
        limit: Option<usize>,
    ) -> LinkCounts {
        // What is received or dropped later was sent earlier: in this order nothing
        // comes out of nowhere.
        let dropped = self.dropped.load(Ordering::Acquire);
        let (aside_sent, aside_received) = aside.map_or((0, 0), Aside::carried);
        let taken = header.read(Ordering::Acquire);
        let left = self.left.load(Ordering::Relaxed);
        let read = left.checked_sub(1).map_or(taken, |left| left.min(taken));
        let received = read + aside_received;
        let refused = self.refused.load(Ordering::Relaxed);
        // If this is a message for which room was made meanwhile, the room is seen
        // below. No model shows it: it takes too many interruptions.
        let written = header.written(Ordering::Acquire);
        let sent = written + aside_sent.max(aside_received) + refused;
        let waiting = sent.saturating_sub(received + dropped) as usize;
        // The ends may have gone on while this looked.
        let waiting = limit.map_or(waiting, |limit| waiting.min(limit));
        let is_steady = taken == header.read(Ordering::Relaxed)
            && aside.is_none_or(|aside| aside.carried().1 == aside_received);
        if is_steady {
            self.saw(waiting);
        }
        LinkCounts {
            sent,
            received,
            waiting,
            high_water: self.high_water.load(Ordering::Relaxed),
            dropped,
        }
    }
}
