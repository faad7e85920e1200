//! The peer for decisions.

use crate::daemon::Daemon;
use crate::place::{Kind, Place};
use crate::{Folder, Result};
use std::process::{Command, Stdio};

/// postgrey with an empty database, and where it is asked.
pub(crate) struct Postgrey {
    daemon: Daemon,
    pub(crate) place: Place,
    _folder: Folder,
}

impl Postgrey {
    pub(crate) fn start(kind: Kind) -> Result<Postgrey> {
        let folder = Folder::new("postgrey")?;
        // It gives up root for a user of its own.
        let owned = Command::new("chown")
            .arg("postgrey")
            .arg(&folder.0)
            .status()?;
        if !owned.success() {
            return Err("postgrey runs as a user of its own; measure as root".into());
        }
        let place = kind.place(&folder.0)?;
        let listens = match &place {
            Place::Address(address) => format!("--inet={address}"),
            Place::Socket(path) => format!("--unix={}", path.display()),
        };
        let mut command = Command::new("postgrey");
        command
            .arg(listens)
            .arg(format!("--dbdir={}", folder.0.display()))
            .args(["--delay=300", "--auto-whitelist-clients=0"])
            .stderr(Stdio::null());
        Ok(Postgrey {
            daemon: Daemon::start(&mut command, &place)?,
            place,
            _folder: folder,
        })
    }

    pub(crate) fn processor(&self) -> Result<f64> {
        self.daemon.processor()
    }

    pub(crate) fn end(self) -> Result<()> {
        self.daemon.end()
    }
}
