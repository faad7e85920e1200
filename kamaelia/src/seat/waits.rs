//! What a component waits for, in one word: [`Waits`].

use super::Seat;
use crate::topology::Direction;
use std::sync::atomic::{AtomicU64, Ordering};

/// What a component waits for, as it notes that in a turn; after the turn it
/// stands there to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Waits(u64);

impl Waits {
    /// For a message, at some inbox.
    const MESSAGE: u64 = 1;
    /// For room, at some outbox.
    const ROOM: u64 = 1 << 1;
    const ELSE: u64 = 1 << 2;
    const INSIDE: u64 = 1 << 3;
    /// It has its turn.
    const IN_TURN: u64 = 1 << 4;
    /// At a box that no graph has linked, or of somebody else.
    const STRANGE: u64 = 1 << 5;
    /// At the box of number 1, and so on: one bit each.
    const FIRST: u32 = 6;
    const KINDS: u64 = Self::MESSAGE | Self::ROOM | Self::ELSE;

    /// It has its turn, and has not waited for anything in it.
    pub(super) const NOW_ITS_TURN: Waits = Waits(Self::IN_TURN);
    /// For a message, wherever that comes from: a graph, as those in it see it.
    pub(crate) const FOR_MESSAGES: Waits = Waits(Self::MESSAGE);
    /// For the components of a graph that it runs: what for, those say.
    pub(crate) const FOR_THOSE_INSIDE: Waits = Waits(Self::MESSAGE | Self::INSIDE);
    /// For what is no box, or not one alone.
    pub(crate) const FOR_SOMETHING_ELSE: Waits = Waits(Self::ELSE);

    /// At this box.
    pub(crate) const fn at(spot: Spot, direction: Direction) -> Waits {
        let kind = match direction {
            Direction::In => Self::MESSAGE,
            Direction::Out => Self::ROOM,
        };
        Waits(kind | 1 << spot.0)
    }

    /// The same at a box of somebody else.
    pub(crate) const fn elsewhere(self) -> Waits {
        Waits(self.0 & Self::KINDS | Self::STRANGE)
    }

    /// The same, and for something else, whose end nobody here knows.
    pub(crate) const fn or_something_else(self) -> Waits {
        Waits(self.0 | Self::ELSE)
    }

    /// When the turn is over; `foreign` if somebody else holds a waker of it.
    pub(super) const fn after_turn(self, foreign: bool) -> Waits {
        let noted = self.0 & !Self::IN_TURN;
        Waits(if foreign { noted | Self::ELSE } else { noted })
    }

    pub(crate) const fn is_in_turn(self) -> bool {
        self.0 & Self::IN_TURN != 0
    }

    /// For messages and nothing else.
    pub(crate) const fn only_for_messages(self) -> bool {
        self.0 & (Self::KINDS | Self::IN_TURN) == Self::MESSAGE
    }

    /// For a message, whatever else it may be for.
    pub(crate) const fn is_for_messages_too(self) -> bool {
        self.0 & (Self::MESSAGE | Self::IN_TURN) != 0
    }

    /// At boxes that a graph has linked, or for those inside, and nothing else.
    pub(crate) const fn only_in_graphs(self) -> bool {
        let other = Self::ELSE | Self::IN_TURN | Self::STRANGE;
        self.0 & other == 0 && self.0 & Self::KINDS != 0
    }

    pub(crate) const fn for_those_inside(self) -> bool {
        self.0 & Self::INSIDE != 0
    }

    /// For something that is no box of a graph.
    pub(crate) const fn for_something_else(self) -> bool {
        self.0 & (Self::ELSE | Self::STRANGE) != 0 || self.0 & Self::KINDS == 0
    }

    /// The numbers of the boxes.
    pub(crate) fn boxes(self) -> impl Iterator<Item = u8> {
        let numbers = 1..=(u64::BITS - Self::FIRST) as u8;
        numbers.filter(move |number| self.0 >> (Self::FIRST + u32::from(*number) - 1) & 1 == 1)
    }
}

/// A box of a component: the bit that stands for it in what the component notes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spot(u8);

impl Spot {
    /// A box that no graph has linked, or of somebody else.
    pub(crate) const STRANGE: Spot = Spot(Waits::STRANGE.trailing_zeros() as u8);

    /// The box of this number, from 1; one that has no bit of its own is strange.
    pub(crate) const fn of(number: u8) -> Spot {
        let bit = Waits::FIRST + number as u32 - 1;
        match bit < u64::BITS {
            true => Spot(bit as u8),
            false => Spot::STRANGE,
        }
    }
}

/// A component's [`Waits`].
pub(super) struct Noted(AtomicU64);

impl Noted {
    pub(super) const fn new() -> Noted {
        Noted(AtomicU64::new(0))
    }

    pub(super) fn load(&self, ordering: Ordering) -> Waits {
        Waits(self.0.load(ordering))
    }

    pub(super) fn store(&self, waits: Waits, ordering: Ordering) {
        self.0.store(waits.0, ordering);
    }

    /// Adds a wait, while nobody else notes one.
    #[inline]
    pub(super) fn add(&self, waits: Waits) {
        let noted = self.0.load(Ordering::Relaxed);
        self.0.store(noted | waits.0, Ordering::Relaxed);
    }
}

impl Seat {
    /// What the component waits for, or noted in the turn that it is having.
    pub(crate) fn waits(&self) -> Waits {
        self.0.waits.load(Ordering::SeqCst)
    }

    /// The number of one more box of the component, from 1.
    pub(crate) fn next_box(&self) -> u8 {
        let number = self.0.boxes.load(Ordering::Relaxed).saturating_add(1);
        self.0.boxes.store(number, Ordering::Relaxed);
        number
    }
}
