//! The address of a backplane: [`BackplaneAddress`].

use super::plug::{Join, Plug};
use crate::component::Message;
use crate::inbox::Inbox;
use crate::live::{InboxAddress, LinkError};
use crate::outbox::Outbox;
use crate::policy::Policy;
use crate::service::Service;
use crate::topology::short;
use std::any::type_name;
use std::fmt::{self, Debug, Formatter};

/// The address of a [`Backplane`](super::Backplane): by it one publishes there, and
/// subscribes. Clones are the same address.
pub struct BackplaneAddress<T> {
    publish: InboxAddress<T>,
    join: InboxAddress<Join<T>>,
}

impl<T> BackplaneAddress<T> {
    pub(super) fn new(
        publish: InboxAddress<T>,
        join: InboxAddress<Join<T>>,
    ) -> BackplaneAddress<T> {
        BackplaneAddress { publish, join }
    }
}

impl<T: Message> BackplaneAddress<T> {
    /// How many messages wait for a subscriber that does not say otherwise.
    pub const LAG: usize = 1024;

    /// An outbox that publishes what is sent on it.
    ///
    /// # Errors
    ///
    /// [`LinkError`] if the backplane has ended, or was told to finish.
    pub fn publisher(&self) -> Result<Outbox<T>, LinkError> {
        self.publish.outbox()
    }

    /// Where to send what is to be published.
    pub fn inbox(&self) -> &InboxAddress<T> {
        &self.publish
    }

    /// An inbox at which arrives what is published from now on. If more than
    /// [`LAG`](Self::LAG) messages wait there, the oldest are dropped, and counted.
    ///
    /// # Errors
    ///
    /// As [`publisher`](Self::publisher).
    pub fn subscribe(&self) -> Result<Inbox<T>, LinkError> {
        self.subscribe_with(Policy::drop_oldest(Self::LAG))
    }

    /// [`subscribe`](Self::subscribe) with a policy for what waits. One that waits when
    /// it is full holds up the publishers, and with them all other subscribers.
    ///
    /// # Errors
    ///
    /// As [`publisher`](Self::publisher), and if the policy holds no message.
    pub fn subscribe_with(&self, policy: Policy) -> Result<Inbox<T>, LinkError> {
        let mut inbox = Inbox::of_current();
        let to = inbox.address_as("subscription");
        self.join(Join {
            to,
            policy,
            plugged: None,
        })?;
        Ok(inbox)
    }

    /// Leads what is published from now on to an inbox as well, until the [`Plug`] is
    /// dropped; as [`subscribe_with`](Self::subscribe_with) for somebody else.
    ///
    /// # Errors
    ///
    /// As [`subscribe_with`](Self::subscribe_with).
    pub fn plug(&self, sink: &InboxAddress<T>, policy: Policy) -> Result<Plug, LinkError> {
        let (plug, plugged) = Plug::new();
        self.join(Join {
            to: sink.clone(),
            policy,
            plugged: Some(plugged),
        })?;
        Ok(plug)
    }

    fn join(&self, join: Join<T>) -> Result<(), LinkError> {
        // The backplane itself could tell nobody.
        join.to.refuse_empty(join.policy)?;
        let mut joins = self.join.outbox_with(Policy::unbounded())?;
        // If the backplane has ended meanwhile, nothing comes.
        let _ = joins.try_send(join);
        Ok(())
    }
}

impl<T> Clone for BackplaneAddress<T> {
    fn clone(&self) -> BackplaneAddress<T> {
        BackplaneAddress {
            publish: self.publish.clone(),
            join: self.join.clone(),
        }
    }
}

impl<T> Debug for BackplaneAddress<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "BackplaneAddress({})", self.publish.path().component)
    }
}

impl<T: Message> Service for BackplaneAddress<T> {
    fn is_over(&self) -> bool {
        self.publish.is_closed()
    }

    fn who(&self) -> String {
        self.publish.path().component
    }

    fn kind() -> String {
        format!("a backplane of `{}`", short(type_name::<T>()))
    }
}
