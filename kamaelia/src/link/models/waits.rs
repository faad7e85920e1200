//! Ends that are in no island wait for each other.

use super::island::{drive, with_waker};
use super::threads::{block_on, check, poll_receive, receive, send, spawn};
use crate::link::{Head, link};
use crate::place::{Future, Home};
use crate::policy::Policy;
use std::task::Poll;

pub(super) fn a_reader_that_waits_elsewhere_is_woken_by_a_message() {
    check(3, || {
        let (mut sender, mut receiver) = link(Policy::capacity(2));
        let writes = spawn(move || {
            assert!(send(&mut sender, 1));
            sender
        });
        assert_eq!(receive(&mut receiver), Some(1));
        drop(writes.join());
    });
}

pub(super) fn a_writer_that_waits_elsewhere_is_woken_by_room() {
    check(3, || {
        let (mut sender, mut receiver) = link(Policy::capacity(1));
        assert!(send(&mut sender, 1));
        let writes = spawn(move || {
            assert!(send(&mut sender, 2));
            sender
        });
        assert_eq!(receive(&mut receiver), Some(1));
        drop(writes.join());
        assert_eq!(receive(&mut receiver), Some(2));
    });
}

/// Its ring is full at once, and what comes next is kept aside until it is read.
pub(super) fn an_unbounded_linkage_keeps_the_order_where_it_spills_over() {
    check(2, || {
        let (mut sender, mut receiver) = link(Policy::unbounded());
        receiver.watch().set_capacity(1);
        let writes = spawn(move || {
            (0..3).for_each(|number| assert!(send(&mut sender, number)));
        });
        (0..3).for_each(|number| assert_eq!(receive(&mut receiver), Some(number)));
        assert_eq!(receive(&mut receiver), None);
        writes.join().expect("the writer goes on");
    });
}

pub(super) fn a_message_comes_with_its_place_in_the_order_of_the_sends() {
    check(3, || {
        let (mut sender, mut receiver) = link(Policy::capacity(1));
        receiver.stamp();
        let writes = spawn(move || assert!(send(&mut sender, 1)));
        let head = block_on(|here| match receiver.head(here) {
            Head::Empty => Poll::Pending,
            head => Poll::Ready(head),
        });
        let Head::Message((_, among_all)) = head else {
            unreachable!("a message was sent");
        };
        assert!(among_all > 0);
        writes.join().expect("the writer goes on");
    });
}

/// A component that waits for its inbox inside a `join!` leaves a waker of its own.
pub(super) fn a_wait_at_home_with_a_waker_ends() {
    check(2, || {
        let (mut sender, mut receiver) = link(Policy::capacity(2));
        let writes = spawn(move || {
            assert!(send(&mut sender, 1));
            sender
        });
        let future = Future::new(1);
        let mut turn = |home: &Home| {
            let leave = || home.place().waker();
            let here = with_waker(home, &leave);
            poll_receive(&mut receiver, &here).map(|message| assert_eq!(message, Some(1)))
        };
        drive(&future, &mut [&mut turn]);
        drop(writes.join());
    });
}
