//! Where an end of a linkage is used: [`Here`].

use crate::place::Home;
use std::task::Waker;

/// Where an end is used, and how it may wait.
pub struct Here<'a> {
    /// The home of its owner, if that one has its turn on this thread.
    pub(crate) home: Option<&'a Home>,
    /// The island, if so; otherwise 0.
    pub(crate) island: usize,
    pub(crate) wait: Wait<'a>,
    /// How many steps it may take the short way; 0 if it is to look each time.
    pub(crate) most: u64,
}

/// How an end waits.
#[derive(Clone, Copy)]
pub(crate) enum Wait<'a> {
    /// It does not.
    Not,
    /// Until its owner has a turn.
    AtHome,
    With(&'a dyn Fn() -> Waker),
}

impl<'a> Here<'a> {
    /// The same, but without a wait.
    pub(crate) fn without_wait(&self) -> Here<'a> {
        Here {
            wait: Wait::Not,
            ..*self
        }
    }

    pub(crate) fn may_wait(&self) -> bool {
        !matches!(self.wait, Wait::Not)
    }

    /// Whether a wait ends with a turn of the end's owner.
    pub(crate) fn is_home(&self) -> bool {
        matches!(self.wait, Wait::AtHome)
    }
}
