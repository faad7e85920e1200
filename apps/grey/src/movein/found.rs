use crate::foreign::{NoDatabase, Pairs, Trouble};
use crate::policy::Imported;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// What was found in the databases of another program.
#[derive(Debug, Default)]
pub struct Found {
    /// What they remember.
    pub remembered: Vec<Imported>,
    /// The databases, with how they are.
    pub databases: Vec<Database>,
    /// What whoever imports them should know.
    pub notes: Vec<String>,
}

/// A database of another program.
#[derive(Debug)]
pub struct Database {
    /// The file.
    pub path: PathBuf,
    /// How many records were read, and understood.
    pub read: usize,
    /// How many were read whose key is a hash, from which nothing can be told.
    pub hashed: usize,
    /// What was not read, or not understood.
    pub troubles: Vec<Trouble>,
}

impl Found {
    /// Whether all was read.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        let mut databases = self.databases.iter();
        databases.all(|database| database.troubles.is_empty())
    }

    /// Takes the records of a database, each as `understand` does.
    pub(super) fn take(
        &mut self,
        path: &Path,
        pairs: Pairs,
        understand: impl Fn(&[u8], &[u8]) -> Record,
    ) {
        let mut database = Database {
            path: path.to_owned(),
            read: 0,
            hashed: 0,
            troubles: pairs.troubles,
        };
        for (key, value) in pairs.pairs {
            match understand(&key, &value) {
                Record::Imported(remembered) => {
                    database.read += 1;
                    self.remembered.push(remembered);
                }
                Record::Hashed => database.hashed += 1,
                Record::None(why) => database.troubles.push(Trouble {
                    place: format!("record `{}`", shown(&key)),
                    why: why.to_owned(),
                }),
            }
        }
        self.databases.push(database);
    }
}

/// What a record is.
pub(super) enum Record {
    Imported(Imported),
    Hashed,
    /// None that can be understood, and why.
    None(&'static str),
}

/// A database that has to be there.
pub(super) fn missing(path: &Path, what: &str) -> NoDatabase {
    NoDatabase {
        path: path.to_owned(),
        why: format!("there is no {what}"),
    }
}

/// A second since 1970.
pub(super) fn time(seconds: u64) -> Option<SystemTime> {
    UNIX_EPOCH.checked_add(Duration::from_secs(seconds))
}

/// A key as it can be printed, and not longer than a line.
fn shown(key: &[u8]) -> String {
    let shown = key.escape_ascii().to_string();
    match shown.get(..100) {
        Some(begin) => format!("{begin}..."),
        None => shown,
    }
}
