//! The shape "one inbox, one outbox" by name: [`Stage`] and [`Boxed`].

use crate::background::Background;
use crate::component::{Anywhere, Component, Description, Message};
use crate::inbox::Inbox;
use crate::outbox::Outbox;
use crate::outcome::Outcome;
use crate::row::Plain;
use crate::seat::Seat;
use crate::topology::{BoxInfo, Direction};
use crate::wire::{Linked, Mark, Port, Unlinked};
use crate::work::Runnable;
use std::any::type_name;
use std::fmt::{self, Debug, Formatter};
use std::future::Future;
use std::marker::PhantomData;
use std::panic::Location;
use std::pin::Pin;

/// A component with one inbox `inbox` and one outbox `outbox`.
///
/// Functions return it, and take it, where the component itself has no name
/// or none that matters. `#[derive(Component)]` implements it for every
/// component of that shape, and so does [`pipeline!`](crate::pipeline).
///
/// ```
/// use kamaelia::prelude::*;
/// # /// Repeats every message.
/// # #[derive(Component)]
/// # struct Echo<T: Message> { #[inbox] inbox: Inbox<T>, #[outbox] outbox: Outbox<T> }
/// # impl<T: Message> Main for Echo<T> {
/// #     async fn main(mut self) -> Outcome {
/// #         while let Some(m) = self.inbox.recv().await { self.outbox.send(m).await?; }
/// #         Ok(())
/// #     }
/// # }
///
/// fn twice() -> impl kamaelia::Stage<u64, u64> {
///     pipeline![Echo::new(), Echo::new()]
/// }
///
/// # futures::executor::block_on(async {
/// let (mut numbers, source) = feed::<u64>();
/// let (mut results, sink) = collect::<u64>();
/// numbers.send(7).await?;
/// drop(numbers);
/// pipeline![source, twice(), sink].run().await?;
/// assert_eq!(results.recv().await, Some(7));
/// # Outcome::Ok(())
/// # }).unwrap();
/// ```
#[diagnostic::on_unimplemented(
    message = "this has not the shape of a stage with `inbox: Inbox<{In}>` and `outbox: Outbox<{Out}>`",
    label = "not a `Stage<{In}, {Out}>`",
    note = "a stage has one inbox `inbox` and one outbox `outbox`; every other box of it is optional"
)]
pub trait Stage<In, Out>:
    Component<Itself = Self, Place = Anywhere, Head = Takes<In>, Tail = Gives<Out>>
    + Runnable
    + Send
    + 'static
where
    In: Message,
    Out: Message,
{
    /// The address of the inbox.
    fn inbox(&mut self) -> Port<'_, Inbox<In>, 0>;

    /// The address of the outbox.
    fn outbox(&mut self) -> Port<'_, Outbox<Out>, 1>;

    #[doc(hidden)]
    fn __sheet(&self) -> StageSheet<Unlinked, Unlinked> {
        StageSheet(PhantomData)
    }

    /// Runs the stage beside the caller, who holds both of its ends: see
    /// [`Background`].
    #[track_caller]
    fn background(self) -> Background<In, Out> {
        Background::of(self, Location::caller())
    }

    /// The same stage without its type, where recursion or build time asks for
    /// that.
    fn boxed(self) -> Boxed<In, Out> {
        let describe = Self::describe;
        Boxed {
            inbox: Inbox::unlinked(),
            outbox: Outbox::unlinked(),
            work: Box::new(move |inbox, outbox, seat| {
                let mut stage = self;
                stage.head().adopt(inbox);
                stage.tail().attach(outbox.into_outgoing());
                stage.take_seat(&seat);
                Box::pin(crate::child::Child::<Anywhere, _>::new(stage.start()))
            }),
            describe,
        }
    }
}

type Work<In, Out> = Box<
    dyn FnOnce(Inbox<In>, Outbox<Out>, Seat) -> Pin<Box<dyn Future<Output = Outcome> + Send>>
        + Send,
>;

/// A [`Stage`] whose type says only what goes in and what comes out.
pub struct Boxed<In, Out> {
    inbox: Inbox<In>,
    outbox: Outbox<Out>,
    work: Work<In, Out>,
    describe: fn() -> Description,
}

impl<In: Message, Out: Message> Component for Boxed<In, Out> {
    type Itself = Self;
    type Place = Anywhere;
    type Head = Takes<In>;
    type Tail = Gives<Out>;

    fn describe() -> Description {
        stage_description::<In, Out>("Boxed", "A stage whose type was erased.")
    }

    fn take_seat(&mut self, seat: &Seat) {
        self.inbox.seat(seat);
        self.outbox.seat(seat);
    }

    fn head(&mut self) -> &mut Inbox<In> {
        &mut self.inbox
    }

    fn tail(&mut self) -> &mut Outbox<Out> {
        &mut self.outbox
    }
}

impl<In: Message, Out: Message> Stage<In, Out> for Boxed<In, Out> {
    fn inbox(&mut self) -> Port<'_, Inbox<In>, 0> {
        Port::new(&mut self.inbox)
    }

    fn outbox(&mut self) -> Port<'_, Outbox<Out>, 1> {
        Port::new(&mut self.outbox)
    }
}

impl<In, Out> Debug for Boxed<In, Out> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "Boxed({})", (self.describe)().type_name)
    }
}

/// The description of anything that is only known as a stage.
pub(crate) fn stage_description<In, Out>(
    type_name: &'static str,
    docs: &'static str,
) -> Description {
    Description {
        type_name,
        docs,
        boxes: vec![head::<In>(), tail::<Out>()],
    }
}

pub(crate) fn head<In>() -> BoxInfo {
    BoxInfo {
        name: "inbox",
        direction: Direction::In,
        message: type_name::<In>(),
        docs: "What goes in.",
        optional: false,
    }
}

pub(crate) fn tail<Out>() -> BoxInfo {
    BoxInfo {
        name: "outbox",
        direction: Direction::Out,
        message: type_name::<Out>(),
        docs: "What comes out.",
        optional: false,
    }
}

/// The component has an inbox `inbox` of this type.
#[doc(hidden)]
#[derive(Debug)]
pub struct Takes<T>(PhantomData<T>);

/// The component has an outbox `outbox` of this type.
#[doc(hidden)]
#[derive(Debug)]
pub struct Gives<T>(PhantomData<T>);

/// The component has no such box.
#[doc(hidden)]
#[derive(Debug)]
pub struct Nothing;

/// The boxes of a stage, as far as they are linked.
#[doc(hidden)]
#[derive(Debug)]
pub struct StageSheet<I, O>(PhantomData<(I, O)>);

impl<I, O, const N: usize> Mark<0, N> for StageSheet<I, O> {
    type Output = StageSheet<Linked<N>, O>;
    fn mark(self) -> Self::Output {
        StageSheet(PhantomData)
    }
}

impl<I, O, const N: usize> Mark<1, N> for StageSheet<I, O> {
    type Output = StageSheet<I, Linked<N>>;
    fn mark(self) -> Self::Output {
        StageSheet(PhantomData)
    }
}

/// A chassis has more boxes, which are optional.
impl<I, O, const N: usize> Mark<2, N> for StageSheet<I, O> {
    type Output = Self;
    fn mark(self) -> Self {
        self
    }
}

impl<I, O, const N: usize> Mark<3, N> for StageSheet<I, O> {
    type Output = Self;
    fn mark(self) -> Self {
        self
    }
}

impl<I, O> StageSheet<I, O> {
    pub(crate) fn new() -> StageSheet<I, O> {
        StageSheet(PhantomData)
    }

    #[doc(hidden)]
    pub fn finish<Name>(self)
    where
        I: InboxIsLinked<Name>,
        O: OutboxIsLinked<Name>,
    {
    }

    #[doc(hidden)]
    pub fn assume_inbox(self) -> StageSheet<Linked<1>, O> {
        StageSheet(PhantomData)
    }

    #[doc(hidden)]
    pub fn assume_outbox(self) -> StageSheet<I, Linked<1>> {
        StageSheet(PhantomData)
    }
}

#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "the inbox `{Name}.inbox` is not linked",
    label = "nothing leads to its `inbox`"
)]
pub trait InboxIsLinked<Name> {}
impl<Name, const N: usize> InboxIsLinked<Name> for Linked<N> {}

#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "the outbox `{Name}.outbox` is not linked",
    label = "its `outbox` leads nowhere"
)]
pub trait OutboxIsLinked<Name> {}
impl<Name, const N: usize> OutboxIsLinked<Name> for Linked<N> {}

impl<In: Message, Out: Message> Runnable for Boxed<In, Out> {
    type Role = Plain;

    async fn start(mut self) -> Outcome {
        let seat = Seat::current().unwrap_or_else(Seat::new);
        (self.work)(self.inbox.take(), self.outbox.take(), seat).await
    }
}
