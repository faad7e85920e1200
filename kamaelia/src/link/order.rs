//! The order of the sends, where one inbox reads several linkages: [`Stamps`].

use crate::home;
use crate::sync::{AtomicBool, AtomicU64, OnceLock, Ordering};

/// A message's place in the order of the sends. Within an island it is exact;
/// what comes from elsewhere counts from when it is first seen.
pub(crate) type Rank = (u64, u64);

/// The stamps of the messages in a ring, one a slot.
#[derive(Default)]
pub(super) struct Stamps {
    wanted: AtomicBool,
    slots: OnceLock<Box<[AtomicU64]>>,
}

/// The last bit of a stamp says that it comes from elsewhere.
const FROM_ELSEWHERE: u64 = 1;

impl Stamps {
    /// From now on each message gets a stamp.
    pub(super) fn want(&self) {
        self.wanted.store(true, Ordering::Relaxed);
    }

    pub(super) fn are_wanted(&self) -> bool {
        self.wanted.load(Ordering::Relaxed)
    }

    /// A stamp for a message that is sent now; 0 if none is wanted.
    pub(super) fn next(&self, crossing: bool) -> u64 {
        if !self.are_wanted() {
            return 0;
        }
        if crossing {
            home::tick_of_all() << 1 | FROM_ELSEWHERE
        } else {
            home::tick() << 1
        }
    }

    /// Stamps the message that will be put into a slot.
    pub(super) fn put(&self, slot: usize, slots: usize, stamp: u64) {
        let stamps = self
            .slots
            .get_or_init(|| (0..slots).map(|_| AtomicU64::new(0)).collect());
        stamps[slot].store(stamp, Ordering::Relaxed);
    }

    /// The stamp of the message in a slot.
    pub(super) fn at(&self, slot: usize) -> u64 {
        let stamps = self.slots.get();
        stamps.map_or(0, |stamps| stamps[slot].load(Ordering::Relaxed))
    }
}

/// The rank of a stamp that is first seen now.
pub(super) fn rank(stamp: u64) -> Rank {
    if stamp & FROM_ELSEWHERE == 0 {
        (stamp >> 1, 0)
    } else {
        (home::now(), stamp >> 1)
    }
}
