//! A child of a [`RunQueue`]: [`Entry`].

use super::{InLine, RunQueue};
use crate::outcome::Outcome;
use crate::sync::{AtomicU32, Ordering};
use crate::task::{Lost, Queued};
use futures::task::{ArcWake, waker_ref};
use std::any::Any;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

/// A future that has its turns when it comes first in line.
pub(crate) struct Entry<F> {
    state: AtomicU32,
    queue: Arc<RunQueue>,
    /// Until it has ended. Nobody ever waits for the lock: who has the right to the next
    /// step with it says the state.
    future: Mutex<Option<F>>,
    end: Mutex<End>,
}

/// It stands in line, or is to do so after its turn.
const WOKEN: u32 = 1;
/// It has its turn.
const IN_TURN: u32 = 1 << 1;
/// It has no further turns.
const GONE: u32 = 1 << 2;

/// What became of it, for who waits for that.
#[derive(Default)]
struct End {
    outcome: Option<Result<Outcome, Lost>>,
    waiting: Option<Waker>,
}

impl<F: Future<Output = Outcome> + Send + Unpin + 'static> Entry<F> {
    /// One that stands in line.
    pub(super) fn new(queue: Arc<RunQueue>, future: F) -> Arc<Entry<F>> {
        Arc::new(Entry {
            state: AtomicU32::new(WOKEN),
            queue,
            future: Mutex::new(Some(future)),
            end: Mutex::default(),
        })
    }

    /// The future is gone, and with it the boxes that it has.
    fn end(&self, outcome: Result<Outcome, Lost>) {
        let future = lock(&self.future).take();
        let dropped = catch_unwind(AssertUnwindSafe(|| drop(future)));
        let mut end = lock(&self.end);
        end.outcome = Some(match dropped {
            Ok(()) => outcome,
            Err(panic) => Err(Lost::Panicked(panic)),
        });
        let waiting = end.waiting.take();
        drop(end);
        if let Some(waker) = waiting {
            waker.wake();
        }
    }

    fn poll(self: &Arc<Self>) -> Result<Poll<Outcome>, Box<dyn Any + Send>> {
        let waker = waker_ref(self);
        let mut cx = Context::from_waker(&waker);
        let mut future = lock(&self.future);
        catch_unwind(AssertUnwindSafe(|| match &mut *future {
            Some(future) => Pin::new(future).poll(&mut cx),
            None => Poll::Pending,
        }))
    }
}

impl<F: Future<Output = Outcome> + Send + Unpin + 'static> InLine for Entry<F> {
    fn turn(self: Arc<Self>) {
        // Whoever has woken it has done so by an exchange: what they did before is seen
        // in this turn, and so is what was done in the turn before this.
        let before = self.state.fetch_add(IN_TURN - WOKEN, Ordering::Acquire);
        if before & GONE != 0 {
            return self.end(Err(Lost::Dropped));
        }
        let outcome = match self.poll() {
            Ok(Poll::Pending) => {
                let before = self.state.fetch_sub(IN_TURN, Ordering::Release);
                if before & GONE != 0 {
                    self.end(Err(Lost::Dropped));
                } else if before & WOKEN != 0 {
                    // Those who came before that come first.
                    self.queue.push(self.clone());
                }
                return;
            }
            Ok(Poll::Ready(outcome)) => Ok(outcome),
            Err(panic) => Err(Lost::Panicked(panic)),
        };
        // It stays in this turn: whoever wakes it does nothing any more.
        self.end(outcome);
    }

    fn let_go(&self) {
        // What was done in the turn before is seen. No model shows it: there, fences
        // pass on more than they are bound to.
        self.state.fetch_or(GONE, Ordering::Acquire);
        self.end(Err(Lost::Dropped));
    }
}

impl<F: Future<Output = Outcome> + Send + Unpin + 'static> Queued for Entry<F> {
    fn poll_end(&self, cx: &mut Context<'_>) -> Poll<Result<Outcome, Lost>> {
        let mut end = lock(&self.end);
        match end.outcome.take() {
            Some(outcome) => Poll::Ready(outcome),
            None => {
                end.waiting = Some(cx.waker().clone());
                Poll::Pending
            }
        }
    }

    fn abort(&self) {
        // Who gives it a turn sees that before the turn, or after it. Where it is at
        // rest nobody does.
        if self.state.fetch_or(GONE, Ordering::Acquire) == 0 {
            self.end(Err(Lost::Dropped));
        }
    }
}

impl<F: Future<Output = Outcome> + Send + Unpin + 'static> ArcWake for Entry<F> {
    fn wake_by_ref(this: &Arc<Self>) {
        // The turn that this is for sees what was done before, also if it was woken
        // already: every exchange of a row passes on what those before it did.
        if this.state.fetch_or(WOKEN, Ordering::Release) == 0 {
            this.queue.push(this.clone());
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
