//! Ends whose owners have their turns, in one island or in several.

use super::island::{counter, drive, receive, send, summer};
use super::threads::{self, check, spawn};
use crate::link::link;
use crate::place::{Future, Home, Place};
use crate::policy::Policy;
use crate::sync::{AtomicBool, Ordering};
use std::sync::Arc;
use std::task::Poll;

/// So many messages, from one island to another.
fn two_islands_pass(messages: u64, capacity: usize) {
    let (sender, receiver) = link(Policy::capacity(capacity));
    let other = spawn(move || {
        drive(&Future::new(1), &mut [&mut counter(sender, messages)]);
    });
    drive(&Future::new(1), &mut [&mut summer(receiver, messages)]);
    other.join().expect("the writer goes on");
}

pub(super) fn two_islands_pass_a_message() {
    check(2, || two_islands_pass(1, 1));
}

/// The second message goes the short way, if the reader does not wait.
pub(super) fn two_islands_pass_messages_for_which_room_is_known() {
    check(1, || two_islands_pass(3, 3));
}

pub(super) fn two_islands_pass_messages_through_a_ring_of_one() {
    check(1, || two_islands_pass(2, 1));
}

pub(super) fn a_reader_at_home_hears_of_messages_from_a_thread() {
    check(2, || {
        let (mut sender, receiver) = link(Policy::capacity(2));
        let writes = spawn(move || {
            assert!(threads::send(&mut sender, 0));
            assert!(threads::send(&mut sender, 1));
        });
        drive(&Future::new(1), &mut [&mut summer(receiver, 2)]);
        writes.join().expect("the writer goes on");
    });
}

pub(super) fn a_writer_at_home_hears_of_room_from_a_thread() {
    check(2, || {
        let (sender, mut receiver) = link(Policy::capacity(1));
        let reads = spawn(move || {
            assert_eq!(threads::receive(&mut receiver), Some(0));
            assert_eq!(threads::receive(&mut receiver), Some(1));
            assert_eq!(threads::receive(&mut receiver), None);
        });
        drive(&Future::new(1), &mut [&mut counter(sender, 2)]);
        reads.join().expect("the reader goes on");
    });
}

/// It does nothing after its one message, until it is told that it was read.
pub(super) fn a_writer_that_only_stays_is_heard() {
    check(2, || {
        let (mut sender, mut receiver) = link(Policy::capacity(2));
        let future = Future::new(1);
        let is_read = Arc::new(AtomicBool::new(false));
        let place = Place::new(future.clone(), 0);
        let tells = is_read.clone();
        let reads = spawn(move || {
            assert_eq!(threads::receive(&mut receiver), Some(0));
            tells.store(true, Ordering::Relaxed);
            place.wake(0);
            receiver
        });
        let mut message = Some(0);
        let mut turn = |home: &Home| {
            if message.is_some() {
                assert!(send(&mut sender, &mut message, home).is_ready());
            }
            match is_read.load(Ordering::Relaxed) {
                true => Poll::Ready(()),
                false => Poll::Pending,
            }
        };
        drive(&future, &mut [&mut turn]);
        drop(reads.join());
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
            spawn(move || assert!(threads::send(&mut sender, 1)));
            Poll::Ready(())
        };
        let future = Future::new(2);
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
            spawn(move || {
                let receiver = receiver.as_mut().expect("it was handed over");
                assert_eq!(threads::receive(receiver), Some(1));
                assert_eq!(threads::receive(receiver), Some(2));
            });
            Poll::Ready(())
        };
        let future = Future::new(2);
        drive(&future, &mut [&mut leaves, &mut counter(sender, 3)]);
    });
}
