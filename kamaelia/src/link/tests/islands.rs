//! In which islands the ends of one linkage are used.

use crate::home;
use crate::link::{End, Header};
use crate::place::{Future, Home, Outer, Place};
use std::sync::Arc;
use std::task::Waker;

/// A component of a future of its own.
struct Alone {
    future: Arc<Future>,
    home: Home,
}

impl Alone {
    fn new() -> Alone {
        let future = Arc::new(Future::new(1));
        let place = Place::new(future.clone(), 0);
        let waker = place.waker();
        Alone {
            future,
            home: Home::new(place, waker),
        }
    }

    /// Uses an end in a turn.
    fn uses(&self, header: &Arc<Header>, end: End) {
        let working = self.future.begin(Outer::Waker(Waker::noop().clone()));
        let turn = home::Turn::begin(self.home.number());
        header.arrive(end, &self.home, 0);
        drop(turn);
        drop(working);
    }
}

#[test]
fn a_linkage_crosses_when_its_ends_are_used_in_two_islands() {
    let header = Arc::new(Header::new(1));
    let (writer, reader) = (Alone::new(), Alone::new());
    writer.uses(&header, End::Writing);
    assert!(!header.is_crossing());
    reader.uses(&header, End::Reading);
    assert!(header.is_crossing());
}

// The reader sees only where the end was used last, which may be beside itself.
#[test]
fn a_linkage_crosses_when_several_write_to_it_in_two_islands() {
    let header = Arc::new(Header::new(1));
    let (first, second) = (Alone::new(), Alone::new());
    first.uses(&header, End::Writing);
    second.uses(&header, End::Writing);
    first.uses(&header, End::Writing);
    first.uses(&header, End::Reading);
    assert!(header.is_crossing());
}
