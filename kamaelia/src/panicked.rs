//! Panics as faults: [`Panicked`].

use crate::outcome::Stop;
use std::any::Any;
use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The error of a component that panicked; the source of its
/// [`Fault`](crate::Fault).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Panicked {
    /// What the panic said.
    pub text: String,
}

impl Display for Panicked {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "panicked: {}", self.text)
    }
}

impl Error for Panicked {}

/// Does a part of a component's work; a panic in it is a fault.
///
/// Who panicked is dropped and not looked at again, so nobody sees what it has
/// left half done, except through what the component itself shares.
pub(crate) fn guard<R>(work: impl FnOnce() -> R) -> Result<R, Stop> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| fault(&*panic))
}

/// The fault that a panic is.
#[cold]
#[inline(never)]
pub(crate) fn fault(panic: &(dyn Any + Send)) -> Stop {
    let text = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("without a text")
        .to_owned();
    Stop::fault(Panicked { text })
}
