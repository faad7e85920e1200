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

/// An error of the user's, in its own words. If it panics over them, that is said.
pub(crate) struct Shown<'a, T>(pub(crate) &'a T);

impl<T: Display> Display for Shown<'_, T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match guard(|| self.0.to_string()) {
            Ok(words) => f.write_str(&words),
            Err(panicked) => Display::fmt(&panicked, f),
        }
    }
}

/// Does a part of a component's work; a panic in it is a fault.
///
/// Who panicked is dropped and not looked at again, so nobody sees what it has
/// left half done, except through what the component itself shares.
pub(crate) fn guard<R>(work: impl FnOnce() -> R) -> Result<R, Stop> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| {
        let stop = fault(&*panic);
        // What it panicked with may panic when it goes; there is an end to that.
        if let Err(again) = catch_unwind(AssertUnwindSafe(|| drop(panic))) {
            std::mem::forget(again);
        }
        stop
    })
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
