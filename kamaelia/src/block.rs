//! Waiting for a box on a thread that may block.

use crate::busy;
use crate::seat::{Seat, Waits};
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

thread_local! {
    /// Wakes this thread.
    static UNPARK: Waker = Waker::from(Arc::new(Unpark(thread::current())));
}

/// Makes what this thread needs for its waits, so that none of them allocates.
pub(crate) fn prepare() {
    UNPARK.with(|_| {});
}

/// Blocks this thread until `poll` is ready.
///
/// `waits` says what for: a blocking component may be part of a ring.
pub(crate) fn block_on<R>(waits: Waits, mut poll: impl FnMut(&mut Context<'_>) -> Poll<R>) -> R {
    let seat = Seat::current();
    let waker = busy::waker(UNPARK.with(Clone::clone));
    let mut cx = Context::from_waker(&waker);
    loop {
        let turn = match &seat {
            Some(seat) => seat.take_turn(|| poll(&mut cx)),
            None => poll(&mut cx),
        };
        if let Poll::Ready(ready) = turn {
            return ready;
        }
        if let Some(seat) = &seat {
            seat.set_waits(waits);
        }
        busy::park();
    }
}
