use std::io::{BufRead, BufReader};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;

/// Where grey runs, again and again.
pub(crate) struct Place {
    folder: tempfile::TempDir,
    store: PathBuf,
    address: SocketAddr,
}

impl Place {
    pub(crate) fn new(backend: SocketAddr) -> Place {
        let folder = tempfile::tempdir().expect("there is room for it");
        let store = folder.path().join("store");
        let any = TcpListener::bind("127.0.0.1:0").expect("there is a port");
        let address = any.local_addr().expect("it is bound");
        let settings = format!(
            "[server]\nlisten = [\"{address}\"]\ndomains = [\"example.org\"]\n\
             [limits]\nconnections_per_address = 1000\n\
             [backend]\naddress = \"{backend}\"\n\
             [policy]\ndelay = \"1s\"\n\
             [clients]\npasses = 0\n\
             [store]\npath = {store:?}\ncommit_after = \"10ms\"\n"
        );
        std::fs::write(folder.path().join("grey.toml"), settings).expect("it is writable");
        Place {
            folder,
            store,
            address,
        }
    }

    pub(crate) fn store(&self) -> &Path {
        &self.store
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }
}

/// grey, the program.
pub(crate) struct Daemon(Child);

impl Daemon {
    /// Starts it, and waits until it listens.
    pub(crate) fn start(place: &Place) -> Daemon {
        let mut child = Command::new(env!("CARGO_BIN_EXE_grey"))
            .arg("--config")
            .arg(place.folder.path().join("grey.toml"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it is built");
        let mut said = BufReader::new(child.stderr.take().expect("it is piped")).lines();
        let mut heard = Vec::new();
        loop {
            let line = said.next().and_then(Result::ok);
            let line = line.unwrap_or_else(|| panic!("it does not start: {heard:?}"));
            if line.contains("listening for mail") {
                break;
            }
            heard.push(line);
        }
        // What it says is read, so that it never waits for that.
        thread::spawn(move || said.for_each(drop));
        Daemon(child)
    }

    /// Ends it as nothing else does.
    pub(crate) fn kill(mut self) {
        self.0.kill().expect("it runs");
        self.0.wait().expect("it is ours");
    }

    /// Tells it to end.
    pub(crate) fn end(mut self) {
        let process = rustix::process::Pid::from_child(&self.0);
        rustix::process::kill_process(process, rustix::process::Signal::TERM).expect("it runs");
        let status = self.0.wait().expect("it is ours");
        assert!(status.success(), "{status}");
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
