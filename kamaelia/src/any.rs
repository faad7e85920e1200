//! Waiting for several inboxes at once, fairly: what `recv_any` is made of.

use crate::inbox::Inbox;
use crate::seat::Seat;
use std::task::{Context, Poll};

/// Polls one inbox, and makes an event of its message.
type Source<'a, E> = &'a mut dyn FnMut(&mut Context<'_>) -> Poll<Option<E>>;

/// Polls several sources, beginning after the one that gave the last message.
///
/// `None` when all of them are finished.
pub fn poll_any<E>(
    cx: &mut Context<'_>,
    turn: &mut usize,
    sources: &mut [Source<'_, E>],
) -> Poll<Option<E>> {
    let count = sources.len();
    let mut finished = 0;
    for step in 0..count {
        let index = (*turn + step) % count;
        match sources[index](cx) {
            Poll::Ready(Some(event)) => {
                *turn = (index + 1) % count;
                return Poll::Ready(Some(event));
            }
            Poll::Ready(None) => finished += 1,
            Poll::Pending => {}
        }
    }
    if finished == count {
        // Its senders may have ended because they were told to finish, which a
        // `control` among the sources is told as well.
        if Seat::current().is_some_and(|seat| seat.catch_up()) {
            return poll_any(cx, turn, sources);
        }
        Seat::poll_futile(cx).map(|()| None)
    } else {
        Poll::Pending
    }
}

/// [`poll_any`] for inboxes of one kind: the message, and which inbox it was.
pub fn poll_boxes<T>(cx: &mut Context<'_>, boxes: &mut [Inbox<T>]) -> Poll<Option<(usize, T)>> {
    let count = boxes.len();
    let first = boxes.first().map_or(0, Inbox::turn);
    let mut finished = 0;
    for step in 0..count {
        let index = (first + step) % count;
        match boxes[index].poll_event(cx) {
            Poll::Ready(Some(message)) => {
                boxes[0].set_turn((index + 1) % count);
                return Poll::Ready(Some((index, message)));
            }
            Poll::Ready(None) => finished += 1,
            Poll::Pending => {}
        }
    }
    if finished == count {
        Poll::Ready(None)
    } else {
        Poll::Pending
    }
}

/// Whose turn it is first among the boxes of a component; its first inbox
/// keeps it.
pub fn turn<T>(first: &Inbox<T>) -> usize {
    first.turn()
}

/// See [`turn`].
pub fn set_turn<T>(first: &mut Inbox<T>, turn: usize) {
    first.set_turn(turn);
}
