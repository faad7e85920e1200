//! In which order components have their turns, where a schedule of
//! `kamaelia::testing` says so.
//!
//! Everywhere else, and always without the feature `testing`, this is nothing.

#[cfg(not(feature = "testing"))]
pub(crate) use outside::{begin, is_set, pick, seed, yields};

#[cfg(feature = "testing")]
pub(crate) use crate::testing::{begin, is_set, pick, seed, yields};

/// How many rounds of turns a graph has before it gives way: a schedule wants
/// to be asked before each turn.
pub(crate) fn rounds(usual: usize) -> usize {
    if is_set() { 1 } else { usual }
}

#[cfg(not(feature = "testing"))]
mod outside {
    use crate::seat::Seat;

    /// A graph begins that no component has started.
    pub(crate) const fn begin(_graph: &Seat) {}

    /// Whether a schedule runs on this thread.
    pub(crate) const fn is_set() -> bool {
        false
    }

    /// Whether a component is to give way before its next box operation.
    pub(crate) const fn yields() -> bool {
        false
    }

    /// The seed of the schedule, for all that is random in what it runs.
    pub(crate) const fn seed() -> Option<u64> {
        None
    }

    /// Whose turn it is, after that of `last`. `alive` says of each that has not
    /// ended whether it is ready.
    pub(crate) fn pick(_last: usize, _alive: impl Iterator<Item = (usize, bool)>) -> Option<usize> {
        None
    }
}
