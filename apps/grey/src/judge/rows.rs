use crate::policy::{Rows, RowsError};
use bytes::Bytes;
use kamaelia_std::data::{TableError, Transaction};

/// The rows of a table, for one decision.
pub(super) struct TableRows<'r, 't> {
    transaction: &'r mut Transaction<'t>,
    trouble: Option<TableError>,
}

/// What a policy does with a table, in one transaction.
pub(crate) fn with_rows<R>(
    transaction: &mut Transaction<'_>,
    decide: impl FnOnce(&mut dyn Rows) -> Result<R, RowsError>,
) -> Result<R, TableError> {
    let mut rows = TableRows {
        transaction,
        trouble: None,
    };
    // A policy fails only with its rows.
    decide(&mut rows).map_err(|_| rows.trouble.unwrap_or(TableError::Answer))
}

impl TableRows<'_, '_> {
    fn failed(&mut self, error: TableError) -> RowsError {
        self.trouble = Some(error.clone());
        RowsError(Box::new(error))
    }
}

impl Rows for TableRows<'_, '_> {
    fn get(&mut self, key: &[u8]) -> Result<Option<Vec<u8>>, RowsError> {
        match self.transaction.get(key) {
            Ok(record) => Ok(record.map(|record| record.value.to_vec())),
            Err(error) => Err(self.failed(error)),
        }
    }

    fn peek(&mut self, key: &[u8]) -> Result<Option<Vec<u8>>, RowsError> {
        match self.transaction.peek(key) {
            Ok(record) => Ok(record.map(|record| record.value.to_vec())),
            Err(error) => Err(self.failed(error)),
        }
    }

    fn put(&mut self, key: &[u8], value: &[u8], stamp: u64) -> Result<(), RowsError> {
        // They stay together, and in one piece of memory.
        let mut row = Bytes::from([key, value].concat());
        let value = row.split_off(key.len());
        let put = self.transaction.put(row, value, stamp);
        put.map_err(|error| self.failed(error))
    }
}
