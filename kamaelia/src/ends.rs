//! The two ends of a pipeline, which may be open: [`Ends`].

use crate::component::{Component, Message};
use crate::inbox::Inbox;
use crate::lend::Lend;
use crate::outbox::Outbox;
use crate::seat::Seat;
use crate::stage::{Gives, Nothing, Takes, head, tail};
use crate::topology::BoxInfo;
use crate::wire::{Linked, Unlinked};
use crate::wiring::Wiring;
use std::marker::PhantomData;

/// An end of a pipeline: a box `inbox` or `outbox`, or nothing.
#[doc(hidden)]
pub trait Ends {
    /// The box that a pipeline has for it.
    type Own: Lend;
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
