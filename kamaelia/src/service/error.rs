//! Why there is no service, or no answer: [`ServiceError`] and [`RequestError`].

use crate::live::BoxPath;
use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::time::Duration;

/// Why a service was not registered, or not found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceError {
    /// The name.
    pub service: String,
    /// Why.
    pub reason: ServiceRefused,
}

/// Why a service was not registered, or not found.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ServiceRefused {
    /// There is no service of this name.
    Unknown,
    /// There is one already: this.
    Taken(String),
    /// The service of this name is of another type.
    OtherType {
        /// What it is.
        is: String,
        /// What was asked for.
        asked: String,
    },
    /// What was to be registered has ended.
    Ended(String),
    /// The component that waits for the service must stop. In a component `?` makes
    /// that a normal end.
    Stopped,
}

impl Display for ServiceError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let name = &self.service;
        match &self.reason {
            ServiceRefused::Unknown => write!(f, "there is no service `{name}`"),
            ServiceRefused::Taken(by) => {
                write!(
                    f,
                    "the service name `{name}` is taken by `{by}`; register under another name"
                )
            }
            ServiceRefused::OtherType { is, asked } => {
                write!(f, "the service `{name}` is {is}, not {asked}")
            }
            ServiceRefused::Ended(what) => write!(
                f,
                "`{what}` cannot be registered as the service `{name}`: its component has ended"
            ),
            ServiceRefused::Stopped => {
                write!(
                    f,
                    "told to stop while waiting for the service `{name}` to appear"
                )
            }
        }
    }
}

impl Error for ServiceError {}

/// Why a request has no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestError {
    /// Who was asked.
    pub service: BoxPath,
    /// Why there is no answer.
    pub reason: RequestFailed,
}

/// Why a request has no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RequestFailed {
    /// Who was asked has ended.
    Gone,
    /// Who was asked has dropped the request.
    Unanswered,
    /// There was no answer in this time.
    TimedOut(Duration),
    /// Who asks would have to answer itself.
    Itself,
    /// Who was asked waits for an answer itself, in the end of the one who asks: these
    /// wait for one another.
    Ring(Vec<String>),
    /// Who asks must stop. In a component `?` makes that a normal end.
    Stopped,
}

impl Display for RequestError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let service = &self.service;
        match &self.reason {
            RequestFailed::Gone => {
                write!(f, "no answer from `{service}`: its component has ended")
            }
            RequestFailed::Unanswered => {
                write!(
                    f,
                    "no answer from `{service}`: the request was dropped there"
                )
            }
            RequestFailed::TimedOut(limit) => {
                write!(f, "no answer from `{service}` within {limit:?}")
            }
            RequestFailed::Itself => write!(
                f,
                "no answer from `{service}`: its own component asks, and cannot answer while it waits"
            ),
            RequestFailed::Ring(ring) => write!(
                f,
                "no answer from `{service}`: they wait for one another: `{}`",
                ring.join("` -> `")
            ),
            RequestFailed::Stopped => {
                write!(
                    f,
                    "told to stop while waiting for an answer from `{service}`"
                )
            }
        }
    }
}

impl Error for RequestError {}

/// Whether an error says no more than that the component must stop.
pub(crate) fn says_stop(error: &(dyn Error + 'static)) -> bool {
    if let Some(error) = error.downcast_ref::<ServiceError>() {
        return error.reason == ServiceRefused::Stopped;
    }
    let error = error.downcast_ref::<RequestError>();
    error.is_some_and(|error| error.reason == RequestFailed::Stopped)
}
