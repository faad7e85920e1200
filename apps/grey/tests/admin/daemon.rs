use rustix::process::{Pid, Signal, kill_process};
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

/// How long something may take that takes no time.
const LONG: Duration = Duration::from_secs(60);

/// grey, the program, as Postfix's policy service.
pub(crate) struct Daemon {
    child: Child,
    lines: Receiver<String>,
    pub(crate) postfix: SocketAddr,
}

/// What a command has printed, and how it ended.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) status: ExitStatus,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// A folder for a daemon: its settings, its store and its socket.
pub(crate) struct Folder(tempfile::TempDir);

impl Folder {
    /// With these settings besides those that every test needs.
    pub(crate) fn new(settings: &str) -> Folder {
        let folder = Folder(tempfile::tempdir().expect("a folder"));
        folder.set(settings);
        folder
    }

    /// Other settings, for the next one to start.
    pub(crate) fn set(&self, settings: &str) {
        let settings = format!(
            "server.name = 'mx.example.com'\n\
             server.listen = []\n\
             postfix.listen = ['127.0.0.1:0']\n\
             store.path = 'FOLDER/grey.db'\n\
             {settings}",
        );
        let settings = settings.replace("FOLDER", &self.0.path().display().to_string());
        std::fs::write(self.settings(), settings).expect("the folder is writable");
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn socket(&self) -> PathBuf {
        self.path().join("grey.sock")
    }

    fn settings(&self) -> PathBuf {
        self.path().join("grey.toml")
    }

    /// Runs a command with these settings.
    pub(crate) fn grey(&self, arguments: &[&str]) -> Said {
        let output = Command::new(env!("CARGO_BIN_EXE_grey"))
            .arg("--config")
            .arg(self.settings())
            .args(arguments)
            .stdin(Stdio::null())
            .output()
            .expect("it is built");
        let text = |bytes| String::from_utf8(bytes).expect("it prints text");
        Said {
            status: output.status,
            out: text(output.stdout),
            err: text(output.stderr),
        }
    }

    /// What a command prints that does what it is asked.
    #[track_caller]
    pub(crate) fn says(&self, arguments: &[&str]) -> String {
        let said = self.grey(arguments);
        assert!(said.status.success(), "{arguments:?}: {said:?}");
        said.out
    }

    /// What a command says that fails.
    #[track_caller]
    pub(crate) fn fails(&self, arguments: &[&str]) -> String {
        let said = self.grey(arguments);
        assert_eq!(said.status.code(), Some(1), "{arguments:?}: {said:?}");
        assert_eq!(said.out, "", "{arguments:?}");
        said.err
    }

    /// Starts the daemon, and waits until it answers Postfix and its administrator.
    pub(crate) fn start(&self) -> Daemon {
        let mut daemon = self.launch();
        daemon.hears("listening for its administrator on ");
        daemon
    }

    /// Starts it, and waits until it answers Postfix.
    pub(crate) fn launch(&self) -> Daemon {
        let mut child = Command::new(env!("CARGO_BIN_EXE_grey"))
            .arg("--config")
            .arg(self.settings())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it is built");
        let lines = lines(child.stderr.take().expect("it is piped"));
        let mut daemon = Daemon {
            child,
            lines,
            postfix: ([0; 4], 0).into(),
        };
        let mut kept = Vec::new();
        daemon.postfix = loop {
            let line = daemon.line();
            if let Some((_, address)) = line.split_once("listening for Postfix on ") {
                break address.trim().parse().expect("an address");
            }
            kept.push(line);
        };
        // What else it has said is for who asks.
        let (sender, all) = mpsc::channel();
        let rest = std::mem::replace(&mut daemon.lines, all);
        thread::spawn(move || {
            let lines = kept.into_iter().chain(rest);
            lines.map(|line| sender.send(line)).for_each(drop);
        });
        daemon
    }
}

impl Daemon {
    fn line(&mut self) -> String {
        self.lines.recv_timeout(LONG).expect("it says something")
    }

    /// Waits until it says a line with this in it, and gives the line.
    pub(crate) fn hears(&mut self, text: &str) -> String {
        loop {
            let line = self.line();
            if line.contains(text) {
                return line;
            }
        }
    }

    /// Has it read its settings again, and waits until they hold.
    pub(crate) fn reads_again(&mut self) {
        kill_process(Pid::from_child(&self.child), Signal::HUP).expect("it runs");
        self.hears("the settings were read again");
    }

    /// Tells it to end, and waits for its end, which is a good one.
    pub(crate) fn ends_well(mut self) {
        kill_process(Pid::from_child(&self.child), Signal::TERM).expect("it runs");
        let status = self.child.wait().expect("it is ours");
        assert!(status.success(), "{status}");
    }

    /// Ends it so that it cannot do anything about it.
    pub(crate) fn dies(mut self) {
        self.child.kill().expect("it runs");
        self.child.wait().expect("it is ours");
    }
}

/// What it says, read so that it never waits for that.
fn lines(stderr: ChildStderr) -> Receiver<String> {
    let (sender, lines) = mpsc::channel();
    thread::spawn(move || {
        let all = BufReader::new(stderr).lines().map_while(Result::ok);
        all.map(|line| sender.send(line)).for_each(drop);
    });
    lines
}

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
