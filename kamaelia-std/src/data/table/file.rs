use super::TableError;
use super::behind::Behind;
use super::journal;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use std::fmt::Display;
use std::fs::{File, TryLockError};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Says in the head of the file that it is a table: "KamT".
const APPLICATION: i64 = 0x4B61_6D54;

/// The version of what follows.
const VERSION: i64 = 1;

/// That of a file with a [journal], which makes it a file that who knows no other than the
/// first does not read.
const WITH_JOURNAL: i64 = 2;

/// The entries in the order of their keys, and how many they are: to count them takes
/// long.
const LAYOUT: &str = "
    CREATE TABLE entries (key BLOB PRIMARY KEY, value BLOB NOT NULL, stamp INTEGER NOT NULL)
        WITHOUT ROWID;
    CREATE TABLE counts (name TEXT PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID;
    INSERT INTO counts VALUES ('entries', 0);
";

const COUNT: &str = "SELECT count FROM counts WHERE name = 'entries'";

/// How long somebody else may look at the file while a commit waits: a program that
/// makes a copy of it, for example.
const PATIENCE: Duration = Duration::from_secs(5);

/// How far the log beside the file, which has what is newest, may grow: what the disk has
/// to have room for besides the entries.
const LOG: u32 = 4 << 20;

/// A file that is open to be written.
pub(super) struct Opened {
    pub(super) connection: Connection,
    pub(super) path: PathBuf,
    /// How many entries there are, with what is behind.
    pub(super) entries: u64,
    pub(super) has_journal: bool,
    /// What is in the journal, and not in its place.
    pub(super) behind: Behind,
}

/// The file of a table, which is nobody else's for as long as this is there.
pub(super) struct TableFile {
    path: PathBuf,
    /// SQLite's own locks are gone as soon as the program closes any file of this name,
    /// so this is to be dropped after the connections.
    locked: File,
}

impl Drop for TableFile {
    fn drop(&mut self) {
        // A program that is just being started has a share in each open file, and would
        // hold the lock for a moment longer.
        let _ = self.locked.unlock();
    }
}

impl TableFile {
    pub(super) fn open(path: &Path) -> Result<TableFile, TableError> {
        let cannot = |error: io::Error| open_error(path, error);
        let file = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)
            .map_err(cannot)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(TableError::InUse { path: path.into() }),
            Err(TryLockError::Error(error)) => return Err(cannot(error)),
        }
        Ok(TableFile {
            path: path.into(),
            locked: file,
        })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Opens it to be written.
    pub(super) fn writer(&self, most_bytes: u64, check: bool) -> Result<Opened, TableError> {
        let connection = self.connect()?;
        self.prepare(&connection, most_bytes)
            .map_err(|error| self.error(error))?;
        if self.is_new(&connection)? {
            self.lay_out(&connection)
                .map_err(|error| self.error(error))?;
            self.keep_name()
                .map_err(|error| open_error(&self.path, error))?;
        }
        let has_journal = self.check_version(&connection)? == WITH_JOURNAL;
        if check {
            self.check(&connection)?;
        }
        let entries: i64 = connection
            .query_row(COUNT, (), |row| row.get(0))
            .map_err(|error| self.error(error))?;
        let behind = match has_journal {
            true => self.behind(&connection)?,
            false => Behind::default(),
        };
        Ok(Opened {
            entries: match behind.is_empty() {
                true => entries.cast_unsigned(),
                false => behind.entries(),
            },
            path: self.path.clone(),
            connection,
            has_journal,
            behind,
        })
    }

    fn behind(&self, connection: &Connection) -> Result<Behind, TableError> {
        let rows = journal::rows(connection).map_err(|error| self.error(error))?;
        let behind = rows.into_iter().try_fold(Behind::default(), Behind::with);
        behind.ok_or_else(|| TableError::Corrupt {
            path: self.path.clone(),
            why: "a row of its journal cannot be read".to_owned(),
        })
    }

    /// A connection that only looks; made after the one that writes.
    pub(super) fn reader(&self, cache: usize) -> Result<Connection, TableError> {
        let connection = self.connect()?;
        set_cache(&connection, cache).map_err(|error| self.error(error))?;
        Ok(connection)
    }

    fn connect(&self) -> Result<Connection, TableError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connect = || {
            let connection = Connection::open_with_flags(&self.path, flags)?;
            connection.busy_timeout(PATIENCE)?;
            // Who finds the file damaged leaves it as it is.
            connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
            Ok(connection)
        };
        connect().map_err(|error| self.error(error))
    }

    fn prepare(&self, connection: &Connection, most_bytes: u64) -> rusqlite::Result<()> {
        // A commit is on disk when it is done.
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "cell_size_check", true)?;
        connection.pragma_update(None, "journal_size_limit", LOG)?;
        set_cache(connection, 8 << 20)?;
        let page: u32 = number(connection, "page_size")?;
        let pages = (most_bytes / u64::from(page.max(1))).clamp(1, u64::from(u32::MAX) - 1);
        connection.query_row(&format!("PRAGMA max_page_count = {pages}"), (), |_| Ok(()))
    }

    /// Whether nothing was ever written to it: it was just made, or the program was
    /// killed when it had just made it.
    fn is_new(&self, connection: &Connection) -> Result<bool, TableError> {
        let look = || {
            let tables: i64 =
                connection.query_row("SELECT count(*) FROM sqlite_schema", (), |row| row.get(0))?;
            let application: i64 = number(connection, "application_id")?;
            Ok(tables == 0 && application == 0)
        };
        look().map_err(|error| self.error(error))
    }

    fn lay_out(&self, connection: &Connection) -> rusqlite::Result<()> {
        // Who reads is not held up by who writes.
        connection.pragma_update(None, "journal_mode", "WAL")?;
        let all = format!(
            "BEGIN IMMEDIATE; {LAYOUT}
             PRAGMA user_version = {VERSION}; PRAGMA application_id = {APPLICATION}; COMMIT"
        );
        connection.execute_batch(&all)
    }

    /// Has the file's name outlive a loss of power, as what is in it does.
    fn keep_name(&self) -> io::Result<()> {
        let folder = self.path.parent().filter(|it| !it.as_os_str().is_empty());
        match cfg!(unix) {
            true => File::open(folder.unwrap_or(Path::new(".")))?.sync_all(),
            false => Ok(()),
        }
    }

    fn check_version(&self, connection: &Connection) -> Result<i64, TableError> {
        let read = |name| number(connection, name).map_err(|error| self.error(error));
        let path = || self.path.clone();
        if read("application_id")? != APPLICATION {
            return Err(TableError::Foreign { path: path() });
        }
        match read("user_version")? {
            found @ VERSION..=WITH_JOURNAL => Ok(found),
            found => Err(TableError::Version {
                path: path(),
                found,
                known: WITH_JOURNAL,
            }),
        }
    }

    fn check(&self, connection: &Connection) -> Result<(), TableError> {
        let found: String = connection
            .query_row("PRAGMA quick_check(1)", (), |row| row.get(0))
            .map_err(|error| self.error(error))?;
        match found.as_str() {
            "ok" => Ok(()),
            _ => Err(TableError::Corrupt {
                path: self.path.clone(),
                why: found,
            }),
        }
    }

    fn error(&self, error: rusqlite::Error) -> TableError {
        damage(&self.path, &error).unwrap_or_else(|| open_error(&self.path, error))
    }
}

fn open_error(path: &Path, why: impl Display) -> TableError {
    TableError::Open {
        path: path.into(),
        why: why.to_string(),
    }
}

/// An error that says that the file is damaged.
pub(super) fn damage(path: &Path, error: &rusqlite::Error) -> Option<TableError> {
    let is_damage = match error {
        rusqlite::Error::SqliteFailure(failure, _) => matches!(
            failure.code,
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase
        ),
        // The layout is another than the version says.
        rusqlite::Error::QueryReturnedNoRows
        | rusqlite::Error::InvalidColumnType(..)
        | rusqlite::Error::IntegralValueOutOfRange(..) => true,
        _ => false,
    };
    is_damage.then(|| TableError::Corrupt {
        path: path.into(),
        why: error.to_string(),
    })
}

fn number<T: rusqlite::types::FromSql>(connection: &Connection, name: &str) -> rusqlite::Result<T> {
    connection.pragma_query_value(None, name, |row| row.get(0))
}

fn set_cache(connection: &Connection, bytes: usize) -> rusqlite::Result<()> {
    // What is negative is in KiB.
    let kib = i64::try_from(bytes / 1024).unwrap_or(i64::MAX).max(1);
    connection.pragma_update(None, "cache_size", -kib)
}

/// Has the log beside the file take no room any more. By itself SQLite does that
/// only when somebody writes again.
pub(super) fn shorten(connection: &Connection) -> rusqlite::Result<()> {
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", (), |_| Ok(()))
}

/// Gives the log beside the file its place on the disk: to write where there is something
/// takes half as long as to make a file longer. Zeros are nothing that SQLite would read.
pub(super) fn lengthen_log(path: &Path) -> io::Result<()> {
    let mut name = path.as_os_str().to_owned();
    name.push("-wal");
    let mut log = File::options().append(true).open(name)?;
    let missing = u64::from(LOG).saturating_sub(log.metadata()?.len());
    if missing > 0 {
        io::copy(&mut io::repeat(0).take(missing), &mut log)?;
        log.sync_all()?;
    }
    Ok(())
}

/// Makes it a file with a journal, as a part of a transaction.
pub(super) fn add_journal(connection: &Connection) -> rusqlite::Result<()> {
    journal::lay_out(connection)?;
    connection.pragma_update(None, "user_version", WITH_JOURNAL)
}

/// Puts all into one file when the last connection closes.
pub(super) fn tidy_on_close(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_closed_is_free_whoever_has_a_share_in_it() {
        let name = format!("kamaelia-table-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        let file = TableFile::open(&path).expect("it is free");
        assert!(matches!(
            TableFile::open(&path),
            Err(TableError::InUse { .. })
        ));
        let _share = file.locked.try_clone().expect("it is open");
        drop(file);
        assert!(TableFile::open(&path).is_ok());
        let _ = std::fs::remove_file(&path);
    }
}
