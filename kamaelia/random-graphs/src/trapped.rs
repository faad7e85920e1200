//! A part that fails: [`Trap`], and its error [`Trapped`].

use std::error::Error;
use std::fmt::{self, Display, Formatter};

/// How a part fails when the moment has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trap {
    /// With an error.
    Fault,
    /// With a panic.
    Panic,
}

/// The error of a part that was to fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trapped;

impl Trapped {
    /// What the panic of a trap says.
    pub const PANIC: &str = "a trap for a panic";
}

impl Display for Trapped {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("a trap for a fault")
    }
}

impl Error for Trapped {}
