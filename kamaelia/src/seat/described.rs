//! What a component and its boxes are called, for who tells of them.

use super::{Inner, Seat, Told};
use crate::component::Description;
use crate::topology::{BoxInfo, Direction, LinkCounts};
use std::sync::atomic::Ordering;

impl Seat {
    /// What a component of its type is.
    pub(crate) fn described_by(&self, describe: fn() -> Description) {
        let _ = self.0.describe.set(describe);
    }

    /// What the component is, if that is known.
    pub(crate) fn describe(&self) -> Option<Description> {
        let describe = self.0.describe.get()?;
        Some(describe())
    }

    /// What the component calls a box: the one of this number, or else the only one of
    /// this kind.
    pub(crate) fn box_name(
        &self,
        number: Option<u8>,
        direction: Direction,
        message: &str,
    ) -> Option<&'static str> {
        let boxes = self.describe()?.boxes;
        let is_it = |info: &&BoxInfo| info.direction == direction && info.message == message;
        // Of several boxes of one kind each has a number.
        let known = number.and_then(|number| boxes.get(usize::from(number).checked_sub(1)?));
        let mut all = boxes.iter().filter(is_it);
        let first = all.next();
        let only = first.filter(|_| all.next().is_none());
        known.filter(is_it).or(only).or(first).map(|info| info.name)
    }

    /// Notes what came to a box of the component by linkages that no graph has made, under
    /// the name that its books have: who serves for years starts many of one kind.
    pub(crate) fn add_arrived(&self, name: &str, counts: LinkCounts) {
        if let Some(graph) = self.parent() {
            let inbox = format!("{}.{name}", self.book());
            graph.0.around().accounts().add_arrived(inbox, counts);
        }
    }

    /// Whether the component was told to end, or what it is inside of was.
    pub(crate) fn is_finishing(&self) -> bool {
        self.has_heard(Told::Finish)
    }

    /// Whether nobody may be led to the component any more: that was told so, or what it
    /// is inside of was.
    pub(crate) fn is_closing(&self) -> bool {
        self.has_heard(self.closes_at())
    }

    fn has_heard(&self, word: Told) -> bool {
        let told = |seat: &Inner| Told::from_rank(seat.told.load(Ordering::SeqCst));
        self.nearest(|seat| (told(seat) >= word).then_some(()))
            .is_some()
    }

    /// The outermost of those that this one is inside of.
    pub(crate) fn outermost(&self) -> Seat {
        let mut seat = self.clone();
        while let Some(around) = seat.parent() {
            seat = around;
        }
        seat
    }

    /// The seat of this number, if it is this one or inside of it.
    pub(crate) fn find(&self, id: u64) -> Option<Seat> {
        if self.id() == id {
            return Some(self.clone());
        }
        self.seats_inside().iter().find_map(|seat| seat.find(id))
    }
}
