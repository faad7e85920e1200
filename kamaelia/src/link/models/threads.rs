//! Threads of a model, and how one waits that is in no island.

use crate::link::{Head, Here, Receiver, Sender, Wait};
use loom::model::Builder;
use loom::sync::{Condvar, Mutex};
use loom::thread::{self, JoinHandle};
use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Poll, Wake, Waker};
use std::thread::panicking;

std::thread_local! {
    /// Whether a new thread goes first, and not the one that makes it.
    static NEW_FIRST: Cell<bool> = const { Cell::new(false) };
}

/// Checks a model under all orders in which a thread is interrupted so many times.
///
/// It does so twice: the checker finds what to try by what it has seen, and where a
/// thread reads an atomic before it writes it, it does not notice who has read it
/// before. So once those who make threads go first, and once the new threads.
pub(super) fn check(interruptions: usize, model: impl Fn() + Send + Sync + 'static) {
    let model = Arc::new(model);
    let tried = Arc::new(AtomicUsize::new(0));
    for new_first in [false, true] {
        NEW_FIRST.set(new_first);
        let model = model.clone();
        let mut builder = Builder::new();
        builder.preemption_bound = Some(interruptions);
        builder.max_branches = 10_000;
        let tries = tried.clone();
        builder.check(move || {
            tries.fetch_add(1, Ordering::Relaxed);
            model();
        });
    }
    assert!(tried.load(Ordering::Relaxed) > 2, "it tried several orders");
}

/// Makes a thread of a model.
pub(super) fn spawn<T: 'static>(does: impl FnOnce() -> T + 'static) -> JoinHandle<T> {
    let thread = thread::spawn(does);
    if NEW_FIRST.get() {
        thread::yield_now();
    }
    thread
}

/// What a thread of a model waits for.
pub(super) struct Bell {
    has_rung: Mutex<bool>,
    rings: Condvar,
}

impl Bell {
    pub(super) fn new() -> Arc<Bell> {
        Arc::new(Bell {
            has_rung: Mutex::new(false),
            rings: Condvar::new(),
        })
    }

    /// Waits until it has rung since the last time.
    pub(super) fn wait(&self) {
        let mut has_rung = self.has_rung.lock().expect("the model goes on");
        while !*has_rung {
            has_rung = self.rings.wait(has_rung).expect("the model goes on");
        }
        *has_rung = false;
    }
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        if panicking() {
            return;
        }
        *self.has_rung.lock().expect("the model goes on") = true;
        self.rings.notify_one();
    }
}

/// Waits in no island.
pub(super) fn block_on<R>(mut poll: impl FnMut(&Here<'_>) -> Poll<R>) -> R {
    let bell = Bell::new();
    let waker = Waker::from(bell.clone());
    let leave = || waker.clone();
    let here = Here {
        home: None,
        island: 0,
        wait: Wait::With(&leave),
        most: 0,
    };
    loop {
        if let Poll::Ready(result) = poll(&here) {
            return result;
        }
        bell.wait();
    }
}

pub(super) fn poll_receive<T: Send + 'static>(
    receiver: &mut Receiver<T>,
    here: &Here<'_>,
) -> Poll<Option<T>> {
    match receiver.poll_pop(here) {
        Ok(message) => Poll::Ready(Some(message)),
        Err(Head::Finished) => Poll::Ready(None),
        Err(_) => Poll::Pending,
    }
}

/// Receives in no island.
pub(super) fn receive<T: Send + 'static>(receiver: &mut Receiver<T>) -> Option<T> {
    block_on(|here| poll_receive(receiver, here))
}

/// Sends in no island; whether anybody takes it.
pub(super) fn send<T: Send + 'static>(sender: &mut Sender<T>, message: T) -> bool {
    let mut message = Some(message);
    block_on(|here| sender.poll_push(&mut message, here)).is_ok()
}
