//! What the macros write about a single linkage: addresses of boxes, what may
//! lead where, and the types that must agree.

mod carry;
mod ends;
mod several;
mod sheet;

use crate::component::Message;
use crate::inbox::Inbox;
use crate::live::{InboxAddress, OutboxAddress};
use crate::outbox::Outbox;
pub use carry::{Carries, Out, Pair, Same, Typed, pair};
pub use ends::{InEnd, Inlet, OutEnd, Outlet, OwnInlet, OwnOutlet};
pub use several::{Count, Element, Holds, OwnElement};
pub use sheet::{AtLeast, B0, B1, Covers, Linked, Mark, Served, Ticket, Unlinked, mark, ticket};
use std::marker::PhantomData;

/// The address of a box of a component that is not running yet.
///
/// `#[derive(Component)]` writes a method for each box that gives it:
/// `component.inbox()`. `BOX` is the place of the box among the component's
/// boxes, `W` the batch that its reader needs.
#[derive(Debug)]
pub struct Port<'a, B, const BOX: usize, W = AnyBatch> {
    /// `None` if the component has fewer boxes of this kind than was asked.
    end: Option<&'a mut B>,
    batch: PhantomData<W>,
}

impl<'a, B, const BOX: usize, W> Port<'a, B, BOX, W> {
    /// The address of `end`.
    pub fn new(end: &'a mut B) -> Self {
        Port {
            end: Some(end),
            batch: PhantomData,
        }
    }
}

impl<T: Message, const BOX: usize, W> Port<'_, Inbox<T>, BOX, W> {
    /// The address by which linkages are led to the inbox while the graph runs: see
    /// [`Inbox::address`]. If there is no such box, nothing can be led there.
    pub fn address(self) -> InboxAddress<T> {
        match self.end {
            Some(inbox) => inbox.address(),
            None => Inbox::unlinked().address(),
        }
    }
}

impl<T: Message, const BOX: usize, W> Port<'_, Outbox<T>, BOX, W> {
    /// The address by which the outbox is linked while the graph runs: see
    /// [`Outbox::address`]. If there is no such box, it cannot be linked.
    pub fn address(self) -> OutboxAddress<T> {
        match self.end {
            Some(outbox) => outbox.address(),
            None => Outbox::unlinked().address(),
        }
    }
}

/// A box that the component does not declare: the framework holds its end.
#[derive(Debug)]
pub struct Spare<B>(PhantomData<B>);

impl<B> Spare<B> {
    pub(crate) fn new() -> Spare<B> {
        Spare(PhantomData)
    }
}

/// The reader takes any number of messages at a time.
#[derive(Debug)]
pub struct AnyBatch;

/// The reader takes `N` messages at a time; `Bits` is the same number, for the
/// compiler to compare.
#[derive(Debug)]
pub struct Batch<const N: usize, Bits>(PhantomData<Bits>);

/// How many messages a reader takes at a time.
pub trait BatchSize {
    /// The number, 1 if any will do.
    const SIZE: usize;
}

impl BatchSize for AnyBatch {
    const SIZE: usize = 1;
}

impl<const N: usize, Bits> BatchSize for Batch<N, Bits> {
    const SIZE: usize = N;
}
