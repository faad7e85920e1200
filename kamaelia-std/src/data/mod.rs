//! Data that outlives the program.

mod table;

pub use table::{
    AskTable, Entry, LONGEST_KEY, LONGEST_VALUE, Piece, Predicate, Record, Table, TableAnswer,
    TableAsk, TableError, TableRequest, TableStatus, Transaction, WhenFull, Work,
};
