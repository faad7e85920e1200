//! A wait that a shutdown can end: [`Listener`].

use super::{Inner, Listening, Seat, lock};
use std::sync::atomic::{Ordering, fence};
use std::sync::{Arc, Weak};
use std::task::{Context, Wake, Waker};

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
        let mut listeners = lock(&self.seat.0.rare().listeners);
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
        // Who listens looks after this what it was told; who tells looks, behind a
        // fence as well, who listens.
        fence(Ordering::SeqCst);
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        if let Some(place) = self.place {
            lock(&self.seat.0.rare().listeners)[place] = Listening::Free;
        }
    }
}

/// Wakes all the waits of a component that listen.
struct Listeners(Weak<Inner>);

impl Wake for Listeners {
    fn wake(self: Arc<Self>) {
        if let Some(seat) = self.0.upgrade() {
            Seat(seat).wake_listeners();
        }
    }
}

impl Seat {
    /// Wakes whatever in the component listens.
    pub(crate) fn listeners_waker(&self) -> Waker {
        Waker::from(Arc::new(Listeners(Arc::downgrade(&self.0))))
    }
}
