use std::error::Error;
use std::fmt::{self, Display, Formatter};

/// Where a policy keeps what it remembers: bytes by their keys.
///
/// All that is read and written for one decision belongs together, so a store gives
/// one transaction for it. [`is_over`](super::is_over) tells what may be thrown away.
pub trait Rows {
    /// What stands under a key.
    ///
    /// # Errors
    ///
    /// [`RowsError`] if it cannot be read.
    fn get(&mut self, key: &[u8]) -> Result<Option<Vec<u8>>, RowsError>;

    /// The same for what is set once and then only read: others may read it meanwhile,
    /// where a store has to keep them apart.
    ///
    /// # Errors
    ///
    /// As [`get`](Rows::get).
    fn peek(&mut self, key: &[u8]) -> Result<Option<Vec<u8>>, RowsError> {
        self.get(key)
    }

    /// Puts something under a key, in place of what stood there. Where there is no room
    /// for all, what has the lowest stamp goes first: that is the second from which on
    /// it is over.
    ///
    /// # Errors
    ///
    /// [`RowsError`] if it cannot be written.
    fn put(&mut self, key: &[u8], value: &[u8], stamp: u64) -> Result<(), RowsError>;
}

/// What is remembered cannot be read or written. The store's own error says why.
#[derive(Debug)]
pub struct RowsError(pub Box<dyn Error + Send + Sync>);

impl Display for RowsError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "what is remembered of senders is out of reach: {}",
            self.0
        )
    }
}

impl Error for RowsError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&*self.0)
    }
}
