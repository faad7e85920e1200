//! How a linkage is led from its outbox to another inbox: [`Route`].

use super::desk::{Desk, Present};
use super::door::Door;
use super::error::{LinkError, LinkRefused};
use super::{BoxPath, lock};
use crate::component::Message;
use crate::link::AnyLink;
use crate::outgoing::Outgoing;
use crate::policy::Policy;
use std::sync::{Arc, Mutex};

/// From an outbox, whatever it sends, to an inbox for `T`.
pub(super) trait Route<T>: Send + Sync {
    /// Leads the outbox to the inbox: anew, or instead of where this linkage leads.
    fn lead(
        &self,
        to: &Door<T>,
        policy: Policy,
        linkage: u64,
        is_new: bool,
    ) -> Result<Arc<dyn AnyLink>, LinkError>;
    fn cut(&self, linkage: u64);
    fn outbox(&self) -> BoxPath;
    fn outbox_id(&self) -> u64;
}

/// Messages go as they are.
pub(super) struct Straight<T>(pub(super) Arc<Desk<T>>);

impl<T: Message> Route<T> for Straight<T> {
    fn lead(
        &self,
        to: &Door<T>,
        policy: Policy,
        linkage: u64,
        is_new: bool,
    ) -> Result<Arc<dyn AnyLink>, LinkError> {
        lead(&self.0, to, policy, linkage, is_new, |way| way)
    }

    fn cut(&self, linkage: u64) {
        self.0.cut(linkage);
    }

    fn outbox(&self) -> BoxPath {
        self.0.owner().path()
    }

    fn outbox_id(&self) -> u64 {
        self.0.id
    }
}

/// Messages are converted on the way.
pub(super) struct Via<S, F> {
    pub(super) desk: Arc<Desk<S>>,
    pub(super) convert: Arc<Mutex<F>>,
}

impl<S, T, F> Route<T> for Via<S, F>
where
    S: Message,
    T: Message,
    F: FnMut(S) -> T + Send + 'static,
{
    fn lead(
        &self,
        to: &Door<T>,
        policy: Policy,
        linkage: u64,
        is_new: bool,
    ) -> Result<Arc<dyn AnyLink>, LinkError> {
        let convert = self.convert.clone();
        lead(&self.desk, to, policy, linkage, is_new, |way| {
            way.converted(move |message| lock(&convert)(message))
        })
    }

    fn cut(&self, linkage: u64) {
        self.desk.cut(linkage);
    }

    fn outbox(&self) -> BoxPath {
        self.desk.owner().path()
    }

    fn outbox_id(&self) -> u64 {
        self.desk.id
    }
}

fn lead<S: Message, T: Message>(
    desk: &Desk<S>,
    to: &Door<T>,
    policy: Policy,
    linkage: u64,
    is_new: bool,
    wrap: impl FnOnce(Outgoing<T>) -> Outgoing<S>,
) -> Result<Arc<dyn AnyLink>, LinkError> {
    let owner = desk.owner();
    let sink = to.owner().path();
    let may = |present: &Present| match present.linkage == Some(linkage) {
        true => Ok(()),
        false if !is_new => Err(LinkRefused::Over),
        false => match desk.sink_of(present, &owner) {
            Some(sink) => Err(LinkRefused::Linked(sink)),
            None => Ok(()),
        },
    };
    let led = desk.lead(may, |owner| {
        let led = to.lead(policy, Some(desk.id), owner.seat.clone())?;
        let present = Present {
            linkage: Some(linkage),
            sink: Some(sink),
            links: vec![led.link.clone()],
        };
        Ok((wrap(Outgoing::Link(led.sender)), present, led.link))
    });
    let (left, link) = led.map_err(|reason| to.refused(owner.path(), reason))?;
    left.settle();
    to.announce();
    Ok(link)
}
