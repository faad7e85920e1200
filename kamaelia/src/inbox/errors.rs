//! Why nothing was received.

#[cfg(doc)]
use super::Inbox;
use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::time::Duration;

/// Why [`Inbox::try_recv`] gave no message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TryRecvError {
    /// None waits; one may still come.
    Empty,
    /// None waits, and none will come.
    Closed,
}

impl Display for TryRecvError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            TryRecvError::Empty => f.write_str("the inbox is empty"),
            TryRecvError::Closed => f.write_str("the inbox is empty, and all senders have ended"),
        }
    }
}

impl Error for TryRecvError {}

/// No message came within the time that [`Inbox::recv_timeout`] was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimedOut(pub Duration);

impl Display for TimedOut {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "no message came within {:?}", self.0)
    }
}

impl Error for TimedOut {}
