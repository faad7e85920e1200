//! Children with tasks of their own go on, in line.

use super::threads::{Bell, check, spawn};
use crate::chassis::run_queue::{Entry, RunQueue};
use crate::sync::{AtomicBool, Ordering};
use loom::sync::atomic::AtomicBool as Flag;
use loom::thread::JoinHandle;
use std::sync::Arc;
use std::task::{Context, Wake, Waker};
use std::thread::panicking;

/// A task as tokio has it: a wake is in an order with the turn after it, also if the
/// task was woken already.
struct Task {
    is_woken: Flag,
    bell: Arc<Bell>,
}

impl Wake for Task {
    fn wake(self: Arc<Self>) {
        if !panicking() && !self.is_woken.swap(true, Ordering::AcqRel) {
            self.bell.clone().wake();
        }
    }
}

/// A child with its task.
struct Child {
    entry: Arc<Entry>,
    waker: Waker,
    task: Arc<Task>,
}

impl Child {
    /// Its first turn is to come.
    fn new(queue: &Arc<RunQueue>) -> Child {
        let entry = Entry::new(queue.clone());
        let task = Task {
            is_woken: Flag::new(false),
            bell: Bell::new(),
        };
        Child {
            waker: entry.clone().into(),
            entry,
            task: Arc::new(task),
        }
    }

    /// It has had its first turn.
    fn at_rest(queue: &Arc<RunQueue>) -> Child {
        let child = Child::new(queue);
        child.turn(|| {});
        child
    }

    fn turn<R>(&self, turn: impl FnOnce() -> R) -> R {
        let task = Waker::from(self.task.clone());
        let mut cx = Context::from_waker(&task);
        self.entry.take_turn(&mut cx, &self.waker, |_| turn())
    }

    /// Has a turn, as soon as its task is woken.
    fn next_turn<R>(&self, turn: impl FnOnce() -> R) -> R {
        self.task.bell.wait();
        self.task.is_woken.swap(false, Ordering::AcqRel);
        self.turn(turn)
    }

    fn turns_until(&self, mut is_done: impl FnMut() -> bool) {
        while !self.next_turn(&mut is_done) {}
    }
}

/// A thread that does something before it wakes a child.
fn thread_that_wakes(child: &Child) -> (Arc<AtomicBool>, JoinHandle<()>) {
    let done = Arc::new(AtomicBool::new(false));
    let (does, waker) = (done.clone(), child.waker.clone());
    let wakes = spawn(move || {
        does.store(true, Ordering::Relaxed);
        waker.wake();
    });
    (done, wakes)
}

pub(super) fn who_comes_while_the_only_one_begins_its_turn_is_called() {
    check(3, || {
        let queue = Arc::new(RunQueue::calling(1));
        let [first, second] = [(); 2].map(|()| Child::at_rest(&queue));
        first.waker.wake_by_ref();
        let runs = spawn(move || first.next_turn(|| {}));
        second.waker.wake_by_ref();
        second.next_turn(|| {});
        runs.join().expect("it goes on");
    });
}

/// Neither of their turns ends before the third has had one.
pub(super) fn who_waits_is_called_while_two_have_long_turns() {
    check(2, || {
        let queue = Arc::new(RunQueue::calling(2));
        let [first, second, third] = [(); 3].map(|()| Child::at_rest(&queue));
        let long = [first, second].map(|child| {
            child.waker.wake_by_ref();
            let bell = Bell::new();
            (child, bell)
        });
        third.waker.wake_by_ref();
        let ends = long.each_ref().map(|(_, bell)| bell.clone());
        let long = long.map(|(child, bell)| spawn(move || child.next_turn(|| bell.wait())));
        third.next_turn(|| {});
        ends.into_iter().for_each(Wake::wake);
        for turn in long {
            turn.join().expect("it goes on");
        }
    });
}

pub(super) fn who_is_called_and_leaves_keeps_up_nobody() {
    check(3, || {
        let queue = Arc::new(RunQueue::calling(1));
        let [first, second, third] = [(); 3].map(|()| Child::at_rest(&queue));
        for child in [&first, &second, &third] {
            child.waker.wake_by_ref();
        }
        let runs = spawn(move || first.next_turn(|| {}));
        second.entry.leave();
        third.next_turn(|| {});
        runs.join().expect("it goes on");
    });
}

pub(super) fn what_two_threads_did_before_they_woke_a_child_is_seen() {
    check(2, || {
        let child = Child::at_rest(&Arc::new(RunQueue::calling(1)));
        let done = [(); 2].map(|()| thread_that_wakes(&child).0);
        child.turns_until(|| done.iter().all(|done| done.load(Ordering::Relaxed)));
    });
}

/// Somebody else wakes the task, who has its own waker.
pub(super) fn a_wake_in_a_turn_that_nobody_called_for_is_seen() {
    check(3, || {
        let child = Child::at_rest(&Arc::new(RunQueue::calling(1)));
        let (done, _) = thread_that_wakes(&child);
        let task = child.task.clone();
        spawn(move || task.wake());
        child.turns_until(|| done.load(Ordering::Relaxed));
    });
}

pub(super) fn a_wake_before_the_first_turn_is_seen() {
    check(3, || {
        let child = Child::new(&Arc::new(RunQueue::calling(1)));
        let (done, wakes) = thread_that_wakes(&child);
        if !child.turn(|| done.load(Ordering::Relaxed)) {
            child.turns_until(|| done.load(Ordering::Relaxed));
        }
        wakes.join().expect("it goes on");
        // The first may be the turn for that wake. It has kept nobody's place.
        for _ in 0..2 {
            child.waker.wake_by_ref();
            child.next_turn(|| {});
        }
    });
}
