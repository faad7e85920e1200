//! One connection to a database: [`Session`].

use super::job::after;
use super::place::Place;
use super::schema;
use super::statements::Statements;
use crate::data::table::Change;
use crate::data::{Entry, Piece, Record, TableError};
use bytes::Bytes;
use futures::future::{Either, join3, select};
use std::cell::Cell;
use std::collections::BTreeMap;
use std::pin::pin;
use std::time::Instant;
use tokio::runtime::Runtime;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, Error, Row};

/// How long the database may take for a step, and hold what others wait for: told to it,
/// so that it ends what nobody waits for any more.
const LIMITS: &str = "set statement_timeout = $LIMIT; set lock_timeout = $LIMIT; \
                      set idle_in_transaction_session_timeout = $LIMIT; \
                      set default_transaction_isolation = 'read committed'";

/// A connection that is used from one thread, each step of which ends within a time.
pub(super) struct Session<'p> {
    place: &'p Place,
    runtime: &'p Runtime,
    client: Client,
    connection: Connection,
    statements: Statements,
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
    fn step<T>(&self, step: impl Future<Output = Result<T, Error>>) -> Result<T, TableError> {
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

    /// Waits until nobody else has a key in a transaction, and gives what stands under it.
    /// The transaction begins with the first.
    pub(super) fn lock_and_get(&self, key: &[u8], is_first: bool) -> Result<Change, TableError> {
        let lock = self.place.lock(key);
        let Statements {
            lock: locks, get, ..
        } = &self.statements;
        let begin = async {
            match is_first {
                true => self.client.batch_execute("begin").await,
                false => Ok(()),
            }
        };
        let found = self.step(async {
            // All three are sent at once. The third sees what was committed while the
            // second has waited, since each looks at the database anew.
            let lock = async { self.client.execute(locks, &[&lock]).await };
            let get = async { self.client.query_opt(get, &[&key]).await };
            let (begun, locked, found) = join3(begin, lock, get).await;
            begun?;
            locked?;
            found
        })?;
        found.map(|row| self.record(&row, 0)).transpose()
    }

    /// Makes what was changed what all see.
    pub(super) fn commit(&self, changes: &BTreeMap<Bytes, Change>) -> Result<(), TableError> {
        let (mut keys, mut values, mut stamps) = (Vec::new(), Vec::new(), Vec::new());
        let mut removed: Vec<&[u8]> = Vec::new();
        for (key, change) in changes {
            let Some(record) = change else {
                removed.push(key);
                continue;
            };
            keys.push(&key[..]);
            values.push(&record.value[..]);
            stamps.push(record.stamp.cast_signed());
        }
        let put = async {
            match keys.is_empty() {
                true => Ok(0),
                false => {
                    let put = &self.statements.put;
                    self.client.execute(put, &[&keys, &values, &stamps]).await
                }
            }
        };
        let remove = async {
            match removed.is_empty() {
                true => Ok(0),
                false => {
                    self.client
                        .execute(&self.statements.remove, &[&removed])
                        .await
                }
            }
        };
        // If one of them fails, so does the last, which then rolls back.
        let commit = self.client.batch_execute("commit");
        self.step(async {
            let (put, removed, committed) = join3(put, remove, commit).await;
            put?;
            removed?;
            committed
        })
    }

    pub(super) fn roll_back(&self) {
        // If that fails too, the connection has gone, and what was begun with it.
        let _ = self.step(self.client.batch_execute("rollback"));
    }

    /// The next entries whose keys begin so and come after this one.
    pub(super) fn scan(
        &self,
        prefix: &[u8],
        last: Option<&[u8]>,
        most: usize,
    ) -> Result<Piece, TableError> {
        let from = match last {
            Some(last) if last >= prefix => after(last),
            _ => Bytes::copy_from_slice(prefix),
        };
        let Some(end) = beyond(prefix) else {
            return self.from(&from, most);
        };
        let count = i64::try_from(most).unwrap_or(i64::MAX);
        let scan = &self.statements.scan;
        let (from, end) = (&from[..], &end[..]);
        let rows = async { self.client.query(scan, &[&from, &end, &count]).await };
        let rows = self.step(rows)?;
        self.piece(&rows, most)
    }

    /// The next entries from a key on.
    pub(super) fn from(&self, from: &[u8], most: usize) -> Result<Piece, TableError> {
        let count = i64::try_from(most).unwrap_or(i64::MAX);
        let statement = &self.statements.from;
        let rows = async { self.client.query(statement, &[&from, &count]).await };
        let rows = self.step(rows)?;
        self.piece(&rows, most)
    }

    fn piece(&self, rows: &[Row], most: usize) -> Result<Piece, TableError> {
        let entry = |row: &Row| {
            let key: &[u8] = row.try_get(2).map_err(|error| self.place.failed(&error))?;
            Ok(Entry {
                key: Bytes::copy_from_slice(key),
                record: self.record(row, 0)?,
            })
        };
        let entries: Vec<Entry> = rows.iter().map(entry).collect::<Result<_, TableError>>()?;
        let last = entries.last().filter(|_| entries.len() == most);
        let next = last.map(|entry| entry.key.clone());
        Ok(Piece { entries, next })
    }

    /// What stands in two columns.
    fn record(&self, row: &Row, column: usize) -> Result<Record, TableError> {
        let failed = |error| self.place.failed(&error);
        let value: &[u8] = row.try_get(column).map_err(failed)?;
        let stamp: i64 = row.try_get(column + 1).map_err(failed)?;
        Ok(Record {
            value: Bytes::copy_from_slice(value),
            stamp: stamp.cast_unsigned(),
        })
    }

    /// Removes those of the entries that are as they were, and that nobody has in a
    /// transaction.
    pub(super) fn remove_unchanged(&self, entries: &[Entry]) -> Result<u64, TableError> {
        let keys: Vec<&[u8]> = entries.iter().map(|entry| &entry.key[..]).collect();
        let values: Vec<&[u8]> = entries
            .iter()
            .map(|entry| &entry.record.value[..])
            .collect();
        let stamps = entries.iter().map(|entry| entry.record.stamp.cast_signed());
        let stamps: Vec<i64> = stamps.collect();
        let locks: Vec<i64> = keys.iter().map(|key| self.place.lock(key)).collect();
        let remove = &self.statements.remove_unchanged;
        self.step(
            self.client
                .execute(remove, &[&keys, &values, &stamps, &locks]),
        )
    }

    /// Removes so many entries with the lowest stamps.
    pub(super) fn remove_oldest(&self, count: usize) -> Result<u64, TableError> {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        self.step(
            self.client
                .execute(&self.statements.remove_oldest, &[&count]),
        )
    }

    /// Finds out how many entries there are: exactly if they are few, or else about.
    pub(super) fn count(&self) -> Result<(), TableError> {
        self.counted.set(Instant::now());
        let row = self.step(
            self.client
                .query_one(&self.statements.count, &[&self.place.table]),
        )?;
        let count: i64 = row.try_get(0).map_err(|error| self.place.failed(&error))?;
        self.place.counts.counted(count);
        Ok(())
    }

    /// Waits until everything that was committed is on disk.
    pub(super) fn flush(&self) -> Result<(), TableError> {
        // What is committed last is flushed with all before it, if it is anything.
        let flush = "begin; set local synchronous_commit = on; select txid_current(); commit";
        self.step(self.client.batch_execute(flush))
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

/// The first key that comes after all that begin so, if there is one.
fn beyond(prefix: &[u8]) -> Option<Vec<u8>> {
    let length = prefix.iter().rposition(|byte| *byte < u8::MAX)? + 1;
    let mut end = prefix.get(..length)?.to_vec();
    *end.last_mut()? += 1;
    Some(end)
}

#[cfg(test)]
mod tests {
    use super::beyond;

    #[test]
    fn a_prefix_ends_before_the_next_one() {
        assert_eq!(beyond(b"ab").as_deref(), Some(&b"ac"[..]));
        assert_eq!(beyond(b"a\xff\xff").as_deref(), Some(&b"b"[..]));
        assert_eq!(beyond(b"\xff"), None);
        assert_eq!(beyond(b""), None);
    }
}
