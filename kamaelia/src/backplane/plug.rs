//! Sinks that are plugged into a backplane: [`Plug`].

use crate::live::InboxAddress;
use crate::policy::Policy;
use std::fmt::{self, Debug, Formatter};
use std::sync::{Arc, Weak};

/// Somebody who wants to get what is published from now on.
pub struct Join<T> {
    pub(super) to: InboxAddress<T>,
    pub(super) policy: Policy,
    pub(super) plugged: Option<Weak<()>>,
}

impl<T> Debug for Join<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Join").field(&self.to).finish()
    }
}

/// A sink that was plugged into a backplane by [`BackplaneAddress::plug`]. When this is
/// dropped the sink gets no more; what it has got already stays there.
///
/// [`BackplaneAddress::plug`]: super::BackplaneAddress::plug
#[must_use = "the sink is unplugged when this is dropped"]
#[derive(Debug)]
pub struct Plug(#[expect(dead_code, reason = "who has it counts")] Arc<()>);

impl Plug {
    pub(super) fn new() -> (Plug, Weak<()>) {
        let plug = Arc::new(());
        let plugged = Arc::downgrade(&plug);
        (Plug(plug), plugged)
    }
}
