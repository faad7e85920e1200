//! What `--check-config` says that cannot be seen in the settings alone.
#![cfg(unix)]

#[path = "peers/openssl.rs"]
mod openssl;

use openssl::certify;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::Command;

const SETTINGS: &str = "server.domains = ['home.example']\n";

/// What is said of these settings in a folder, and whether they are good.
fn said_of(folder: &Path, settings: &str) -> (bool, String) {
    let settings = settings.replace("FOLDER", &folder.display().to_string());
    let file = folder.join("grey.toml");
    std::fs::write(&file, settings).expect("the folder is writable");
    let output = Command::new(env!("CARGO_BIN_EXE_grey"))
        .arg("--config")
        .arg(&file)
        .arg("--check-config")
        .output()
        .expect("it is built");
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8(said).expect("it prints text");
    (output.status.success(), said)
}

#[test]
fn files_that_it_needs_to_start_are_looked_at() {
    let folder = tempfile::tempdir().expect("a folder");
    certify(folder.path());
    std::fs::write(folder.path().join("junk.pem"), "junk").expect("it is writable");
    let good = "tls.certificate = 'FOLDER/cert.pem'\ntls.key = 'FOLDER/key.pem'\n";
    let (is_good, said) = said_of(folder.path(), &format!("{SETTINGS}{good}"));
    assert!(is_good, "{said}");
    for file in ["nowhere.pem", "junk.pem"] {
        for settings in [
            good.replace("cert.pem", file),
            good.replace("key.pem", file),
            format!("backend.tls = 'always'\nbackend.roots = 'FOLDER/{file}'\n"),
        ] {
            let (is_good, said) = said_of(folder.path(), &format!("{SETTINGS}{settings}"));
            assert!(!is_good && said.contains(file), "{settings}: {said}");
        }
    }
}

#[test]
fn places_for_sockets_are_looked_at() {
    let folder = tempfile::tempdir().expect("a folder");
    let listen = |path: &str| format!("{SETTINGS}postfix.listen = ['unix:{path}']\n");
    // A server that runs has its socket there.
    let taken = UnixListener::bind(folder.path().join("taken")).expect("it is writable");
    for good in ["FOLDER/policy", "FOLDER/taken"] {
        let (is_good, said) = said_of(folder.path(), &listen(good));
        assert!(is_good, "{said}");
    }
    drop(taken);
    std::fs::write(folder.path().join("file"), "").expect("it is writable");
    let long = format!("/{}", "x".repeat(107));
    for (path, why) in [
        ("FOLDER/nowhere/policy", "its folder is not there"),
        ("FOLDER/file/policy", "its folder is none"),
        ("FOLDER/file", "something else than a socket"),
        ("private/policy", "is no whole path"),
        (&long, "a socket's has at most 107"),
    ] {
        let (is_good, said) = said_of(folder.path(), &listen(path));
        assert!(!is_good && said.contains(why), "{path}: {said}");
        assert!(said.contains("postfix.listen"), "{path}: {said}");
    }
}
