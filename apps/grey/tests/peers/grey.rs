//! grey, the program, and who asks it as Postfix does.

use crate::port::Port;
use rustix::process::{Pid, Signal, kill_process};
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// grey in a folder of its own, where it answers Postfix.
pub(crate) struct Daemon {
    child: Child,
    folder: tempfile::TempDir,
    /// For mail, for Postfix, and for nobody.
    _ports: [Port; 3],
    pub(crate) mail: SocketAddr,
    pub(crate) postfix: SocketAddr,
}

impl Daemon {
    /// Starts it with these settings, which begin with keys of sections: a `FOLDER` in
    /// them is its folder. It waits until somebody answers.
    pub(crate) fn start(settings: &str) -> Daemon {
        let folder = tempfile::tempdir().expect("a folder");
        let ports = [Port::new(), Port::new(), Port::new()];
        let [mail, postfix, behind] = ports.each_ref().map(Port::address);
        let common = format!(
            "server.name = 'mx.example.com'\n\
             server.listen = ['{mail}']\n\
             server.domains = ['example.com']\n\
             postfix.listen = ['{postfix}']\n\
             store.path = 'FOLDER/grey.db'\n"
        );
        let behind = format!("backend.address = '{behind}'\n");
        let behind = if settings.contains("backend.address") {
            String::new()
        } else {
            behind
        };
        let settings =
            (common + &behind + settings).replace("FOLDER", &folder.path().display().to_string());
        let file = folder.path().join("grey.toml");
        std::fs::write(&file, settings).expect("the folder is writable");
        let output = |name: &str| File::create(folder.path().join(name)).expect("it is writable");
        let child = Command::new(env!("CARGO_BIN_EXE_grey"))
            .arg("--config")
            .arg(&file)
            .stdin(Stdio::null())
            .stdout(output("stdout"))
            .stderr(output("stderr"))
            .spawn()
            .expect("it is built");
        let daemon = Daemon {
            child,
            folder,
            _ports: ports,
            mail,
            postfix,
        };
        wait_until("it listens", || {
            TcpStream::connect(mail).is_ok() && TcpStream::connect(postfix).is_ok()
        });
        daemon
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// What stands in a file of its folder.
    pub(crate) fn text(&self, name: &str) -> String {
        std::fs::read_to_string(self.folder().join(name)).unwrap_or_default()
    }

    /// Tells it to end, and waits until it has ended well.
    pub(crate) fn ends_well(&mut self) {
        kill_process(Pid::from_child(&self.child), Signal::TERM).expect("it runs");
        let status = self.child.wait().expect("it is ours");
        assert!(status.success(), "{status}: {}", self.text("stderr"));
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Looks again and again: what another program does tells nobody.
#[track_caller]
pub(crate) fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(
            start.elapsed() < Duration::from_secs(60),
            "not in time: {what}"
        );
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Asks as Postfix does, on one connection.
pub(crate) struct Asker(BufReader<TcpStream>);

impl Asker {
    pub(crate) fn of(daemon: &Daemon) -> Asker {
        let stream = TcpStream::connect(daemon.postfix).expect("it listens");
        let long = Duration::from_secs(60);
        stream.set_read_timeout(Some(long)).expect("it is open");
        stream.set_nodelay(true).expect("it is open");
        Asker(BufReader::new(stream))
    }

    /// Asks about a recipient, and gives the action.
    pub(crate) fn asks(&mut self, client: &str, from: &str, to: &str) -> String {
        self.says(&request(client, from, to));
        self.hears()
    }

    pub(crate) fn says(&mut self, text: &str) {
        let stream = self.0.get_mut();
        stream.write_all(text.as_bytes()).expect("it is there");
    }

    pub(crate) fn hears(&mut self) -> String {
        let mut answer = String::new();
        while !answer.ends_with("\n\n") {
            let count = self.0.read_line(&mut answer).expect("it answers");
            assert!(count > 0, "the end, after {answer:?}");
        }
        answer.trim_end().trim_start_matches("action=").to_owned()
    }
}

pub(crate) fn request(client: &str, from: &str, to: &str) -> String {
    format!(
        "request=smtpd_access_policy\nprotocol_state=RCPT\nclient_address={client}\n\
         client_name=mail.home.example\nhelo_name=mail.home.example\nsender={from}\n\
         recipient={to}\ninstance=12ab.{to}\n\n"
    )
}

/// Says lines of SMTP, each when the one before is answered.
pub(crate) fn says(daemon: &Daemon, lines: &[&str]) -> BufReader<TcpStream> {
    let mut stream = BufReader::new(TcpStream::connect(daemon.mail).expect("it listens"));
    let hear = |stream: &mut BufReader<TcpStream>| {
        let mut line = String::new();
        while line.get(3..4) != Some(" ") {
            line.clear();
            assert!(stream.read_line(&mut line).expect("it answers") > 0);
        }
    };
    hear(&mut stream);
    for line in lines {
        stream
            .get_mut()
            .write_all(line.as_bytes())
            .expect("it is there");
        hear(&mut stream);
    }
    stream
}
