//! grey is started as root, and becomes somebody else.

use crate::client::Client;
use crate::daemon::Daemon;
use crate::sink::Sink;
use rustix::process::getuid;
use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::Path;

/// A user that every system has, by the numbers that Debian and others give it.
const NOBODY: u32 = 65534;

/// A port that only root can listen on, where hardly anybody does.
const LOW: &str = "server.listen = ['127.83.14.7:783']\n";

/// Whether root is here to give up what it can. Else grey has to say that it cannot.
fn is_root() -> bool {
    if getuid().is_root() {
        return true;
    }
    eprintln!("this is not root, so it is only looked at what grey says to that");
    let settings = "server.listen = ['127.0.0.1:0']\nsecurity.user = 'root'\n";
    let grey = Daemon::start(Sink::start().address(), settings);
    grey.says("`security.user`: only root can become root");
    false
}

fn given_to(user: u32) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    chown(folder.path(), Some(user), Some(user)).expect("root can");
    folder
}

/// What each thread of a process may do.
fn rights(process: u32) -> Vec<String> {
    let threads = fs::read_dir(format!("/proc/{process}/task")).expect("it runs");
    let status = threads.map(|thread| {
        let thread = thread.expect("it runs").path();
        let status = fs::read_to_string(thread.join("status")).expect("it runs");
        let told = |line: &&str| {
            let kinds = ["Uid:", "Gid:", "Groups:", "CapEff:", "CapPrm:"];
            kinds.iter().any(|kind| line.starts_with(kind))
        };
        let lines = status.lines().filter(told);
        lines
            .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ") + ";")
            .collect()
    });
    status.collect()
}

#[test]
fn its_ports_are_open_and_none_of_its_threads_is_root() {
    if !is_root() {
        return;
    }
    let behind = Sink::start();
    let settings = format!(
        "{LOW}security.user = '{NOBODY}'\nsecurity.sandbox = 'best-effort'\n\
         exempt.clients = ['127.0.0.1']\n"
    );
    let grey = Daemon::start_in(given_to(NOBODY), behind.address(), &settings);
    grey.says(&format!("(user {NOBODY}, group {NOBODY})"));
    let address = grey.listens_for("mail");
    assert_eq!(address.port(), 783);

    let threads = rights(grey.process());
    assert!(threads.len() > 1, "{threads:?}");
    let expected = format!(
        "Uid: {NOBODY} {NOBODY} {NOBODY} {NOBODY};Gid: {NOBODY} {NOBODY} {NOBODY} {NOBODY};\
         Groups: {NOBODY};CapPrm: 0000000000000000;CapEff: 0000000000000000;"
    );
    for thread in &threads {
        assert_eq!(thread, &expected);
    }

    let mut client = Client::greeted(address);
    client.begins_a_message();
    client.says("Message-ID: one\r\n\r\nthe end of one");
    client.asks(".", "250 taken");
    // It can still read its settings.
    grey.write(&format!("{settings}policy.delay = '5m'\n"));
    grey.hang_up();
    grey.says("read again: policy.delay changed");
}

#[test]
fn what_is_out_of_reach_then_is_named() {
    if !is_root() {
        return;
    }
    let listen = "server.listen = ['127.0.0.1:0']\n";
    let user = format!("{listen}security.user = '{NOBODY}'\n");
    let said = |folder, settings: &str, expected: &str| {
        let grey = Daemon::start_in(folder, Sink::start().address(), settings);
        let told = grey.says("out of reach");
        assert!(told.contains(expected), "{told}");
    };
    let open = |folder: &Path| {
        fs::set_permissions(folder, Permissions::from_mode(0o755)).expect("root can");
    };
    let of_root = tempfile::tempdir().expect("a folder");
    open(of_root.path());
    said(of_root, &user, "`store.path`: /");

    let folder = given_to(NOBODY);
    let key = folder.path().join("key.pem");
    fs::write(&key, "a key").expect("root can");
    fs::set_permissions(&key, Permissions::from_mode(0o600)).expect("root can");
    fs::write(folder.path().join("cert.pem"), "a certificate").expect("root can");
    let tls = "tls.certificate = 'FOLDER/cert.pem'\ntls.key = 'FOLDER/key.pem'\n";
    said(folder, &format!("{user}{tls}"), "`tls.key`: /");

    let grey = Daemon::start(
        Sink::start().address(),
        &format!("{listen}security.user = 'nobody-of-this-name'\n"),
    );
    grey.says("`security.user`: there is no `nobody-of-this-name` in /etc/passwd");
}
