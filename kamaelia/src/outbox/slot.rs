//! Room that is kept: [`Slot`].

use super::Outbox;
use crate::component::Message;
use crate::outcome::Closed;
use crate::outgoing::{Outgoing, knows_room};
use std::fmt::{self, Debug, Formatter};
use std::future::poll_fn;
use std::task::{Context, Poll};

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

/// What slots are made of.
impl<T: Message> Outbox<T> {
    /// Waits until there is room for a message, and keeps none.
    #[doc(hidden)]
    pub async fn room(&mut self) -> Result<(), Closed> {
        poll_fn(|cx| {
            if self.knows_room() || self.look_for_room(cx) {
                return Poll::Ready(Ok(()));
            }
            let room = self.poll_room(cx);
            if room.is_ready() {
                self.release();
            }
            room
        })
        .await
    }

    /// Whether it is known that there is room on the one way that messages leave by, of
    /// which it keeps none.
    #[inline]
    pub(crate) fn knows_room(&self) -> bool {
        knows_room(&self.out)
    }

    /// Looks for room on the one way that messages leave by, if nothing else has to be
    /// looked at: where there is some, that is known from now on.
    pub(crate) fn look_for_room(&mut self, cx: &Context<'_>) -> bool {
        let (Outgoing::Link(sender), Some(listener)) = (&mut self.out, &self.listener) else {
            return false;
        };
        if sender.is_open(cx) {
            let most = listener.seat.spend_look();
            return most.is_some_and(|most| sender.look_for_room(most));
        }
        let may = || !listener.seat.looks_each_time();
        let goes_on = listener.seat.goes_on(cx);
        goes_on.is_some_and(|(home, most)| sender.look_at_home(home, most, may))
    }

    /// Keeps room for a message.
    pub(crate) fn poll_room(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Closed>> {
        self.poll_out(cx, Outgoing::poll_room)
    }

    /// Gives up the room, or the place in line for it.
    pub(crate) fn release(&mut self) {
        self.out_of(|out, here| out.release(here));
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
