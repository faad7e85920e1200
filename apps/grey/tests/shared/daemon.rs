use crate::postgres::Postgres;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

/// One of several mail exchangers: grey, the program, which is killed in the end.
pub(crate) struct Daemon {
    child: Child,
    said: Receiver<String>,
}

impl Daemon {
    /// Starts one that remembers at this database, with these settings in a folder.
    pub(crate) fn start(folder: &Path, postgres: &Postgres, settings: &str) -> Daemon {
        let file = folder.join(format!("{}.toml", fastrand::u64(..)));
        let url = postgres.url();
        let settings = format!(
            "server.name = 'mx.example.com'\nserver.domains = ['example.com']\n\
             postfix.listen = ['127.0.0.1:0']\n\
             store.path = '/no/such/folder/grey.db'\nstore.shared = '{url}'\n{settings}"
        );
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
        let (say, said) = channel();
        thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                // What it says is read also when nobody listens, so that it never waits.
                let _ = say.send(line);
            }
        });
        Daemon { child, said }
    }

    /// The next line in which it says so.
    #[track_caller]
    pub(crate) fn says(&self, text: &str) -> String {
        let mut heard = Vec::new();
        let until = Instant::now() + Duration::from_secs(60);
        while let Ok(line) = self
            .said
            .recv_timeout(until.saturating_duration_since(Instant::now()))
        {
            if line.contains(text) {
                return line;
            }
            heard.push(line);
        }
        panic!("it does not say {text:?} but {heard:?}");
    }

    /// The address at which it says that it listens, for mail or for Postfix.
    #[track_caller]
    pub(crate) fn listens_for(&self, what: &str) -> SocketAddr {
        let line = self.says(&format!("listening for {what} on "));
        let (_, address) = line.rsplit_once(' ').expect("words");
        address.parse().expect("an address")
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
