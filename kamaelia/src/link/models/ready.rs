//! Who may go on, as others say so.

use super::island::drive;
use super::threads::{Bell, check, spawn};
use crate::place::{Future, Home, Outer, Place};
use crate::ready::Ready;
use crate::sync::{AtomicBool, Ordering};
use std::sync::Arc;
use std::task::Poll;

pub(super) fn who_is_added_from_anywhere_is_moved() {
    check(3, || {
        let strangers = Arc::new(Ready::new(65));
        let ready = Ready::new(65);
        let adders = [0, 64].map(|number| {
            let strangers = strangers.clone();
            spawn(move || strangers.add_from_anywhere(number))
        });
        strangers.move_to(&ready);
        for adder in adders {
            adder.join().expect("it goes on");
        }
        strangers.move_to(&ready);
        assert_eq!(ready.take_from(0), Some(0));
        assert_eq!(ready.take_from(1), Some(64));
    });
}

/// A thread that does something, and then says so.
fn thread_that_does(says_so: impl FnOnce() + 'static) -> Arc<AtomicBool> {
    let done = Arc::new(AtomicBool::new(false));
    let does = done.clone();
    spawn(move || {
        does.store(true, Ordering::Relaxed);
        says_so();
    });
    done
}

/// The last of so many components waits for what two threads do before they wake it.
fn a_component_is_woken_twice(components: usize) {
    let last = components - 1;
    let future = Future::new(components);
    let done = [(); 2].map(|()| {
        let place = Place::new(future.clone(), last);
        thread_that_does(move || place.wake(0))
    });
    let bell = Bell::new();
    loop {
        let working = future.begin(Outer::Waker(&bell.clone().into()));
        while future.take_strangers() {}
        let mut next = std::iter::from_fn(|| future.ready.take_from(0));
        let has_turn = next.any(|index| index == last);
        if has_turn && done.iter().all(|done| done.load(Ordering::Relaxed)) {
            return;
        }
        drop(working);
        bell.wait();
    }
}

pub(super) fn a_component_hears_of_wakes_from_two_threads() {
    check(2, || a_component_is_woken_twice(1));
}

pub(super) fn a_component_of_many_hears_of_wakes_from_two_threads() {
    check(1, || a_component_is_woken_twice(65));
}

/// Two of so many components wait for what a thread does before it wakes them.
pub(super) fn two_components_of_many_are_woken() {
    check(1, || {
        let future = Future::new(65);
        let done = [0, 64].map(|index| {
            let place = Place::new(future.clone(), index);
            thread_that_does(move || place.wake(0))
        });
        let bell = Bell::new();
        let mut left = vec![0, 64];
        while !left.is_empty() {
            let working = future.begin(Outer::Waker(&bell.clone().into()));
            while future.take_strangers() {}
            while let Some(index) = future.ready.take_from(0) {
                if done[index / 64].load(Ordering::Relaxed) {
                    left.retain(|waits| *waits != index);
                }
            }
            drop(working);
            if !left.is_empty() {
                bell.wait();
            }
        }
    });
}

/// At first it is polled by a component of another future, and then by a task.
pub(super) fn a_future_that_gets_another_parent_is_nudged_there() {
    check(3, || {
        let future = Future::new(1);
        let parent = Place::new(Future::new(1), 0);
        drop(future.begin(Outer::Parent(parent)));
        let nudged = future.clone();
        let bell = Bell::new();
        let done = thread_that_does(move || nudged.nudge(0));
        loop {
            let working = future.begin(Outer::Waker(&bell.clone().into()));
            if future.take_strangers() {
                break;
            }
            drop(working);
            bell.wait();
        }
        assert!(done.load(Ordering::Relaxed));
    });
}

/// It is nudged for something that is none of its components' business.
pub(super) fn a_future_that_is_nudged_sees_why() {
    check(3, || {
        let future = Future::new(1);
        let bell = Bell::new();
        let nudged = future.clone();
        let done = thread_that_does(move || nudged.nudge(0));
        loop {
            let working = future.begin(Outer::Waker(&bell.clone().into()));
            if future.take_strangers() {
                break;
            }
            drop(working);
            bell.wait();
        }
        assert!(done.load(Ordering::Relaxed));
    });
}

/// A thread wakes the only component of a future, which a task polls from here on.
fn is_woken_in_a_task(future: &Arc<Future>) {
    let place = Place::new(future.clone(), 0);
    let done = thread_that_does(move || place.wake(0));
    let mut turn = |_: &Home| match done.load(Ordering::Relaxed) {
        true => Poll::Ready(()),
        false => Poll::Pending,
    };
    drive(future, &mut [&mut turn]);
}

/// At first it is polled by a component of another future, and then by a task.
pub(super) fn a_future_that_gets_another_parent_is_woken_there() {
    check(3, || {
        let future = Future::new(1);
        let parent = Place::new(Future::new(1), 0);
        drop(future.begin(Outer::Parent(parent)));
        is_woken_in_a_task(&future);
    });
}

/// At first it is polled by one task, and then by another, which has another waker.
pub(super) fn a_future_that_gets_another_task_is_woken_there() {
    check(3, || {
        let future = Future::new(1);
        drop(future.begin(Outer::Waker(&Bell::new().into())));
        is_woken_in_a_task(&future);
    });
}
