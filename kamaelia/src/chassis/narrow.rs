//! What the components of one chassis have in common: [`Narrow`].

use super::Guest;
use crate::component::Message;
use crate::ends::{Ends, MayGive, MayTake};
use crate::inbox::Inbox;
use crate::outbox::Outbox;
use crate::stage::{Gives, Nothing, Takes};
use std::marker::PhantomData;

/// An end of a component behind an end of its chassis: the same kind of box, or
/// none.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a component of this chassis has an `inbox` or an `outbox` that the chassis has not",
    label = "the first component has no such box",
    note = "`Seq::stage()` begins a chassis that has both boxes"
)]
pub trait Narrow<H: Ends>: Ends {
    fn narrow(own: H::Own) -> Self::Own;
}

impl<H: Ends> Narrow<H> for Nothing {
    fn narrow(_: H::Own) {}
}

/// A component behind the ends `H` and `T` of its chassis.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be run by a chassis",
    label = "not a component that may run anywhere",
    note = "a chassis runs components and pipelines which are `Send`, and have no boxes but `inbox` and `outbox` that must be linked"
)]
pub trait Behind<H: Ends, T: Ends>: Guest<Head: Narrow<H>, Tail: Narrow<T>> {}

impl<H: Ends, T: Ends, C: Guest<Head: Narrow<H>, Tail: Narrow<T>>> Behind<H, T> for C {}

/// The message type of a component, and that of the others in its chassis.
///
/// The bounds are on the pair, of which there is a second, decoy one: so the compiler
/// finds out each from the other, and where they differ it has our words.
#[doc(hidden)]
pub struct Both<U, T>(PhantomData<fn(U, T)>);

/// Nobody sends it.
#[doc(hidden)]
pub struct Decoy;

/// Nobody receives it.
#[doc(hidden)]
pub struct OtherDecoy;

/// What a component receives is what the others receive.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a component receives `{U}` at `inbox`, and the others of its chassis receive `{T}`",
    label = "receives `{U}`, not `{T}`"
)]
pub trait AlsoReceived<U, T> {
    fn inbox(inbox: Inbox<T>) -> Inbox<U>;
}

#[diagnostic::do_not_recommend]
impl<T> AlsoReceived<T, T> for Both<T, T> {
    fn inbox(inbox: Inbox<T>) -> Inbox<T> {
        inbox
    }
}

#[diagnostic::do_not_recommend]
impl AlsoReceived<Decoy, OtherDecoy> for Both<Decoy, OtherDecoy> {
    fn inbox(_: Inbox<OtherDecoy>) -> Inbox<Decoy> {
        Inbox::unlinked()
    }
}

/// The same of what is sent.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a component sends `{U}` at `outbox`, and the others of its chassis send `{T}`",
    label = "sends `{U}`, not `{T}`"
)]
pub trait AlsoSent<U, T> {
    fn outbox(outbox: Outbox<T>) -> Outbox<U>;
}

#[diagnostic::do_not_recommend]
impl<T> AlsoSent<T, T> for Both<T, T> {
    fn outbox(outbox: Outbox<T>) -> Outbox<T> {
        outbox
    }
}

#[diagnostic::do_not_recommend]
impl AlsoSent<Decoy, OtherDecoy> for Both<Decoy, OtherDecoy> {
    fn outbox(_: Outbox<OtherDecoy>) -> Outbox<Decoy> {
        Outbox::unlinked()
    }
}

macro_rules! inboxes {
    ($($inner:ident in $outer:ident,)*) => {
        $(impl<T: Message, U: Message> Narrow<$outer<T>> for $inner<U>
        where
            Both<U, T>: AlsoReceived<U, T>,
        {
            fn narrow(own: Inbox<T>) -> Inbox<U> {
                Both::<U, T>::inbox(own)
            }
        })*
    };
}

macro_rules! outboxes {
    ($($inner:ident in $outer:ident,)*) => {
        $(impl<T: Message, U: Message> Narrow<$outer<T>> for $inner<U>
        where
            Both<U, T>: AlsoSent<U, T>,
        {
            fn narrow(own: Outbox<T>) -> Outbox<U> {
                Both::<U, T>::outbox(own)
            }
        })*
    };
}

inboxes! {
    Takes in Takes,
    Takes in MayTake,
    MayTake in Takes,
    MayTake in MayTake,
}

outboxes! {
    Gives in Gives,
    Gives in MayGive,
    MayGive in Gives,
    MayGive in MayGive,
}

/// The component `C` receives nothing.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "nothing says which message is for which `{C}` of those side by side",
    label = "each of them has an `inbox`",
    note = "`Par::copying` gives every message to each of them, `Par::dealing` to the next that has room"
)]
pub trait Unfed<C>: Narrow<Nothing> {}
impl<C> Unfed<C> for Nothing {}

/// A component that can be started without a linkage to its ends.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be run by a chassis",
    label = "not a component that may run anywhere",
    note = "a chassis runs components and pipelines which are `Send`, and have no boxes but `inbox` and `outbox` that must be linked"
)]
pub trait Alone: Guest {}

impl<C: Guest> Alone for C where (C::Head, C::Tail): LeadNowhere<C> {}

/// The ends of the component `C`, neither of which has to be linked.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{C}` cannot be started: one of its boxes has to be linked",
    label = "its `inbox` or `outbox` leads nowhere",
    note = "what is started gets what it works with as parameters; or run it behind the boxes of its owner, with a `Host`"
)]
pub trait LeadNowhere<C> {}

#[diagnostic::do_not_recommend]
impl<C, H: MayLeadNowhere, T: MayLeadNowhere> LeadNowhere<C> for (H, T) {}

/// An end that need not be linked.
#[doc(hidden)]
pub trait MayLeadNowhere {}
impl MayLeadNowhere for Nothing {}
impl<T: Message> MayLeadNowhere for MayTake<T> {}
impl<T: Message> MayLeadNowhere for MayGive<T> {}
