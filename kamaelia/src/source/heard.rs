//! What a component is told, as a message: [`Heard`].

use crate::link::Head;
use crate::seat::{Seat, Told};
use crate::shutdown::Shutdown;

/// Gives the word to finish, once, when a component has been told.
///
/// It is not there for [`Shutdown::Now`]: that ends every wait.
pub(crate) struct Heard<T> {
    seat: Seat,
    given: bool,
    message: fn(Shutdown) -> T,
}

impl Heard<Shutdown> {
    pub(crate) fn new(seat: Seat) -> Heard<Shutdown> {
        Heard {
            seat,
            given: false,
            message: |shutdown| shutdown,
        }
    }
}

impl<T> Heard<T> {
    pub(super) fn head(&self) -> Head {
        if !self.given && self.seat.told() != Told::Nothing {
            Head::Message((0, 0))
        } else {
            Head::Quiet
        }
    }

    pub(super) fn pop(&mut self) -> Option<T> {
        let news = self.head() != Head::Quiet;
        self.given |= news;
        news.then(|| (self.message)(Shutdown::Finish))
    }
}
