//! grey answers a Postfix of its own machine, on a Unix socket.

use crate::daemon::Daemon;
use crate::port::Port;
use crate::postfix::{self, Postfix};
use crate::program::GREY;
use crate::sink::Sink;
use rustix::process::{Signal, getuid};
use std::fs::{self, Permissions};
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

const SOCKET: &str = "server.listen = []\npostfix.listen = ['unix:FOLDER/policy']\n";

/// A user that every system has, by the numbers that Debian and others give it.
const NOBODY: u32 = 65534;

/// grey on a socket in its own folder, which it says that it listens on.
fn on_a_socket(settings: &str) -> (Daemon, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    in_folder(folder, settings)
}

fn in_folder(folder: tempfile::TempDir, settings: &str) -> (Daemon, PathBuf) {
    let settings = format!("{SOCKET}{settings}");
    let grey = Daemon::start_in(folder, Sink::start().address(), &settings);
    let path = grey.folder().join("policy");
    grey.says(&format!("listening for Postfix on unix:{}", path.display()));
    (grey, path)
}

fn connect(path: &Path) -> BufReader<UnixStream> {
    let stream = UnixStream::connect(path).expect("it listens");
    let long = Duration::from_secs(60);
    stream.set_read_timeout(Some(long)).expect("it is open");
    BufReader::new(stream)
}

/// Asks as Postfix does, and gives the action.
fn ask(connection: &mut BufReader<UnixStream>, from: &str) -> String {
    let request = format!(
        "request=smtpd_access_policy\nprotocol_state=RCPT\nclient_address=192.0.2.1\n\
         sender={from}\nrecipient=jo@example.com\n\n"
    );
    let stream = connection.get_mut();
    stream.write_all(request.as_bytes()).expect("it is there");
    let mut answer = String::new();
    while !answer.ends_with("\n\n") {
        let count = connection.read_line(&mut answer).expect("it answers");
        assert!(count > 0, "the end, after {answer:?}");
    }
    answer.trim_end().to_owned()
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).expect("it is there").mode() & 0o777
}

/// What grey says when it does not start.
fn refusal(folder: tempfile::TempDir) -> String {
    let grey = Daemon::start_in(folder, Sink::start().address(), SOCKET);
    let told = grey.says("`postfix.listen`: cannot serve");
    assert!(!grey.ends().success());
    told
}

#[test]
fn many_connections_are_answered_and_the_file_goes_at_the_end() {
    let (grey, path) = on_a_socket("security.sandbox = 'best-effort'\n");
    assert_eq!(mode(&path), 0o666);
    let mut connections: Vec<_> = (0..50).map(|_| connect(&path)).collect();
    for round in 0..2 {
        for (number, connection) in connections.iter_mut().enumerate() {
            let letter = char::from(b'a' + u8::try_from(number % 25).expect("a few"));
            let answer = ask(connection, &format!("{letter}@a.example"));
            assert!(
                answer.starts_with("action=DEFER_IF_PERMIT 4.2.0"),
                "{round}: {answer}"
            );
        }
    }
    drop(connections);
    grey.signal(Signal::TERM);
    grey.ends_well();
    assert!(!path.exists());
}

#[test]
fn what_goes_wrong_names_the_process() {
    let (grey, path) = on_a_socket("");
    let mut connection = connect(&path);
    let stream = connection.get_mut();
    stream
        .write_all(b"GET / HTTP/1.1\n\n")
        .expect("it is there");
    let told = grey.says("which is not `name=value`");
    let own = format!("connection from process {} of user ", std::process::id());
    assert!(told.contains(&own), "{told}");
    assert!(told.contains("trace="), "{told}");
    assert!(ask(&mut connect(&path), "ann@a.example").starts_with("action=DEFER"));
}

#[test]
fn the_permissions_are_those_of_the_settings() {
    let (_grey, path) = on_a_socket("postfix.mode = '0600'\n");
    assert_eq!(mode(&path), 0o600);
}

#[test]
fn a_file_that_was_left_behind_makes_room_and_nothing_else_does() {
    let folder = tempfile::tempdir().expect("a folder");
    drop(UnixListener::bind(folder.path().join("policy")).expect("the folder is writable"));
    let (grey, path) = in_folder(folder, "");
    ask(&mut connect(&path), "ann@a.example");
    // One that is killed leaves it behind.
    grey.signal(Signal::KILL);
    assert!(!grey.ends().success());
    assert!(path.exists());

    let folder = tempfile::tempdir().expect("a folder");
    let taken = UnixListener::bind(folder.path().join("policy"));
    let told = refusal(folder);
    assert!(told.contains("another program does; end it"), "{told}");
    drop(taken);

    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("policy"), "precious").expect("it is writable");
    let told = refusal(folder);
    assert!(told.contains("it is a file and no socket"), "{told}");
}

#[test]
fn the_file_is_of_whom_grey_becomes() {
    if !getuid().is_root() {
        eprintln!("only root can become somebody else");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    chown(folder.path(), Some(NOBODY), Some(NOBODY)).expect("root can");
    let user = format!("security.user = '{NOBODY}'\npostfix.mode = '0660'\n");
    let (grey, path) = in_folder(folder, &user);
    let there = fs::metadata(&path).expect("it is there");
    assert_eq!(
        (there.uid(), there.gid(), mode(&path)),
        (NOBODY, NOBODY, 0o660)
    );
    assert!(ask(&mut connect(&path), "ann@a.example").starts_with("action=DEFER"));
    grey.signal(Signal::TERM);
    grey.ends_well();
    assert!(!path.exists());
}

#[test]
fn a_socket_that_systemd_has_opened_is_served_and_its_file_stays() {
    let port = Port::new();
    let folder = tempfile::tempdir().expect("a folder");
    let given = folder.path().join("given");
    let mut command = Command::new("systemd-socket-activate");
    command.args(["-l", &given.display().to_string()]);
    command.args([
        "-l",
        &port.address().to_string(),
        "--fdname=postfix:postfix",
    ]);
    command.arg(GREY);
    let grey = Daemon::start_by(command, folder, Sink::start().address(), SOCKET);
    grey.says("Listening on");
    grey.says("Listening on");
    let mut connection = connect(&given);
    assert!(ask(&mut connection, "ann@a.example").starts_with("action=DEFER"));
    grey.says("take the place of `postfix.listen`");
    TcpStream::connect(port.address()).expect("it listens");
    assert!(!grey.folder().join("policy").exists());
    grey.signal(Signal::TERM);
    grey.ends_well();
    assert!(given.exists());
}

/// What Postfix says to this recipient.
fn deliver(address: SocketAddr, sender: &str) -> String {
    let mut connection = BufReader::new(TcpStream::connect(address).expect("it listens"));
    let hear = |connection: &mut BufReader<TcpStream>| loop {
        let mut answer = String::new();
        connection.read_line(&mut answer).expect("it answers");
        if answer.get(3..4) != Some("-") {
            return answer;
        }
    };
    hear(&mut connection);
    let mut say = |line: &str| {
        let stream = connection.get_mut();
        let said = stream.write_all(format!("{line}\r\n").as_bytes());
        said.expect("it listens");
        hear(&mut connection)
    };
    say("EHLO mail.a.example");
    say(&format!("MAIL FROM:<{sender}>"));
    let answer = say("RCPT TO:<jo@example.com>");
    say("QUIT");
    answer
}

#[test]
fn a_real_postfix_asks_on_a_socket() {
    let folder = tempfile::tempdir().expect("a folder");
    // Postfix asks as a user of its own.
    let open = Permissions::from_mode(0o755);
    fs::set_permissions(folder.path(), open).expect("it is ours");
    let (grey, path) = in_folder(folder, "exempt.senders = ['friend@a.example']\n");
    let postfix = Postfix::start(&postfix::Settings {
        relay: None,
        more: format!(
            "smtpd_recipient_restrictions = reject_unauth_destination, \
             check_policy_service unix:{}\n",
            path.display()
        ),
    });
    let answer = deliver(postfix.address(), "stranger@a.example");
    assert!(answer.contains("Greylisted"), "{answer}\n{}", postfix.log());
    let answer = deliver(postfix.address(), "friend@a.example");
    assert!(answer.starts_with("250"), "{answer}\n{}", postfix.log());
    drop(postfix);
    grey.signal(Signal::TERM);
    grey.ends_well();
}
