use rustix::process::{Pid, Signal, kill_process};
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, ChildStderr, Command, ExitStatus, Stdio};
use std::thread;

/// grey, the program, with a folder of its own.
pub(crate) struct Daemon {
    child: Child,
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
        let mut child = Command::new(env!("CARGO_BIN_EXE_grey"))
            .arg("--config")
            .arg(&file)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it is built");
        let stderr = child.stderr.take().expect("it is piped");
        Daemon {
            address: listens(stderr),
            child,
            folder,
        }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Tells it to end.
    pub(crate) fn terminate(&self) {
        kill_process(Pid::from_child(&self.child), Signal::TERM).expect("it runs");
    }

    /// Waits for its end.
    pub(crate) fn ends(&mut self) -> ExitStatus {
        self.child.wait().expect("it is ours")
    }

    /// Waits for its end, which is a good one.
    pub(crate) fn ends_well(mut self) {
        let status = self.ends();
        assert!(status.success(), "{status}");
    }
}

/// Where it says that it takes mail.
fn listens(stderr: ChildStderr) -> SocketAddr {
    let mut lines = BufReader::new(stderr).lines();
    let mut heard = Vec::new();
    while let Some(Ok(line)) = lines.next() {
        if let Some((_, address)) = line.split_once("listening for mail on ") {
            // What it says is read, so that it never waits for that.
            thread::spawn(move || lines.for_each(drop));
            return address.trim().parse().expect("an address");
        }
        heard.push(line);
    }
    panic!("it does not start: {heard:?}");
}

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
