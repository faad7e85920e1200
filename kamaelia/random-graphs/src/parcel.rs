//! What the parts send each other: [`Parcel`].

use std::sync::Arc;

/// Through how many parts a parcel, and what is made of it, goes at most: one in
/// a ring would go round for ever.
const HOPS: u8 = 24;

/// A box: the number of its part, and which of the part's inboxes, or of its
/// outboxes, it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct At {
    /// The number of the part, in the order of its graph's plan.
    pub part: usize,
    /// The number of the box among the part's inboxes or outboxes.
    pub index: usize,
}

/// A message. Its outbox and its number there tell it from every other.
#[derive(Clone, Debug)]
pub struct Parcel {
    pub(crate) from: At,
    pub(crate) serial: u64,
    /// Through how many parts it may still go.
    hops: u8,
    /// How many conversions it went through since it was sent.
    pub(crate) marks: u8,
    /// Tells the world that there is a parcel.
    _exists: Arc<()>,
}

impl Parcel {
    pub(crate) fn new(from: At, serial: u64, hops: u8, exists: &Arc<()>) -> Parcel {
        Parcel {
            from,
            serial,
            hops,
            marks: 0,
            _exists: exists.clone(),
        }
    }

    /// How far what a source makes may go.
    pub(crate) const fn first_hops() -> u8 {
        HOPS
    }

    /// How far what is made of it may go; `None` if it may not go on.
    pub(crate) fn onward(&self) -> Option<u8> {
        self.hops.checked_sub(1)
    }
}

/// A conversion on a linkage: it leaves a mark.
pub fn marked(mut parcel: Parcel) -> Parcel {
    parcel.marks += 1;
    parcel
}
