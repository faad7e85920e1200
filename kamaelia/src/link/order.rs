//! The order of the sends, where one inbox reads several linkages: [`Stamps`].

use crate::home;
use crate::raw::OnceBox;
use crate::sync::{AtomicBool, AtomicU64, Ordering};

/// A message's place in the order of the sends. Within an island it is exact;
/// what comes from elsewhere counts from when it is first seen.
pub(crate) type Rank = (u64, u64);

/// The stamps of the messages in a ring, one for each run: what an end sends in one
/// turn, with nothing between that goes elsewhere, has one place in the order.
#[derive(Default)]
pub(super) struct Stamps {
    wanted: AtomicBool,
    runs: OnceBox<Runs>,
}

struct Runs {
    /// Those of the last runs: of as many as there may be messages in the ring.
    last: Box<[Run]>,
    /// How many there ever were.
    begun: AtomicU64,
}

impl Runs {
    fn new(slots: usize) -> Box<Runs> {
        Box::new(Runs {
            last: (0..slots).map(|_| Run::default()).collect(),
            begun: AtomicU64::new(0),
        })
    }
}

#[derive(Default)]
struct Run {
    /// The count of its first message.
    first: AtomicU64,
    stamp: AtomicU64,
}

/// Where a reader is in the runs.
#[derive(Default)]
pub(super) struct Reading {
    /// How many it has come to.
    seen: u64,
    /// The stamp of the last of them.
    stamp: u64,
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

    /// A run begins with the message that will be the next after `count` others, in
    /// a ring of so many slots.
    pub(super) fn begin(&self, count: u64, slots: usize, crossing: bool) {
        let Runs {
            last,
            begun: number,
        } = self.runs.get_or_init(|| Runs::new(slots));
        let begun = number.load(Ordering::Relaxed);
        let run = &last[begun as usize % last.len()];
        run.first.store(count, Ordering::Relaxed);
        run.stamp.store(self.next(crossing), Ordering::Relaxed);
        // Who sees the message sees all this.
        number.store(begun + 1, Ordering::Relaxed);
    }

    /// The stamp of the message after `count` others, which is in the ring, and up to
    /// which count it is that of all that follow.
    pub(super) fn at(&self, reading: &mut Reading, count: u64) -> (u64, u64) {
        let Some(runs) = self.runs.get() else {
            return (0, u64::MAX);
        };
        let (begun, runs) = (runs.begun.load(Ordering::Relaxed), &runs.last);
        // What was read in no order is passed over.
        let last = begun.saturating_sub(runs.len() as u64);
        reading.seen = reading.seen.max(last);
        while reading.seen < begun {
            let run = &runs[reading.seen as usize % runs.len()];
            let first = run.first.load(Ordering::Relaxed);
            if first > count {
                return (reading.stamp, first);
            }
            reading.stamp = run.stamp.load(Ordering::Relaxed);
            reading.seen += 1;
        }
        (reading.stamp, u64::MAX)
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
