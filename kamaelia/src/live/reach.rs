//! The address of an inbox: [`InboxAddress`].

use super::door::Door;
use super::error::{LinkError, LinkRefused};
use super::lock;
use super::owner::{BoxPath, made_here};
use crate::component::Message;
use crate::link::Sender;
use crate::outbox::Outbox;
use crate::outcome::Closed;
use crate::outgoing::Outgoing;
use crate::policy::Policy;
use crate::seat::Seat;
use std::fmt::{self, Debug, Formatter};
use std::sync::{Arc, Mutex};

/// The address of an inbox: by it, and from any task or thread, linkages are led
/// there while the graph runs. [`Inbox::address`](crate::Inbox::address) gives it;
/// clones are the same address.
///
/// As long as there is an address, the inbox does not end by itself: something may
/// still come. When its component is told to finish, it takes no new linkages, and
/// ends when it has read what is on its way.
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia::InboxAddress;
///
/// /// Adds up what comes from whoever has the address.
/// #[derive(Component)]
/// struct Sum {
///     #[inbox(optional)]
///     inbox: Inbox<u64>,
///     #[outbox]
///     outbox: Outbox<u64>,
/// }
///
/// impl Main for Sum {
///     async fn main(mut self) -> Outcome {
///         let mut sum = 0;
///         while let Some(number) = self.inbox.recv().await {
///             sum += number;
///         }
///         self.outbox.send(sum).await?;
///         Ok(())
///     }
/// }
///
/// # futures::executor::block_on(async {
/// let mut sum = Sum::new();
/// let address: InboxAddress<u64> = sum.inbox().address();
/// let (mut sums, sink) = collect();
/// let graph = pipeline![sum, sink].spawn();
///
/// let mut outbox = address.outbox()?;
/// outbox.send(3).await?;
/// address.send(4).await?;
///
/// // Nobody can send any more, so the inbox ends.
/// drop((outbox, address));
/// assert_eq!(sums.recv().await, Some(7));
/// graph.join().await
/// # }).unwrap();
/// ```
pub struct InboxAddress<T> {
    door: Arc<Door<T>>,
    /// The linkage for single messages, made for the first.
    own: Mutex<Option<Box<Own<T>>>>,
}

/// A linkage for single messages.
struct Own<T> {
    sender: Sender<T>,
    /// The component that it was made for, if it was one.
    of: Option<u64>,
}

impl<T> InboxAddress<T> {
    pub(super) fn new(door: Arc<Door<T>>) -> InboxAddress<T> {
        door.add_address();
        InboxAddress {
            door,
            own: Mutex::default(),
        }
    }

    /// The inbox: its component, and what that calls it.
    pub fn path(&self) -> BoxPath {
        self.door.owner().path()
    }

    /// Whether the inbox takes no new linkages: its component has ended, or was told
    /// to.
    pub fn is_closed(&self) -> bool {
        self.door.is_closed()
    }

    pub(super) fn door(&self) -> &Arc<Door<T>> {
        &self.door
    }

    /// The component that has the inbox.
    pub(crate) fn owner(&self) -> Option<Seat> {
        self.door.seat()
    }
}

impl<T: Message> InboxAddress<T> {
    /// An outbox that leads there, with a linkage of its own. It is of the component
    /// whose turn it is, if there is one.
    ///
    /// # Errors
    ///
    /// [`LinkError`] if the inbox takes no new linkages.
    pub fn outbox(&self) -> Result<Outbox<T>, LinkError> {
        self.outbox_with(Policy::default())
    }

    /// Refuses a policy by which no linkage could lead here.
    pub(crate) fn refuse_empty(&self, policy: Policy) -> Result<(), LinkError> {
        match policy.limit() {
            Some(0) => {
                let reason = LinkRefused::NoRoom(policy);
                Err(self.door.refused(made_here("a new outbox"), reason))
            }
            _ => Ok(()),
        }
    }

    /// [`outbox`](Self::outbox) with a policy for the linkage.
    ///
    /// # Errors
    ///
    /// As [`outbox`](Self::outbox), and if the policy holds no message.
    pub fn outbox_with(&self, policy: Policy) -> Result<Outbox<T>, LinkError> {
        let (door, seat) = (&self.door, Seat::current());
        let led = door.lead(policy, None, seat.clone());
        let led = led.map_err(|reason| door.refused(made_here("a new outbox"), reason))?;
        door.announce();
        Ok(Outbox::from_outgoing(Outgoing::Link(led.sender)).used_by(seat))
    }

    /// Sends a single message, waiting for room. The messages that are sent by this
    /// address, not by its clones, share one linkage, in order, and its room.
    ///
    /// # Errors
    ///
    /// [`Closed`] if the inbox takes no new messages.
    pub async fn send(&self, message: T) -> Result<(), Closed> {
        self.single()?.send(message).await
    }

    /// [`send`](Self::send) for a blocking component or a plain thread.
    ///
    /// # Errors
    ///
    /// As [`send`](Self::send).
    pub fn send_blocking(&self, message: T) -> Result<(), Closed> {
        self.single()?.send_blocking(message)
    }

    /// A writing end of the linkage for single messages.
    fn single(&self) -> Result<Outbox<T>, Closed> {
        let seat = Seat::current();
        let of = seat.as_ref().map(Seat::id);
        let mut own = lock(&self.own);
        let mut before = None;
        let sender = match &*own {
            Some(own) if own.of == of => own.sender.share(),
            // It was somebody else's before: the inbox has to know who sends.
            _ => {
                let led = self.door.lead(Policy::default(), None, seat.clone());
                let sender = led.map_err(|_| Closed)?.sender;
                let shared = sender.share();
                before = Some(own.replace(Box::new(Own { sender, of })));
                shared
            }
        };
        drop(own);
        if before.is_some() {
            self.door.announce();
        }
        Ok(Outbox::from_outgoing(Outgoing::Link(sender)).used_by(seat))
    }
}

impl<T> Drop for InboxAddress<T> {
    fn drop(&mut self) {
        // First the linkage: the inbox looks when the last address is gone.
        let own = lock(&self.own).take();
        drop(own);
        self.door.drop_address();
    }
}

impl<T> Clone for InboxAddress<T> {
    fn clone(&self) -> InboxAddress<T> {
        InboxAddress::new(self.door.clone())
    }
}

/// Two addresses are equal if they are those of the same inbox.
impl<T> PartialEq for InboxAddress<T> {
    fn eq(&self, other: &InboxAddress<T>) -> bool {
        Arc::ptr_eq(&self.door, &other.door)
    }
}

impl<T> Eq for InboxAddress<T> {}

impl<T> Debug for InboxAddress<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "InboxAddress({})", self.path())
    }
}
