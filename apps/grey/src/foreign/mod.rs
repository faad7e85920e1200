//! Databases that other programs have written, read without those programs.
//!
//! | | |
//! |---|---|
//! | [`berkeley`] | Berkeley DB, as trees (postgrey) and as hashes (Python's `dbhash`) |
//! | [`gdbm`] | GNU dbm |
//! | [`dumb`] | Python's `dumbdbm`: two files, one of which is text |
//!
//! They are only read. What cannot be read is told with its place, and the rest is read
//! all the same: whoever asks decides what that is worth. None of these formats has
//! checksums that are in use, so a byte that was changed within a text is not noticed
//! here.

pub mod berkeley;
pub mod dumb;
pub mod gdbm;

mod fuzz;
mod numbers;
mod pairs;
mod python;

pub use fuzz::fuzz;
pub use pairs::{NoDatabase, Pair, Pairs, Trouble};
pub use python::{integers, text, texts};

use std::path::{Path, PathBuf};

/// Reads the database at `path`, of whichever kind it is. One of Python's is known by
/// the name without its ending, as Python knows it.
///
/// # Errors
///
/// [`NoDatabase`], which names the file, if there is none or it is none that is known.
pub fn read(path: &Path) -> Result<Pairs, NoDatabase> {
    let read = |path: &Path| {
        std::fs::read(path).map_err(|error| NoDatabase::new(path, format!("{error}; is it there?")))
    };
    if !path.is_file() {
        let (places, values) = (beside(path, ".dir"), beside(path, ".dat"));
        if places.is_file() && values.is_file() {
            return Ok(dumb::read(&read(&places)?, &read(&values)?));
        }
        // Where Berkeley DB or gdbm plays the part of the old `ndbm`.
        let others = [".db", ".pag"].map(|ending| beside(path, ending));
        if let Some(other) = others.iter().find(|other| other.is_file()) {
            return self::read(other);
        }
    }
    let bytes = read(path)?;
    let read = berkeley::read(&bytes).or_else(|| gdbm::read(&bytes));
    match read {
        Some(Ok(pairs)) => Ok(pairs),
        Some(Err(why)) => Err(NoDatabase::new(path, why)),
        None => {
            let why = "it is neither of Berkeley DB nor of gdbm, or its beginning is damaged";
            Err(NoDatabase::new(path, why.to_owned()))
        }
    }
}

/// Whether there is a database at `path` in one of these ways.
#[must_use]
pub fn is_there(path: &Path) -> bool {
    let is_there = |ending| beside(path, ending).is_file();
    path.is_file() || [".dir", ".db", ".pag"].into_iter().any(is_there)
}

/// The file of this name with something behind it.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}
