use crate::program::{GREY, Program};
use rustix::process::Signal;
use std::net::SocketAddr;
use std::ops::Deref;
use std::path::Path;
use std::process::Command;

/// grey, the program, with a folder of its own.
pub(crate) struct Daemon {
    program: Program,
    folder: tempfile::TempDir,
    backend: SocketAddr,
}

impl Daemon {
    /// Starts it with these settings besides those that every test needs, before this
    /// server. A `FOLDER` in the settings is where its files are.
    pub(crate) fn start(backend: SocketAddr, settings: &str) -> Daemon {
        let folder = tempfile::tempdir().expect("a folder");
        Daemon::start_in(folder, backend, settings)
    }

    /// The same in a folder that has files for it.
    pub(crate) fn start_in(
        folder: tempfile::TempDir,
        backend: SocketAddr,
        settings: &str,
    ) -> Daemon {
        Daemon::start_by(Command::new(GREY), folder, backend, settings)
    }

    /// The same by a command, to which its arguments are added.
    pub(crate) fn start_by(
        command: Command,
        folder: tempfile::TempDir,
        backend: SocketAddr,
        settings: &str,
    ) -> Daemon {
        write(folder.path(), backend, settings);
        Daemon {
            program: Program::start_by(command, &folder.path().join("grey.toml")),
            folder,
            backend,
        }
    }

    /// Gives it other settings, which it does not read yet.
    pub(crate) fn write(&self, settings: &str) {
        write(self.folder.path(), self.backend, settings);
    }

    /// Tells it to read them.
    pub(crate) fn hang_up(&self) {
        self.signal(Signal::HUP);
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }
}

impl Deref for Daemon {
    type Target = Program;

    fn deref(&self) -> &Program {
        &self.program
    }
}

fn write(folder: &Path, backend: SocketAddr, settings: &str) {
    let settings = format!(
        "server.name = 'mx.example.com'\n\
         server.domains = ['example.com']\n\
         backend.address = '{backend}'\n\
         store.path = 'FOLDER/grey.db'\n\
         {settings}",
    );
    let settings = settings.replace("FOLDER", &folder.display().to_string());
    // At once: who reads it while it is written would read a half of it.
    let new = folder.join("grey.toml.new");
    std::fs::write(&new, settings).expect("the folder is writable");
    std::fs::rename(&new, folder.join("grey.toml")).expect("the folder is writable");
}
