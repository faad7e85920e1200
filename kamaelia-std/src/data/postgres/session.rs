//! One connection to a database: [`Session`].

use super::place::Place;
use super::schema;
use super::statements::Statements;
use crate::data::TableError;
use futures::future::{Either, select};
use std::cell::Cell;
use std::pin::pin;
use std::time::Instant;
use tokio::runtime::Runtime;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, Error};

/// How long the database may take for a step, and hold what others wait for: told to it,
/// so that it ends what nobody waits for any more.
const LIMITS: &str = "set statement_timeout = $LIMIT; set lock_timeout = $LIMIT; \
                      set idle_in_transaction_session_timeout = $LIMIT; \
                      set default_transaction_isolation = 'read committed'";

/// A connection that is used from one thread, each step of which ends within a time.
pub(super) struct Session<'p> {
    place: &'p Place,
    runtime: &'p Runtime,
    pub(super) client: Client,
    connection: Connection,
    pub(super) statements: Statements,
    /// Why it is of no more use.
    trouble: Cell<Option<TableError>>,
    pub(super) counted: Cell<Instant>,
}

/// What carries the bytes to and fro, until it is dropped.
struct Connection(JoinHandle<Result<(), Error>>);

impl Drop for Connection {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl<'p> Session<'p> {
    /// Connects, and makes the table if there is none.
    pub(super) async fn open(
        place: &'p Place,
        runtime: &'p Runtime,
    ) -> Result<Session<'p>, TableError> {
        let mut config = place.address.config.clone();
        config
            .application_name("kamaelia")
            .connect_timeout(place.limit)
            .tcp_user_timeout(place.limit);
        let failed = |error: Error| place.failed(&error);
        let (client, connection) = config.connect(place.tls.clone()).await.map_err(failed)?;
        let connection = Connection(runtime.spawn(connection));
        let limit = place.limit.as_millis().max(1);
        let mut settings = LIMITS.replace("$LIMIT", &limit.to_string());
        if !place.durable {
            settings.push_str("; set synchronous_commit = off");
        }
        client.batch_execute(&settings).await.map_err(failed)?;
        schema::prepare(&client, place).await?;
        let statements = Statements::prepare(&client, &place.table);
        Ok(Session {
            place,
            runtime,
            statements: statements.await.map_err(failed)?,
            client,
            connection,
            trouble: Cell::new(None),
            counted: Cell::new(Instant::now()),
        })
    }

    pub(super) fn place(&self) -> &'p Place {
        self.place
    }

    /// What comes of something; `None` if the connection ends before.
    pub(super) fn unless_it_ends<T>(&mut self, future: impl Future<Output = T>) -> Option<T> {
        let connection = &mut self.connection.0;
        let future = pin!(future);
        let first = self
            .runtime
            .block_on(async { select(future, connection).await });
        match first {
            Either::Left((output, _)) => Some(output),
            Either::Right((ended, _)) => {
                let trouble = match ended {
                    Ok(Err(error)) => self.place.failed(&error),
                    _ => self.place.away("the connection was closed"),
                };
                self.trouble.set(Some(trouble));
                None
            }
        }
    }

    /// Why it is of no more use, if that is so.
    pub(super) fn trouble(&self) -> Option<TableError> {
        let trouble = self.trouble.take();
        self.trouble.set(trouble.clone());
        trouble
    }

    /// Does a step.
    pub(super) fn step<T>(
        &self,
        step: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, TableError> {
        if let Some(trouble) = self.trouble() {
            return Err(trouble);
        }
        let limit = self.place.limit;
        // The database has its own limit, which is the same: it is to come first.
        let limit = limit + limit / 4;
        let done = self.runtime.block_on(async { timeout(limit, step).await });
        let Ok(done) = done else {
            let why = format!("it has not answered within {limit:?}");
            self.trouble.set(Some(self.place.away(why.clone())));
            return Err(self.place.away(why));
        };
        done.map_err(|error| {
            let failed = self.place.failed(&error);
            if self.client.is_closed() || error.code().is_none_or(is_for_another) {
                self.trouble.set(Some(failed.clone()));
            }
            failed
        })
    }

    /// Says good-bye.
    pub(super) fn close(self) {
        let Session {
            client,
            mut connection,
            runtime,
            place,
            ..
        } = self;
        // The rest follows when nobody can ask it any more.
        drop(client);
        let _ = runtime.block_on(async { timeout(place.limit, &mut connection.0).await });
    }
}

/// Whether an error of the database says that another connection may do better: it shuts
/// down, it takes no changes, or the table has gone.
fn is_for_another(code: &SqlState) -> bool {
    let codes = [
        &SqlState::UNDEFINED_TABLE,
        &SqlState::UNDEFINED_COLUMN,
        &SqlState::READ_ONLY_SQL_TRANSACTION,
        &SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT,
    ];
    // Class 57 is the operator's, but for a statement that takes too long.
    let is_shutdown = code.code().starts_with("57P");
    is_shutdown || codes.contains(&code)
}
