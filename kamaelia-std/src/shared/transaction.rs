use super::key::Name;
use super::store::{Entries, Entry, Value};
use super::{Key, Store};
use std::collections::HashMap;
use std::collections::hash_map;
use std::error::Error;
use std::fmt::{self, Debug, Display, Formatter};
use std::sync::Arc;

/// Looks at values of a [`Store`], and changes of some of them that are made together,
/// or not at all; [`Store::begin`] gives it.
///
/// What is changed is seen by nobody else before the [`commit`](Transaction::commit),
/// and by nobody at all if this is dropped before it.
pub struct Transaction {
    store: Store,
    seen: HashMap<Name, Seen>,
}

/// What a transaction knows of a key.
struct Seen {
    value: Option<Value>,
    /// In the store, when it was looked at first.
    version: u64,
    /// Whether `value` is the transaction's own.
    is_set: bool,
}

impl Transaction {
    pub(super) fn new(store: Store) -> Transaction {
        Transaction {
            store,
            seen: HashMap::new(),
        }
    }

    /// A copy of a value: as this transaction has set it, or else as it was when it
    /// first looked; `None` if it was never set.
    ///
    /// # Errors
    ///
    /// [`ConcurrentUpdate`] if somebody has changed what this transaction has seen
    /// before: the two would not fit together.
    pub fn get<T>(&mut self, key: &Key<T>) -> Result<Option<T>, ConcurrentUpdate>
    where
        T: Clone + Send + Sync + 'static,
    {
        if !self.seen.contains_key(key.name()) {
            let entries = self.store.lock();
            self.check(&entries)?;
            let seen = Seen::of(entries.get(key.name()));
            drop(entries);
            self.seen.insert(key.name().clone(), seen);
        }
        let value = self
            .seen
            .get(key.name())
            .and_then(|seen| seen.value.as_ref());
        Ok(value.and_then(|value| value.downcast_ref::<T>().cloned()))
    }

    /// Changes a value, for this transaction alone until it is committed.
    pub fn set<T: Send + Sync + 'static>(&mut self, key: &Key<T>, value: T) {
        let seen = match self.seen.entry(key.name().clone()) {
            hash_map::Entry::Occupied(seen) => seen.into_mut(),
            hash_map::Entry::Vacant(place) => {
                place.insert(Seen::of(self.store.lock().get(key.name())))
            }
        };
        seen.value = Some(Arc::new(value));
        seen.is_set = true;
    }

    /// How often a value had been set when this transaction looked at it first; 0 if
    /// never.
    pub fn version<T>(&self, key: &Key<T>) -> u64 {
        match self.seen.get(key.name()) {
            Some(seen) => seen.version,
            None => version(&self.store.lock(), key.name()),
        }
    }

    /// Puts all changes into the store, if nobody has changed anything that this
    /// transaction has looked at or set; otherwise none of them.
    ///
    /// Then it can go on: what it has seen is what is there.
    ///
    /// # Errors
    ///
    /// [`ConcurrentUpdate`]. The transaction has to be done again from its beginning.
    pub fn commit(&mut self) -> Result<(), ConcurrentUpdate> {
        // What goes is dropped when nobody waits for it any more.
        let mut replaced = Vec::new();
        let mut entries = self.store.lock();
        self.check(&entries)?;
        for (name, seen) in &mut self.seen {
            let Some(value) = seen.value.as_ref().filter(|_| seen.is_set) else {
                continue;
            };
            seen.version += 1;
            seen.is_set = false;
            replaced.push(entries.insert(
                name.clone(),
                Entry {
                    value: value.clone(),
                    version: seen.version,
                },
            ));
        }
        drop(entries);
        if !replaced.is_empty() {
            self.store.committed();
        }
        Ok(())
    }

    /// Waits until somebody else changes anything that this transaction has looked at
    /// or set. If it has done neither, that is never.
    pub async fn changed(&self) {
        // From before the look, so that no commit falls in between.
        let mut commits = self.store.commits();
        while self.check(&self.store.lock()).is_ok() {
            // The store is there as long as this is, so there will be others.
            let _ = commits.changed().await;
        }
    }

    /// Whether all is as this transaction has seen it.
    fn check(&self, entries: &Entries) -> Result<(), ConcurrentUpdate> {
        let changed = |(name, seen): &(&Name, &Seen)| version(entries, name) != seen.version;
        match self.seen.iter().find(changed) {
            Some(((_, name), _)) => Err(ConcurrentUpdate {
                key: name.to_string(),
            }),
            None => Ok(()),
        }
    }
}

impl Seen {
    fn of(entry: Option<&Entry>) -> Seen {
        Seen {
            value: entry.map(|entry| entry.value.clone()),
            version: entry.map_or(0, |entry| entry.version),
            is_set: false,
        }
    }
}

fn version(entries: &Entries, name: &Name) -> u64 {
    entries.get(name).map_or(0, |entry| entry.version)
}

impl Debug for Transaction {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mut all = f.debug_map();
        for ((_, name), seen) in &self.seen {
            let set = if seen.is_set { ", set" } else { "" };
            all.entry(name, &format_args!("version {}{set}", seen.version));
        }
        all.finish()
    }
}

/// Somebody else has changed a value that a [`Transaction`] has looked at or set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConcurrentUpdate {
    /// The name of the value's key.
    pub key: String,
}

impl Display for ConcurrentUpdate {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "somebody else has changed `{}` since it was looked at; do the transaction again",
            self.key
        )
    }
}

impl Error for ConcurrentUpdate {}
