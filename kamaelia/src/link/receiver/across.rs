//! A reading end whose messages come from another island.

use super::Receiver;
use crate::link::patience::Looked;
use crate::link::{End, Here};

impl<T> Receiver<T> {
    /// Takes a message that comes from another island, if nothing but the ring has to
    /// be looked at. Who waits there for room hears of it when half of what there may
    /// be was taken, if not before: to wake them costs more than many messages.
    pub(super) fn pop_across(&mut self, most: u64) -> Option<T> {
        let link = self.ring.link();
        let only_ring = link.aside.get().is_none() && !link.stamps.are_wanted();
        let is_looked_after = link.header.is_looked_after();
        if !only_ring || !is_looked_after || self.looks_closely() || link.is_gone() {
            return None;
        }
        let half = link.header.capacity() as u64 / 2;
        let message = self.ring.pop_counting(most.min(half))?;
        self.ring.link().glance_across(End::Reading);
        Some(message)
    }

    /// Looks for a message that comes soon from another island.
    pub(super) fn look_across(&self, here: &Here<'_>) -> Looked {
        let (header, ring) = (&self.ring.link().header, &self.ring);
        if !header.is_crossing() || !here.may_wait() {
            return Looked::InVain;
        }
        let patience = header.reading().patience();
        let waiting = || ring.waiting() as usize;
        patience.look(here, ring.count(), waiting, header.capacity() / 2)
    }
}
