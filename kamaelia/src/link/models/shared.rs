//! Linkages that several ends write to, and those that drop messages.

use super::threads::{self, block_on, check, poll_receive, spawn};
use crate::link::{Receiver, link};
use crate::policy::Policy;
use std::task::Poll;

/// Takes what is there, without a wait.
fn take_all(receiver: &mut Receiver<u64>) -> Vec<u64> {
    let mut all = Vec::new();
    block_on(|here| {
        let here = here.without_wait();
        while let Poll::Ready(Some(message)) = poll_receive(receiver, &here) {
            all.push(message);
        }
        Poll::Ready(())
    });
    all
}

pub(super) fn two_writers_take_turns_in_a_linkage_of_one() {
    check(1, || {
        let (mut first, mut receiver) = link(Policy::capacity(1));
        let mut second = first.share();
        let first = spawn(move || assert!(threads::send(&mut first, 1)));
        let second = spawn(move || assert!(threads::send(&mut second, 2)));
        let mut read = [(); 2].map(|()| threads::receive(&mut receiver));
        read.sort_unstable();
        assert_eq!(read, [Some(1), Some(2)]);
        assert_eq!(threads::receive(&mut receiver), None);
        first.join().expect("the first writer goes on");
        second.join().expect("the second writer goes on");
    });
}

pub(super) fn a_writer_in_line_is_woken_by_room() {
    check(3, || {
        let (mut first, mut receiver) = link(Policy::capacity(1));
        let mut second = first.share();
        assert!(threads::send(&mut first, 1));
        let second = spawn(move || assert!(threads::send(&mut second, 2)));
        assert_eq!(threads::receive(&mut receiver), Some(1));
        assert_eq!(threads::receive(&mut receiver), Some(2));
        second.join().expect("the second writer goes on");
    });
}

/// It was in line, or had its turn already.
pub(super) fn a_writer_that_gives_up_its_place_holds_up_nobody() {
    check(2, || {
        let (mut first, mut receiver) = link(Policy::capacity(1));
        let (mut second, mut third) = (first.share(), first.share());
        assert!(threads::send(&mut first, 1));
        let mut is_in_line = false;
        block_on(|here| {
            if !is_in_line {
                is_in_line = second.poll_room(here).is_pending();
            }
            Poll::Ready(())
        });
        let third = spawn(move || {
            assert!(threads::send(&mut third, 3));
            drop(third);
        });
        let second = spawn(move || drop(second));
        assert_eq!(threads::receive(&mut receiver), Some(1));
        assert_eq!(threads::receive(&mut receiver), Some(3));
        second.join().expect("the second writer goes on");
        third.join().expect("the third writer goes on");
        drop(first);
    });
}

/// The reader may be about to pass it over.
pub(super) fn a_writer_that_comes_back_to_its_place_has_its_turn() {
    check(3, || {
        let (mut first, mut receiver) = link(Policy::capacity(1));
        let mut second = first.share();
        assert!(threads::send(&mut first, 1));
        let mut is_in_line = false;
        block_on(|here| {
            if !is_in_line {
                is_in_line = second.poll_room(here).is_pending();
            }
            Poll::Ready(())
        });
        let second = spawn(move || {
            block_on(|here| {
                second.release(here);
                Poll::Ready(())
            });
            assert!(threads::send(&mut second, 2));
        });
        assert_eq!(threads::receive(&mut receiver), Some(1));
        assert_eq!(threads::receive(&mut receiver), Some(2));
        second.join().expect("the second writer goes on");
        drop(first);
    });
}

pub(super) fn a_closed_linkage_wakes_all_in_line() {
    check(2, || {
        let (mut first, receiver) = link(Policy::capacity(1));
        let mut second = first.share();
        assert!(threads::send(&mut first, 1));
        let reads = spawn(move || drop(receiver));
        assert!(!threads::send(&mut second, 2));
        reads.join().expect("the reader goes on");
    });
}

/// Two writers and a reader, under a policy that drops messages: each message was
/// received, or is counted as dropped.
fn counts_balance(policy: Policy) {
    let (mut first, mut receiver) = link(policy);
    let mut second = first.share();
    let watch = receiver.watch();
    let first = spawn(move || assert!(threads::send(&mut first, 1)));
    assert!(threads::send(&mut second, 2));
    let mut read = take_all(&mut receiver);
    first.join().expect("the first writer goes on");
    read.extend(take_all(&mut receiver));
    let counts = watch.counts();
    assert_eq!(counts.sent, 2);
    assert_eq!(counts.received, read.len() as u64);
    assert_eq!(counts.received + counts.dropped, counts.sent);
    assert_eq!(counts.waiting, 0);
    assert!(!read.is_empty(), "the newest is kept");
}

pub(super) fn a_cell_of_the_latest_counts_every_message() {
    check(2, || counts_balance(Policy::Latest));
}

pub(super) fn what_the_oldest_make_room_for_is_counted() {
    check(2, || counts_balance(Policy::drop_oldest(1)));
}
