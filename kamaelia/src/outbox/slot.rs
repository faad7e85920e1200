//! Room that is kept: [`Slot`].

use super::Outbox;
use crate::component::Message;
use std::fmt::{self, Debug, Formatter};

/// Room for one message, kept by [`Outbox::reserve`].
#[must_use = "the room is given back when the slot is dropped"]
pub struct Slot<'a, T: Message>(pub(crate) &'a mut Outbox<T>);

impl<T: Message> Slot<'_, T> {
    /// Sends a message into the room; this neither waits nor fails. If the
    /// reader has ended since, the message is dropped.
    pub fn send(self, message: T) {
        let sent = match self.0.knows_room() {
            true => self.0.send_known(message),
            false => Err(message),
        };
        match sent {
            // Of room that is known none was kept, and none is given back.
            Ok(()) => std::mem::forget(self),
            Err(message) => self.0.out_of(|out, here| out.push(message, here)),
        }
    }
}

impl<T: Message> Drop for Slot<'_, T> {
    fn drop(&mut self) {
        self.0.release();
    }
}

impl<T: Message> Debug for Slot<'_, T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Slot").finish_non_exhaustive()
    }
}
