use crate::judge::with_rows;
use crate::policy::{Adopted, Imported, Policy, Rows, RowsError};
use kamaelia::{InboxAddress, RequestError};
use kamaelia_std::data::{AskTable, TableError, TableRequest};
use std::collections::HashMap;
use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::sync::Arc;
use std::time::SystemTime;

/// What has become of what another program has remembered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many triplets are remembered now.
    pub triplets: usize,
    /// How many clients.
    pub clients: usize,
    /// Of how many more is known here already.
    pub known: usize,
    /// How many are of no use any more.
    pub over: usize,
    /// How many are clients, which are not trusted here.
    pub untrusted: usize,
}

/// Adds what another program has remembered to a table: all of it, or nothing.
///
/// # Errors
///
/// [`AdoptError`] if the table does not take it; then it is as it was.
pub async fn adopt(
    table: &InboxAddress<TableRequest>,
    policy: Arc<Policy>,
    remembered: Vec<Imported>,
    now: SystemTime,
) -> Result<Tally, AdoptError> {
    let done = table.transaction(move |transaction| {
        with_rows(transaction, |rows| all(&policy, &remembered, rows, now))
    });
    let tally = done.await??;
    table.sync().await??;
    Ok(tally)
}

/// What [`adopt`] would do; without a table, with an empty one.
///
/// # Errors
///
/// [`AdoptError`] if the table cannot be read.
pub async fn would_adopt(
    table: Option<&InboxAddress<TableRequest>>,
    policy: Arc<Policy>,
    remembered: Vec<Imported>,
    now: SystemTime,
) -> Result<Tally, AdoptError> {
    let Some(table) = table else {
        let mut rows = HashMap::new();
        return Ok(all(&policy, &remembered, &mut rows, now)?);
    };
    let looked = table.transaction(move |transaction| {
        with_rows(transaction, |rows| {
            let mut rows = Unwritten {
                rows,
                written: HashMap::new(),
            };
            all(&policy, &remembered, &mut rows, now)
        })
    });
    Ok(looked.await??)
}

fn all(
    policy: &Policy,
    remembered: &[Imported],
    rows: &mut dyn Rows,
    now: SystemTime,
) -> Result<Tally, RowsError> {
    let mut tally = Tally::default();
    for one in remembered {
        let count = match (policy.adopt(one, rows, now)?, one) {
            (Adopted::Taken, Imported::Triplet { .. }) => &mut tally.triplets,
            (Adopted::Taken, Imported::Client { .. }) => &mut tally.clients,
            (Adopted::Known, _) => &mut tally.known,
            (Adopted::Over, _) => &mut tally.over,
            (Adopted::Untrusted, _) => &mut tally.untrusted,
        };
        *count += 1;
    }
    Ok(tally)
}

/// Rows whose changes are forgotten.
struct Unwritten<'r> {
    rows: &'r mut dyn Rows,
    written: HashMap<Vec<u8>, Vec<u8>>,
}

impl Rows for Unwritten<'_> {
    fn get(&mut self, key: &[u8]) -> Result<Option<Vec<u8>>, RowsError> {
        match self.written.get(key) {
            Some(value) => Ok(Some(value.clone())),
            None => self.rows.get(key),
        }
    }

    fn put(&mut self, key: &[u8], value: &[u8], _: u64) -> Result<(), RowsError> {
        self.written.insert(key.to_vec(), value.to_vec());
        Ok(())
    }
}

/// A table does not take what it is given.
#[derive(Debug)]
pub enum AdoptError {
    /// It says why.
    Table(TableError),
    /// It does not answer.
    NoTable(RequestError),
    /// Rows in memory are out of reach, which they never are.
    Rows(RowsError),
}

impl Display for AdoptError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            AdoptError::Table(error) => write!(f, "nothing was imported: {error}"),
            AdoptError::NoTable(error) => write!(f, "nothing was imported: {error}"),
            AdoptError::Rows(error) => write!(f, "nothing was imported: {error}"),
        }
    }
}

impl Error for AdoptError {}

impl From<TableError> for AdoptError {
    fn from(error: TableError) -> AdoptError {
        AdoptError::Table(error)
    }
}

impl From<RequestError> for AdoptError {
    fn from(error: RequestError) -> AdoptError {
        AdoptError::NoTable(error)
    }
}

impl From<RowsError> for AdoptError {
    fn from(error: RowsError) -> AdoptError {
        AdoptError::Rows(error)
    }
}
