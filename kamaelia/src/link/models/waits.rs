//! Ends that are in no island wait for each other.

use super::island::{drive, with_waker};
use super::threads::{check, poll_receive, receive, send};
use crate::link::link;
use crate::place::{Future, Home};
use crate::policy::Policy;
use loom::thread;
use std::sync::Arc;

pub(super) fn a_reader_that_waits_elsewhere_is_woken_by_a_message() {
    check(3, || {
        let (mut sender, mut receiver) = link(Policy::capacity(2));
        let writes = thread::spawn(move || {
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
        let writes = thread::spawn(move || {
            assert!(send(&mut sender, 2));
            sender
        });
        assert_eq!(receive(&mut receiver), Some(1));
        drop(writes.join());
        assert_eq!(receive(&mut receiver), Some(2));
    });
}

/// A component that waits for its inbox inside a `join!` leaves a waker of its own.
pub(super) fn a_wait_at_home_with_a_waker_ends() {
    check(2, || {
        let (mut sender, mut receiver) = link(Policy::capacity(2));
        let writes = thread::spawn(move || {
            assert!(send(&mut sender, 1));
            sender
        });
        let future = Arc::new(Future::new(1));
        let mut turn = |home: &Home| {
            let leave = || home.place.waker();
            let here = with_waker(home, &leave);
            poll_receive(&mut receiver, &here).map(|message| assert_eq!(message, Some(1)))
        };
        drive(&future, &mut [&mut turn]);
        drop(writes.join());
    });
}
