//! Neighbours in a row, and which of them become one: [`join`].
//!
//! A macro knows that components stand in a row, but not what they are: the
//! types decide, from the last to the first. Each component has a [`Role`]: a
//! transform before a transform goes into one loop with it ([`Fused`]), so does a
//! [`Lead`] ([`Led`]), and everything else stays a child of its own. This also holds
//! where a function hides the type of a component, since the role is looked up when the
//! type is known.

use crate::child::Child;
use crate::component::{Anywhere, Component, Place, Shape, Transform};
use crate::fuse::{Fused, Last, Onward};
use crate::lead::{Lead, Led};
use crate::outcome::Outcome;
use crate::passage::{Passage, Straight};
use crate::raw::{InPlace, Within};
use crate::wiring::Wiring;
use crate::work::Runnable;
use std::future::Future;
use std::marker::PhantomData;

/// What a component is to the rest of its row. Every component has a role, but
/// a transform only if there is a [`Transform`].
#[diagnostic::on_unimplemented(
    message = "the transform component `{C}` has no `transform`",
    label = "it needs an `impl Transform`",
    note = "write `impl Transform for {C} {{ fn transform(&mut self, message: ..) -> impl Iterator<Item = ..> {{ .. }} }}`"
)]
pub trait Role<C: Component> {
    /// The row that begins with the component.
    type Row<V: Passage, R: Row>: Row<Place = Both<C, R>>;

    /// Puts the component before `rest`, which is given back if it has to run
    /// by itself.
    fn join<V: Passage, R: Row>(
        component: C,
        member: Option<usize>,
        via: V,
        rest: R,
    ) -> (Option<R>, Self::Row<V, R>);
}

/// Where two of a row may run.
type Both<C, R> = <<C as Component>::Place as Place>::And<<R as Row>::Place>;

/// A part of a row that is one child of its graph.
pub trait Row: Sized {
    /// Where it may run.
    type Place: Place;
    /// The row with a transform before it.
    type Before<C: Transform, V: Passage>: Row<Place = Both<C, Self>>;
    /// The row with a lead before it.
    type Behind<C: Lead + Runnable, V: Passage>: Row<Place = Self::Place>;

    /// Puts a transform before it: see [`Role::join`].
    fn before<C: Transform, V: Passage>(
        self,
        first: C,
        member: Option<usize>,
        via: V,
    ) -> (Option<Self>, Self::Before<C, V>);

    /// Puts a lead before it: see [`Role::join`].
    fn behind<C: Lead + Runnable, V: Passage>(
        self,
        first: C,
        via: V,
    ) -> (Option<Self>, Self::Behind<C, V>);

    /// Does what it does, from start to end.
    fn start(self) -> InPlace<Self::Place, impl Future<Output = Outcome>>;
}

/// The role of a component that runs by itself.
#[derive(Debug)]
pub struct Plain;

impl<C: Runnable> Role<C> for Plain {
    type Row<V: Passage, R: Row> = Alone<C, Both<C, R>>;

    fn join<V: Passage, R: Row>(
        component: C,
        _: Option<usize>,
        _: V,
        rest: R,
    ) -> (Option<R>, Self::Row<V, R>) {
        (Some(rest), Alone(component, PhantomData))
    }
}

/// The role of a transform.
#[derive(Debug)]
pub struct Pure;

#[diagnostic::do_not_recommend]
impl<C: Transform> Role<C> for Pure {
    type Row<V: Passage, R: Row> = R::Before<C, V>;

    fn join<V: Passage, R: Row>(
        component: C,
        member: Option<usize>,
        via: V,
        rest: R,
    ) -> (Option<R>, Self::Row<V, R>) {
        rest.before(component, member, via)
    }
}

/// The role of a [`Lead`].
#[derive(Debug)]
pub struct Leads;

impl<C: Lead + Runnable> Role<C> for Leads {
    type Row<V: Passage, R: Row> = R::Behind<C, V>;

    fn join<V: Passage, R: Row>(
        component: C,
        _: Option<usize>,
        via: V,
        rest: R,
    ) -> (Option<R>, Self::Row<V, R>) {
        rest.behind(component, via)
    }
}

/// A component that runs by itself. `P` is the place of everyone from here to
/// the end of the row, since one that has to stay keeps the whole graph.
pub struct Alone<C, P>(C, PhantomData<fn(P)>);

/// A transform that is the last of its loop.
type Single<C, P> = Fused<C, Straight, Last<<C as Shape>::Out, P>>;

impl<C: Runnable, P: Place + Within<C::Place>> Row for Alone<C, P> {
    type Place = P;
    type Before<A: Transform, V: Passage> = Single<A, P>;
    type Behind<A: Lead + Runnable, V: Passage> = Alone<A, P>;

    fn behind<A: Lead + Runnable, V: Passage>(self, first: A, _: V) -> (Option<Self>, Alone<A, P>) {
        (Some(self), Alone(first, PhantomData))
    }

    fn before<A: Transform, V: Passage>(
        self,
        first: A,
        member: Option<usize>,
        _: V,
    ) -> (Option<Self>, Single<A, P>) {
        (Some(self), Fused::last(first, member))
    }

    fn start(self) -> InPlace<P, impl Future<Output = Outcome>> {
        InPlace::<C::Place, _>::new(self.0.start()).within()
    }
}

impl<C: Transform, V: Passage, R: Onward> Row for Fused<C, V, R> {
    type Place = <C::Place as Place>::And<R::Place>;
    type Before<A: Transform, W: Passage> = Fused<A, W, Self>;
    type Behind<A: Lead + Runnable, W: Passage> = Led<A, W, Self>;

    fn behind<A: Lead + Runnable, W: Passage>(
        self,
        first: A,
        via: W,
    ) -> (Option<Self>, Led<A, W, Self>) {
        let rest = self.without_inbox();
        (None, Led::new(first, via, rest))
    }

    fn before<A: Transform, W: Passage>(
        self,
        mut first: A,
        member: Option<usize>,
        via: W,
    ) -> (Option<Self>, Fused<A, W, Self>) {
        // They lead to a queue that nobody needs.
        first.take_outbox();
        let rest = self.without_inbox();
        (None, Fused::before(first, member, via, rest))
    }

    fn start(self) -> InPlace<Self::Place, impl Future<Output = Outcome>> {
        #[expect(unsafe_code, reason = "the one promise that is given outside of `raw`")]
        // SAFETY: the place is `Anywhere` only if that of every transform in it
        // is. `Transform` then promises that the transforms and their iterators
        // are `Send`; messages and what is done on the way between them always are.
        unsafe {
            InPlace::promised(self.run())
        }
    }
}

impl<C: Lead + Runnable, V: Passage, R: Onward> Row for Led<C, V, R> {
    type Place = R::Place;
    type Before<A: Transform, W: Passage> = Single<A, R::Place>;
    type Behind<A: Lead + Runnable, W: Passage> = Alone<A, R::Place>;

    fn before<A: Transform, W: Passage>(
        self,
        first: A,
        member: Option<usize>,
        _: W,
    ) -> (Option<Self>, Single<A, R::Place>) {
        (Some(self), Fused::last(first, member))
    }

    fn behind<A: Lead + Runnable, W: Passage>(
        self,
        first: A,
        _: W,
    ) -> (Option<Self>, Alone<A, R::Place>) {
        (Some(self), Alone(first, PhantomData))
    }

    fn start(self) -> InPlace<Self::Place, impl Future<Output = Outcome>> {
        #[expect(unsafe_code, reason = "as of the transforms behind it")]
        // SAFETY: the place is that of the transforms, for which `Transform` gives the
        // promise; a lead and all that it does is `Send`, and so are messages.
        unsafe {
            InPlace::promised(self.run())
        }
    }
}

/// The end of a row.
#[derive(Debug)]
pub struct Nobody;

impl Row for Nobody {
    type Place = Anywhere;
    type Before<C: Transform, V: Passage> = Single<C, Anywhere>;
    type Behind<C: Lead + Runnable, V: Passage> = Alone<C, Anywhere>;

    fn behind<C: Lead + Runnable, V: Passage>(
        self,
        first: C,
        _: V,
    ) -> (Option<Self>, Alone<C, Anywhere>) {
        (Some(self), Alone(first, PhantomData))
    }

    fn before<C: Transform, V: Passage>(
        self,
        first: C,
        member: Option<usize>,
        _: V,
    ) -> (Option<Self>, Single<C, Anywhere>) {
        (Some(self), Fused::last(first, member))
    }

    fn start(self) -> InPlace<Anywhere, impl Future<Output = Outcome>> {
        InPlace::new(std::future::ready(Ok(())))
    }
}

/// The row that begins with `C` and goes on with `R`.
type Joined<C, V, R> = <<C as Runnable>::Role as Role<C>>::Row<V, R>;

/// The child that a part of a row is.
type Part<R, F> = Child<<R as Row>::Place, F>;

/// The last component of a row.
#[inline(never)]
pub fn row<C: Runnable>(component: C, member: usize) -> Joined<C, Straight, Nobody> {
    C::Role::join(component, Some(member), Straight, Nobody).1
}

/// Puts a component before a row, at a linkage that may need no queue. Gives the
/// child that the row is by itself, or nobody where it is one with the
/// component, and the row that the component begins.
#[inline(never)]
pub fn join<C: Runnable, V: Passage, R: Row>(
    wiring: &mut Wiring,
    link: usize,
    component: C,
    via: V,
    rest: R,
) -> (
    Part<R, impl Future<Output = Outcome> + use<C, V, R>>,
    Joined<C, V, R>,
) {
    let member = wiring.plan.ends(link).0;
    let (alone, row) = C::Role::join(component, member, via, rest);
    if alone.is_none() {
        wiring.fuse(link);
    }
    (Child::in_place(alone.map(Row::start)), row)
}

/// The first of a row.
#[inline(never)]
pub fn first<R: Row>(row: R) -> Part<R, impl Future<Output = Outcome>> {
    Child::in_place(Some(row.start()))
}

/// What a component does whose role is [`Pure`], without neighbours.
pub fn transform<C: Runnable>(
    component: C,
) -> InPlace<Both<C, Nobody>, impl Future<Output = Outcome>> {
    C::Role::join(component, None, Straight, Nobody).1.start()
}
