use super::CommandLine;
use crate::config::{Config, Store};
use crate::movein::{AdoptError, Found, Tally, adopt, original, postgrey, would_adopt};
use crate::policy::{Policy, Secret};
use clap::{Args, ValueEnum};
use kamaelia::Stop;
use kamaelia::prelude::*;
use kamaelia_std::data::{Table, TableError};
use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// Takes over what another greylister has remembered.
#[derive(Clone, Debug, Args)]
pub struct Import {
    /// Whose databases they are.
    from: Program,

    /// The folder with the databases, or one of them.
    path: PathBuf,

    /// Only says what would be imported.
    #[arg(long)]
    dry_run: bool,

    /// Imports what can be read of damaged databases. Without it, nothing of them is.
    #[arg(long)]
    keep_what_is_good: bool,

    /// How long that postgrey has had strangers wait: its `--delay`.
    #[arg(long, value_name = "TIME", default_value = "5m", value_parser = humantime::parse_duration)]
    delay: Duration,
}

/// Whose databases can be imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Program {
    /// postgrey.db and postgrey_clients.db
    Postgrey,
    /// greylisted.dbm and attempters.dbm of the original Kamaelia Grey
    Original,
}

/// How many of the things that cannot be read are printed each for itself.
const SHOWN: usize = 20;

/// What a record takes in memory on its way to the disk, at most.
const IN_MEMORY: usize = 800;

impl Import {
    pub(super) async fn run(self, line: &CommandLine) -> Outcome {
        let config = line.load()?;
        let found = match self.from {
            Program::Postgrey => postgrey::read(&self.path, self.delay)?,
            Program::Original => original::read(&self.path)?,
        };
        show(&found);
        let prefixes = config.settings().prefixes;
        if self.from == Program::Postgrey && (prefixes.v4 > 24 || prefixes.v6 > 64) {
            println!(
                "note: unless it ran with --lookup-by-host, postgrey remembers networks (of 24 \
                 bits, and of 64), and these settings know single addresses: what it knew holds \
                 for the first one of each"
            );
        }
        if !found.is_whole() && !self.keep_what_is_good {
            return Err(CannotImport::Damaged.into());
        }
        let tally = self.adopt(config, found).await?;
        println!("{}", Told(tally, self.dry_run));
        Ok(())
    }

    async fn adopt(&self, config: Config, found: Found) -> Result<Tally, Stop> {
        let store = &config.store;
        if store.shared.is_some() {
            return Err(CannotImport::Shared.into());
        }
        is_free(&store.path)?;
        let policy = Arc::new(Policy::new(config.settings(), Secret::random()?));
        let (remembered, now) = (found.remembered, SystemTime::now());
        let count = remembered.len();
        if self.dry_run && !store.path.exists() {
            return Ok(would_adopt(None, policy, remembered, now).await?);
        }
        let mut table = table(store, count);
        let rows = table.inbox().address();
        let graph = graphline! { TABLE = table; };
        let graph = graph.spawn();
        let tally = match self.dry_run {
            true => would_adopt(Some(&rows), policy, remembered, now).await,
            false => adopt(&rows, policy, remembered, now).await,
        };
        drop(rows);
        // A table that could not be opened says why itself.
        graph.join().await?;
        match tally {
            Err(AdoptError::Table(TableError::Full { most })) => {
                Err(CannotImport::Full { most, count }.into())
            }
            tally => Ok(tally?),
        }
    }
}

/// The table of these settings, with room for so many changes at once.
fn table(store: &Store, changes: usize) -> Table {
    Table::new(&store.path)
        .most(store.entries)
        .most_bytes(store.bytes)
        .memory((64 << 20) + changes.saturating_mul(IN_MEMORY))
}

/// An error if somebody keeps a table in this file: a table takes the same lock.
fn is_free(path: &Path) -> Result<(), CannotImport> {
    let Ok(file) = File::options().read(true).write(true).open(path) else {
        return Ok(());
    };
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Err(CannotImport::InUse { path: path.into() }),
        // The table itself says what else there is.
        Ok(()) | Err(TryLockError::Error(_)) => Ok(()),
    }
}

/// Prints what was read, and what was not.
fn show(found: &Found) {
    for database in &found.databases {
        let path = database.path.display();
        println!("{path}: {} records read", database.read);
        if database.hashed > 0 {
            println!(
                "{path}: {} records are hashes (postgrey ran with --privacy), which cannot be \
                 turned back; they are left out",
                database.hashed
            );
        }
        let troubles = &database.troubles;
        if !troubles.is_empty() {
            println!("{path}: what cannot be read: {}", troubles.len());
        }
        for trouble in troubles.iter().take(SHOWN) {
            println!("  {trouble}");
        }
        if let Some(more @ 1..) = troubles.len().checked_sub(SHOWN) {
            println!("  and {more} more");
        }
    }
    for note in &found.notes {
        println!("note: {note}");
    }
}

/// What was done, or would be.
struct Told(Tally, bool);

impl Display for Told {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Told(tally, dry_run) = self;
        let begin = if *dry_run { "would import" } else { "imported" };
        let Tally {
            triplets,
            clients,
            known,
            over,
            untrusted,
        } = tally;
        write!(
            f,
            "{begin} {triplets} triplets and {clients} clients; left out: {known} of which the \
             store knows more, {over} that are over"
        )?;
        if *untrusted > 0 {
            write!(f, ", {untrusted} clients, since `clients.passes` is 0")?;
        }
        Ok(())
    }
}

/// Nothing was imported.
#[derive(Debug)]
enum CannotImport {
    Damaged,
    Shared,
    InUse { path: PathBuf },
    Full { most: u64, count: usize },
}

impl Display for CannotImport {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("nothing was imported: ")?;
        match self {
            CannotImport::Damaged => {
                f.write_str("not all can be read; `--keep-what-is-good` imports what can")
            }
            CannotImport::Shared => f.write_str(
                "an import goes to the file `store.path`, and these settings share a store \
                 (`store.shared`)",
            ),
            CannotImport::InUse { path } => write!(
                f,
                "`{}` is in use, most likely by a grey that runs; end it, import, and start it \
                 again",
                path.display()
            ),
            CannotImport::Full { most, count } => write!(
                f,
                "{count} records do not fit in a store of {most} entries; raise `store.entries`"
            ),
        }
    }
}

impl Error for CannotImport {}
