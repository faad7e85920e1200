//! A graph's hold on one of its components, in the graph's own future:
//! [`Child`]. Those on tasks and threads are in [`remote`](crate::remote).

use crate::component::{AtPlace, MayMove};
use crate::outcome::{Outcome, Stop};
use crate::panicked::guard;
use crate::raw::near;
use crate::work::InPlace;
use std::future::Future;
use std::marker::PhantomData;
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
    future: Option<Pin<Box<F>>>,
    place: PhantomData<fn(P)>,
}

// The component itself is no part of the type: the compiler would ask for its
// bounds, `'static` among them, where it no longer knows lifetimes.
#[expect(
    unsafe_code,
    reason = "the compiler cannot name the future of a component in a bound"
)]
// SAFETY: only `Anywhere` may move. For it `new` asks `F: AtPlace<Anywhere>`,
// which promises that `F` is `Send`, as does the `InPlace` that `in_place`
// takes, and a `Child` holds nothing else.
unsafe impl<P: MayMove, F> Send for Child<P, F> {}

impl<P, F: Future<Output = Outcome> + AtPlace<P>> Child<P, F> {
    pub(crate) fn new(future: F) -> Child<P, F> {
        Child {
            future: Some(Box::pin(future)),
            place: PhantomData,
        }
    }
}

impl<P, F: Future<Output = Outcome>> Child<P, InPlace<P, F>> {
    /// Of work that has the promise already; `None` for a component that runs
    /// as a part of another.
    pub(crate) fn in_place(future: Option<InPlace<P, F>>) -> Child<P, InPlace<P, F>> {
        Child {
            future: future.map(Box::pin),
            place: PhantomData,
        }
    }
}

impl<P, F: Future<Output = Outcome>> Child<P, F> {
    /// The component, for somebody else to run; `None` if it runs as a part of
    /// another.
    pub(crate) fn take(&mut self) -> Option<Child<P, F>> {
        let future = self.future.take();
        future.map(|future| Child {
            future: Some(future),
            place: PhantomData,
        })
    }

    /// Its turn is next: see [`near`].
    pub(crate) fn come_near(&self) {
        if let Some(future) = &self.future {
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
        let Some(future) = &mut self.future else {
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
        let dropped = guard(|| self.future = None);
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
