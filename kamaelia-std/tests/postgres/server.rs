//! A server, with what only tables are tested by.

#[path = "../common/postgres.rs"]
mod whole;

pub(crate) use whole::Postgres;

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, Weak};

impl Postgres {
    /// One that tests have in common who leave each other's tables alone. It runs as long
    /// as any of them.
    pub(crate) fn shared() -> Arc<Postgres> {
        static SHARED: Mutex<Weak<Postgres>> = Mutex::new(Weak::new());
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        shared.upgrade().unwrap_or_else(|| {
            let postgres = Arc::new(Postgres::start());
            *shared = Arc::downgrade(&postgres);
            postgres
        })
    }

    /// The same with something else before the host, and after the database.
    pub(crate) fn url_with(&self, user: &str, query: &str) -> String {
        format!("postgres://{user}@127.0.0.1:{}/grey{query}", self.port())
    }

    /// The port that it listens at.
    pub(crate) fn port(&self) -> u16 {
        self.port.address().port()
    }

    /// Where it is, with its sockets.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Leaves it there, and lets it do nothing.
    pub(crate) fn freeze(&self) {
        whole::signal("STOP", &self.all());
    }

    /// Lets it go on.
    pub(crate) fn thaw(&self) {
        whole::signal("CONT", &self.all());
    }

    fn all(&self) -> Vec<u32> {
        whole::processes(self.server.as_ref().expect("it runs"))
    }
}
