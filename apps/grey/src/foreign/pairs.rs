use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::path::{Path, PathBuf};

/// A key and its value.
pub type Pair = (Vec<u8>, Vec<u8>);

/// What was read of a database, and what was not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pairs {
    /// What was read.
    pub pairs: Vec<Pair>,
    /// What could not be read.
    pub troubles: Vec<Trouble>,
    /// How many bytes there may be more: those of a file that is whole stand in it once.
    room: usize,
}

impl Pairs {
    /// None yet, of files that have so many bytes.
    pub(super) fn of(bytes: usize) -> Pairs {
        Pairs {
            room: bytes,
            ..Pairs::default()
        }
    }

    pub(super) fn push(&mut self, place: impl Into<String>, pair: Pair) {
        match self.room.checked_sub(pair.0.len() + pair.1.len()) {
            Some(room) => {
                self.room = room;
                self.pairs.push(pair);
            }
            None => self.trouble(place, "stands where others stand already"),
        }
    }

    pub(super) fn trouble(&mut self, place: impl Into<String>, why: impl Into<String>) {
        self.troubles.push(Trouble {
            place: place.into(),
            why: why.into(),
        });
    }
}

/// Something that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// Where it stands, such as `page 7, entry 3`.
    pub place: String,
    /// What is wrong with it.
    pub why: String,
}

impl Display for Trouble {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.why)
    }
}

/// A file that is no database that can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoDatabase {
    /// The file.
    pub path: PathBuf,
    /// What is wrong with it.
    pub why: String,
}

impl NoDatabase {
    pub(super) fn new(path: &Path, why: String) -> NoDatabase {
        NoDatabase {
            path: path.to_owned(),
            why,
        }
    }
}

impl Display for NoDatabase {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} cannot be read: {}", self.path.display(), self.why)
    }
}

impl Error for NoDatabase {}
