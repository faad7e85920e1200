//! The address of an outbox: [`OutboxAddress`].

use super::desk::Desk;
use super::error::LinkError;
use super::linkage::Linkage;
use super::owner::BoxPath;
use super::reach::InboxAddress;
use super::route::{Straight, Via};
use crate::component::Message;
use crate::policy::Policy;
use std::fmt::{self, Debug, Formatter};
use std::sync::{Arc, Mutex};

/// The address of an outbox: whoever has it, and that of an inbox, can link the two
/// while the graph runs, from any task or thread.
/// [`Outbox::address`](crate::Outbox::address) gives it; clones are the same address.
///
/// What is sent while the outbox leads nowhere is dropped, as from any outbox that is
/// not linked.
///
/// ```
/// # futures::executor::block_on(async {
/// use kamaelia::{Inbox, Outbox};
///
/// let (mut outbox, mut one, mut other) = (Outbox::unlinked(), Inbox::unlinked(), Inbox::unlinked());
/// let from = outbox.address();
///
/// let mut linkage = from.link_to(&one.address())?;
/// outbox.send("to one").await?;
/// linkage.relink(&other.address())?;
/// outbox.send("to the other").await?;
/// linkage.unlink();
/// outbox.send("to nobody").await?;
///
/// // What waits stays where it was sent.
/// assert_eq!(one.recv().await, Some("to one"));
/// assert_eq!(one.recv().await, None);
/// assert_eq!(other.recv().await, Some("to the other"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # }).unwrap();
/// ```
pub struct OutboxAddress<T>(Arc<Desk<T>>);

impl<T> OutboxAddress<T> {
    pub(super) fn new(desk: Arc<Desk<T>>) -> OutboxAddress<T> {
        OutboxAddress(desk)
    }

    /// The outbox: its component, and what that calls it.
    pub fn path(&self) -> BoxPath {
        self.0.owner().path()
    }

    /// Whether the outbox leads anywhere.
    pub fn is_linked(&self) -> bool {
        self.0.is_linked()
    }

    pub(super) fn id(&self) -> u64 {
        self.0.id
    }
}

impl<T: Message> OutboxAddress<T> {
    /// Links the outbox to an inbox, until the [`Linkage`] is dropped.
    ///
    /// # Errors
    ///
    /// [`LinkError`], which names both boxes: if the outbox leads somewhere already
    /// where it is read, or the component of one of the boxes has ended. Nothing has
    /// changed then.
    pub fn link_to(&self, to: &InboxAddress<T>) -> Result<Linkage<T>, LinkError> {
        self.link_with(to, Policy::default())
    }

    /// [`link_to`](Self::link_to) with a policy for the linkage.
    ///
    /// # Errors
    ///
    /// As [`link_to`](Self::link_to), and if the policy holds no message.
    pub fn link_with(&self, to: &InboxAddress<T>, policy: Policy) -> Result<Linkage<T>, LinkError> {
        Linkage::make(Straight(self.0.clone()), to, policy)
    }

    /// [`link_with`](Self::link_with) and a conversion on the way.
    ///
    /// # Errors
    ///
    /// As [`link_with`](Self::link_with).
    pub fn link_via<U: Message>(
        &self,
        to: &InboxAddress<U>,
        policy: Policy,
        convert: impl FnMut(T) -> U + Send + 'static,
    ) -> Result<Linkage<U>, LinkError> {
        let route = Via {
            desk: self.0.clone(),
            convert: Arc::new(Mutex::new(convert)),
        };
        Linkage::make(route, to, policy)
    }
}

impl<T> Clone for OutboxAddress<T> {
    fn clone(&self) -> OutboxAddress<T> {
        OutboxAddress(self.0.clone())
    }
}

/// Two addresses are equal if they are those of the same outbox.
impl<T> PartialEq for OutboxAddress<T> {
    fn eq(&self, other: &OutboxAddress<T>) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl<T> Eq for OutboxAddress<T> {}

impl<T> Debug for OutboxAddress<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "OutboxAddress({})", self.path())
    }
}
