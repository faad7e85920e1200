use super::key::Name;
use super::{ConcurrentUpdate, Transaction};
use std::any::Any;
use std::collections::HashMap;
use std::fmt::{self, Debug, Formatter};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

/// Values by typed keys, several of which can be changed at once; whoever has
/// looked at something that has changed since is refused.
///
/// Clones share the values. Components get one as a parameter.
///
/// ```
/// use kamaelia_std::shared::{ConcurrentUpdate, Key, Store};
///
/// # fn main() -> Result<(), ConcurrentUpdate> {
/// let store = Store::new();
/// let (yours, mine) = (Key::<u64>::new("yours"), Key::<u64>::new("mine"));
/// store.update(|all| {
///     all.set(&yours, 10);
///     Ok(())
/// });
///
/// let mut transfer = store.begin();
/// let (from, to) = (transfer.get(&yours)?, transfer.get(&mine)?);
/// transfer.set(&yours, from.unwrap_or(0) - 3);
/// transfer.set(&mine, to.unwrap_or(0) + 3);
/// transfer.commit()?;
/// assert_eq!(store.begin().get(&mine)?, Some(3));
/// # Ok(())
/// # }
/// ```
///
/// The type of a value is that of its key:
///
/// ```compile_fail,E0308
/// # use kamaelia_std::shared::{Key, Store};
/// let balance = Key::<u64>::new("balance");
/// Store::new().begin().set(&balance, "a lot");
/// ```
#[derive(Clone, Default)]
pub struct Store(Arc<Shared>);

#[derive(Default)]
struct Shared {
    entries: Mutex<Entries>,
    /// Told of every commit that has changed anything.
    commits: watch::Sender<()>,
}

/// What stands under each key that was ever set.
pub(super) type Entries = HashMap<Name, Entry>;

pub(super) struct Entry {
    pub(super) value: Value,
    /// How often it was set.
    pub(super) version: u64,
}

pub(super) type Value = Arc<dyn Any + Send + Sync>;

impl Store {
    /// A store in which nothing is set.
    #[must_use]
    pub fn new() -> Store {
        Store::default()
    }

    /// Begins a transaction: looks and changes that hold together.
    #[must_use]
    pub fn begin(&self) -> Transaction {
        Transaction::new(self.clone())
    }

    /// Changes values, and does it again for as long as others come in between: so
    /// `change` may be called several times, and has no other effects.
    ///
    /// What it gives is what the last call gave. Between two looks of it nobody else
    /// has changed anything that it has seen.
    pub fn update<R>(
        &self,
        mut change: impl FnMut(&mut Transaction) -> Result<R, ConcurrentUpdate>,
    ) -> R {
        loop {
            let mut transaction = self.begin();
            if let Ok(done) = change(&mut transaction)
                && transaction.commit().is_ok()
            {
                return done;
            }
        }
    }

    /// [`update`](Store::update) as soon as it is possible: while `change` gives `None`,
    /// this waits until something that it has looked at is changed.
    ///
    /// A component that is to end while it waits says
    /// [`until_stopped`](kamaelia::until_stopped).
    ///
    /// ```
    /// use kamaelia_std::shared::{Key, Store};
    ///
    /// # futures::executor::block_on(async {
    /// let store = Store::new();
    /// let tickets = Key::<u64>::new("tickets");
    /// let buy = store.update_when(|shop| {
    ///     let left = shop.get(&tickets)?.unwrap_or(0);
    ///     Ok((left > 0).then(|| shop.set(&tickets, left - 1)))
    /// });
    /// let sell = async {
    ///     store.update(|shop| Ok(shop.set(&tickets, 1)));
    /// };
    /// futures::future::join(buy, sell).await;
    /// assert_eq!(store.begin().get(&tickets), Ok(Some(0)));
    /// # });
    /// ```
    pub async fn update_when<R>(
        &self,
        mut change: impl FnMut(&mut Transaction) -> Result<Option<R>, ConcurrentUpdate>,
    ) -> R {
        loop {
            let mut transaction = self.begin();
            match change(&mut transaction) {
                Ok(Some(done)) if transaction.commit().is_ok() => return done,
                Ok(None) => transaction.changed().await,
                Ok(Some(_)) | Err(_) => {}
            }
        }
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Entries> {
        // Nothing of anybody else's runs while it is held, so a poisoned one is whole.
        let entries = self.0.entries.lock();
        entries.unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn committed(&self) {
        self.0.commits.send_replace(());
    }

    /// Hears of every commit from now on.
    pub(super) fn commits(&self) -> watch::Receiver<()> {
        self.0.commits.subscribe()
    }
}

impl Debug for Store {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mut all = f.debug_map();
        for ((_, name), entry) in self.lock().iter() {
            all.entry(name, &format_args!("version {}", entry.version));
        }
        all.finish()
    }
}
