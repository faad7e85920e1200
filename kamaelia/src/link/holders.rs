//! At which boxes the ends of a linkage are: [`Holders`].

use crate::seat::{Seat, Spot};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

/// A box of a component.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Holder {
    /// Of the component's seat.
    pub(crate) seat: u64,
    /// The number of the box.
    pub(crate) number: u8,
}

impl Holder {
    /// One more box of the component.
    pub(crate) fn next(seat: &Seat) -> Holder {
        Holder {
            seat: seat.id(),
            number: seat.next_box(),
        }
    }

    /// What the component notes when it waits there. Of a box whose linkages are
    /// not those of graphs, nobody knows who is at the other end.
    pub(crate) fn spot(self, wired: bool) -> Spot {
        match wired {
            true => Spot::of(self.number),
            false => Spot::STRANGE,
        }
    }
}

/// The boxes that had an end, one after another, or together where a
/// pass-through shares it.
#[derive(Default)]
pub(super) struct Holders {
    /// The first, in one word; 0 if there is none.
    first: AtomicU64,
    more: OnceLock<Box<Holders>>,
}

/// A box and its component's seat in one word: seats are numbered from 1, and
/// not as many as that.
fn word(holder: Holder) -> u64 {
    holder.seat << u8::BITS | u64::from(holder.number)
}

fn holder(word: u64) -> Option<Holder> {
    let number = word as u8;
    let seat = word >> u8::BITS;
    (word != 0).then_some(Holder { seat, number })
}

impl Holders {
    pub(super) fn add(&self, holder: Holder) {
        let mut holders = self;
        let set = |first: &AtomicU64| {
            first.compare_exchange(0, word(holder), Ordering::Relaxed, Ordering::Relaxed)
        };
        while set(&holders.first).is_err() {
            holders = holders.more.get_or_init(Box::default);
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = Holder> {
        let all =
            std::iter::successors(Some(self), |holders| holders.more.get().map(|more| &**more));
        all.filter_map(|holders| holder(holders.first.load(Ordering::Relaxed)))
    }
}
