use crate::config;
use kamaelia::Stop;
use kamaelia::prelude::*;
use kamaelia_std::data::{PostgresAddress, PostgresTable, Table, TableRequest};
use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::io;
use std::path::{Path, PathBuf};

/// Where is remembered who has passed: in a file of its own, or in a database that several
/// mail exchangers share.
///
/// It is asked by [`AskTable`](kamaelia_std::data::AskTable) in either case. Told to
/// finish, it answers until nobody has its address any more.
#[derive(Component)]
pub struct Store {
    /// How it is told to end.
    #[inbox(optional)]
    control: Inbox<Shutdown>,

    /// What it is asked.
    #[inbox(optional)]
    inbox: Inbox<TableRequest>,

    /// That the database has gone, and that it is there again.
    #[outbox(optional)]
    news: Outbox<String>,

    settings: config::Store,
}

impl Main for Store {
    async fn main(self) -> Outcome {
        match &self.settings.shared {
            Some(address) => {
                let address = with_password(address, &self.settings.shared_password_file)?;
                let table = in_database(address, &self.settings);
                graphline! {
                    TABLE = table;

                    self.inbox   -> TABLE.inbox;
                    self.control -> TABLE.control;
                    TABLE.news   -> self.news via |news| news.to_string();
                }
                .run()
                .await
            }
            None => {
                let table = in_file(&self.settings);
                graphline! {
                    TABLE = table;

                    self.inbox   -> TABLE.inbox;
                    self.control -> TABLE.control;
                }
                .run()
                .await
            }
        }
    }
}

fn in_file(settings: &config::Store) -> Table {
    Table::new(&settings.path)
        .most(settings.entries)
        .most_bytes(settings.bytes)
        .commit_after(settings.commit_after)
        .durable(settings.sync)
}

fn in_database(address: PostgresAddress, settings: &config::Store) -> PostgresTable {
    PostgresTable::new(address)
        .table(settings.shared_table.clone())
        .connections(settings.shared_connections)
        .timeout(settings.shared_timeout)
        .most(settings.entries)
        .durable(settings.sync)
}

/// A file with a password that cannot be read.
#[derive(Debug)]
struct NoPassword {
    file: PathBuf,
    error: io::Error,
}

impl Display for NoPassword {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let NoPassword { file, error } = self;
        let file = file.display();
        write!(f, "cannot read the password in `{file}`: {error}")
    }
}

impl Error for NoPassword {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.error)
    }
}

fn with_password(address: &PostgresAddress, file: &Path) -> Result<PostgresAddress, Stop> {
    let address = address.clone();
    if file.as_os_str().is_empty() {
        return Ok(address);
    }
    let password = std::fs::read(file).map_err(|error| NoPassword {
        file: file.to_owned(),
        error,
    })?;
    // Whoever wrote it with an editor has ended its line.
    Ok(address.password(password.trim_ascii_end()))
}
