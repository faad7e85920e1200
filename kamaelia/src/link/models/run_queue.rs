//! Children in a line, and the runners that give them their turns.

use super::threads::{Bell, check, spawn};
use crate::outcome::Outcome;
use crate::run_queue::{OwnQueue, Runner};
use crate::sync::{AtomicBool, Ordering, Watched};
use crate::task::Queued;
use futures::task::waker;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering as Plain};
use std::task::{Context, Poll, Wake, Waker};

/// A runner in a thread of a model, with what its task is woken by.
struct Thread {
    runner: Runner,
    bell: Arc<Bell>,
}

impl Thread {
    fn new(queue: &OwnQueue, index: usize) -> Thread {
        Thread {
            runner: Runner::new(queue, index),
            bell: Bell::new(),
        }
    }

    /// Gives turns until there is nobody; whether nobody comes any more.
    fn goes_on(&mut self) -> bool {
        let waker = Waker::from(self.bell.clone());
        let mut cx = Context::from_waker(&waker);
        Pin::new(&mut self.runner).poll(&mut cx).is_ready()
    }

    fn runs_until(&mut self, mut is_done: impl FnMut() -> bool) {
        while !self.goes_on() && !is_done() {
            self.bell.wait();
        }
    }
}

/// What a child does in its turns, and how often it was dropped.
struct Work {
    place: Watched,
    dropped: Arc<AtomicUsize>,
}

impl Drop for Work {
    fn drop(&mut self) {
        self.place.touch();
        self.dropped.fetch_add(1, Plain::Relaxed);
    }
}

/// A child that touches its own place in each turn, and never ends.
fn lasting(dropped: &Arc<AtomicUsize>) -> impl Future<Output = Outcome> + Send + Unpin + use<> {
    let work = Work {
        place: Watched::new(),
        dropped: dropped.clone(),
    };
    poll_fn(move |_| {
        work.place.touch();
        Poll::Pending
    })
}

/// And the runner hears that no other will come.
pub(super) fn who_comes_while_the_only_runner_begins_to_rest_has_a_turn() {
    check(3, || {
        let queue = OwnQueue::of(1);
        let mut thread = Thread::new(&queue, 0);
        let runs = spawn(move || thread.runs_until(|| false));
        let bell = Bell::new();
        let rings = bell.clone();
        queue.enter(poll_fn(move |_| {
            rings.wake_by_ref();
            Poll::Ready(Ok(()))
        }));
        bell.wait();
        drop(queue);
        runs.join().expect("it ends");
    });
}

pub(super) fn what_two_threads_did_before_they_woke_a_child_is_seen() {
    check(2, || {
        let queue = OwnQueue::of(1);
        let mut thread = Thread::new(&queue, 0);
        let done = [(); 2].map(|()| Arc::new(AtomicBool::new(false)));
        let sees = done.clone();
        let has_ended = Arc::new(AtomicUsize::new(0));
        let ends = has_ended.clone();
        let child = queue.enter(poll_fn(move |_| {
            let all = sees.iter().all(|done| done.load(Ordering::Relaxed));
            if !all {
                return Poll::Pending;
            }
            ends.store(1, Plain::Relaxed);
            Poll::Ready(Ok(()))
        }));
        thread.goes_on();
        for done in done {
            let waker = waker(child.clone());
            spawn(move || {
                done.store(true, Ordering::Relaxed);
                waker.wake();
            });
        }
        thread.runs_until(|| has_ended.load(Plain::Relaxed) > 0);
    });
}

pub(super) fn a_turn_sees_what_the_one_before_did_at_another_runner() {
    check(2, || {
        let queue = OwnQueue::of(2);
        let [mut here, mut there] = [0, 1].map(|index| Thread::new(&queue, index));
        let child = queue.enter(lasting(&Arc::default()));
        let runs = spawn(move || {
            there.goes_on();
            there
        });
        waker(child.clone()).wake();
        here.goes_on();
        let _there = runs.join().expect("it goes on");
        here.goes_on();
        child.abort();
        here.goes_on();
    });
}

pub(super) fn who_is_aborted_is_dropped_once_and_after_its_turn() {
    check(3, || {
        let queue = OwnQueue::of(1);
        let mut thread = Thread::new(&queue, 0);
        let dropped = Arc::new(AtomicUsize::new(0));
        let child = queue.enter(lasting(&dropped));
        let runs = spawn(move || thread.runs_until(|| false));
        child.abort();
        drop(queue);
        runs.join().expect("it ends");
        assert_eq!(dropped.load(Plain::Relaxed), 1);
    });
}

pub(super) fn who_comes_while_the_last_runner_goes_is_let_go() {
    check(3, || {
        let queue = OwnQueue::of(1);
        let mut thread = Thread::new(&queue, 0);
        let dropped = Arc::new(AtomicUsize::new(0));
        let child = queue.enter(lasting(&dropped));
        let runs = spawn(move || {
            thread.goes_on();
        });
        waker(child.clone()).wake();
        runs.join().expect("it goes on");
        // It may have had its turn after the wake, and be at rest.
        child.abort();
        assert_eq!(dropped.load(Plain::Relaxed), 1);
    });
}

pub(super) fn the_owner_hears_that_the_last_runner_is_gone() {
    check(3, || {
        let queue = OwnQueue::of(1);
        let thread = Thread::new(&queue, 0);
        spawn(move || drop(thread));
        let bell = Bell::new();
        let waker = Waker::from(bell.clone());
        let cx = Context::from_waker(&waker);
        while queue.poll_gone(&cx).is_pending() {
            bell.wait();
        }
    });
}
