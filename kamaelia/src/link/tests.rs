//! One linkage, on one thread: what its ends promise to boxes.

mod islands;
mod ring;

use super::{Head, Here, Receiver, Sender, Wait, Watch, link};
use crate::policy::Policy;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Poll, Wake, Waker};

/// An end that is used in no graph, and does not wait.
const AWAY: Here<'static> = Here {
    home: None,
    island: 0,
    wait: Wait::Not,
    most: 0,
};

/// Counts how often it is woken.
#[derive(Default)]
struct Woken(AtomicUsize);

impl Woken {
    fn times(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

/// Gives `poll` an end that waits; how often it was woken since is counted.
fn waiting<R>(poll: impl FnOnce(&Here<'_>) -> R) -> (R, Arc<Woken>) {
    let woken = Arc::new(Woken::default());
    let waker = Waker::from(woken.clone());
    let here = Here {
        wait: Wait::With(&|| waker.clone()),
        ..AWAY
    };
    (poll(&here), woken)
}

/// Sends a number if there is room.
fn send(sender: &mut Sender<usize>, number: usize) -> bool {
    sender.poll_push(&mut Some(number), &AWAY) == Poll::Ready(Ok(()))
}

/// Sends numbers from 0 as long as there is room, up to a thousand.
fn fill(sender: &mut Sender<usize>) -> usize {
    (0..1000).take_while(|&number| send(sender, number)).count()
}

fn take_all(receiver: &mut Receiver<usize>) -> Vec<usize> {
    std::iter::from_fn(|| receiver.poll_pop(&AWAY).ok()).collect()
}

// 58: a limit of five is full, and there is none: five hundred more fit.
#[test]
fn a_linkage_takes_as_many_messages_as_its_limit_says() {
    let (mut sender, _receiver) = link(Policy::capacity(5));
    assert_eq!(fill(&mut sender), 5);
    let (mut sender, _receiver) = link(Policy::unbounded());
    assert_eq!(fill(&mut sender), 1000);
}

// 60: a limit is reported as what it was set to.
#[test]
fn a_linkage_says_what_its_limit_is_now() {
    let (mut sender, receiver) = link(Policy::capacity(2));
    let watch = receiver.watch();
    assert_eq!(watch.policy(), Policy::capacity(2));
    watch.set_capacity(4);
    assert_eq!(watch.policy(), Policy::capacity(4));
    assert_eq!(fill(&mut sender), 4);
}

#[test]
fn messages_come_in_the_order_in_which_they_were_sent_under_every_policy_that_keeps_them() {
    let all: Vec<_> = (0..1000).collect();
    for policy in [
        Policy::capacity(1000),
        Policy::unbounded(),
        Policy::drop_newest(1000),
        Policy::drop_oldest(1000),
    ] {
        let (mut sender, mut receiver) = link(policy);
        assert_eq!(fill(&mut sender), 1000);
        assert_eq!(take_all(&mut receiver), all, "{policy}");
    }
}

#[test]
fn a_reader_that_waits_is_woken_by_the_next_message() {
    let (mut sender, mut receiver) = link(Policy::default());
    let (head, woken) = waiting(|here| receiver.poll_pop(here));
    assert_eq!((head, woken.times()), (Err(Head::Empty), 0));
    assert!(send(&mut sender, 1));
    assert_eq!(woken.times(), 1);
    assert!(send(&mut sender, 2));
    assert_eq!(woken.times(), 1);
}

#[test]
fn a_writer_that_waits_is_woken_by_room() {
    let (mut sender, mut receiver) = link(Policy::capacity(1));
    assert!(send(&mut sender, 1));
    let mut message = Some(2);
    let (poll, woken) = waiting(|here| sender.poll_push(&mut message, here));
    assert_eq!((poll, message), (Poll::Pending, Some(2)));
    assert_eq!(receiver.pop(&AWAY), Some(1));
    assert_eq!(woken.times(), 1);
    assert!(send(&mut sender, 2));
}

#[test]
fn both_ends_hear_of_the_end_of_the_other() {
    let (sender, mut receiver) = link::<usize>(Policy::default());
    let (_, woken) = waiting(|here| receiver.poll_pop(here));
    drop(sender);
    assert_eq!(woken.times(), 1);

    let (mut sender, receiver) = link(Policy::capacity(1));
    assert!(send(&mut sender, 1));
    let (_, woken) = waiting(|here| sender.poll_room(here));
    drop(receiver);
    assert_eq!(woken.times(), 1);
    assert_eq!(sender.poll_room(&AWAY), Poll::Ready(Err(())));
}

#[test]
fn who_watches_the_reader_is_woken_at_its_end_once() {
    let (mut sender, receiver) = link::<usize>(Policy::default());
    let woken = Arc::new(Woken::default());
    let waker = Waker::from(woken.clone());
    let watch = Watch::Lasting(&|| waker.clone());
    assert!(sender.watch_reader(&watch));
    assert!(sender.watch_reader(&watch));
    drop(receiver);
    assert_eq!(woken.times(), 1);
    assert!(!sender.watch_reader(&watch));
}

#[test]
fn the_reader_learns_of_the_end_when_the_last_shared_writer_is_gone() {
    let (sender, mut receiver) = link::<usize>(Policy::default());
    let other = sender.share();
    drop(sender);
    assert_eq!(receiver.head(&AWAY), Head::Empty);
    drop(other);
    assert_eq!(receiver.head(&AWAY), Head::Finished);
}

#[test]
fn what_was_sent_before_a_linkage_was_shared_comes_first() {
    let (mut first, mut receiver) = link(Policy::capacity(3));
    assert!(send(&mut first, 0));
    let mut second = first.share();
    assert!(send(&mut second, 1) && send(&mut first, 2));
    assert!(!send(&mut second, 3));
    assert_eq!(take_all(&mut receiver), [0, 1, 2]);
}

#[test]
fn an_ended_linkage_still_gives_what_waits() {
    let (mut sender, mut receiver) = link(Policy::default());
    assert!(send(&mut sender, 1));
    receiver.watch().end();
    assert_eq!(receiver.pop(&AWAY), Some(1));
    assert_eq!(receiver.head(&AWAY), Head::Finished);
}

#[test]
fn a_closed_linkage_gives_and_takes_nothing() {
    let (mut sender, mut receiver) = link(Policy::default());
    assert!(send(&mut sender, 1));
    receiver.watch().close();
    assert_eq!(receiver.head(&AWAY), Head::Finished);
    assert!(!send(&mut sender, 2));
}

#[test]
fn a_linkage_with_promised_room_is_not_empty() {
    let (mut sender, receiver) = link::<usize>(Policy::default());
    let watch = receiver.watch();
    assert_eq!(sender.poll_room(&AWAY), Poll::Ready(Ok(())));
    assert!(!watch.is_empty());
    sender.release(&AWAY);
    assert!(watch.is_empty());
}

#[test]
fn a_writer_that_is_dropped_gives_its_turn_to_the_next() {
    let (mut first, mut receiver) = link(Policy::capacity(1));
    assert!(send(&mut first, 0));
    let (mut second, mut third) = (first.share(), first.share());
    let (poll, _) = waiting(|here| second.poll_room(here));
    assert_eq!(poll, Poll::Pending);
    let (poll, woken) = waiting(|here| third.poll_room(here));
    assert_eq!((poll, woken.times()), (Poll::Pending, 0));
    assert_eq!(receiver.pop(&AWAY), Some(0));
    drop(second);
    assert_eq!(woken.times(), 1);
    assert_eq!(third.poll_room(&AWAY), Poll::Ready(Ok(())));
}

/// Sent, received, waiting, at most waiting, dropped.
fn counts(receiver: &Receiver<usize>) -> (u64, u64, usize, usize, u64) {
    let counts = receiver.watch().counts();
    let crate::topology::LinkCounts {
        sent,
        received,
        waiting,
        high_water,
        dropped,
    } = counts;
    (sent, received, waiting, high_water, dropped)
}

#[test]
fn counts_say_what_was_sent_read_and_dropped() {
    let cases = [
        (Policy::capacity(5), (5, 1, 4, 5, 0)),
        (Policy::unbounded(), (5, 1, 4, 5, 0)),
        (Policy::drop_newest(2), (5, 1, 1, 2, 3)),
        (Policy::drop_oldest(2), (5, 1, 1, 2, 3)),
        (Policy::latest(), (5, 1, 0, 1, 4)),
    ];
    for (policy, expected) in cases {
        let (mut sender, mut receiver) = link(policy);
        (0..5).for_each(|number| assert!(send(&mut sender, number)));
        receiver.pop(&AWAY);
        assert_eq!(counts(&receiver), expected, "{policy}");
    }
}

#[test]
fn what_a_reader_leaves_unread_is_counted_as_dropped() {
    let (mut sender, mut receiver) = link(Policy::default());
    (0..5).for_each(|number| assert!(send(&mut sender, number)));
    receiver.pop(&AWAY);
    let watch = receiver.watch();
    drop(receiver);
    let counts = watch.counts();
    assert_eq!((counts.sent, counts.received, counts.dropped), (5, 1, 4));
}

#[test]
fn a_message_in_promised_room_that_nobody_takes_any_more_is_counted_as_dropped() {
    let (mut sender, receiver) = link(Policy::default());
    let watch = receiver.watch();
    assert_eq!(sender.poll_room(&AWAY), Poll::Ready(Ok(())));
    drop(receiver);
    sender.push(1, &AWAY);
    let counts = watch.counts();
    assert_eq!((counts.sent, counts.received, counts.dropped), (1, 0, 1));
}
