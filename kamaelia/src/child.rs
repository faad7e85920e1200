//! A graph's hold on one of its components, in the graph's own future:
//! [`Child`]. Those on tasks and threads are in [`remote`](crate::remote).

use crate::component::AtPlace;
use crate::outcome::{Outcome, Stop};
use crate::panicked::guard;
use crate::raw::{InPlace, near};
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

/// What a graph asks of one of its components.
#[derive(Debug)]
pub enum Call<'a, 'b> {
    /// To go on.
    Turn(&'a mut Context<'b>),
    /// To be gone: it had its time. Ready when it is.
    Release,
}

/// A component that runs in the graph's own future.
///
/// Its state lies on the heap, made once when the graph is put together: a
/// graph of large messages must not need a large stack.
pub struct Child<P, F> {
    future: InPlace<P, Option<Pin<Box<F>>>>,
}

impl<P, F: Future<Output = Outcome>> Child<P, F> {
    pub(crate) fn new(future: F) -> Child<P, F>
    where
        F: AtPlace<P>,
    {
        Child::in_place(Some(InPlace::new(future)))
    }

    /// Of work that is known to fit its place; `None` for a component that runs as a
    /// part of another.
    pub(crate) fn in_place(future: Option<InPlace<P, F>>) -> Child<P, F> {
        Child {
            future: InPlace::boxed(future),
        }
    }

    /// The component, for somebody else to run; `None` if it runs as a part of
    /// another.
    pub(crate) fn take(&mut self) -> Option<Child<P, F>> {
        let future = self.future.take();
        future.get().is_some().then_some(Child { future })
    }

    /// Its turn is next: see [`near`].
    pub(crate) fn come_near(&self) {
        if let Some(future) = self.future.get() {
            near::fetch::<F>(future);
        }
    }

    /// Gives the component a turn; when it has ended its boxes are closed. A
    /// panic in it ends it, and is its fault.
    ///
    /// A graph's function has one call of it for each component: inlined, they
    /// would make that function too large for the compiler.
    #[inline(never)]
    pub fn call(&mut self, call: Call<'_, '_>) -> Poll<Outcome> {
        let Some(future) = self.future.get_mut() else {
            return Poll::Ready(Ok(()));
        };
        let Call::Turn(cx) = call else {
            return self.end(Ok(()));
        };
        match guard(|| future.as_mut().poll(cx)) {
            Ok(Poll::Pending) => Poll::Pending,
            Ok(Poll::Ready(outcome)) => self.end(outcome),
            Err(panicked) => self.end(Err(panicked)),
        }
    }

    /// Drops the component. It is no part of `call`: that is to be short.
    #[cold]
    #[inline(never)]
    fn end(&mut self, outcome: Outcome) -> Poll<Outcome> {
        let dropped = guard(|| *self.future.get_mut() = None);
        Poll::Ready(first_fault(outcome, dropped))
    }
}

/// The fault that came first, if there was one.
fn first_fault(outcome: Outcome, then: Result<(), Stop>) -> Outcome {
    match outcome {
        Err(stop) if !stop.is_closed() => Err(stop),
        ended => then.and(ended),
    }
}

impl<P, F: Future<Output = Outcome>> Future for Child<P, F> {
    type Output = Outcome;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Outcome> {
        self.call(Call::Turn(cx))
    }
}
