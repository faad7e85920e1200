//! A wait that a shutdown can end: [`Listener`].

use super::{Listening, Seat, lock};
use std::task::Context;

/// A wait that a shutdown can end: one place in a seat's list of wakers.
pub(crate) struct Listener {
    pub(crate) seat: Seat,
    place: Option<usize>,
}

impl Listener {
    pub(crate) fn new(seat: Seat) -> Listener {
        Listener { seat, place: None }
    }

    /// Leaves a waker for the next shutdown.
    pub(crate) fn listen(&mut self, cx: &Context<'_>) {
        let waiting = Listening::Waiting(Seat::waker_for(cx));
        let mut listeners = lock(&self.seat.0.listeners);
        match self.place {
            Some(place) => listeners[place] = waiting,
            None => {
                let free = listeners.iter().position(|l| matches!(l, Listening::Free));
                let place = free.unwrap_or(listeners.len());
                if place == listeners.len() {
                    listeners.push(waiting);
                } else {
                    listeners[place] = waiting;
                }
                self.place = Some(place);
            }
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        if let Some(place) = self.place {
            lock(&self.seat.0.listeners)[place] = Listening::Free;
        }
    }
}
