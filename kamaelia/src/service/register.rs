//! Where services are registered: [`Services`].

use super::error::{ServiceError, ServiceRefused};
use crate::component::Message;
use crate::live::InboxAddress;
use crate::topology::short;
use std::any::{Any, type_name};
use std::collections::{BTreeMap, HashMap};
use std::fmt::{self, Debug, Formatter};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::task::Waker;

/// What can be registered: the address of an inbox, a backplane, a [`Value`], or any
/// handle of your own.
///
/// [`Value`]: super::Value
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be registered as a service",
    label = "not a service",
    note = "a service is the address of an inbox, `component.inbox().address()`, a backplane's handle or a `Value`; an outbox or a whole component is none"
)]
pub trait Service: Clone + Send + Sync + 'static {
    /// Whether nobody is behind it any more: its name is free then.
    fn is_over(&self) -> bool;

    /// Who is behind it, for errors.
    fn who(&self) -> String;

    /// What it is, for errors: `an inbox of u64`.
    fn kind() -> String {
        format!("`{}`", short(type_name::<Self>()))
    }
}

impl<T: Message> Service for InboxAddress<T> {
    fn is_over(&self) -> bool {
        self.is_closed()
    }

    fn who(&self) -> String {
        self.path().to_string()
    }

    fn kind() -> String {
        format!("an inbox of `{}`", short(type_name::<T>()))
    }
}

/// A registry of services: each has a name and a type. Clones are the same registry.
///
/// There is one for the whole program, [`Services::of_program`]; others are made with
/// [`Services::new`], for tests and for programs in which a name means several things.
/// A name is free again when its [`Registration`] is dropped, and when the component
/// behind it ends.
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia::{InboxAddress, Request, Services};
///
/// /// Says how long a text is.
/// #[derive(Component)]
/// struct Measure {
///     #[inbox(optional)]
///     requests: Inbox<Request<String, usize>>,
/// }
///
/// impl Main for Measure {
///     async fn main(mut self) -> Outcome {
///         let services = Services::of_program();
///         let _registered = services.register("measure", self.requests.address())?;
///         while let Some(request) = self.requests.recv().await {
///             request.answer_with(|text| text.len());
///         }
///         Ok(())
///     }
/// }
///
/// # futures::executor::block_on(async {
/// let graph = graphline! { MEASURE = Measure::new(); };
/// let graph = graph.spawn();
///
/// // It does not matter who starts first.
/// let measure: InboxAddress<Request<String, usize>> =
///     Services::of_program().wait_for("measure").await?;
/// assert_eq!(measure.request("seven".to_owned()).await?, 5);
///
/// graph.stop();
/// graph.join().await
/// # }).unwrap();
/// ```
#[derive(Clone, Default)]
pub struct Services(Arc<Mutex<Table>>);

#[derive(Default)]
pub(super) struct Table {
    entries: HashMap<String, Entry>,
    /// Who waits for a service to appear, each by a number of its own: in their order,
    /// so that a seed gives the same run again.
    pub(super) waiters: BTreeMap<u64, Waker>,
    last_number: u64,
}

struct Entry {
    /// Tells it from what was registered under the same name before.
    number: u64,
    service: Box<dyn Registered>,
}

/// A service of whatever type.
trait Registered: Send {
    fn is_over(&self) -> bool;
    fn who(&self) -> String;
    fn kind(&self) -> String;
    fn as_any(&self) -> &dyn Any;
}

impl<S: Service> Registered for S {
    fn is_over(&self) -> bool {
        Service::is_over(self)
    }

    fn who(&self) -> String {
        Service::who(self)
    }

    fn kind(&self) -> String {
        S::kind()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

impl Services {
    /// A registry of its own, without services.
    pub fn new() -> Services {
        Services::default()
    }

    /// The registry of the program.
    pub fn of_program() -> Services {
        static PROGRAM: OnceLock<Services> = OnceLock::new();
        PROGRAM.get_or_init(Services::new).clone()
    }

    pub(super) fn table(&self) -> MutexGuard<'_, Table> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Registers a service, for as long as the [`Registration`] is held.
    ///
    /// An inbox that is registered waits for whoever may come by its name: its
    /// component ends when it is told to finish.
    ///
    /// # Errors
    ///
    /// [`ServiceError`] if the name is taken by a service of whatever type, or the
    /// component behind it has ended.
    pub fn register<S: Service>(
        &self,
        name: impl Into<String>,
        service: S,
    ) -> Result<Registration, ServiceError> {
        let name = name.into();
        let refused = |reason| ServiceError {
            service: name.clone(),
            reason,
        };
        if service.is_over() {
            return Err(refused(ServiceRefused::Ended(service.who())));
        }
        let mut table = self.table();
        let before = table.take_over(&name);
        if let Some(entry) = table.entries.get(&name) {
            return Err(refused(ServiceRefused::Taken(entry.service.who())));
        }
        let number = table.next_number();
        let service = Box::new(service);
        table
            .entries
            .insert(name.clone(), Entry { number, service });
        let waiters = std::mem::take(&mut table.waiters);
        drop(table);
        drop(before);
        waiters.into_values().for_each(Waker::wake);
        Ok(Registration {
            services: self.clone(),
            name,
            number,
        })
    }

    /// The service of this name.
    ///
    /// # Errors
    ///
    /// [`ServiceError`] if there is none, or it is of another type.
    pub fn find<S: Service>(&self, name: &str) -> Result<S, ServiceError> {
        let mut table = self.table();
        let before = table.take_over(name);
        let found = table.find(name);
        drop(table);
        drop(before);
        found
    }

    /// The names of all services, in alphabetical order.
    pub fn names(&self) -> Vec<String> {
        let table = self.table();
        let alive = table.entries.iter().filter(|(_, it)| !it.service.is_over());
        let mut names: Vec<String> = alive.map(|(name, _)| name.clone()).collect();
        names.sort();
        names
    }
}

impl Table {
    /// A number that nothing else in this table has.
    pub(super) fn next_number(&mut self) -> u64 {
        self.last_number += 1;
        self.last_number
    }

    /// Takes out what is registered under a name and is over.
    #[must_use = "it is dropped when the table is free again"]
    fn take_over(&mut self, name: &str) -> Option<Entry> {
        let entry = self.entries.get(name)?;
        entry.service.is_over().then(|| self.entries.remove(name))?
    }

    pub(super) fn find<S: Service>(&self, name: &str) -> Result<S, ServiceError> {
        let refused = |reason| ServiceError {
            service: name.to_owned(),
            reason,
        };
        let Some(entry) = self.entries.get(name) else {
            return Err(refused(ServiceRefused::Unknown));
        };
        let found = entry.service.as_any().downcast_ref::<S>();
        found.cloned().ok_or_else(|| {
            refused(ServiceRefused::OtherType {
                is: entry.service.kind(),
                asked: S::kind(),
            })
        })
    }
}

impl Debug for Services {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Services").field(&self.names()).finish()
    }
}

/// A service is registered as long as this is there.
#[must_use = "the name is free again when this is dropped"]
#[derive(Debug)]
pub struct Registration {
    services: Services,
    name: String,
    number: u64,
}

impl Registration {
    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Takes the service out of the registry.
    pub fn remove(self) {
        drop(self);
    }
}

impl Drop for Registration {
    fn drop(&mut self) {
        let mut table = self.services.table();
        let is_it = |entry: &Entry| entry.number == self.number;
        let entry = match table.entries.get(&self.name).is_some_and(is_it) {
            true => table.entries.remove(&self.name),
            false => None,
        };
        drop(table);
        drop(entry);
    }
}
