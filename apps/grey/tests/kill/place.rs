use crate::port::Port;
use crate::program::Program;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// Where grey runs, again and again.
pub(crate) struct Place {
    folder: tempfile::TempDir,
    store: PathBuf,
    port: Port,
}

impl Place {
    pub(crate) fn new(backend: SocketAddr) -> Place {
        let folder = tempfile::tempdir().expect("there is room for it");
        let store = folder.path().join("store");
        let port = Port::new();
        let settings = format!(
            "[server]\nlisten = [\"{}\"]\ndomains = [\"example.org\"]\n\
             [limits]\nconnections_per_address = 1000\n\
             [backend]\naddress = \"{backend}\"\n\
             [policy]\ndelay = \"1s\"\n\
             [clients]\npasses = 0\n\
             [store]\npath = {store:?}\ncommit_after = \"10ms\"\n",
            port.address()
        );
        std::fs::write(folder.path().join("grey.toml"), settings).expect("it is writable");
        Place {
            folder,
            store,
            port,
        }
    }

    /// Starts it, and waits until it listens.
    pub(crate) fn start(&self) -> Program {
        let program = Program::start(&self.folder.path().join("grey.toml"));
        program.listens_for("mail");
        program
    }

    pub(crate) fn store(&self) -> &Path {
        &self.store
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.port.address()
    }
}
