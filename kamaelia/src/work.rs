//! How a component starts: [`Runnable`].
//!
//! A `main` may ask for more than the struct: `impl<T: Message + Clone> Main
//! for Echo<T>`. So what is a component, and can be linked, need not start;
//! only running it needs the bounds of its `main`.

use crate::component::{AtPlace, Blocking, Component, Main, MayMove};
use crate::outcome::Outcome;
use crate::row::Role;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

/// A component that has a `main`.
#[diagnostic::on_unimplemented(
    message = "the component `{Self}` has no `main`",
    label = "it needs an `impl Main`",
    note = "write `impl Main for {Self} {{ async fn main(mut self) -> Outcome {{ .. }} }}`",
    note = "with an `impl Blocking` it is marked `#[component(blocking)]`, with an `impl Transform` `#[component(transform)]`"
)]
pub trait Runnable: Component {
    /// What it is to its neighbours in a row.
    type Role: Role<Self>;

    /// Does what the component does, from start to end.
    fn start(self) -> impl Future<Output = Outcome> + AtPlace<Self::Place>;
}

// `MainWork` stands for `Main` in the bounds of generated code: the supertrait
// of `Main` would hide the component's own types there. It has the words of
// `Main`, so that a missing one is reported once.
/// There is a [`Main`].
///
/// # Safety
///
/// The future fits the component's place: see [`AtPlace`].
#[expect(unsafe_code, reason = "a promise about `Send`, for `InPlace`")]
#[diagnostic::on_unimplemented(
    message = "the component `{Self}` has no `main`",
    label = "it needs an `impl Main`",
    note = "write `impl Main for {Self} {{ async fn main(mut self) -> Outcome {{ .. }} }}`",
    note = "with an `impl Blocking` it is marked `#[component(blocking)]`, with an `impl Transform` `#[component(transform)]`"
)]
pub unsafe trait MainWork: Sized {
    /// [`Main::main`].
    fn work(self) -> impl Future<Output = Outcome>;
}

#[expect(unsafe_code, reason = "a promise about `Send`, for `InPlace`")]
// SAFETY: `Main` asks `Placed<C>: AtPlace<C::Place>` of its future.
unsafe impl<C: Main> MainWork for C {
    fn work(self) -> impl Future<Output = Outcome> {
        self.main()
    }
}

/// There is a [`Blocking`].
///
/// # Safety
///
/// The future is `Send`.
#[expect(unsafe_code, reason = "a promise about `Send`, for `InPlace`")]
#[diagnostic::on_unimplemented(
    message = "the blocking component `{Self}` has no `main`",
    label = "it needs an `impl Blocking`",
    note = "write `impl Blocking for {Self} {{ fn main(mut self) -> Outcome {{ .. }} }}`"
)]
pub unsafe trait BlockingWork: Sized {
    /// [`Blocking::main`], on a thread of its own.
    fn work(self) -> impl Future<Output = Outcome>;
}

#[expect(unsafe_code, reason = "a promise about `Send`, for `InPlace`")]
// SAFETY: the future of `remote::blocking` holds a `Send` component.
unsafe impl<C: Blocking + Send + 'static> BlockingWork for C {
    fn work(self) -> impl Future<Output = Outcome> {
        crate::remote::blocking(self)
    }
}

/// The work of a component whose place is `P`.
pub struct InPlace<P, F> {
    work: F,
    place: PhantomData<fn(P)>,
}

// The component itself is no part of the type: the compiler would ask for its
// bounds, `'static` among them, where it no longer knows lifetimes.
#[expect(
    unsafe_code,
    reason = "the compiler cannot name the future of a component in a bound"
)]
// SAFETY: only `plain`, `blocking` and `promised` make one, of work that
// promises to fit the component's place; for `Anywhere`, which alone may move,
// that means `Send`.
unsafe impl<P: MayMove, F> Send for InPlace<P, F> {}

impl<P, F> InPlace<P, F> {
    /// Work for which the caller gives the promise.
    ///
    /// # Safety
    ///
    /// The work is `Send` if `P` is `Anywhere`.
    #[expect(unsafe_code, reason = "a promise about `Send`")]
    pub(crate) unsafe fn promised(work: F) -> InPlace<P, F> {
        InPlace {
            work,
            place: PhantomData,
        }
    }
}

impl<P, F: Future> Future for InPlace<P, F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        #[expect(unsafe_code, reason = "a pin projection")]
        // SAFETY: `work` is pinned with `self`, and never moved.
        let work = unsafe { self.map_unchecked_mut(|place| &mut place.work) };
        work.poll(cx)
    }
}

/// What a component does in its [`Main`].
pub fn plain<C: MainWork + Component>(
    component: C,
) -> InPlace<C::Place, impl Future<Output = Outcome>> {
    InPlace {
        work: component.work(),
        place: PhantomData,
    }
}

/// What a component does in its [`Blocking`].
pub fn blocking<C: BlockingWork + Component>(
    component: C,
) -> InPlace<C::Place, impl Future<Output = Outcome>> {
    InPlace {
        work: component.work(),
        place: PhantomData,
    }
}
