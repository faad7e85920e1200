//! An island of a model: a future that gives turns, on one thread of it.

use super::threads::{Bell, poll_receive};
use crate::home::{Turn, island};
use crate::link::{Here, Receiver, Sender, Wait};
use crate::place::{Future, Home, Outer, Place};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

/// How many steps a component goes the short way.
const MOST: u64 = 8;

/// A component of the model: what it does in a turn.
pub(super) type Component<'a> = &'a mut dyn FnMut(&Home) -> Poll<()>;

/// Gives turns to components, as the driver of a graph does, until all have ended.
pub(super) fn drive(future: &Arc<Future>, components: &mut [Component<'_>]) {
    let homes = (0..components.len()).map(|index| Home::new(Place::new(future.clone(), index)));
    let homes: Vec<_> = homes.collect();
    let mut ended = vec![false; components.len()];
    let bell = Bell::new();
    let waker = Waker::from(bell.clone());
    loop {
        let working = future.begin(Outer::Waker(&waker));
        loop {
            let mut next = 0;
            while let Some(index) = take_from(future, next) {
                if !ended[index] {
                    let turn = Turn::begin(homes[index].number());
                    ended[index] = components[index](&homes[index]).is_ready();
                    drop(turn);
                }
                // Also of who has ended, and is woken to see that a linkage crosses.
                homes[index].look_around(future);
                next = index + 1;
            }
            if ended.iter().all(|ended| *ended) {
                return;
            }
            if !future.take_strangers() && future.ready.is_empty() {
                break;
            }
        }
        drop(working);
        bell.wait();
    }
}

fn take_from(future: &Future, index: usize) -> Option<usize> {
    future.take_strangers();
    future.ready.take_from(index)
}

/// An end that is used in a turn of its owner.
fn here(home: &Home) -> Here<'_> {
    Here {
        home: Some(home),
        island: island(),
        wait: Wait::AtHome,
        most: MOST,
    }
}

/// The same, in a future that sorts out wakes itself.
pub(super) fn with_waker<'a>(home: &'a Home, waker: &'a dyn Fn() -> Waker) -> Here<'a> {
    Here {
        wait: Wait::With(waker),
        ..here(home)
    }
}

/// Receives as an inbox does in a turn of its owner.
pub(super) fn receive<T: Send + 'static>(
    receiver: &mut Receiver<T>,
    home: &Home,
) -> Poll<Option<T>> {
    if let Some(message) = receiver.ring.pop_known() {
        return Poll::Ready(Some(message));
    }
    if receiver.is_open(&Context::from_waker(home.waker())) {
        return receiver
            .pop_open(MOST)
            .map_or(Poll::Pending, |message| Poll::Ready(Some(message)));
    }
    match receiver.pop_at_home(home, MOST, || true) {
        Some(Some(message)) => Poll::Ready(Some(message)),
        Some(None) => Poll::Pending,
        None => poll_receive(receiver, &here(home)),
    }
}

/// Sends as an outbox does in a turn of its owner; `Err` if nobody takes it.
pub(super) fn send<T: Send + 'static>(
    sender: &mut Sender<T>,
    message: &mut Option<T>,
    home: &Home,
) -> Poll<Result<(), ()>> {
    let Some(taken) = message.take() else {
        return Poll::Ready(Ok(()));
    };
    match sender.ring.push_known(taken) {
        Ok(()) => return Poll::Ready(Ok(())),
        Err(back) => *message = Some(back),
    }
    let is_open = sender.is_open(&Context::from_waker(home.waker()));
    let is_sent = is_open && sender.push_open(message, MOST);
    if !is_sent && !sender.push_at_home(message, home, MOST, || true) {
        return sender.poll_push(message, &here(home));
    }
    match message {
        None => Poll::Ready(Ok(())),
        Some(_) => Poll::Pending,
    }
}

/// A component that sends so many numbers, and then ends; or earlier, when nobody
/// takes them.
pub(super) fn counter(sender: Sender<u64>, numbers: u64) -> impl FnMut(&Home) -> Poll<()> {
    let mut sender = Some(sender);
    let mut left = 0..numbers;
    let mut message = left.next();
    move |home| {
        while let Some(writing) = &mut sender
            && message.is_some()
        {
            match send(writing, &mut message, home) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Err(())) => break,
                Poll::Ready(Ok(())) => message = left.next(),
            }
        }
        sender = None;
        Poll::Ready(())
    }
}

/// A component that receives numbers until no more come, and sees that so many came,
/// in their order.
pub(super) fn summer(receiver: Receiver<u64>, numbers: u64) -> impl FnMut(&Home) -> Poll<()> {
    let mut receiver = Some(receiver);
    let mut seen = 0;
    move |home| {
        while let Some(reading) = &mut receiver {
            match receive(reading, home) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(None) => receiver = None,
                Poll::Ready(Some(number)) => {
                    assert_eq!(number, seen);
                    seen += 1;
                }
            }
        }
        assert_eq!(seen, numbers);
        Poll::Ready(())
    }
}
