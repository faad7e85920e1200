//! In which islands the ends of one linkage are used.

use crate::home::{self, Turn};
use crate::link::{End, Here, Link, Receiver, Sender, Wait, link, ring_of};
use crate::place::{Future, Home, Outer, Place, Working};
use crate::policy::Policy;
use std::sync::Arc;
use std::task::Waker;
use std::thread;

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

    /// Begins a turn.
    fn begin(&self) -> (Turn, Working) {
        let working = self.future.begin(Outer::Waker(Waker::noop()));
        (Turn::begin(self.home.number()), working)
    }

    /// Uses an end in a turn.
    fn uses(&self, link: &Arc<Link<()>>, end: End) {
        let _turn = self.begin();
        link.arrive_at_home(end, &self.home, 0);
    }

    /// Sends in a turn, looking around.
    fn sends(&self, sender: &mut Sender<u64>, number: u64) {
        let mut message = Some(number);
        assert!(sender.push_at_home(&mut message, &self.home, 8, || true));
        assert_eq!(message, None, "there is room");
    }

    /// Reads in a turn on another thread, until it waits.
    fn reads(&self, receiver: &mut Receiver<u64>) -> Vec<u64> {
        let read = thread::scope(|scope| {
            let reads = scope.spawn(|| {
                let _turn = self.begin();
                let here = Here {
                    home: Some(&self.home),
                    island: home::island(),
                    wait: Wait::AtHome,
                    most: 8,
                };
                let mut read = Vec::new();
                // Who has read something lets others go on before it waits.
                for _ in 0..2 {
                    read.extend(std::iter::from_fn(|| receiver.poll_pop(&here).ok()));
                }
                read
            });
            reads.join().expect("the reader goes on")
        });
        self.was_woken();
        read
    }

    /// Whether another island has woken it since.
    fn was_woken(&self) -> bool {
        self.future.take_strangers()
    }
}

#[test]
fn a_linkage_crosses_when_its_ends_are_used_in_two_islands() {
    let link = ring_of(Policy::capacity(1)).0.link().clone();
    let (writer, reader) = (Alone::new(), Alone::new());
    writer.uses(&link, End::Writing);
    assert!(!link.header.is_crossing());
    reader.uses(&link, End::Reading);
    assert!(link.header.is_crossing());
}

// The reader sees only where the end was used last, which may be beside itself.
#[test]
fn a_linkage_crosses_when_several_write_to_it_in_two_islands() {
    let link = ring_of(Policy::capacity(1)).0.link().clone();
    let (first, second) = (Alone::new(), Alone::new());
    first.uses(&link, End::Writing);
    second.uses(&link, End::Writing);
    first.uses(&link, End::Writing);
    first.uses(&link, End::Reading);
    assert!(link.header.is_crossing());
}

#[test]
fn a_reader_that_begins_to_wait_is_woken_by_a_message_for_which_room_was_known() {
    let (mut sender, mut receiver) = link(Policy::capacity(8));
    let (writer, reader) = (Alone::new(), Alone::new());
    let _turn = writer.begin();
    writer.sends(&mut sender, 0);
    assert_eq!(reader.reads(&mut receiver), [0]);
    writer.sends(&mut sender, 1);
    assert_eq!(sender.ring.push_known(2), Ok(()), "there is room for more");
    assert_eq!(reader.reads(&mut receiver), [1, 2]);
    let counts = receiver.watch().counts();
    assert_eq!((counts.sent, counts.received, counts.waiting), (3, 3, 0));
    assert_eq!(sender.ring.push_known(3), Err(3), "the reader waits");
    writer.sends(&mut sender, 3);
    assert!(reader.was_woken());
    assert_eq!(sender.ring.push_known(4), Ok(()), "it waits no longer");
    assert_eq!(reader.reads(&mut receiver), [3, 4]);
}
