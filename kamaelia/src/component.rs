//! What a component is: [`Component`], and what it does: [`Main`],
//! [`Blocking`] or [`Transform`].

use crate::ends::Ends;
use crate::inbox::Inbox;
use crate::outbox::Outbox;
use crate::outcome::Outcome;
use crate::raw::Within;
use crate::seat::Seat;
use crate::shutdown::Shutdown;
use crate::topology::BoxInfo;
use crate::wire::Spare;
use std::future::Future;

pub(crate) use crate::raw::MayMove;
pub use crate::raw::{Anywhere, AtPlace, Local};

/// What can be sent: every `Send + 'static` type.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a message",
    label = "not `Send + 'static`",
    note = "a message is every type that is `Send + 'static`: owned, and free to move to another thread"
)]
pub trait Message: Send + 'static {}

#[diagnostic::do_not_recommend]
impl<T: Send + 'static> Message for T {}

/// A struct with boxes, which a graph can link and run.
///
/// `#[derive(Component)]` implements it; what the component does is its
/// [`Main`], [`Blocking`] or [`Transform`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a component",
    label = "not a component",
    note = "a component is a struct with `#[derive(Component)]` and an `impl Main`; for a plain function there is `Map` in `kamaelia-std`"
)]
pub trait Component: Sized {
    /// The component itself; of a type parameter nobody knows what it is.
    #[doc(hidden)]
    type Itself;
    /// Whether it may move between threads.
    #[doc(hidden)]
    type Place: Place;
    /// Its inbox `inbox`, if it has one.
    #[doc(hidden)]
    type Head: Ends;
    /// Its outbox `outbox`, if it has one.
    #[doc(hidden)]
    type Tail: Ends;

    /// Whether it is a [`Transform`].
    #[doc(hidden)]
    const TRANSFORM: bool = false;

    /// Whether transforms run with it that stand behind it.
    #[doc(hidden)]
    const LEAD: bool = false;

    /// The component as data.
    fn describe() -> Description;

    /// Sets the lengths of those boxes that have one.
    #[doc(hidden)]
    fn prepare(&mut self) {}

    /// Tells the boxes whose they are.
    #[doc(hidden)]
    fn take_seat(&mut self, seat: &Seat);

    /// Its inbox `inbox`, if it has one.
    #[doc(hidden)]
    fn head(&mut self) -> <Self::Head as Ends>::Ref<'_>;

    /// Its outbox `outbox`, if it has one.
    #[doc(hidden)]
    fn tail(&mut self) -> <Self::Tail as Ends>::Ref<'_>;

    /// Names the required boxes that only the start can find unlinked.
    #[doc(hidden)]
    fn vacancies(&self, report: &mut dyn FnMut(&'static str, usize)) {
        let _ = report;
    }

    /// The inbox `control` of a component that does not declare one.
    #[doc(hidden)]
    fn control(&mut self) -> Spare<Inbox<Shutdown>> {
        Spare::new()
    }

    /// The outbox `signal` of a component that does not declare one.
    #[doc(hidden)]
    fn signal(&mut self) -> Spare<Outbox<Shutdown>> {
        Spare::new()
    }
}

/// A component's type as data.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Description {
    /// The type's name.
    pub type_name: &'static str,
    /// The type's documentation.
    pub docs: &'static str,
    /// Its boxes, in the order of the fields.
    pub boxes: Vec<BoxInfo>,
}

/// What a component does from start to finish.
///
/// ```
/// use kamaelia::prelude::*;
///
/// /// Repeats every message it receives.
/// #[derive(Component)]
/// struct Echo<T: Message> {
///     #[inbox]
///     inbox: Inbox<T>,
///     #[outbox]
///     outbox: Outbox<T>,
/// }
///
/// impl<T: Message> Main for Echo<T> {
///     async fn main(mut self) -> Outcome {
///         while let Some(message) = self.inbox.recv().await {
///             self.outbox.send(message).await?;
///         }
///         Ok(())
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "the component `{Self}` has no `main`",
    label = "it needs an `impl Main`",
    note = "write `impl Main for {Self} {{ async fn main(mut self) -> Outcome {{ .. }} }}`",
    note = "with an `impl Blocking` it is marked `#[component(blocking)]`, with an `impl Transform` `#[component(transform)]`"
)]
pub trait Main: Component {
    /// Does the component's work; the component has ended when this returns.
    fn main(self) -> impl Work + Placed<Self>;
}

/// What an `async fn main` of a component gives.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "the `main` of a component is an `async fn` that gives an `Outcome`",
    label = "not an `async fn` that gives an `Outcome`",
    note = "write `async fn main(mut self) -> Outcome {{ .. Ok(()) }}`"
)]
pub trait Work: Future<Output = Outcome> {}

#[diagnostic::do_not_recommend]
impl<F: Future<Output = Outcome>> Work for F {}

/// What a component that blocks its thread does from start to finish.
///
/// It is declared with `#[component(blocking)]`, runs on a thread of its own,
/// and uses [`Inbox::recv_blocking`] and [`Outbox::send_blocking`].
///
/// ```
/// use kamaelia::prelude::*;
///
/// /// Adds up what it receives, on a thread of its own.
/// #[derive(Component)]
/// #[component(blocking)]
/// struct Sum {
///     #[inbox]
///     inbox: Inbox<u64>,
///     #[outbox]
///     outbox: Outbox<u64>,
/// }
///
/// impl Blocking for Sum {
///     fn main(mut self) -> Outcome {
///         let mut sum = 0;
///         while let Some(number) = self.inbox.recv_blocking() {
///             sum += number;
///         }
///         self.outbox.send_blocking(sum)?;
///         Ok(())
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "the blocking component `{Self}` has no `main`",
    label = "it needs an `impl Blocking`",
    note = "write `impl Blocking for {Self} {{ fn main(mut self) -> Outcome {{ .. }} }}`"
)]
pub trait Blocking: Component {
    /// Does the component's work on a thread of its own.
    fn main(self) -> Outcome;
}

/// A component that only computes: one message in, some messages out.
///
/// It is declared with `#[component(transform)]`, has one inbox and one outbox,
/// and cannot wait.
///
/// Neighbours run as one loop: where the only linkage of a transform's outbox is
/// the only one of another's inbox, and neither a policy nor a placement stands
/// there, it has no queue, and a further transform costs about what a further
/// adaptor of an iterator does. Nothing else changes: messages and last words
/// come in their order, whoever reads the last of them holds up all of them, and
/// a panic has the name of its own component. A linkage without a queue has no
/// counts either; [`Topology`](crate::Topology) says which it is. `with
/// capacity(64)` keeps the queue.
///
/// ```
/// use kamaelia::prelude::*;
///
/// /// Sends each word of a text.
/// #[derive(Component)]
/// #[component(transform)]
/// struct Words {
///     #[inbox]
///     inbox: Inbox<String>,
///     #[outbox]
///     outbox: Outbox<String>,
/// }
///
/// impl Transform for Words {
///     fn transform(&mut self, text: String) -> impl Iterator<Item = String> {
///         text.split_whitespace().map(str::to_owned).collect::<Vec<_>>().into_iter()
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "the transform component `{Self}` has no `transform`",
    label = "it needs an `impl Transform`",
    note = "write `impl Transform for {Self} {{ fn transform(&mut self, message: ..) -> impl Iterator<Item = ..> {{ .. }} }}`"
)]
pub trait Transform: Shape {
    /// What goes out for one message that came in.
    fn transform(&mut self, message: Self::In) -> impl Iterator<Item = Self::Out> + Made<Self>;

    /// What still goes out when no more messages come.
    fn finish(&mut self) -> impl Iterator<Item = Self::Out> + Made<Self> {
        Self::Place::nothing::<Self>()
    }
}

/// A component with one inbox and one outbox, as [`Transform`] needs it.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not declared as a transform",
    label = "not a transform",
    note = "mark the component `#[component(transform)]`"
)]
pub trait Shape: Component + AtPlace<<Self as Component>::Place> {
    type In: Message;
    type Out: Message;
    fn take_inbox(&mut self) -> Inbox<Self::In>;
    fn take_outbox(&mut self) -> Outbox<Self::Out>;
}

/// Where a component may run: [`Anywhere`] or [`Local`].
#[doc(hidden)]
pub trait Place: Sized + Within<Anywhere> {
    /// Where it may run together with somebody who may run at `P`.
    type And<P: Place>: Place + Within<Self>;

    /// No messages, at this place.
    fn nothing<C: Shape<Place = Self>>() -> impl Iterator<Item = C::Out> + Made<C>;
}

impl Place for Anywhere {
    type And<P: Place> = P;

    fn nothing<C: Shape<Place = Anywhere>>() -> impl Iterator<Item = C::Out> + Made<C> {
        std::iter::empty()
    }
}

impl Place for Local {
    type And<P: Place> = Local;

    fn nothing<C: Shape<Place = Local>>() -> impl Iterator<Item = C::Out> + Made<C> {
        std::iter::empty()
    }
}

/// [`AtPlace`] for the `main` of the component `C`, in the words of its author. What
/// is no component is reported as that.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "the component `{C}` has to be `Send`, but its `main` holds a value across an `.await` that is not `Send`",
    label = "a value that lives across an `.await` in here is not `Send`",
    note = "let go of it before the `.await` (`Rc`, `RefCell` borrows, lock guards, raw pointers), or mark the component `#[component(local)]`: then it only runs fused"
)]
pub trait Placed<C>: AtPlace<C::Place>
where
    C: Component,
{
}

impl<C: Component, F: PlacedAt<C, C::Place>> Placed<C> for F {}

/// [`AtPlace`] of the component `C`.
#[doc(hidden)]
pub trait PlacedAt<C, P>: AtPlace<P> {}

#[diagnostic::do_not_recommend]
impl<C, P, F: AtPlace<P>> PlacedAt<C, P> for F {}

/// [`AtPlace`] for what the `transform` of the component `C` gives, in the
/// words of its author.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "the component `{C}` has to be `Send`, but the iterator that it makes of a message is not",
    label = "not `Send`",
    note = "let the iterator hold nothing that is not `Send` (`Rc`, `RefCell` borrows, raw pointers), or mark the component `#[component(local)]`: then it only runs fused"
)]
pub trait Made<C>: AtPlace<C::Place>
where
    C: Component,
{
}

#[diagnostic::do_not_recommend]
impl<C: Component, I: AtPlace<C::Place>> Made<C> for I {}

/// A [`Component`] of which everything is known: the bounds of its `impl` hold, and of a
/// type parameter its boxes, as of a [`Stage`](crate::Stage).
///
/// There are two impls, and `K` says which only after the compiler has looked at both.
/// So it finds out here and in one error that a bound does not hold: of a single impl it
/// would say so wherever the component is used.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a component that can be linked",
    label = "not a component that can be linked",
    note = "a component is a struct with `#[derive(Component)]` and an `impl Main`, whose type parameters meet its bounds; for a plain function there is `Map` in `kamaelia-std`",
    note = "of a type parameter a graph has to know the boxes: a function takes an `impl Stage<In, Out>`, which has an `inbox` and an `outbox`, where `impl Component` has none that are known"
)]
pub trait Linkable<K, C> {
    fn ready(self) -> C;
}

// Once this one is chosen, the compiler may say which bound does not hold.
impl<C: Component<Itself = C>> Linkable<(), C> for C {
    fn ready(mut self) -> C {
        self.prepare();
        self
    }
}

#[diagnostic::do_not_recommend]
impl<C: Component<Itself = C>> Linkable<((),), C> for C {
    fn ready(self) -> C {
        Linkable::<(), C>::ready(self)
    }
}

/// Says that the first of the two is meant.
#[doc(hidden)]
pub trait First<K> {}
impl<E> First<()> for E {}

/// The component that a graph's expression makes; what is no component gives
/// one error, here.
#[doc(hidden)]
pub fn component<E: Linkable<K, C> + First<K>, C, K>(component: E) -> C {
    component.ready()
}
