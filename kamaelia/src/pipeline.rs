//! What [`pipeline!`](crate::pipeline) makes: [`Pipeline`]. One of a number of
//! components that is known at run time is in [`row`](crate::row).

use crate::children::{BoxedChildren, Children, Leave};
use crate::component::{Anywhere, Component, Description, Message};
use crate::ends::{Ends, Finishes, Starts};
use crate::graph::{Graph, Run};
use crate::handle::Handle;
use crate::inbox::Inbox;
use crate::observer::Observer;
use crate::outbox::Outbox;
use crate::outcome::Outcome;
use crate::row::Plain;
use crate::seat::Seat;
use crate::stage::{Gives, Stage, StageSheet, Takes};
use crate::topology::Topology;
use crate::wire::Port;
use crate::wiring::Wiring;
use crate::work::Runnable;
use std::fmt::{self, Debug, Formatter};
use std::marker::PhantomData;
use std::time::Duration;

/// Components in a row, each outbox linked to the next inbox.
///
/// A pipeline whose first component makes its messages itself, and whose last
/// sends none, runs as it is. Any other is a component: with an inbox, an
/// outbox or both, to be linked in a graph or in another pipeline.
///
/// [`pipeline!`](crate::pipeline) makes one of components of any types, which it
/// links as they are written; [`Pipeline::of`] one of any number of components
/// of one type `C`, whose own type is `Pipeline<C>`.
#[must_use = "a pipeline does nothing until it is run or linked"]
pub struct Pipeline<A: Component, Z: Component = A, M = Vec<A>, P = BoxedChildren>
where
    A::Head: Ends,
    Z::Tail: Ends,
{
    inbox: <A::Head as Ends>::Own,
    outbox: <Z::Tail as Ends>::Own,
    wiring: Wiring,
    /// The components, and how to make them a graph.
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
pub trait Make<I, O, P> {
    fn make(self, wiring: Wiring, inbox: I, outbox: O) -> Graph<P>;
}

impl<F: FnOnce(Wiring, I, O) -> Graph<P>, I, O, P> Make<I, O, P> for F {
    fn make(self, wiring: Wiring, inbox: I, outbox: O) -> Graph<P> {
        self(wiring, inbox, outbox)
    }
}

/// Makes a graph that is spread.
#[doc(hidden)]
#[derive(Debug)]
pub struct Spread<M, P>(M, PhantomData<fn() -> P>);

impl<M: Make<I, O, P>, I, O, P: Children + Leave> Make<I, O, BoxedChildren> for Spread<M, P> {
    fn make(self, wiring: Wiring, inbox: I, outbox: O) -> Graph<BoxedChildren> {
        self.0.make(wiring, inbox, outbox).spread()
    }
}

impl<A: Component, Z: Component, M, P> Pipeline<A, Z, M, P>
where
    A::Head: Ends,
    Z::Tail: Ends,
{
    /// Components that are linked in this wiring, all but the two ends.
    pub(crate) fn linked(wiring: Wiring, make: M) -> Self {
        Pipeline {
            inbox: Default::default(),
            outbox: Default::default(),
            wiring,
            make,
            of: PhantomData,
        }
    }
}

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
        Pipeline::linked(wiring, make)
    }

    /// The pipeline as data.
    pub fn topology(&self) -> Topology {
        self.wiring.topology()
    }

    /// For who looks at the pipeline while it runs: see [`Graph::observe`].
    pub fn observe(&self) -> Observer {
        Observer::new(&self.wiring)
    }

    /// Sets how long its components may take to end: see [`Graph::grace`].
    pub fn grace(self, grace: Duration) -> Self {
        self.wiring.root.set_grace(grace);
        self
    }

    /// Sets the seed of what its components leave to chance: see
    /// [`Graph::seed`].
    pub fn seed(self, seed: u64) -> Self {
        self.wiring.root.set_seed(seed);
        self
    }

    /// Gives each of its components a task of its own: see [`Graph::spread`].
    pub fn spread(mut self) -> Pipeline<A, Z, Spread<M, P>, BoxedChildren>
    where
        P: Leave,
    {
        self.wiring.spread();
        Pipeline {
            inbox: self.inbox,
            outbox: self.outbox,
            wiring: self.wiring,
            make: Spread(self.make, PhantomData),
            of: PhantomData,
        }
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

    /// Runs the pipeline on a runtime, from any thread: see [`Graph::spawn_on`].
    pub fn spawn_on(self, runtime: &tokio::runtime::Handle) -> Handle
    where
        A::Head: Starts<A>,
        Z::Tail: Finishes<Z>,
        P: Send + Unpin + 'static,
    {
        self.into_graph().spawn_on(runtime)
    }

    fn into_graph(self) -> Graph<P> {
        self.make.make(self.wiring, self.inbox, self.outbox)
    }

    #[doc(hidden)]
    pub fn __sheet(&self) -> StageSheet<<A::Head as Ends>::Initial, <Z::Tail as Ends>::Initial> {
        StageSheet::new()
    }

    /// The address of the first component's inbox, if it has one.
    pub fn inbox(&mut self) -> Port<'_, <A::Head as Ends>::Own, 0> {
        Port::new(&mut self.inbox)
    }

    /// The address of the last component's outbox, if it has one.
    pub fn outbox(&mut self) -> Port<'_, <Z::Tail as Ends>::Own, 1> {
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

#[diagnostic::do_not_recommend]
impl<In, Out, A, Z, M, P> Stage<In, Out> for Pipeline<A, Z, M, P>
where
    In: Message,
    Out: Message,
    A: Component<Head = Takes<In>> + 'static,
    Z: Component<Tail = Gives<Out>> + 'static,
    M: Make<<A::Head as Ends>::Own, <Z::Tail as Ends>::Own, P> + Send + 'static,
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

impl<A: Component, Z: Component, M, P> Runnable for Pipeline<A, Z, M, P>
where
    A::Head: Ends,
    Z::Tail: Ends,
    M: Make<<A::Head as Ends>::Own, <Z::Tail as Ends>::Own, P> + Send,
    P: Children + Unpin + Send,
{
    type Role = Plain;

    async fn start(self) -> Outcome {
        self.into_graph().run().await
    }
}
