//! Lending the ends of a box to a graph that its owner runs: [`Lend`].
//!
//! A pass-through moves the end of a linkage into the graph inside, which costs
//! nothing per message, but then it is gone with that graph. What is lent comes
//! home when it is dropped there, wherever it was moved to meanwhile, with every
//! message that nobody has read.

mod boxes;
mod converted;

use crate::link::{AnyLink, End, Lender, Receiver, Sender};
use crate::live::Bells;
use crate::outgoing::Outgoing;
use crate::source::Source;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

/// A box whose ends can be lent, or no box at all.
#[doc(hidden)]
pub trait Lend: Default + Send + 'static {
    /// What the lender keeps meanwhile.
    type Loan: Send;

    /// A box with all ends of this one.
    fn hand_over(&mut self) -> (Self, Self::Loan);

    /// Who has the ends gets no more messages by them.
    fn recall(loan: &Self::Loan);

    /// Takes the ends back, when all are home.
    fn poll_regain(&mut self, loan: &mut Self::Loan, cx: &Context<'_>) -> Poll<()>;

    /// Takes back what is home. The rest is lost: whoever has it closes it.
    fn regain(&mut self, loan: Self::Loan);

    /// Whether nobody reads what leaves here.
    fn is_unread(&self) -> bool {
        false
    }

    /// Whether nobody reads what leaves here; otherwise the owner is woken when
    /// that comes to be.
    fn poll_unread(&mut self, _cx: &Context<'_>) -> bool {
        false
    }
}

/// A lender's hold on the ends that it has lent.
struct Lent<E> {
    shared: Arc<Shared<E>>,
    links: Vec<Arc<dyn AnyLink>>,
    /// The doors that linkages come in by.
    doors: Vec<Arc<Bells>>,
}

struct Shared<E> {
    state: Mutex<State<E>>,
    recalled: AtomicBool,
}

struct State<E> {
    home: Vec<E>,
    away: usize,
    waker: Option<Waker>,
    /// Nobody waits for the ends any more.
    is_over: bool,
}

impl<E> Shared<E> {
    fn state(&self) -> MutexGuard<'_, State<E>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take_back(&self, end: E) {
        let mut state = self.state();
        if state.is_over {
            drop(state);
            return drop(end);
        }
        state.home.push(end);
        state.away -= 1;
        let waker = state.waker.take().filter(|_| state.away == 0);
        drop(state);
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

impl<E> Lent<E> {
    fn new() -> Lent<E> {
        let state = State {
            home: Vec::new(),
            away: 0,
            waker: None,
            is_over: false,
        };
        Lent {
            shared: Arc::new(Shared {
                state: Mutex::new(state),
                recalled: AtomicBool::new(false),
            }),
            links: Vec::new(),
            doors: Vec::new(),
        }
    }

    /// One more end is lent.
    fn shared(&self) -> Arc<Shared<E>> {
        self.shared.state().away += 1;
        self.shared.clone()
    }

    fn recall(&self) {
        self.shared.recalled.store(true, Ordering::Release);
        for link in &self.links {
            link.header().shut(End::Reading);
            link.header().look_again(End::Reading);
        }
        self.doors.iter().for_each(|bells| bells.ring_at_door());
    }

    fn poll_home(&self, cx: &Context<'_>) -> Poll<Vec<E>> {
        let mut state = self.shared.state();
        if state.away > 0 {
            state.waker = Some(cx.waker().clone());
            return Poll::Pending;
        }
        Poll::Ready(std::mem::take(&mut state.home))
    }

    fn take_home(self) -> Vec<E> {
        let mut state = self.shared.state();
        state.is_over = true;
        std::mem::take(&mut state.home)
    }
}

impl<T: Send + 'static> Lender<Receiver<T>> for Shared<Source<T>> {
    fn is_recalled(&self) -> bool {
        self.recalled.load(Ordering::Acquire)
    }

    fn take_back(&self, end: Receiver<T>) {
        Shared::take_back(self, Source::Link(end));
    }
}

impl<T: Send + 'static> Lender<Sender<T>> for Shared<Outgoing<T>> {
    fn is_recalled(&self) -> bool {
        false
    }

    fn take_back(&self, end: Sender<T>) {
        Shared::take_back(self, Outgoing::Link(end));
    }
}
