//! A linkage that was made while the graph runs: [`Linkage`].

use super::address::OutboxAddress;
use super::door::Door;
use super::error::LinkError;
use super::owner::BoxPath;
use super::reach::InboxAddress;
use super::route::Route;
use crate::component::Message;
use crate::home;
use crate::link::AnyLink;
use crate::policy::Policy;
use crate::topology::LinkCounts;
use std::fmt::{self, Debug, Formatter};
use std::sync::Arc;

/// A linkage that was made while the graph runs. Whoever made it owns it: it is cut
/// when this is dropped, so at the latest when its owner ends.
///
/// What was sent before stays in the inbox, in order, also when the linkage is cut or
/// led elsewhere. A sender that waits for room goes on: along the new way, or nowhere.
#[must_use = "the linkage is cut when this is dropped; `keep` leaves it for good"]
pub struct Linkage<T: Message> {
    route: Box<dyn Route<T>>,
    /// Tells it from every other.
    number: u64,
    to: Arc<Door<T>>,
    policy: Policy,
    link: Arc<dyn AnyLink>,
    /// It stays when this is dropped.
    is_kept: bool,
}

impl<T: Message> Linkage<T> {
    pub(super) fn make(
        route: impl Route<T> + 'static,
        to: &InboxAddress<T>,
        policy: Policy,
    ) -> Result<Linkage<T>, LinkError> {
        let number = home::new_id();
        let link = route.lead(to.door(), policy, number, true)?;
        Ok(Linkage {
            route: Box::new(route),
            number,
            to: to.door().clone(),
            policy,
            link,
            is_kept: false,
        })
    }

    /// Cuts the linkage. To cut one that is over anyway does nothing.
    pub fn unlink(self) {
        drop(self);
    }

    /// Leads the linkage to another inbox: what waits stays where it is, and what is
    /// sent from now on goes there.
    ///
    /// # Errors
    ///
    /// [`LinkError`] if the component of one of the boxes has ended, or the outbox was
    /// linked anew since the reader of this linkage ended. The linkage is as it was
    /// then.
    pub fn relink(&mut self, to: &InboxAddress<T>) -> Result<(), LinkError> {
        self.lead(to.door().clone(), self.policy)
    }

    /// Changes the policy for what is sent from now on: what waits comes before it.
    ///
    /// # Errors
    ///
    /// As [`relink`](Self::relink), and if the policy holds no message.
    pub fn set_policy(&mut self, policy: Policy) -> Result<(), LinkError> {
        self.lead(self.to.clone(), policy)
    }

    fn lead(&mut self, to: Arc<Door<T>>, policy: Policy) -> Result<(), LinkError> {
        self.link = self.route.lead(&to, policy, self.number, false)?;
        self.to = to;
        self.policy = policy;
        Ok(())
    }

    /// Leaves the linkage for as long as both boxes are there: nobody can cut it any
    /// more.
    pub fn keep(mut self) {
        self.is_kept = true;
    }

    /// Where its messages come from.
    pub fn from(&self) -> BoxPath {
        self.route.outbox()
    }

    /// Where they go.
    pub fn to(&self) -> BoxPath {
        self.to.owner().path()
    }

    /// Whether this is the outbox that it comes from.
    pub fn is_from<S>(&self, outbox: &OutboxAddress<S>) -> bool {
        self.route.outbox_id() == outbox.id()
    }

    /// Whether this is the inbox that it leads to.
    pub fn is_to(&self, inbox: &InboxAddress<T>) -> bool {
        Arc::ptr_eq(&self.to, inbox.door())
    }

    /// What happens when it is full.
    pub fn policy(&self) -> Policy {
        self.policy
    }

    /// How many messages it has carried since it leads where it does, with the policy
    /// that it has.
    pub fn counts(&self) -> LinkCounts {
        self.link.counts()
    }
}

impl<T: Message> Drop for Linkage<T> {
    fn drop(&mut self) {
        if !self.is_kept {
            self.route.cut(self.number);
        }
    }
}

impl<T: Message> Debug for Linkage<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "Linkage({} -> {})", self.from(), self.to())
    }
}
