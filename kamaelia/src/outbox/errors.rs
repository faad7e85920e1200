//! Why a message was not sent.

#[cfg(doc)]
use super::Outbox;
use crate::outcome::Closed;
use std::error::Error;
use std::fmt::{self, Debug, Display, Formatter};

/// Why [`Outbox::try_send`] did not send; it gives the message back.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum TrySendError<T> {
    /// There is no room now.
    Full(T),
    /// The reader has ended, or the component must stop.
    Closed(T),
}

impl<T> TrySendError<T> {
    /// The message that was not sent.
    pub fn into_message(self) -> T {
        match self {
            TrySendError::Full(message) | TrySendError::Closed(message) => message,
        }
    }
}

impl<T> Debug for TrySendError<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            TrySendError::Full(_) => "Full(..)",
            TrySendError::Closed(_) => "Closed(..)",
        })
    }
}

impl<T> Display for TrySendError<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            TrySendError::Full(_) => f.write_str("the linkage is full"),
            TrySendError::Closed(_) => Display::fmt(&Closed, f),
        }
    }
}

impl<T> Error for TrySendError<T> {}
