use std::any::TypeId;
use std::fmt::{self, Debug, Display, Formatter};
use std::marker::PhantomData;
use std::sync::Arc;

/// The name of a value in a [`Store`](super::Store), and its type.
///
/// Two keys are the same if their names and their types are.
///
/// ```
/// use kamaelia_std::shared::Key;
///
/// let first = Key::<u64>::new("account 1");
/// assert_eq!(first.to_string(), "account 1");
/// ```
pub struct Key<T> {
    name: Name,
    value: PhantomData<fn() -> T>,
}

/// What a store knows a key by.
pub(super) type Name = (TypeId, Arc<str>);

impl<T: 'static> Key<T> {
    /// The key of this name.
    #[must_use]
    pub fn new(name: &str) -> Key<T> {
        Key {
            name: (TypeId::of::<T>(), name.into()),
            value: PhantomData,
        }
    }
}

impl<T> Key<T> {
    pub(super) fn name(&self) -> &Name {
        &self.name
    }
}

impl<T> Clone for Key<T> {
    fn clone(&self) -> Key<T> {
        Key {
            name: self.name.clone(),
            value: PhantomData,
        }
    }
}

impl<T> Display for Key<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name.1)
    }
}

impl<T> Debug for Key<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "Key({:?})", self.name.1)
    }
}
