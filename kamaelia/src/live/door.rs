//! Where linkages come to an inbox from: [`Door`].

use super::bells::Bells;
use super::error::{LinkError, LinkRefused};
use super::gather::Newcomer;
use super::lock;
use super::owner::{BoxPath, Owner};
use crate::component::Message;
use crate::link::{AnyLink, Sender, link};
use crate::policy::Policy;
use crate::seat::Seat;
use crate::topology::Direction;
use std::sync::{Arc, Mutex};

/// What an inbox and its addresses share.
pub(crate) struct Door<T> {
    pub(super) bells: Arc<Bells>,
    inside: Mutex<Inside<T>>,
}

struct Inside<T> {
    newcomers: Vec<Newcomer<T>>,
    /// Why no more are let in.
    closed: Option<LinkRefused>,
    owner: Owner,
    /// How many addresses there are.
    addresses: usize,
}

impl<T> Door<T> {
    pub(super) fn new() -> Door<T> {
        Door {
            bells: Arc::default(),
            inside: Mutex::new(Inside {
                newcomers: Vec::new(),
                closed: None,
                owner: Owner::nobody::<T>(Direction::In),
                addresses: 0,
            }),
        }
    }

    pub(super) fn owner(&self) -> Owner {
        lock(&self.inside).owner.clone()
    }

    /// The component that has the inbox.
    pub(super) fn seat(&self) -> Option<Seat> {
        lock(&self.inside).owner.seat.clone()
    }

    pub(super) fn set_owner(&self, owner: Owner) {
        lock(&self.inside).owner = owner;
    }

    /// Lets a linkage in; who is let in is read after [`Bells::ring_at_door`].
    pub(super) fn let_in(&self, newcomer: Newcomer<T>) -> Result<(), LinkRefused> {
        let mut inside = lock(&self.inside);
        let closed = inside.closed.clone();
        let finishing = || inside.owner.is_closing().then_some(LinkRefused::Finishing);
        if let Some(refused) = closed.or_else(finishing) {
            drop(inside);
            return Err(refused);
        }
        inside.newcomers.push(newcomer);
        Ok(())
    }

    /// Whether nobody is let in any more.
    pub(super) fn is_closed(&self) -> bool {
        let inside = lock(&self.inside);
        inside.closed.is_some() || inside.owner.is_closing()
    }

    pub(super) fn take_newcomers(&self) -> Vec<Newcomer<T>> {
        std::mem::take(&mut lock(&self.inside).newcomers)
    }

    /// Lets nobody in any more; gives who stands in the door.
    pub(super) fn close(&self, why: LinkRefused) -> Vec<Newcomer<T>> {
        let mut inside = lock(&self.inside);
        if inside.closed != Some(LinkRefused::InboxEnded) {
            inside.closed = Some(why);
        }
        std::mem::take(&mut inside.newcomers)
    }

    /// Those who were let in stand in the door again.
    pub(super) fn put_back(&self, newcomers: Vec<Newcomer<T>>) {
        lock(&self.inside).newcomers.extend(newcomers);
    }

    /// Whether somebody may come: stands in the door, or has the address.
    pub(super) fn may_come(&self) -> bool {
        let inside = lock(&self.inside);
        !inside.newcomers.is_empty() || inside.closed.is_none() && inside.addresses > 0
    }

    pub(super) fn add_address(&self) {
        lock(&self.inside).addresses += 1;
    }

    pub(super) fn drop_address(&self) {
        let mut inside = lock(&self.inside);
        inside.addresses -= 1;
        let was_last = inside.addresses == 0;
        drop(inside);
        if was_last {
            self.bells.ring_at_door();
        }
    }
}

/// A linkage that was led to an inbox, but not yet from an outbox.
pub(super) struct Led<T> {
    pub(super) sender: Sender<T>,
    pub(super) link: Arc<dyn AnyLink>,
}

impl<T: Message> Door<T> {
    /// Leads a linkage to the inbox, which learns of it by [`announce`](Self::announce).
    pub(super) fn lead(
        &self,
        policy: Policy,
        from: Option<u64>,
        writer: Option<Seat>,
    ) -> Result<Led<T>, LinkRefused> {
        if policy.limit() == Some(0) {
            return Err(LinkRefused::NoRoom(policy));
        }
        let (sender, receiver) = link(policy);
        let link = receiver.watch();
        link.header().set_loose();
        receiver.stamp();
        let newcomer = Newcomer {
            receiver,
            from,
            writer,
        };
        self.let_in(newcomer)?;
        Ok(Led { sender, link })
    }

    /// Lets the inbox know of new linkages.
    pub(super) fn announce(&self) {
        self.bells.ring_at_door();
    }

    pub(super) fn refused(&self, outbox: BoxPath, reason: LinkRefused) -> LinkError {
        LinkError::new(outbox, self.owner().path(), reason)
    }
}
