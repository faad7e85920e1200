//! What is measured.

use crate::daemon::{Daemon, free_address};
use crate::place::{Kind, Place};
use crate::{Folder, Result};
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;

/// grey with an empty store, and where it is spoken to.
pub(crate) struct Grey {
    pub(crate) daemon: Daemon,
    pub(crate) place: Place,
    _folder: Folder,
}

/// Whether a decision is on disk when it is told.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Durability {
    /// Those of a second go there together.
    Group,
    /// It is, as with postgrey.
    Each,
}

impl Grey {
    /// Decides for Postfix, and greylists everybody.
    pub(crate) fn policy(program: &Path, durability: Durability, kind: Kind) -> Result<Grey> {
        let folder = Folder::new("grey")?;
        let place = kind.place(&folder.0)?;
        let listens = match &place {
            Place::Address(address) => address.to_string(),
            Place::Socket(path) => format!("unix:{}", path.display()),
        };
        let commits = match durability {
            Durability::Group => "",
            Durability::Each => "sync = true\n",
        };
        // No resolver is asked: postgrey asks none either.
        let settings = format!(
            "[server]\nlisten = []\ndomains = [\"example.org\"]\n\
             [postfix]\nlisten = [\"{listens}\"]\n\
             [policy]\ndelay = \"5m\"\n\
             [clients]\npasses = 0\n\
             [store]\n{commits}"
        );
        Grey::start(program, folder, &settings, place)
    }

    /// The same, with a store at this PostgreSQL, empty as long as nobody else has made a
    /// table of this name there.
    pub(crate) fn sharing(program: &Path, url: &str, table: &str, sync: bool) -> Result<Grey> {
        let address = free_address()?;
        let settings = format!(
            "[server]\nlisten = []\ndomains = [\"example.org\"]\n\
             [postfix]\nlisten = [\"{address}\"]\n\
             [policy]\ndelay = \"5m\"\n\
             [clients]\npasses = 0\n\
             [store]\nshared = {url:?}\nshared_table = {table:?}\nsync = {sync}\n"
        );
        Grey::start(
            program,
            Folder::new("grey")?,
            &settings,
            Place::Address(address),
        )
    }

    /// Stands before a mail server, and lets everybody pass.
    pub(crate) fn proxy(program: &Path, backend: SocketAddr) -> Result<Grey> {
        let address = free_address()?;
        let settings = format!(
            "[server]\nlisten = [\"{address}\"]\ndomains = [\"example.org\"]\n\
             [limits]\nconnections_per_address = 1000\ncommands = 10000000\n\
             [backend]\naddress = \"{backend}\"\n\
             [exempt]\nclients = [\"127.0.0.0/8\"]\n\
             [store]\n"
        );
        Grey::start(
            program,
            Folder::new("grey")?,
            &settings,
            Place::Address(address),
        )
    }

    /// `settings` end in those of the store.
    fn start(program: &Path, folder: Folder, settings: &str, place: Place) -> Result<Grey> {
        let file = folder.0.join("grey.toml");
        let store = folder.0.join("store");
        std::fs::write(
            &file,
            format!("{settings}path = {:?}\n", store.display().to_string()),
        )?;
        let mut command = Command::new(program);
        command.arg("--config").arg(&file);
        Ok(Grey {
            daemon: Daemon::start(&mut command, &place)?,
            place,
            _folder: folder,
        })
    }
}
