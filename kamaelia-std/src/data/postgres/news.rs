use crate::data::TableError;
use std::fmt::{self, Display, Formatter};

/// What becomes of the database of a [`PostgresTable`](super::PostgresTable).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PostgresNews {
    /// It is out of reach, or it is for another reason than before. This is said once, and
    /// not each time it is tried again.
    Away(TableError),
    /// It is there again.
    Back {
        /// Which table of which database.
        table: String,
    },
}

impl Display for PostgresNews {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            PostgresNews::Away(error) => error.fmt(f),
            PostgresNews::Back { table } => write!(f, "the table {table} is within reach again"),
        }
    }
}
