//! A value that is found by a name: [`Value`].

use super::register::Service;
use crate::topology::short;
use std::any::type_name;
use std::fmt::{self, Debug, Formatter};
use std::sync::{Arc, PoisonError, RwLock};

/// A value that several components read and change, found by a name. Clones are the
/// same value.
///
/// It is for what is looked up now and then; for what is to be heard of when it
/// changes, link an outbox `with latest`, or publish it on a [`Backplane`].
///
/// [`Backplane`]: crate::Backplane
///
/// ```
/// use kamaelia::{Services, Value};
///
/// let services = Services::new();
/// let _volume = services.register("volume", Value::new(5_u32))?;
///
/// let volume: Value<u32> = services.find("volume")?;
/// assert_eq!(volume.get(), 5);
/// volume.set(10);
/// assert_eq!(services.find::<Value<u32>>("volume")?.get(), 10);
/// # Ok::<(), kamaelia::ServiceError>(())
/// ```
pub struct Value<T>(Arc<RwLock<T>>);

impl<T> Value<T> {
    /// A value that starts as this.
    pub fn new(value: T) -> Value<T> {
        Value(Arc::new(RwLock::new(value)))
    }

    /// A copy of what it is now.
    pub fn get(&self) -> T
    where
        T: Clone,
    {
        self.0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Makes it this; gives what it was.
    pub fn set(&self, value: T) -> T {
        self.update(|old| std::mem::replace(old, value))
    }

    /// Changes it, with nobody in between.
    pub fn update<R>(&self, change: impl FnOnce(&mut T) -> R) -> R {
        change(&mut self.0.write().unwrap_or_else(PoisonError::into_inner))
    }
}

impl<T> Clone for Value<T> {
    fn clone(&self) -> Value<T> {
        Value(self.0.clone())
    }
}

impl<T: Debug> Debug for Value<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// It has no owner: its name is taken until the registration is dropped.
impl<T: Send + Sync + 'static> Service for Value<T> {
    fn is_over(&self) -> bool {
        false
    }

    fn who(&self) -> String {
        format!("a value of {}", short(type_name::<T>()))
    }
}
