//! What the books see of a linkage while both ends go on.

use super::threads::{Bell, check, receive, send, spawn};
use crate::link::link;
use crate::policy::Policy;
use std::task::Waker;

/// So many messages, under a policy; the books look meanwhile.
fn counts_add_up(policy: Policy, messages: u64) {
    let (mut sender, mut receiver) = link(policy);
    let watch = receiver.watch();
    let writes = spawn(move || {
        (0..messages).for_each(|number| assert!(send(&mut sender, number)));
    });
    let books = spawn(move || {
        let counts = watch.counts();
        assert!(counts.received + counts.dropped <= counts.sent);
    });
    while receive(&mut receiver).is_some() {}
    writes.join().expect("the writer goes on");
    books.join().expect("the books go on");
}

pub(super) fn the_books_never_count_more_received_than_sent() {
    check(1, || counts_add_up(Policy::capacity(2), 2));
}

pub(super) fn the_books_never_count_more_dropped_than_sent() {
    check(1, || counts_add_up(Policy::latest(), 3));
}

pub(super) fn the_books_never_count_more_refused_than_sent() {
    check(1, || counts_add_up(Policy::drop_newest(1), 3));
}

pub(super) fn what_a_reader_leaves_is_not_counted_as_received() {
    check(2, || {
        let (mut sender, receiver) = link(Policy::capacity(1));
        assert!(send(&mut sender, 1));
        let watch = receiver.watch();
        let reads = spawn(move || drop(receiver));
        assert_eq!(watch.counts().received, 0);
        reads.join().expect("the reader goes on");
    });
}

/// The second message is sent when the first one was read.
pub(super) fn the_books_never_see_more_wait_than_ever_did() {
    check(2, || {
        let (mut sender, mut receiver) = link(Policy::capacity(2));
        let watch = receiver.watch();
        let bell = Bell::new();
        let rings = Waker::from(bell.clone());
        let reads = spawn(move || {
            assert_eq!(receive(&mut receiver), Some(0));
            rings.wake();
            assert_eq!(receive(&mut receiver), Some(1));
        });
        let writes = spawn(move || {
            assert!(send(&mut sender, 0));
            bell.wait();
            assert!(send(&mut sender, 1));
        });
        assert!(watch.counts().high_water <= 1);
        reads.join().expect("the reader goes on");
        writes.join().expect("the writer goes on");
    });
}
