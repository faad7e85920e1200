//! What systemd does for a service: it opens its sockets, and hears how it is.

use crate::client::Client;
use crate::daemon::Daemon;
use crate::port::Port;
use crate::program::GREY;
use crate::sink::Sink;
use rustix::process::Signal;
use std::net::TcpListener;
use std::os::unix::net::UnixDatagram;
use std::process::Command;
use std::time::Duration;

/// grey, for which systemd opens these sockets under these names.
fn activated(arguments: &[&str], settings: &str) -> Daemon {
    let mut command = Command::new("systemd-socket-activate");
    command.args(arguments).arg(GREY);
    let folder = tempfile::tempdir().expect("a folder");
    Daemon::start_by(command, folder, Sink::start().address(), settings)
}

#[test]
fn sockets_that_systemd_has_opened_are_served_instead_of_those_in_the_settings() {
    let ports = [Port::new(), Port::new()];
    let [mail, postfix] = ports.each_ref().map(Port::address);
    let taken = TcpListener::bind("127.0.0.1:0").expect("there is a port");
    let taken = taken.local_addr().expect("it is bound");
    let settings = format!("server.listen = ['{taken}']\npostfix.listen = ['{taken}']\n");
    let sockets = ["-l", &mail.to_string(), "-l", &postfix.to_string()];
    let arguments = [&sockets[..], &["--fdname=mail:postfix"]].concat();
    let grey = activated(&arguments, &settings);
    grey.says("Listening on");
    grey.says("Listening on");
    // Who comes starts it, and is served.
    let mut client = Client::greeted(mail);
    client.asks("EHLO mail.home.example", "250");
    grey.says("take the place of `server.listen`");
    grey.says("take the place of `postfix.listen`");
    std::net::TcpStream::connect(postfix).expect("it listens");
}

#[test]
fn a_socket_without_a_name_is_for_mail() {
    let port = Port::new();
    let mail = port.address();
    let grey = activated(&["-l", &mail.to_string()], "");
    grey.says("Listening on");
    Client::greeted(mail);
    assert_eq!(grey.listens_for("mail"), mail);
}

#[test]
fn a_socket_that_is_of_no_use_is_named() {
    let said = |arguments: &[&str], settings: &str, expected: &str| {
        let port = Port::new();
        let address = port.address().to_string();
        let grey = activated(&[&["-l", &address], arguments].concat(), settings);
        grey.says("Listening on");
        let _client = std::net::TcpStream::connect(&address);
        let told = grey.says("grey: ");
        assert!(told.contains(expected), "{told}");
    };
    said(
        &["--fdname=mial"],
        "",
        "the socket `mial` (number 0) that systemd passes is for nobody here; write \
         `FileDescriptorName=mail`",
    );
    said(
        &["--fdname=postfix"],
        "server.listen = []\n",
        "systemd passes a socket for Postfix, but `postfix.listen` is empty",
    );
    said(
        &["--fdname=mail", "--accept"],
        "",
        "that systemd passes does not listen; write `Accept=no`",
    );
}

#[test]
fn systemd_hears_that_it_is_ready_reads_again_lives_and_ends() {
    let folder = tempfile::tempdir().expect("a folder");
    let socket = folder.path().join("notify");
    let systemd = UnixDatagram::bind(&socket).expect("the folder is writable");
    let long = Duration::from_secs(60);
    systemd.set_read_timeout(Some(long)).expect("it is open");
    let hear = || {
        let mut buffer = [0; 1024];
        let length = systemd.recv(&mut buffer).expect("it is told");
        String::from_utf8_lossy(&buffer[..length]).into_owned()
    };
    let hear_but = |what: &str| loop {
        let heard = hear();
        if heard != what {
            return heard;
        }
    };
    let mut command = Command::new(GREY);
    command.env("NOTIFY_SOCKET", &socket);
    command.env("WATCHDOG_USEC", "100000");
    let listen = "server.listen = ['127.0.0.1:0']\npostfix.listen = ['127.0.0.1:0']\n";
    let grey = Daemon::start_by(command, folder, Sink::start().address(), listen);

    assert_eq!(hear(), "READY=1\n");
    for _ in 0..3 {
        assert_eq!(hear(), "WATCHDOG=1\n");
    }
    grey.hang_up();
    let reads = hear_but("WATCHDOG=1\n");
    let since = reads.strip_prefix("RELOADING=1\nMONOTONIC_USEC=");
    let since = since.and_then(|since| since.trim().parse::<u64>().ok());
    assert!(since.is_some_and(|since| since > 0), "{reads}");
    assert_eq!(hear_but("WATCHDOG=1\n"), "READY=1\n");
    grey.signal(Signal::TERM);
    assert_eq!(hear_but("WATCHDOG=1\n"), "STOPPING=1\n");
}
