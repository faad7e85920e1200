//! In which order components have their turns, where a schedule of
//! [`testing`](crate::testing) says so.
//!
//! Everywhere else, and always without the feature `testing`, this is nothing.

/// Whether a schedule runs on this thread.
pub(crate) fn is_set() -> bool {
    false
}

/// Whether a component is to give way before its next box operation.
pub(crate) fn yields() -> bool {
    false
}

/// The seed of the schedule, for all that is random in what it runs.
pub(crate) fn seed() -> Option<u64> {
    None
}

/// How many rounds of turns a graph has before it gives way: a schedule wants
/// to be asked before each turn.
pub(crate) fn rounds(usual: usize) -> usize {
    if is_set() { 1 } else { usual }
}

/// Whose turn it is. `alive` says of each that has not ended whether it is ready.
pub(crate) fn pick(mut alive: impl Iterator<Item = (usize, bool)>) -> Option<usize> {
    alive
        .find(|(_, is_ready)| *is_ready)
        .map(|(index, _)| index)
}
