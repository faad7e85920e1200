use crate::program::Program;
use std::net::SocketAddr;
use std::ops::Deref;
use std::path::Path;

/// grey, the program, with a folder of its own.
pub(crate) struct Daemon {
    program: Program,
    address: SocketAddr,
    folder: tempfile::TempDir,
}

impl Daemon {
    /// Starts it with these settings besides those that every test needs, before this
    /// server, and waits until it listens.
    pub(crate) fn start(backend: SocketAddr, settings: &str) -> Daemon {
        Daemon::start_in(tempfile::tempdir().expect("a folder"), backend, settings)
    }

    /// The same in a folder that has files for it: a `FOLDER` in the settings is where.
    pub(crate) fn start_in(
        folder: tempfile::TempDir,
        backend: SocketAddr,
        settings: &str,
    ) -> Daemon {
        let settings = format!(
            "server.name = 'mx.example.com'\n\
             server.listen = ['127.0.0.1:0']\n\
             server.domains = ['example.com']\n\
             backend.address = '{backend}'\n\
             store.path = 'FOLDER/grey.db'\n\
             {settings}",
        );
        let settings = settings.replace("FOLDER", &folder.path().display().to_string());
        let file = folder.path().join("grey.toml");
        std::fs::write(&file, settings).expect("the folder is writable");
        let program = Program::start(&file);
        Daemon {
            address: program.listens_for("mail"),
            program,
            folder,
        }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
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
