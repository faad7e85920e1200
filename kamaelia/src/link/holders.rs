//! At which boxes the ends of a linkage are: [`Holders`].

use crate::seat::{Seat, Waits};
use crate::topology::Direction;
use std::sync::OnceLock;

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
    pub(crate) fn waits(self, wired: bool, direction: Direction) -> Waits {
        let number = if wired { self.number } else { 0 };
        Waits::at(number, direction)
    }
}

/// The boxes that had an end, one after another, or together where a
/// pass-through shares it.
#[derive(Default)]
pub(super) struct Holders {
    first: OnceLock<Holder>,
    more: OnceLock<Box<Holders>>,
}

impl Holders {
    pub(super) fn add(&self, holder: Holder) {
        let mut holders = self;
        while holders.first.set(holder).is_err() {
            holders = holders.more.get_or_init(Box::default);
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = Holder> {
        let mut next = Some(self);
        std::iter::from_fn(move || {
            let holders = next?;
            next = holders.more.get().map(|more| &**more);
            holders.first.get().copied()
        })
    }
}
