//! How a component starts: [`Runnable`].
//!
//! A `main` may ask for more than the struct: `impl<T: Message + Clone> Main
//! for Echo<T>`. So what is a component, and can be linked, need not start;
//! only running it needs the bounds of its `main`.

use crate::component::{Anywhere, AtPlace, Blocking, Component, Main};
use crate::outcome::Outcome;
use crate::raw::InPlace;
use crate::row::Role;
use std::future::Future;

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
/// There is a [`Main`], of a component whose place is `P`.
#[diagnostic::on_unimplemented(
    message = "the component `{Self}` has no `main`",
    label = "it needs an `impl Main`",
    note = "write `impl Main for {Self} {{ async fn main(mut self) -> Outcome {{ .. }} }}`",
    note = "with an `impl Blocking` it is marked `#[component(blocking)]`, with an `impl Transform` `#[component(transform)]`"
)]
pub trait MainWork<P = Anywhere>: Sized {
    /// [`Main::main`].
    fn work(self) -> impl Future<Output = Outcome> + AtPlace<P>;
}

impl<C: Main> MainWork<C::Place> for C {
    fn work(self) -> impl Future<Output = Outcome> + AtPlace<C::Place> {
        self.main()
    }
}

/// There is a [`Blocking`].
#[diagnostic::on_unimplemented(
    message = "the blocking component `{Self}` has no `main`",
    label = "it needs an `impl Blocking`",
    note = "write `impl Blocking for {Self} {{ fn main(mut self) -> Outcome {{ .. }} }}`"
)]
pub trait BlockingWork: Sized {
    /// [`Blocking::main`], on a thread of its own.
    fn work(self) -> impl Future<Output = Outcome> + Send;
}

impl<C: Blocking + Send + 'static> BlockingWork for C {
    fn work(self) -> impl Future<Output = Outcome> + Send {
        crate::remote::blocking(self)
    }
}

/// What a component does in its [`Main`].
pub fn plain<C: MainWork<C::Place> + Component>(
    component: C,
) -> InPlace<C::Place, impl Future<Output = Outcome>> {
    InPlace::new(component.work())
}

/// What a component does in its [`Blocking`].
pub fn blocking<C: BlockingWork + Component>(
    component: C,
) -> InPlace<C::Place, impl Future<Output = Outcome>> {
    InPlace::of_send(component.work())
}
