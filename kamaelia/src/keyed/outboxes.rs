//! Outboxes that a component adds while it runs: [`Outboxes`].

use super::Key;
use super::slots::Slots;
use crate::component::Message;
use crate::live::OutboxAddress;
use crate::outbox::Outbox;
use crate::outcome::Closed;
use crate::seat::Seat;
use std::fmt::{self, Debug, Formatter};

/// Outboxes that a component adds while it runs, one for each subscriber, connection or
/// whatever comes and goes; each with something that belongs to it, of type `R`.
///
/// ```
/// # futures::executor::block_on(async {
/// use kamaelia::{Inbox, Outboxes};
///
/// let (mut one, mut other) = (Inbox::unlinked(), Inbox::unlinked());
/// let mut screens = Outboxes::new();
/// let (left, address) = screens.add("left");
/// let _linkage = address.link_to(&one.address())?;
/// // An outbox that is linked already does as well.
/// let right = screens.take_in(other.address().outbox()?, "right");
///
/// screens.send_to(left, 1).await?;
/// screens.send_to(right, 2).await?;
/// screens.send_to_all(3).await;
///
/// assert_eq!((one.recv().await, one.recv().await), (Some(1), Some(3)));
/// assert_eq!((other.recv().await, other.recv().await), (Some(2), Some(3)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # }).unwrap();
/// ```
pub struct Outboxes<T, R = ()> {
    added: Slots<Outbox<T>, (Outbox<T>, R)>,
}

impl<T, R> Default for Outboxes<T, R> {
    fn default() -> Outboxes<T, R> {
        Outboxes {
            added: Slots::default(),
        }
    }
}

impl<T: Message, R> Outboxes<T, R> {
    /// No outboxes yet.
    pub fn new() -> Outboxes<T, R> {
        Outboxes::default()
    }

    /// Adds an outbox that leads nowhere; gives its key, and the address by which it is
    /// linked.
    pub fn add(&mut self, resource: R) -> (Key<Outbox<T>>, OutboxAddress<T>) {
        let mut outbox = Outbox::unlinked().used_by(Seat::current());
        let address = outbox.address();
        (self.take_in(outbox, resource), address)
    }

    /// Adds an outbox that is there already, such as one that
    /// [`InboxAddress::outbox`](crate::InboxAddress::outbox) gives.
    pub fn take_in(&mut self, outbox: Outbox<T>, resource: R) -> Key<Outbox<T>> {
        self.added.add(|_| (outbox, resource))
    }

    /// What belongs to an outbox; `None` if it was removed.
    pub fn resource(&mut self, key: Key<Outbox<T>>) -> Option<&mut R> {
        Some(&mut self.added.get(key)?.1)
    }

    /// The address of an outbox; `None` if it was removed.
    pub fn address(&mut self, key: Key<Outbox<T>>) -> Option<OutboxAddress<T>> {
        Some(self.added.get(key)?.0.address())
    }

    /// Removes an outbox: its linkage is cut, and what waits there is still read. Gives
    /// what belonged to it; `None` if it was removed before.
    pub fn remove(&mut self, key: Key<Outbox<T>>) -> Option<R> {
        Some(self.added.remove(key)?.1)
    }

    /// How many outboxes there are.
    pub fn len(&self) -> usize {
        self.added.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All of them, with what belongs to each.
    pub fn iter(&mut self) -> impl Iterator<Item = (Key<Outbox<T>>, &mut R)> {
        let added = self.added.iter();
        added.map(|(key, (_, resource))| (key, resource))
    }

    /// Sends a message by the outbox of a key, waiting for room.
    ///
    /// # Errors
    ///
    /// [`Closed`] if the outbox was removed, its reader has ended, or the component must
    /// stop.
    pub async fn send_to(&mut self, key: Key<Outbox<T>>, message: T) -> Result<(), Closed> {
        let (outbox, _) = self.added.get(key).ok_or(Closed)?;
        outbox.send(message).await
    }

    /// Sends a copy by each of them, waiting for room one after another: a full one
    /// holds up the others. Gives the keys of those whose readers have ended.
    pub async fn send_to_all(&mut self, message: T) -> Vec<Key<Outbox<T>>>
    where
        T: Clone,
    {
        let mut closed = Vec::new();
        let mut message = Some(message);
        let mut left = self.added.len();
        for (key, (outbox, _)) in self.added.iter() {
            left -= 1;
            let copy = match left {
                0 => message.take(),
                _ => message.clone(),
            };
            if let Some(copy) = copy
                && outbox.send(copy).await.is_err()
            {
                closed.push(key);
            }
        }
        closed
    }
}

impl<T, R> Debug for Outboxes<T, R> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outboxes")
            .field("len", &self.added.len())
            .finish_non_exhaustive()
    }
}
