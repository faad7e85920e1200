//! Why a linkage was not made: [`LinkError`].

use super::BoxPath;
use crate::policy::Policy;
use std::error::Error;
use std::fmt::{self, Display, Formatter};

/// Why two boxes were not linked. Nothing has changed then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkError(Box<Refusal>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Refusal {
    outbox: BoxPath,
    inbox: BoxPath,
    reason: LinkRefused,
}

impl LinkError {
    pub(super) fn new(outbox: BoxPath, inbox: BoxPath, reason: LinkRefused) -> LinkError {
        LinkError(Box::new(Refusal {
            outbox,
            inbox,
            reason,
        }))
    }

    /// The outbox.
    pub fn outbox(&self) -> &BoxPath {
        &self.0.outbox
    }

    /// The inbox that it was to lead to.
    pub fn inbox(&self) -> &BoxPath {
        &self.0.inbox
    }

    /// Why it does not.
    pub fn reason(&self) -> &LinkRefused {
        &self.0.reason
    }
}

/// Why two boxes were not linked.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LinkRefused {
    /// The outbox leads to this inbox already.
    Linked(BoxPath),
    /// The component that has the outbox has ended.
    OutboxEnded,
    /// The component that has the inbox has ended.
    InboxEnded,
    /// The component that has the inbox was told to finish, and takes nothing new.
    Finishing,
    /// The linkage that was to lead somewhere else is no more.
    Over,
    /// The policy holds no message.
    NoRoom(Policy),
}

impl Display for LinkError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Refusal {
            outbox,
            inbox,
            reason,
        } = &*self.0;
        write!(f, "`{outbox}` was not linked to `{inbox}`: ")?;
        match reason {
            LinkRefused::Linked(sink) => {
                write!(f, "it leads to `{sink}` already; unlink it first")
            }
            LinkRefused::OutboxEnded => write!(f, "the component of `{outbox}` has ended"),
            LinkRefused::InboxEnded => write!(f, "the component of `{inbox}` has ended"),
            LinkRefused::Finishing => {
                write!(
                    f,
                    "the component of `{inbox}` was told to finish, and takes nothing new"
                )
            }
            LinkRefused::Over => f.write_str("the linkage to move was cut before"),
            LinkRefused::NoRoom(policy) => {
                write!(f, "`{policy}` holds no message; the smallest is 1")
            }
        }
    }
}

impl Error for LinkError {}
