//! grey confines itself.

use crate::client::Client;
use crate::daemon::Daemon;
use crate::openssl::certify;
use crate::sink::Sink;
use grey::config::Loaded;
use grey::start::confine;
use std::fs;
use std::io::ErrorKind;
use std::net::{SocketAddr, UdpSocket};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// What is in force on this system.
#[derive(Debug)]
struct Force {
    files: bool,
    calls: bool,
}

impl Force {
    fn of(news: &[String]) -> Force {
        let is_told = |what: &str| news.iter().any(|line| line.contains(what));
        let force = Force {
            files: is_told("files are confined by Landlock"),
            calls: is_told("(seccomp)"),
        };
        if !force.files || !force.calls {
            eprintln!("this kernel cannot do all of it: {news:?}");
        }
        force
    }
}

#[test]
fn a_thread_that_is_confined_opens_no_other_file_and_starts_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let elsewhere = tempfile::tempdir().expect("a folder");
    let secret = elsewhere.path().join("secret");
    fs::write(&secret, "a secret").expect("it is writable");
    let path = folder.path().join("grey.toml");
    let settings = format!(
        "server.domains = ['example.com']\nstore.path = '{}/store/grey.db'\n\
         security.sandbox = 'best-effort'\n",
        folder.path().display(),
    );
    fs::write(&path, settings).expect("it is writable");
    fs::create_dir(folder.path().join("store")).expect("it is writable");
    let loaded = Loaded::load(Some(&path)).expect("they are good");

    // It holds for a thread and those that it starts: for this one, and for no other test.
    let confined = thread::spawn(move || {
        let force = Force::of(&confine(&loaded).expect("as far as it can be"));
        let denied = |had: std::io::Result<()>| {
            had.is_err_and(|error| error.kind() == ErrorKind::PermissionDenied)
        };
        let starts = || Command::new("/bin/true").status().map(drop);
        assert_eq!(denied(starts()), force.files || force.calls, "a program");
        assert!(fs::read(&path).is_ok(), "the settings");
        let store = path.with_file_name("store").join("grey.db");
        assert!(fs::write(store, "entries").is_ok(), "the store");
        assert_eq!(
            denied(fs::write(&path, "")),
            force.files,
            "to write settings"
        );
        assert_eq!(denied(fs::read(&secret).map(drop)), force.files, "a secret");
        thread::spawn(move || {
            assert_eq!(
                denied(fs::read(&secret).map(drop)),
                force.files,
                "in a thread"
            );
        })
        .join()
        .expect("it does not panic");
        if force.calls {
            let status = fs::read_to_string("/proc/thread-self/status");
            // Landlock keeps it from looking, too.
            let filtered = status.map(|status| status.contains("Seccomp:\t2"));
            assert!(filtered.unwrap_or(force.files));
        }
    });
    confined.join().expect("it does not panic");
    assert!(Command::new("/bin/true").status().is_ok(), "another thread");
}

/// A server of the DNS that knows no name, and how often it was asked.
fn knows_no_name() -> (SocketAddr, Arc<AtomicUsize>) {
    let socket = UdpSocket::bind("127.0.0.1:0").expect("there is a port");
    let address = socket.local_addr().expect("it is bound");
    let asked = Arc::<AtomicUsize>::default();
    let count = asked.clone();
    thread::spawn(move || {
        let mut packet = [0; 512];
        while let Ok((length, from)) = socket.recv_from(&mut packet) {
            count.fetch_add(1, Ordering::Relaxed);
            // An answer, with recursion, of no such name; nothing but the question.
            packet[2..4].copy_from_slice(&[0x81, 0x83]);
            packet[6..12].fill(0);
            let end = question_end(&packet[..length]);
            let _ = socket.send_to(&packet[..end], from);
        }
    });
    (address, asked)
}

fn question_end(packet: &[u8]) -> usize {
    let mut at = 12;
    while let Some(&length @ 1..) = packet.get(at) {
        at += 1 + usize::from(length);
    }
    (at + 5).min(packet.len())
}

#[test]
fn mail_passes_through_all_that_it_needs() {
    let behind = Sink::start();
    let folder = tempfile::tempdir().expect("a folder");
    certify(folder.path());
    let (dns, asked) = knows_no_name();
    let settings = format!(
        "server.listen = ['127.0.0.1:0']\n\
         tls.certificate = 'FOLDER/cert.pem'\ntls.key = 'FOLDER/key.pem'\n\
         dns.servers = ['{dns}']\nexempt.spf = ['*']\n\
         policy.delay = '1s'\nstore.commit_after = '10ms'\nstore.prune_every = '100ms'\n\
         security.sandbox = 'best-effort'\n",
    );
    let grey = Daemon::start_in(folder, behind.address(), &settings);
    let news = [grey.says("sandbox: "), grey.says("sandbox: ")];
    let force = Force::of(&news);
    let address = grey.listens_for("mail");
    if force.calls {
        let status = fs::read_to_string(format!("/proc/{}/status", grey.process()));
        let status = status.expect("it runs");
        assert!(status.contains("Seccomp:\t2"), "{status}");
        assert!(status.contains("NoNewPrivs:\t1"), "{status}");
    }

    let until = Instant::now() + Duration::from_secs(60);
    let mut tries = 0;
    while behind.taken().is_empty() {
        let said = Command::new("swaks")
            .args(["--server", &address.to_string(), "--tls"])
            .args(["--from", "ann@away.example", "--to", "jo@example.com"])
            .args(["--data", "Message-ID: one\\n\\nthe end of one"])
            .output()
            .expect("swaks is installed");
        let said = String::from_utf8_lossy(&said.stdout).into_owned();
        tries += 1;
        assert!(tries > 1 || said.contains("Greylisted"), "{said}");
        assert!(said.contains("=== TLS started"), "{said}");
        assert!(Instant::now() < until, "{said}");
    }
    assert!(behind.taken().contains("one"), "{:?}", behind.taken());
    assert!(asked.load(Ordering::Relaxed) > 0);

    // Files in the same folder can be read again; those elsewhere cannot be reached.
    certify(grey.folder());
    grey.write(&format!("{settings}limits.recipients = 7\n"));
    grey.hang_up();
    grey.says("read again: limits.recipients changed");
    let elsewhere = tempfile::tempdir().expect("a folder");
    certify(elsewhere.path());
    let folder = elsewhere.path().display().to_string();
    grey.write(&settings.replace("FOLDER", &folder));
    grey.hang_up();
    match force.files {
        true => grey.says("(`security.sandbox` keeps grey to the folders"),
        false => grey.says("tls.key changed"),
    };
    let mut client = Client::greeted(address);
    client.asks("EHLO mail.home.example", "250");
    client.asks("STARTTLS", "220");
}

#[test]
fn its_log_is_written_and_made_anew_when_it_was_moved_away() {
    let folder = tempfile::tempdir().expect("a folder");
    let log = tempfile::tempdir().expect("another folder");
    let file = log.path().join("grey.log");
    let settings = format!(
        "server.listen = ['127.0.0.1:0']\nlog.file = '{}'\n\
         security.sandbox = 'best-effort'\n",
        file.display()
    );
    let grey = Daemon::start_in(folder, Sink::start().address(), &settings);
    let wait_for = |text: &str| {
        let until = Instant::now() + Duration::from_secs(60);
        loop {
            let written = fs::read_to_string(&file).unwrap_or_default();
            if written.contains(text) {
                return;
            }
            assert!(Instant::now() < until, "no {text:?} in {written:?}");
            thread::yield_now();
        }
    };
    wait_for("listening for mail on");
    fs::rename(&file, log.path().join("grey.log.1")).expect("it is writable");
    grey.hang_up();
    wait_for("read again: nothing has changed");
}
