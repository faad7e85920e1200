use rustix::process::{Pid, Signal, kill_process};
use std::cell::RefCell;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

/// grey, the program, with a folder of its own.
pub(crate) struct Daemon {
    child: Child,
    folder: tempfile::TempDir,
    backend: SocketAddr,
    /// What it says.
    said: Receiver<String>,
    /// What of it nobody has asked for yet.
    heard: RefCell<Vec<String>>,
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
        mut command: Command,
        folder: tempfile::TempDir,
        backend: SocketAddr,
        settings: &str,
    ) -> Daemon {
        write(folder.path(), backend, settings);
        let mut child = command
            .arg("--config")
            .arg(folder.path().join("grey.toml"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it is there");
        let stderr = child.stderr.take().expect("it is piped");
        let (say, said) = channel();
        thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                // What it says is read also when nobody listens, so that it never waits.
                let _ = say.send(line);
            }
        });
        Daemon {
            child,
            folder,
            backend,
            said,
            heard: RefCell::default(),
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

    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).expect("it runs");
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Its number.
    pub(crate) fn process(&self) -> u32 {
        self.child.id()
    }

    /// The next line in which it says so, whatever else it says meanwhile.
    #[track_caller]
    pub(crate) fn says(&self, text: &str) -> String {
        let mut heard = self.heard.borrow_mut();
        let until = Instant::now() + Duration::from_secs(60);
        loop {
            if let Some(found) = heard.iter().position(|line| line.contains(text)) {
                return heard.remove(found);
            }
            let left = until.saturating_duration_since(Instant::now());
            match self.said.recv_timeout(left) {
                Ok(line) => heard.push(line),
                Err(_) => panic!("it does not say {text:?} but {heard:?}"),
            }
        }
    }

    /// The address at which it says that it listens, for mail or for Postfix.
    #[track_caller]
    pub(crate) fn listens_for(&self, what: &str) -> SocketAddr {
        let line = self.says(&format!("listening for {what} on "));
        let (_, address) = line.rsplit_once(' ').expect("words");
        address.parse().expect("an address")
    }
}

/// The program.
pub(crate) const GREY: &str = env!("CARGO_BIN_EXE_grey");

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

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
