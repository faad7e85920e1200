//! What [`pipeline!`](crate::pipeline) makes: [`Pipeline`].

use crate::component::{Anywhere, Component, Description, Message};
use crate::graph::{Children, Graph, Handle, Run};
use crate::inbox::Inbox;
use crate::outbox::Outbox;
use crate::outcome::Outcome;
use crate::seat::Seat;
use crate::stage::{Gives, Nothing, Stage, StageSheet, Takes, head, tail};
use crate::topology::{BoxInfo, Topology};
use crate::wire::{Linked, Port, Unlinked};
use crate::wiring::Wiring;
use crate::work::Runnable;
use std::fmt::{self, Debug, Formatter};
use std::marker::PhantomData;

/// Components in a row, each outbox linked to the next inbox.
///
/// A pipeline whose first component makes its messages itself, and whose last
/// sends none, runs as it is. Any other is a component: with an inbox, an
/// outbox or both, to be linked in a graph or in another pipeline.
#[must_use = "a pipeline does nothing until it is run or linked"]
pub struct Pipeline<A: Component, Z: Component, M, P>
where
    A::Head: Ends,
    Z::Tail: Ends,
{
    inbox: <A::Head as Ends>::Own,
    outbox: <Z::Tail as Ends>::Own,
    wiring: Wiring,
    make: M,
    of: PhantomData<fn(A, Z) -> P>,
}

/// The types of a pipeline's first and last component.
#[doc(hidden)]
#[derive(Debug)]
pub struct EndsOf<A, Z>(PhantomData<fn(A, Z)>);

/// See [`EndsOf`].
#[doc(hidden)]
pub fn ends_of<A, Z>(_first: &A, _last: &Z) -> EndsOf<A, Z> {
    EndsOf(PhantomData)
}

/// How a pipeline is finished: its ends go to the first and the last component.
#[doc(hidden)]
pub trait Make<I, O, P>: FnOnce(Wiring, I, O) -> Graph<P> {}
impl<F: FnOnce(Wiring, I, O) -> Graph<P>, I, O, P> Make<I, O, P> for F {}

impl<A: Component, Z: Component, M, P> Pipeline<A, Z, M, P>
where
    A::Head: Ends,
    Z::Tail: Ends,
    M: Make<<A::Head as Ends>::Own, <Z::Tail as Ends>::Own, P>,
    P: Children,
{
    /// Written by the macro.
    #[doc(hidden)]
    pub fn new(wiring: Wiring, _: EndsOf<A, Z>, make: M) -> Self {
        Pipeline {
            inbox: Default::default(),
            outbox: Default::default(),
            wiring,
            make,
            of: PhantomData,
        }
    }

    /// The pipeline as data.
    pub fn topology(&self) -> Topology {
        self.wiring.topology()
    }

    /// The pipeline as a graph, ready to run.
    pub fn graph(self) -> Graph<P>
    where
        A::Head: Starts<A>,
        Z::Tail: Finishes<Z>,
    {
        self.into_graph()
    }

    /// Runs the pipeline to its end: see [`Graph::run`].
    pub fn run(self) -> Run<P>
    where
        A::Head: Starts<A>,
        Z::Tail: Finishes<Z>,
    {
        self.into_graph().run()
    }

    /// Runs the pipeline beside the caller: see [`Graph::spawn`].
    pub fn spawn(self) -> Handle
    where
        A::Head: Starts<A>,
        Z::Tail: Finishes<Z>,
        P: Send + Unpin + 'static,
    {
        self.into_graph().spawn()
    }

    fn into_graph(self) -> Graph<P> {
        (self.make)(self.wiring, self.inbox, self.outbox)
    }

    #[doc(hidden)]
    pub fn __sheet(&self) -> StageSheet<<A::Head as Ends>::Initial, <Z::Tail as Ends>::Initial> {
        StageSheet::new()
    }

    /// The address of the first component's inbox.
    pub fn inbox(&mut self) -> Port<'_, <A::Head as Ends>::Own, 0>
    where
        A::Head: Open,
    {
        Port::new(&mut self.inbox)
    }

    /// The address of the last component's outbox.
    pub fn outbox(&mut self) -> Port<'_, <Z::Tail as Ends>::Own, 1>
    where
        Z::Tail: Open,
    {
        Port::new(&mut self.outbox)
    }
}

impl<A: Component, Z: Component, M, P> Component for Pipeline<A, Z, M, P>
where
    A::Head: Ends,
    Z::Tail: Ends,
    M: Make<<A::Head as Ends>::Own, <Z::Tail as Ends>::Own, P> + Send,
    P: Children + Unpin + Send,
{
    type Itself = Self;
    type Place = Anywhere;
    type Head = A::Head;
    type Tail = Z::Tail;

    fn itself(self) -> Self {
        self
    }

    fn describe() -> Description {
        let boxes = <A::Head as Ends>::describe().into_iter();
        Description {
            type_name: "Pipeline",
            docs: "Components in a row.",
            boxes: boxes.chain(<Z::Tail as Ends>::describe()).collect(),
        }
    }

    fn take_seat(&mut self, seat: &Seat) {
        <A::Head as Ends>::seat(&mut self.inbox, seat);
        <Z::Tail as Ends>::seat(&mut self.outbox, seat);
    }

    fn head(&mut self) -> <A::Head as Ends>::Ref<'_> {
        <A::Head as Ends>::borrow(&mut self.inbox)
    }

    fn tail(&mut self) -> <Z::Tail as Ends>::Ref<'_> {
        <Z::Tail as Ends>::borrow(&mut self.outbox)
    }
}

impl<In, Out, A, Z, M, P> Stage<In, Out> for Pipeline<A, Z, M, P>
where
    In: Message,
    Out: Message,
    A: Component<Head = Takes<In>> + 'static,
    Z: Component<Tail = Gives<Out>> + 'static,
    M: Make<Inbox<In>, Outbox<Out>, P> + Send + 'static,
    P: Children + Unpin + Send + 'static,
{
    fn inbox(&mut self) -> Port<'_, Inbox<In>, 0> {
        Port::new(&mut self.inbox)
    }

    fn outbox(&mut self) -> Port<'_, Outbox<Out>, 1> {
        Port::new(&mut self.outbox)
    }
}

impl<A: Component, Z: Component, M, P> Debug for Pipeline<A, Z, M, P>
where
    A::Head: Ends,
    Z::Tail: Ends,
{
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Debug::fmt(&self.wiring.topology(), f)
    }
}

/// An end of a pipeline: a box `inbox` or `outbox`, or nothing.
#[doc(hidden)]
pub trait Ends {
    /// The box that a pipeline has for it.
    type Own: Default + Send;
    /// The box of the component at this end.
    type Ref<'a>
    where
        Self: 'a;
    /// Whether it has to be linked.
    type Initial;

    fn describe() -> Option<BoxInfo>;
    fn seat(own: &mut Self::Own, seat: &Seat);
    fn borrow(own: &mut Self::Own) -> Self::Ref<'_>;
    /// Leads the pipeline's own box to that of the component `member`.
    fn join(wiring: &mut Wiring, member: usize, own: Self::Own, to: Self::Ref<'_>);
}

/// An optional inbox `inbox`.
#[doc(hidden)]
#[derive(Debug)]
pub struct MayTake<T>(PhantomData<T>);

/// An optional outbox `outbox`.
#[doc(hidden)]
#[derive(Debug)]
pub struct MayGive<T>(PhantomData<T>);

macro_rules! inbox_end {
    ($end:ident, $initial:ty, $optional:literal) => {
        impl<T: Message> Ends for $end<T> {
            type Own = Inbox<T>;
            type Ref<'a> = &'a mut Inbox<T>;
            type Initial = $initial;

            fn describe() -> Option<BoxInfo> {
                Some(BoxInfo {
                    optional: $optional,
                    ..head::<T>()
                })
            }

            fn seat(own: &mut Inbox<T>, seat: &Seat) {
                own.seat(seat);
            }

            fn borrow(own: &mut Inbox<T>) -> &mut Inbox<T> {
                own
            }

            fn join(wiring: &mut Wiring, member: usize, own: Inbox<T>, to: &mut Inbox<T>) {
                wiring.come_in(member, &own);
                to.adopt(own);
            }
        }
    };
}

macro_rules! outbox_end {
    ($end:ident, $initial:ty, $optional:literal) => {
        impl<T: Message> Ends for $end<T> {
            type Own = Outbox<T>;
            type Ref<'a> = &'a mut Outbox<T>;
            type Initial = $initial;

            fn describe() -> Option<BoxInfo> {
                Some(BoxInfo {
                    optional: $optional,
                    ..tail::<T>()
                })
            }

            fn seat(own: &mut Outbox<T>, seat: &Seat) {
                own.seat(seat);
            }

            fn borrow(own: &mut Outbox<T>) -> &mut Outbox<T> {
                own
            }

            fn join(_: &mut Wiring, _: usize, own: Outbox<T>, to: &mut Outbox<T>) {
                to.attach(own.into_outgoing());
            }
        }
    };
}

inbox_end!(Takes, Unlinked, false);
inbox_end!(MayTake, Linked<0>, true);
outbox_end!(Gives, Unlinked, false);
outbox_end!(MayGive, Linked<0>, true);

impl Ends for Nothing {
    type Own = ();
    type Ref<'a> = ();
    type Initial = Linked<0>;

    fn describe() -> Option<BoxInfo> {
        None
    }

    fn seat((): &mut (), _: &Seat) {}

    fn borrow((): &mut ()) {}

    fn join(_: &mut Wiring, _: usize, (): (), (): ()) {}
}

/// Leads a pipeline's inbox, if it has one, to its first component.
#[doc(hidden)]
pub fn join_head<A: Component>(
    wiring: &mut Wiring,
    member: usize,
    first: &mut A,
    own: <A::Head as Ends>::Own,
) {
    A::Head::join(wiring, member, own, first.head());
}

/// Leads a pipeline's outbox, if it has one, to its last component.
#[doc(hidden)]
pub fn join_tail<Z: Component>(
    wiring: &mut Wiring,
    member: usize,
    last: &mut Z,
    own: <Z::Tail as Ends>::Own,
) {
    Z::Tail::join(wiring, member, own, last.tail());
}

/// There is a box at this end.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "this pipeline has no such box: the component at its end has none",
    label = "no such box"
)]
pub trait Open {}
impl<T> Open for Takes<T> {}
impl<T> Open for MayTake<T> {}
impl<T> Open for Gives<T> {}
impl<T> Open for MayGive<T> {}

/// A pipeline can start with the component `C`.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "the inbox `inbox` of `{C}`, the first component of this pipeline, is not linked",
    label = "nothing leads to the first component",
    note = "put a component before it that sends what it needs, or return the pipeline as a `Stage` and link it in a graph"
)]
pub trait Starts<C> {}
impl<C> Starts<C> for Nothing {}
impl<C, T> Starts<C> for MayTake<T> {}

/// A pipeline can end with the component `C`.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "the outbox `outbox` of `{C}`, the last component of this pipeline, is not linked",
    label = "the last component leads nowhere",
    note = "put a component after it that takes what it sends, or return the pipeline as a `Stage` and link it in a graph"
)]
pub trait Finishes<C> {}
impl<C> Finishes<C> for Nothing {}
impl<C, T> Finishes<C> for MayGive<T> {}

impl<A: Component, Z: Component, M, P> Runnable for Pipeline<A, Z, M, P>
where
    A::Head: Ends,
    Z::Tail: Ends,
    M: Make<<A::Head as Ends>::Own, <Z::Tail as Ends>::Own, P> + Send,
    P: Children + Unpin + Send,
{
    async fn start(self) -> Outcome {
        self.into_graph().run().await
    }
}
