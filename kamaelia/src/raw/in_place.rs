//! Whether work may move between threads: [`InPlace`].

use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

/// May move between threads: most components.
#[doc(hidden)]
#[derive(Debug)]
pub struct Anywhere;

/// Stays where it is: `#[component(local)]`.
#[doc(hidden)]
#[derive(Debug)]
pub struct Local;

/// A place that may be another thread.
///
/// # Safety
///
/// What is [`AtPlace`] of it is `Send`.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a component of this graph is `#[component(local)]`, so the graph cannot move to another thread",
    label = "it has to stay on its thread",
    note = "a local component only runs fused: `run` the graph where it was made, or make the component `Send`"
)]
pub unsafe trait MayMove {}
// SAFETY: `AtPlace<Anywhere>` promises it.
unsafe impl MayMove for Anywhere {}

/// A future that fits a component's place: [`Anywhere`] asks for `Send`.
///
/// # Safety
///
/// `AtPlace<Anywhere>` promises that the future is `Send`.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "this component has to be `Send`, but its work holds something that is not",
    label = "not `Send`"
)]
pub unsafe trait AtPlace<P> {}

#[diagnostic::do_not_recommend]
// SAFETY: `F` is `Send`.
unsafe impl<F: Send> AtPlace<Anywhere> for F {}

#[diagnostic::do_not_recommend]
// SAFETY: nothing is promised for `Local`.
unsafe impl<F> AtPlace<Local> for F {}

/// A place that is no wider than `P`.
///
/// # Safety
///
/// If it may move, so may `P`.
#[doc(hidden)]
pub unsafe trait Within<P> {}
// SAFETY: it may not move.
unsafe impl<P> Within<P> for Local {}
// SAFETY: they are the same.
unsafe impl Within<Anywhere> for Anywhere {}

/// The work of a component whose place is `P`.
pub struct InPlace<P, F> {
    work: F,
    place: PhantomData<fn(P)>,
}

// The component itself is no part of the type: the compiler would ask for its
// bounds, `'static` among them, where it no longer knows lifetimes.
// SAFETY: each way to make one asks for, or gets a promise of, work that is `Send` if
// `P` may move.
unsafe impl<P: MayMove, F> Send for InPlace<P, F> {}

impl<P, F> InPlace<P, F> {
    #[inline(always)]
    pub(crate) fn new(work: F) -> InPlace<P, F>
    where
        F: AtPlace<P>,
    {
        InPlace {
            work,
            place: PhantomData,
        }
    }

    /// Work that fits every place.
    pub(crate) fn of_send(work: F) -> InPlace<P, F>
    where
        F: Send,
    {
        InPlace {
            work,
            place: PhantomData,
        }
    }

    /// The same, where it may move less.
    #[inline(always)]
    pub(crate) fn within<Q: Within<P>>(self) -> InPlace<Q, F> {
        InPlace {
            work: self.work,
            place: PhantomData,
        }
    }

    /// Work that lies on the heap from now on, if there is any.
    pub(crate) fn boxed(work: Option<InPlace<P, F>>) -> InPlace<P, Option<Pin<Box<F>>>> {
        InPlace {
            work: work.map(|work| Box::pin(work.work)),
            place: PhantomData,
        }
    }

    /// What may move is a matter of its type: nothing else can be put here.
    #[inline(always)]
    pub(crate) fn get_mut(&mut self) -> &mut F {
        &mut self.work
    }

    #[inline(always)]
    pub(crate) fn get(&self) -> &F {
        &self.work
    }

    /// Work for which the caller gives the promise.
    ///
    /// # Safety
    ///
    /// The work is `Send` if `P` may move.
    #[inline(always)]
    pub(crate) unsafe fn promised(work: F) -> InPlace<P, F> {
        InPlace {
            work,
            place: PhantomData,
        }
    }
}

impl<P, W> InPlace<P, Option<W>> {
    pub(crate) fn take(&mut self) -> InPlace<P, Option<W>> {
        InPlace {
            work: self.work.take(),
            place: PhantomData,
        }
    }
}

impl<P, F: Future> Future for InPlace<P, F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        // SAFETY: `work` is pinned with `self`, and never moved.
        let work = unsafe { self.map_unchecked_mut(|place| &mut place.work) };
        work.poll(cx)
    }
}
