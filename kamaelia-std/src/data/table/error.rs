use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::path::{Path, PathBuf};

/// Why a [`Table`](super::Table) was not opened, or what it was asked was not done.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TableError {
    /// The file cannot be opened.
    Open {
        /// The file.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// Another table, of this program or another, keeps its entries in the file.
    InUse {
        /// The file.
        path: PathBuf,
    },
    /// The file is that of another program.
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// The file is that of a table, of a version that is not known here.
    Version {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: i64,
        /// The version that is known here.
        known: i64,
    },
    /// The file is damaged.
    Corrupt {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// The disk does not take what was changed: it is full, too slow, or fails.
    Disk {
        /// The file.
        path: PathBuf,
        /// Why.
        why: String,
        /// How many changes wait for it.
        waiting: usize,
    },
    /// The file cannot be read.
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// There are as many entries as there may be.
    Full {
        /// How many that are.
        most: u64,
    },
    /// A key or a value is longer than it may be: [`LONGEST_KEY`](super::LONGEST_KEY),
    /// [`LONGEST_VALUE`](super::LONGEST_VALUE).
    TooLong {
        /// Which of them.
        what: &'static str,
        /// How long it is.
        length: usize,
        /// How long it may be.
        most: usize,
    },
    /// So many prunings wait for their turn that there is no place for another.
    Busy {
        /// How many may wait.
        most: usize,
    },
    /// The database that several programs share is out of reach, or refuses what it is
    /// asked.
    Away {
        /// Which table of which database.
        table: String,
        /// Why.
        why: String,
    },
    /// Another transaction holds what this one needs, and this one what that one needs,
    /// or it holds it for too long.
    Conflict {
        /// Which table of which database.
        table: String,
        /// What the database says.
        why: String,
    },
    /// The table of the database is not as one has to be that is used here.
    Schema {
        /// Which table of which database.
        table: String,
        /// What is wrong with it.
        why: String,
    },
    /// Whoever has answered is no [`Table`](super::Table).
    Answer,
}

impl Display for TableError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let name = |path: &Path| path.display().to_string();
        match self {
            TableError::Open { path, why } => {
                write!(f, "cannot open the table `{}`: {why}", name(path))
            }
            TableError::InUse { path } => write!(
                f,
                "the table `{}` is in use; end the other program, or choose another file",
                name(path)
            ),
            TableError::Foreign { path } => write!(
                f,
                "`{}` is no table; it is left as it is, choose another file",
                name(path)
            ),
            TableError::Version { path, found, known } => write!(
                f,
                "the table `{}` is of version {found}, and this program knows version {known}; \
                 it is left as it is, use the program that has written it",
                name(path)
            ),
            TableError::Corrupt { path, why } => write!(
                f,
                "the table `{}` is damaged: {why}; restore a copy of it, or move it away and \
                 begin with an empty one",
                name(path)
            ),
            TableError::Disk { path, why, waiting } => write!(
                f,
                "{waiting} changes of the table `{}` are not on disk: {why}; make room there",
                name(path)
            ),
            TableError::Read { path, why } => {
                write!(f, "cannot read the table `{}`: {why}", name(path))
            }
            TableError::Full { most } => write!(
                f,
                "the table is full: it has {most} entries; prune it, or raise `most`"
            ),
            TableError::TooLong { what, length, most } => write!(
                f,
                "a {what} of {length} bytes is too long: {most} is the most"
            ),
            TableError::Busy { most } => {
                write!(f, "{most} prunings of the table wait already; ask later")
            }
            TableError::Away { table, why } => {
                write!(f, "the table {table} is out of reach: {why}")
            }
            TableError::Conflict { table, why } => write!(
                f,
                "others hold entries of the table {table}: {why}; ask again"
            ),
            TableError::Schema { table, why } => write!(
                f,
                "the table {table} cannot be used: {why}; it is left as it is, use the program \
                 that has made it, or choose another name"
            ),
            TableError::Answer => f.write_str("the answer is not that of a table"),
        }
    }
}

impl Error for TableError {}
