use super::{Rows, RowsError};
use std::collections::HashMap;
use std::hash::BuildHasher;

/// Rows that are gone with the program: for tests, and for a first look.
impl<S: BuildHasher> Rows for HashMap<Vec<u8>, Vec<u8>, S> {
    fn get(&mut self, key: &[u8]) -> Result<Option<Vec<u8>>, RowsError> {
        Ok(HashMap::get(self, key).cloned())
    }

    fn put(&mut self, key: &[u8], value: &[u8], _: u64) -> Result<(), RowsError> {
        self.insert(key.to_vec(), value.to_vec());
        Ok(())
    }
}
