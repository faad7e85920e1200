//! A wait that a shutdown can end: [`Listener`].

use super::{Inner, Listening, Seat, Spot, Waits, lock};
use crate::few;
use crate::home;
use crate::link::Holder;
use crate::topology::Direction;
use std::num::NonZeroU32;
use std::sync::atomic::{Ordering, fence};
use std::sync::{Arc, Weak};
use std::task::{Context, Wake, Waker};

/// A box as a part of its component. A shutdown can end each wait there: it has
/// one place in the seat's list of wakers.
pub(crate) struct Listener {
    pub(crate) seat: Seat,
    /// The number of the place, from 1.
    place: Option<NonZeroU32>,
    spot: Spot,
    /// The number of the box; 0 if it is none that the component declares.
    number: u8,
    /// It is an outbox that the component has to have.
    pub(crate) is_required: bool,
}

impl Listener {
    pub(crate) fn new(seat: Seat, spot: Spot) -> Listener {
        Listener {
            seat,
            place: None,
            spot,
            number: 0,
            is_required: false,
        }
    }

    /// Of this box; `wired` if graphs have made its linkages.
    pub(crate) fn at(seat: &Seat, holder: Holder, wired: bool) -> Listener {
        let mut listener = Listener::new(seat.clone(), holder.spot(wired));
        listener.number = holder.number;
        listener
    }

    /// From now on the box has linkages that no graph has made. Gives which box of the
    /// component it is.
    pub(crate) fn set_strange(&mut self) -> Holder {
        self.spot = Spot::STRANGE;
        Holder {
            seat: self.seat.id(),
            number: self.number,
        }
    }

    /// What the component notes when it waits here.
    pub(crate) fn waits(&self, direction: Direction) -> Waits {
        Waits::at(self.spot, direction)
    }

    /// Notes that the component, in its turn, waits here.
    #[inline]
    pub(crate) fn note_own_wait(&self, direction: Direction) {
        self.seat.note_own_wait(self.waits(direction));
    }

    /// Leaves a waker for the next shutdown. In a turn of the component's own there is
    /// no need of one: who tells wakes the component itself.
    pub(crate) fn listen(&mut self, cx: &Context<'_>) {
        if !self.seat.is_own(cx) {
            self.leave_waker(cx);
        }
    }

    fn leave_waker(&mut self, cx: &Context<'_>) {
        let waiting = Listening::Waiting(Seat::waker_for(cx));
        let mut listeners = lock(&self.seat.0.rare().listeners);
        let known = self.place.map(|number| number.get() as usize - 1);
        let free = || listeners.iter().position(|l| matches!(l, Listening::Free));
        match known.or_else(free) {
            Some(place) => {
                listeners[place] = waiting;
                self.place = NonZeroU32::new(place as u32 + 1);
            }
            None => {
                few::push(&mut listeners, waiting);
                self.place = NonZeroU32::new(listeners.len() as u32);
            }
        }
        drop(listeners);
        // Who listens looks after this what it was told; who tells looks, behind a
        // fence as well, who listens.
        fence(Ordering::SeqCst);
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        if let Some(number) = self.place {
            let place = number.get() as usize - 1;
            lock(&self.seat.0.rare().listeners)[place] = Listening::Free;
        }
    }
}

/// Wakes a component, and all its waits that listen.
struct Listeners(Weak<Inner>);

impl Wake for Listeners {
    fn wake(self: Arc<Self>) {
        if let Some(seat) = self.0.upgrade() {
            let seat = Seat(seat);
            seat.wake_listeners();
            seat.wake_home(home::island());
        }
    }
}

impl Seat {
    /// Wakes whatever in the component listens.
    pub(crate) fn listeners_waker(&self) -> Waker {
        Waker::from(Arc::new(Listeners(Arc::downgrade(&self.0))))
    }
}

#[cfg(all(test, not(kamaelia_loom)))]
mod tests {
    use super::*;
    use crate::seat::Told;
    use std::sync::atomic::AtomicBool;

    #[derive(Default)]
    struct Flag(AtomicBool);

    impl Wake for Flag {
        fn wake(self: Arc<Self>) {
            self.0.store(true, Ordering::SeqCst);
        }
    }

    // The second word finds a wait that ended with the first: its box is still there,
    // and comes back to its place.
    #[test]
    fn a_box_that_was_told_twice_takes_nobodys_place() {
        let seat = Seat::new();
        let mut first = Listener::new(seat.clone(), Spot::STRANGE);
        first.listen(&Context::from_waker(Waker::noop()));
        seat.tell(Told::Finish);
        seat.tell(Told::FinishInTime);

        let woken = Arc::new(Flag::default());
        let mut second = Listener::new(seat.clone(), Spot::STRANGE);
        second.listen(&Context::from_waker(&Waker::from(woken.clone())));
        first.listen(&Context::from_waker(Waker::noop()));
        drop(first);
        seat.tell(Told::Now);

        assert!(woken.0.load(Ordering::SeqCst));
    }
}
