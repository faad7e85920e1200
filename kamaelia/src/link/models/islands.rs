//! Ends whose owners have their turns, in one island or in several.

use super::island::{counter, drive, receive, send, summer};
use super::threads::{self, check};
use crate::link::link;
use crate::place::{Future, Home};
use crate::policy::Policy;
use loom::thread;
use std::sync::Arc;
use std::task::Poll;

pub(super) fn two_islands_pass_messages_through_a_ring_of_one() {
    check(2, || {
        let (sender, receiver) = link(Policy::capacity(1));
        let other = thread::spawn(move || {
            drive(&Arc::new(Future::new(1)), &mut [&mut counter(sender, 2)]);
        });
        drive(&Arc::new(Future::new(1)), &mut [&mut summer(receiver, 2)]);
        other.join().expect("the writer goes on");
    });
}

pub(super) fn a_reader_at_home_hears_of_messages_from_a_thread() {
    check(2, || {
        let (mut sender, receiver) = link(Policy::capacity(2));
        let writes = thread::spawn(move || {
            assert!(threads::send(&mut sender, 0));
            assert!(threads::send(&mut sender, 1));
        });
        drive(&Arc::new(Future::new(1)), &mut [&mut summer(receiver, 2)]);
        writes.join().expect("the writer goes on");
    });
}

pub(super) fn a_writer_at_home_hears_of_room_from_a_thread() {
    check(2, || {
        let (sender, mut receiver) = link(Policy::capacity(1));
        let reads = thread::spawn(move || {
            assert_eq!(threads::receive(&mut receiver), Some(0));
            assert_eq!(threads::receive(&mut receiver), Some(1));
            assert_eq!(threads::receive(&mut receiver), None);
        });
        drive(&Arc::new(Future::new(1)), &mut [&mut counter(sender, 2)]);
        reads.join().expect("the reader goes on");
    });
}

/// Its first message is sent at home, the second one by a thread: the reader waits
/// at home all the while.
pub(super) fn a_writer_that_leaves_the_island_is_still_heard() {
    check(2, || {
        let (sender, receiver) = link(Policy::capacity(2));
        let mut sender = Some(sender);
        let mut leaves = |home: &Home| {
            let Some(mut sender) = sender.take() else {
                return Poll::Ready(());
            };
            assert!(send(&mut sender, &mut Some(0), home).is_ready());
            thread::spawn(move || assert!(threads::send(&mut sender, 1)));
            Poll::Ready(())
        };
        let future = Arc::new(Future::new(2));
        drive(&future, &mut [&mut leaves, &mut summer(receiver, 2)]);
    });
}

/// The reader takes its first message at home, and a thread the others: the writer
/// waits at home all the while.
pub(super) fn a_reader_that_leaves_the_island_still_makes_room() {
    check(2, || {
        let (sender, receiver) = link(Policy::capacity(1));
        let mut receiver = Some(receiver);
        let mut leaves = |home: &Home| {
            let Some(reading) = &mut receiver else {
                return Poll::Ready(());
            };
            if receive(reading, home).is_pending() {
                return Poll::Pending;
            }
            let mut receiver = receiver.take();
            thread::spawn(move || {
                let receiver = receiver.as_mut().expect("it was handed over");
                assert_eq!(threads::receive(receiver), Some(1));
                assert_eq!(threads::receive(receiver), Some(2));
            });
            Poll::Ready(())
        };
        let future = Arc::new(Future::new(2));
        drive(&future, &mut [&mut leaves, &mut counter(sender, 3)]);
    });
}
