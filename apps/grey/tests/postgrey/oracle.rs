//! A postgrey that runs, and is asked as Postfix asks it.

use rustix::process::{Pid, Signal, kill_process};
use std::io::{BufRead, BufReader, Write};
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

/// `postgrey` with a folder of its own; both are gone when this is.
pub(crate) struct Postgrey {
    child: Child,
    folder: PathBuf,
    connection: BufReader<UnixStream>,
    arguments: &'static [&'static str],
}

impl Postgrey {
    /// Starts it, with a delay of a minute and a window of a day.
    pub(crate) fn start() -> Postgrey {
        Postgrey::start_with(&[])
    }

    /// The same with more arguments.
    pub(crate) fn start_with(arguments: &'static [&'static str]) -> Postgrey {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder = format!("grey-postgrey-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(folder);
        std::fs::create_dir(&folder).expect("it can be made");
        let (child, connection) = spawn(&folder, arguments);
        Postgrey {
            child,
            folder,
            connection,
            arguments,
        }
    }

    /// Where its databases are.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Ends it in order: its databases are whole then.
    pub(crate) fn end(&mut self) {
        // It stays as long as somebody is connected.
        let stream = self.connection.get_ref();
        stream.shutdown(Shutdown::Both).expect("it is connected");
        kill_process(Pid::from_child(&self.child), Signal::TERM).expect("it runs");
        // It may have begun to wait when it was told: then it looks up for the next caller.
        let mut polls = 0;
        while self.child.try_wait().expect("it is ours").is_none() {
            thread::sleep(Duration::from_millis(20));
            polls += 1;
            // Not while it ends.
            if polls % 50 == 0 {
                let _ = UnixStream::connect(self.folder.join("socket"));
            }
        }
    }

    /// Ends it as a loss of power does.
    pub(crate) fn kill(&mut self) {
        self.child.kill().expect("it runs");
        self.child.wait().expect("it is ours");
    }

    /// Starts it in the same folder, once it has ended.
    pub(crate) fn start_again(&mut self) {
        (self.child, self.connection) = spawn(&self.folder, self.arguments);
    }

    /// Asks, and gives the line with its action.
    pub(crate) fn ask(&mut self, request: &str) -> String {
        let stream = self.connection.get_mut();
        stream.write_all(request.as_bytes()).expect("it listens");
        let mut action = String::new();
        let mut line = String::new();
        // The empty line is the end of the answer.
        while line != "\n" {
            action += &line;
            line.clear();
            let length = self.connection.read_line(&mut line).expect("it answers");
            assert!(length > 0, "postgrey has closed its connection: {request}");
        }
        action
    }
}

impl Drop for Postgrey {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Starts it in a folder, and waits until it listens.
fn spawn(folder: &Path, arguments: &[&str]) -> (Child, BufReader<UnixStream>) {
    let socket = folder.join("socket");
    let argument = |name: &str, value: &str| format!("--{name}={value}");
    let mut child = Command::new("postgrey")
        .args([
            argument("unix", &socket.to_string_lossy()),
            argument("dbdir", &folder.to_string_lossy()),
            argument("user", &id("-un")),
            argument("group", &id("-gn")),
            argument("delay", "60"),
            argument("retry-window", "24h"),
            argument("auto-whitelist-clients", "5"),
            argument("whitelist-clients", "/dev/null"),
            argument("whitelist-recipients", "/dev/null"),
        ])
        .args(arguments)
        .env("PATH", path())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("postgrey is installed, from the package of this name");
    let stderr = child.stderr.take().expect("it is piped");
    let mut said = BufReader::new(stderr).lines().map_while(Result::ok);
    let binds = said.any(|line| line.contains("Binding"));
    assert!(
        binds,
        "postgrey has not started; see what it says for itself"
    );
    // What it says later has to go somewhere.
    thread::spawn(move || said.for_each(drop));
    let connection = loop {
        if let Ok(connection) = UnixStream::connect(&socket) {
            break BufReader::new(connection);
        }
        let has_ended = child.try_wait().expect("it can be asked");
        assert!(has_ended.is_none(), "postgrey has ended: {has_ended:?}");
        thread::yield_now();
    };
    (child, connection)
}

/// Who runs this test.
fn id(what: &str) -> String {
    let output = Command::new("id")
        .arg(what)
        .output()
        .expect("`id` is there");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// Servers are not where everybody looks.
fn path() -> String {
    let path = std::env::var("PATH").unwrap_or_default();
    format!("{path}:/usr/sbin:/sbin")
}
