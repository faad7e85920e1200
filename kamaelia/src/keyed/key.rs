//! What tells added boxes apart: [`Key`].

use std::fmt::{self, Debug, Formatter};
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

/// Tells a box that was added from every other: `Key<Inbox<T>>` or `Key<Outbox<T>>`.
///
/// No two boxes of a program ever have the same, also when one of them is removed.
pub struct Key<B> {
    pub(super) place: usize,
    pub(super) number: u64,
    of: PhantomData<fn() -> B>,
}

impl<B> Key<B> {
    pub(super) fn new(place: usize, number: u64) -> Key<B> {
        Key {
            place,
            number,
            of: PhantomData,
        }
    }
}

impl<B> Clone for Key<B> {
    fn clone(&self) -> Key<B> {
        *self
    }
}

impl<B> Copy for Key<B> {}

impl<B> PartialEq for Key<B> {
    fn eq(&self, other: &Key<B>) -> bool {
        self.number == other.number
    }
}

impl<B> Eq for Key<B> {}

impl<B> Hash for Key<B> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.number.hash(state);
    }
}

impl<B> Debug for Key<B> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "Key({})", self.number)
    }
}
