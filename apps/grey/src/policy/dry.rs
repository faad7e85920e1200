use super::{Rows, RowsError};
use std::collections::HashMap;

/// Rows in which nothing is changed: what is put stands here alone, and goes with it.
pub(super) struct Dry<'r> {
    rows: &'r mut dyn Rows,
    changed: HashMap<Vec<u8>, Vec<u8>>,
}

impl Dry<'_> {
    pub(super) fn new(rows: &mut dyn Rows) -> Dry<'_> {
        Dry {
            rows,
            changed: HashMap::new(),
        }
    }
}

impl Rows for Dry<'_> {
    fn get(&mut self, key: &[u8]) -> Result<Option<Vec<u8>>, RowsError> {
        match self.changed.get(key) {
            Some(value) => Ok(Some(value.clone())),
            None => self.rows.get(key),
        }
    }

    fn put(&mut self, key: &[u8], value: &[u8], _: u64) -> Result<(), RowsError> {
        self.changed.insert(key.to_vec(), value.to_vec());
        Ok(())
    }
}
