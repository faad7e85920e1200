//! Boxes that are being linked, and which way they work.

use super::{BatchSize, Out, Port, Spare};
use crate::inbox::Inbox;
use crate::outbox::Outbox;
use crate::outgoing::Outgoing;
use crate::shutdown::Shutdown;

/// A box that messages of type `T` can leave by.
pub trait Outlet<'a, T> {
    /// The box, whoever holds it.
    fn into_end(self) -> OutEnd<'a, T>;
}

impl<'a, T, const BOX: usize, W> Outlet<'a, T> for Port<'a, Outbox<T>, BOX, W> {
    fn into_end(self) -> OutEnd<'a, T> {
        OutEnd(Holder::of(self.end))
    }
}

impl<'a> Outlet<'a, Shutdown> for Spare<Outbox<Shutdown>> {
    fn into_end(self) -> OutEnd<'a, Shutdown> {
        OutEnd(Holder::Framework)
    }
}

/// A box that messages of type `T` can arrive at.
pub trait Inlet<'a, T> {
    /// The box, whoever holds it.
    fn into_end(self) -> InEnd<'a, T>;
}

impl<'a, T, const BOX: usize, W: BatchSize> Inlet<'a, T> for Port<'a, Inbox<T>, BOX, W> {
    fn into_end(self) -> InEnd<'a, T> {
        InEnd {
            holder: Holder::of(self.end),
            batch: W::SIZE,
        }
    }
}

impl<'a> Inlet<'a, Shutdown> for Spare<Inbox<Shutdown>> {
    fn into_end(self) -> InEnd<'a, Shutdown> {
        InEnd {
            holder: Holder::Framework,
            batch: 1,
        }
    }
}

/// Who holds the end of a linkage.
#[derive(Debug)]
enum Holder<'a, B> {
    Component(&'a mut B),
    /// The component does not declare the box.
    Framework,
    /// There is no such box.
    Nobody,
}

impl<'a, B> Holder<'a, B> {
    fn of(end: Option<&'a mut B>) -> Holder<'a, B> {
        end.map_or(Holder::Nobody, Holder::Component)
    }
}

/// An outbox that is being linked.
#[derive(Debug)]
pub struct OutEnd<'a, T>(Holder<'a, Outbox<T>>);

impl<T> OutEnd<'_, T> {
    /// Where its messages will go.
    pub fn out(&self) -> Out<T> {
        Out::new()
    }

    /// `false` if a component has fewer boxes of a kind than was asked.
    pub fn exists(&self) -> bool {
        !matches!(self.0, Holder::Nobody)
    }

    /// Leads it to `out`; gives it back where the framework has to hold it.
    pub fn attach(self, out: Outgoing<T>) -> Option<Outbox<T>> {
        match self.0 {
            Holder::Component(end) => end.attach(out),
            Holder::Framework => return Some(Outbox::from_outgoing(out)),
            Holder::Nobody => {}
        }
        None
    }
}

/// An inbox that is being linked.
#[derive(Debug)]
pub struct InEnd<'a, T> {
    holder: Holder<'a, Inbox<T>>,
    /// How many messages its reader takes at a time.
    pub(crate) batch: usize,
}

impl<T> InEnd<'_, T> {
    /// `false` if a component has fewer boxes of a kind than was asked.
    pub fn exists(&self) -> bool {
        !matches!(self.holder, Holder::Nobody)
    }

    /// Leads `inbox` to it; gives it back where the framework has to hold it.
    pub fn attach(self, inbox: Inbox<T>) -> Option<Inbox<T>> {
        match self.holder {
            Holder::Component(end) => end.adopt(inbox),
            Holder::Framework => return Some(inbox),
            Holder::Nobody => {}
        }
        None
    }
}

/// A box of the composite itself that messages of type `T` come in by.
pub trait OwnInlet<T> {
    /// The inbox, to lead somewhere else.
    fn into_inbox(self) -> Inbox<T>;
}

impl<T> OwnInlet<T> for Inbox<T> {
    fn into_inbox(self) -> Inbox<T> {
        self
    }
}

/// A box of the composite itself that messages of type `T` go out by.
pub trait OwnOutlet<T> {
    /// The outbox, to lead somewhere else.
    fn into_outbox(self) -> Outbox<T>;
}

impl<T> OwnOutlet<T> for Outbox<T> {
    fn into_outbox(self) -> Outbox<T> {
        self
    }
}
