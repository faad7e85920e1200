//! Data that outlives the program.

#[cfg(feature = "postgres")]
mod postgres;
mod table;

#[cfg(feature = "postgres")]
pub use postgres::{BadPostgresAddress, PostgresAddress, PostgresNews, PostgresTable};
pub use table::{
    AskTable, Entry, LONGEST_KEY, LONGEST_VALUE, Piece, Predicate, Record, Table, TableAnswer,
    TableAsk, TableError, TableRequest, TableStatus, Transaction, WhenFull, Work,
};
