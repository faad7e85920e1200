//! A writing end whose messages go to another island.

use super::Sender;
use crate::link::patience::Looked;
use crate::link::{End, Here};

impl<T> Sender<T> {
    /// Sends the message to another island, if there is room for it in the ring and
    /// nothing else to be looked at. A reader that begins to wait says so at the count
    /// of the tail: the next message does not go the short way.
    pub(super) fn push_across(&mut self, message: &mut Option<T>, most: u64) -> bool {
        let link = self.ring.link();
        if !link.header.is_looked_after() || link.is_closed() || link.aside.get().is_some() {
            return false;
        }
        let Some(taken) = message.take() else {
            return false;
        };
        let most = if link.stamps.are_wanted() { 0 } else { most };
        match self.ring.push(taken, most) {
            Ok(waiting) => self.ring.link().header.counts().saw(waiting),
            Err(back) => {
                *message = Some(back);
                return false;
            }
        }
        self.ring.link().glance_across(End::Writing);
        true
    }

    /// Looks for room that another island makes soon.
    pub(super) fn look_across(&self, here: &Here<'_>) -> Looked {
        let header = &self.ring.link().header;
        if !header.is_crossing() || header.is_put_aside() || !here.may_wait() {
            return Looked::InVain;
        }
        let room = || header.capacity().saturating_sub(header.waiting());
        let patience = header.writing().patience();
        patience.look(here, self.ring.count(), room, header.capacity() / 2)
    }
}
