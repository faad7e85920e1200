//! The error of a component that does not end in time: [`Overtime`].

use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::time::Duration;

/// The error of a graph in which a component did not end in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overtime {
    /// The grace time.
    pub grace: Duration,
    /// What was done about the component.
    pub how: Release,
}

impl Display for Overtime {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Overtime { grace, how } = self;
        write!(
            f,
            "did not end within the grace time of {grace:?} after it was told to, and was {how}"
        )
    }
}

impl Error for Overtime {}

/// How a graph parts from a component that does not end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Release {
    /// It was dropped.
    Dropped,
    /// Its thread, or a task that never waits, cannot be ended from outside; it
    /// goes on by itself. Its boxes are closed.
    Abandoned,
}

impl Display for Release {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Release::Dropped => "dropped",
            Release::Abandoned => "abandoned",
        })
    }
}
