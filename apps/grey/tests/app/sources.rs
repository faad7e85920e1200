//! Many messages at a time, of Postfix's `smtp-source`, to Postfix's `smtp-sink`.

use crate::daemon::Daemon;
use crate::port::Port;
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

struct Sink {
    child: Child,
    port: Port,
    folder: tempfile::TempDir,
}

impl Sink {
    /// One that keeps each message in a file.
    fn start() -> Sink {
        let folder = tempfile::tempdir().expect("a folder");
        let port = Port::new();
        let address = port.address();
        let user = if rustix::process::geteuid().is_root() {
            let status = Command::new("chown")
                .arg("nobody")
                .arg(folder.path())
                .status();
            assert!(status.expect("chown").success());
            vec!["-u", "nobody"]
        } else {
            Vec::new()
        };
        let child = Command::new("/usr/sbin/smtp-sink")
            .args(user)
            .args(["-d", "message."])
            .args([&address.to_string(), "128"])
            .current_dir(folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("smtp-sink is installed");
        let start = Instant::now();
        while TcpStream::connect(address).is_err() {
            assert!(
                start.elapsed() < Duration::from_secs(60),
                "it does not listen"
            );
            std::thread::sleep(Duration::from_millis(10));
        }
        Sink {
            child,
            port,
            folder,
        }
    }

    fn taken(&self) -> usize {
        let is_whole = |path: &Path| {
            let text = std::fs::read_to_string(path).unwrap_or_default();
            text.contains("X-Greylist: not delayed (exempt-client)")
        };
        let files = std::fs::read_dir(self.folder.path()).expect("it is there");
        files
            .flatten()
            .filter(|file| is_whole(&file.path()))
            .count()
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[track_caller]
fn check(options: &[&str]) {
    let sink = Sink::start();
    let grey = Daemon::start(sink.port.address(), "exempt.clients = ['127.0.0.1']\n");
    let output = Command::new("/usr/sbin/smtp-source")
        .args(["-s", "10", "-m", "200", "-l", "4096"])
        .args(["-f", "ann@home.example", "-t", "jo@example.com"])
        .args(options)
        .arg(grey.address().to_string())
        .output()
        .expect("smtp-source is installed");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert_eq!(sink.taken(), 200, "{said}");
    grey.terminate();
    grey.ends_well();
}

#[test]
fn every_message_arrives_in_a_session_of_its_own() {
    check(&[]);
}

#[test]
fn every_message_arrives_in_sessions_that_carry_many() {
    check(&["-d"]);
}
