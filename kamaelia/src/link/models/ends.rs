//! Ends that go while somebody waits at the other one.

use super::island::{counter, drive, receive, send, summer};
use super::threads::{self, Bell, check, spawn};
use crate::link::loan::Lender;
use crate::link::{Sender, Watch, link};
use crate::place::{Future, Home};
use crate::policy::Policy;
use crate::sync::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Poll, Waker};

pub(super) fn a_reader_that_waits_elsewhere_hears_of_the_last_writer() {
    check(3, || {
        let (mut sender, mut receiver) = link(Policy::capacity(1));
        let writes = spawn(move || assert!(threads::send(&mut sender, 1)));
        assert_eq!(threads::receive(&mut receiver), Some(1));
        assert_eq!(threads::receive(&mut receiver), None);
        writes.join().expect("the writer goes on");
    });
}

pub(super) fn a_writer_that_waits_elsewhere_hears_of_the_reader() {
    check(3, || {
        let (mut sender, receiver) = link(Policy::capacity(1));
        let watch = receiver.watch();
        assert!(threads::send(&mut sender, 1));
        let reads = spawn(move || drop(receiver));
        let was_taken = threads::send(&mut sender, 2);
        reads.join().expect("the reader goes on");
        assert!(!threads::send(&mut sender, 3));
        drop(sender);
        let counts = watch.counts();
        assert_eq!(
            (counts.sent, counts.dropped),
            (1 + u64::from(was_taken), 1 + u64::from(was_taken))
        );
    });
}

/// The writer was never used where it is dropped.
pub(super) fn a_reader_at_home_hears_of_a_writer_that_was_dropped_elsewhere() {
    check(2, || {
        let (sender, receiver) = link(Policy::capacity(1));
        let writes = spawn(move || drop(sender));
        drive(&Future::new(1), &mut [&mut summer(receiver, 0)]);
        writes.join().expect("the writer goes on");
    });
}

/// The reader was never used where it is dropped.
pub(super) fn a_writer_at_home_hears_of_a_reader_that_was_dropped_elsewhere() {
    check(2, || {
        let (sender, receiver) = link(Policy::capacity(1));
        let reads = spawn(move || drop(receiver));
        drive(&Future::new(1), &mut [&mut counter(sender, 2)]);
        reads.join().expect("the reader goes on");
    });
}

/// What was sent before is still read.
pub(super) fn the_books_end_a_linkage_whose_reader_is_at_home() {
    check(2, || {
        let (mut sender, mut receiver) = link(Policy::capacity(1));
        let watch = receiver.watch();
        let books = spawn(move || watch.end());
        let mut message = Some(0);
        let mut reads = 0;
        let mut turn = |home: &Home| {
            if message.is_some() {
                assert!(send(&mut sender, &mut message, home).is_ready());
            }
            loop {
                match receive(&mut receiver, home) {
                    Poll::Pending => return Poll::Pending,
                    Poll::Ready(None) => return Poll::Ready(()),
                    Poll::Ready(Some(_)) => reads += 1,
                }
            }
        };
        drive(&Future::new(1), &mut [&mut turn]);
        assert_eq!(reads, 1);
        books.join().expect("the books go on");
    });
}

pub(super) fn the_books_close_a_linkage_whose_writer_is_at_home() {
    check(2, || {
        let (sender, receiver) = link(Policy::capacity(1));
        let watch = receiver.watch();
        let books = spawn(move || watch.close());
        drive(&Future::new(1), &mut [&mut counter(sender, 2)]);
        books.join().expect("the books go on");
        drop(receiver);
    });
}

pub(super) fn who_watches_the_reader_hears_of_its_end() {
    check(3, || {
        let (mut sender, receiver) = link::<u64>(Policy::capacity(1));
        let reads = spawn(move || drop(receiver));
        let bell = Bell::new();
        let waker = Waker::from(bell.clone());
        if sender.watch_reader(&Watch::Lasting(&|| waker.clone())) {
            bell.wait();
            assert!(sender.is_closed());
        }
        reads.join().expect("the reader goes on");
    });
}

/// Keeps the end that comes home.
#[derive(Default)]
struct Lending(Mutex<Option<Sender<u64>>>);

impl Lender<Sender<u64>> for Lending {
    fn is_recalled(&self) -> bool {
        false
    }

    fn take_back(&self, end: Sender<u64>) {
        *self.0.lock().expect("nobody has panicked") = Some(end);
    }
}

/// Whoever had the end meanwhile watched as well, and no longer does.
pub(super) fn who_watches_the_reader_still_does_when_a_lent_end_comes_home() {
    check(3, || {
        let (mut first, receiver) = link::<u64>(Policy::capacity(1));
        let (mut second, mut lent) = (first.share(), first.share());
        let (bell, others) = (Bell::new(), Bell::new());
        let (waker, other) = (Waker::from(bell.clone()), Waker::from(others));
        // The first of them has a place of its own, the others are in a list.
        assert!(first.watch_reader(&Watch::Lasting(&|| other.clone())));
        assert!(second.watch_reader(&Watch::Lasting(&|| waker.clone())));
        lent = lent.lent(Arc::new(Lending::default()));
        assert!(lent.watch_reader(&Watch::Lasting(&|| other.clone())));
        let reads = spawn(move || drop(receiver));
        drop(lent);
        bell.wait();
        assert!(second.is_closed());
        reads.join().expect("the reader goes on");
    });
}

/// Inside a `select!` it leaves a waker of its own.
pub(super) fn who_waits_for_the_end_of_the_reader_once_hears_of_it() {
    check(3, || {
        let (mut sender, receiver) = link::<u64>(Policy::capacity(1));
        let reads = spawn(move || drop(receiver));
        let bell = Bell::new();
        let waker = Waker::from(bell.clone());
        while sender.watch_reader(&Watch::Once(&waker)) {
            bell.wait();
        }
        reads.join().expect("the reader goes on");
    });
}

/// Runs `first` on another thread after it has done something, and `then` on this
/// one until it says that it has heard of it: what was done is seen then.
fn is_seen(first: impl FnOnce() + 'static, mut then: impl FnMut() -> bool) {
    let done = Arc::new(AtomicBool::new(false));
    let does = {
        let done = done.clone();
        spawn(move || {
            done.store(true, Ordering::Relaxed);
            first();
        })
    };
    if then() {
        assert!(done.load(Ordering::Relaxed));
    }
    does.join().expect("the other thread goes on");
}

pub(super) fn what_a_reader_did_before_it_ended_is_seen() {
    check(3, || {
        let (sender, receiver) = link::<u64>(Policy::capacity(1));
        is_seen(move || drop(receiver), || sender.is_closed());
    });
}

pub(super) fn what_was_done_before_a_linkage_was_ended_is_seen() {
    check(3, || {
        let (sender, mut receiver) = link::<u64>(Policy::capacity(1));
        let watch = receiver.watch();
        is_seen(
            move || watch.end(),
            || threads::receive(&mut receiver).is_none(),
        );
        drop(sender);
    });
}

pub(super) fn what_was_done_before_a_linkage_was_closed_is_seen() {
    check(3, || {
        let (sender, mut receiver) = link::<u64>(Policy::capacity(1));
        let watch = receiver.watch();
        is_seen(
            move || watch.close(),
            || threads::receive(&mut receiver).is_none(),
        );
        drop(sender);
    });
}
