//! Who may go on, as others say so.

use super::island::drive;
use super::threads::check;
use crate::place::{Future, Home, Place};
use crate::ready::Ready;
use loom::thread;
use std::sync::Arc;
use std::task::Poll;

pub(super) fn who_is_added_from_anywhere_is_moved() {
    check(3, || {
        let strangers = Arc::new(Ready::new(65));
        let ready = Ready::new(65);
        let adders = [0, 64].map(|number| {
            let strangers = strangers.clone();
            thread::spawn(move || strangers.add_from_anywhere(number))
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

/// Each of two components waits for what a thread does before it wakes it.
pub(super) fn a_future_hears_of_wakes_from_two_threads() {
    use crate::sync::{AtomicBool, Ordering};

    check(2, || {
        let future = Arc::new(Future::new(2));
        let done = [(); 2].map(|()| Arc::new(AtomicBool::new(false)));
        for (index, done) in done.iter().cloned().enumerate() {
            let place = Place::new(future.clone(), index);
            thread::spawn(move || {
                done.store(true, Ordering::Relaxed);
                place.wake(0);
            });
        }
        let [first, second] = done;
        let turn = |done: Arc<AtomicBool>| {
            move |_: &Home| match done.load(Ordering::Relaxed) {
                true => Poll::Ready(()),
                false => Poll::Pending,
            }
        };
        drive(&future, &mut [&mut turn(first), &mut turn(second)]);
    });
}
