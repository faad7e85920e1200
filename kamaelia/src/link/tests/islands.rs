//! In which islands the ends of one linkage are used.

use crate::home;
use crate::link::{End, Link};
use crate::place::{Future, Home, Outer, Place};
use crate::policy::Policy;
use std::sync::Arc;
use std::task::Waker;

/// A component of a future of its own.
struct Alone {
    future: Arc<Future>,
    home: Home,
}

impl Alone {
    fn new() -> Alone {
        let future = Future::new(1);
        let home = Home::new(Place::new(future.clone(), 0));
        Alone { future, home }
    }

    /// Uses an end in a turn.
    fn uses(&self, link: &Arc<Link<()>>, end: End) {
        let working = self.future.begin(Outer::Waker(Waker::noop()));
        let turn = home::Turn::begin(self.home.number());
        link.arrive_at_home(end, &self.home, 0);
        drop(turn);
        drop(working);
    }
}

#[test]
fn a_linkage_crosses_when_its_ends_are_used_in_two_islands() {
    let link = Link::new(Policy::capacity(1));
    let (writer, reader) = (Alone::new(), Alone::new());
    writer.uses(&link, End::Writing);
    assert!(!link.header.is_crossing());
    reader.uses(&link, End::Reading);
    assert!(link.header.is_crossing());
}

// The reader sees only where the end was used last, which may be beside itself.
#[test]
fn a_linkage_crosses_when_several_write_to_it_in_two_islands() {
    let link = Link::new(Policy::capacity(1));
    let (first, second) = (Alone::new(), Alone::new());
    first.uses(&link, End::Writing);
    second.uses(&link, End::Writing);
    first.uses(&link, End::Writing);
    first.uses(&link, End::Reading);
    assert!(link.header.is_crossing());
}
