use crate::program::{GREY, Program};
use rustix::process::Signal;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

/// grey, the program, as Postfix's policy service.
pub(crate) struct Daemon {
    program: Program,
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
        let output = Command::new(GREY)
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
        let daemon = self.launch();
        daemon.hears("listening for its administrator on ");
        daemon
    }

    /// Starts it, and waits until it answers Postfix.
    pub(crate) fn launch(&self) -> Daemon {
        let program = Program::start(&self.settings());
        let postfix = program.listens_for("Postfix");
        Daemon { program, postfix }
    }
}

impl Daemon {
    /// Waits until it says a line with this in it, and gives the line.
    #[track_caller]
    pub(crate) fn hears(&self, text: &str) -> String {
        self.program.says(text)
    }

    /// Has it read its settings again, and waits until they hold.
    pub(crate) fn reads_again(&self) {
        self.program.signal(Signal::HUP);
        self.hears("the settings were read again");
    }

    /// Tells it to end, and waits for its end, which is a good one.
    pub(crate) fn ends_well(self) {
        self.program.terminate();
        self.program.ends_well();
    }

    /// Ends it so that it cannot do anything about it.
    pub(crate) fn dies(self) {
        drop(self.program);
    }
}
