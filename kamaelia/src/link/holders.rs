//! At which boxes the ends of a linkage are: [`Holders`].

use crate::raw::OnceBox;
use crate::seat::{Seat, Spot};
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

/// The first box that had an end, in one word; 0 if there was none. Seats are
/// numbered from 1, and not as many as would not fit.
#[derive(Default)]
pub(super) struct FirstHolder(AtomicU64);

impl FirstHolder {
    /// Sets it, if it is not set.
    pub(super) fn set(&self, holder: Holder) -> bool {
        let word = holder.seat << u8::BITS | u64::from(holder.number);
        let order = Ordering::Relaxed;
        self.0.compare_exchange(0, word, order, order).is_ok()
    }

    pub(super) fn get(&self) -> Option<Holder> {
        let word = self.0.load(Ordering::Relaxed);
        (word != 0).then_some(Holder {
            seat: word >> u8::BITS,
            number: word as u8,
        })
    }
}

/// The boxes that had an end later, one after another, or together where a
/// pass-through shares it.
#[derive(Default)]
pub(super) struct Holders {
    first: FirstHolder,
    more: OnceBox<Holders>,
}

impl Holders {
    pub(super) fn add(&self, holder: Holder) {
        let mut holders = self;
        while !holders.first.set(holder) {
            holders = holders.more.get_or_init(Box::default);
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = Holder> {
        let all = std::iter::successors(Some(self), |holders| holders.more.get());
        all.filter_map(|holders| holders.first.get())
    }
}
