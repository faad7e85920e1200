//! What a chassis can run: [`Guest`].

use crate::child::Child;
use crate::children::BoxedChildren;
use crate::component::{Anywhere, Component, Place};
use crate::ends::{Ends, join_head, join_tail};
use crate::graph::{BoxedGraph, Graph};
use crate::outcome::{Outcome, Stop};
use crate::wiring::Wiring;
use crate::work::Runnable;
use std::future::Future;
use std::pin::Pin;

/// A component that a chassis can run: every one whose boxes other than `inbox`
/// and `outbox` are optional.
///
/// It may have both, or one of them, or none: a [`Stage`](crate::Stage), a source,
/// a sink, a whole pipeline. A chassis has those that its children have.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be run by a chassis",
    label = "not a component that may run anywhere",
    note = "a chassis runs components and pipelines which are `Send`, and have no boxes but `inbox` and `outbox` that must be linked"
)]
pub trait Guest: Component<Itself = Self, Place = Anywhere> + Runnable + Send + 'static {}

#[diagnostic::do_not_recommend]
impl<C> Guest for C where C: Component<Itself = C, Place = Anywhere> + Runnable + Send + 'static {}

/// Something that is the guest `C`: each guest is one itself, and nothing else is.
///
/// A chassis takes its children by it. What is no component, or is a local one, is no
/// guest of any type, and the compiler says so once: not wherever the chassis is used.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a component, and cannot be run by a chassis",
    label = "not a component",
    note = "a component is a struct with `#[derive(Component)]` and an `impl Main`; `Restart` and `Carousel` take a function that makes one, the others take the component"
)]
pub trait IntoGuest<C> {
    /// The guest.
    #[doc(hidden)]
    fn into_guest(self) -> C;
}

impl<G: Component, C> IntoGuest<C> for G
where
    G::Place: Roams<G, Guest = C>,
{
    fn into_guest(self) -> C {
        G::Place::guest(self)
    }
}

/// Where the component `G` may run, if that is anywhere.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{G}` is `#[component(local)]` and cannot be run by a chassis",
    label = "not a component that may run anywhere",
    note = "a chassis may run its components on any thread: make the component `Send`, or declare it in the graph itself"
)]
pub trait Roams<G>: Place {
    type Guest;
    fn guest(guest: G) -> Self::Guest;
}

impl<G> Roams<G> for Anywhere {
    type Guest = G;

    fn guest(guest: G) -> G {
        guest
    }
}

/// The inbox `inbox` that a component has; `()` if it has none.
pub type HeadOf<C> = <<C as Component>::Head as Ends>::Own;

/// The outbox `outbox` that a component has; `()` if it has none.
pub type TailOf<C> = <<C as Component>::Tail as Ends>::Own;

/// What a component does, whatever its type.
pub(super) type Work = Pin<Box<dyn Future<Output = Outcome> + Send>>;

/// A component whose type nobody knows, with what its ends lead to.
pub(super) type Erased<I, O> = Box<dyn FnOnce(&mut Wiring, usize, I, O) -> Work + Send>;

/// Puts a component into a graph, as the member of this number.
pub(super) fn enter<C: Guest>(
    mut guest: C,
    wiring: &mut Wiring,
    member: usize,
    inbox: HeadOf<C>,
    outbox: TailOf<C>,
) -> Work {
    guest.prepare();
    join_head(wiring, member, &mut guest, inbox);
    join_tail(wiring, member, &mut guest, outbox);
    wiring.enter(member, &mut guest);
    wiring.vacancies(member, &guest);
    require_no_more::<C>(wiring, member);
    Box::pin(Child::<Anywhere, _>::new(guest.start()))
}

/// A chassis links two boxes: there may be no other that has to be linked.
fn require_no_more<C: Guest>(wiring: &mut Wiring, member: usize) {
    let boxes = C::describe().boxes.into_iter();
    let required = boxes.filter(|it| !it.optional && it.name != "inbox" && it.name != "outbox");
    for missing in required {
        let text = format!(
            "its box `{}` is not linked, and a chassis links only `inbox` and `outbox`; put it into a composite or a graph that links the others",
            missing.name
        );
        let line = Some(wiring.plan.line(wiring.plan.member(member).line));
        wiring
            .faults
            .push(Stop::fault(text).within(&wiring.plan.name(member), line));
    }
}

/// A graph of components that are in its wiring already.
pub(super) fn graph(wiring: Wiring, works: impl IntoIterator<Item = Work>) -> BoxedGraph {
    let children: Box<[_]> = works.into_iter().map(Child::<Anywhere, _>::new).collect();
    let children: BoxedChildren = Box::new(children);
    Graph::of(wiring, children)
}
