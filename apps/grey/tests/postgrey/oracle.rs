//! A postgrey that runs, and is asked as Postfix asks it.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

/// `postgrey` with a folder of its own; both are gone when this is.
pub(crate) struct Postgrey {
    child: Child,
    folder: PathBuf,
    connection: BufReader<UnixStream>,
}

impl Postgrey {
    /// Starts it, with a delay of a minute and a window of a day.
    pub(crate) fn start() -> Postgrey {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder = format!("grey-postgrey-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(folder);
        std::fs::create_dir(&folder).expect("it can be made");
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
        Postgrey {
            child,
            folder,
            connection,
        }
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
