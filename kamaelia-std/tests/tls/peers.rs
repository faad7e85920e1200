//! `openssl` and Python.

use crate::{ask, certificates, client, end, serve, server, shout_lines};
use bytes::Bytes;
use kamaelia::Stage;
use kamaelia::prelude::*;
use kamaelia_std::net::TcpClient;
use kamaelia_std::util::{LineSplit, Map, Take};
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Output, Stdio};
use tokio::task::spawn_blocking;

/// Answers one line, and ends.
fn once() -> impl Stage<Bytes, Bytes> {
    pipeline![
        LineSplit::new(),
        Take::new(1),
        Map::new(|line: String| Bytes::from(line.to_uppercase() + "\n")),
    ]
}

/// What a program says that is told this.
async fn run(mut command: Command, input: &'static str) -> Output {
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let run = move || {
        let mut process = command.stderr(Stdio::piped()).spawn()?;
        // It may have heard enough before the last of it.
        let _ = process.stdin.take().unwrap().write_all(input.as_bytes());
        process.wait_with_output()
    };
    let output: std::io::Result<Output> = spawn_blocking(run).await.unwrap();
    output.expect("it is installed")
}

#[tokio::test]
async fn openssl_is_served() {
    let (server, address, _faults) = serve(server(), once).await;
    let mut command = Command::new("openssl");
    command
        .args(["s_client", "-quiet", "-verify_return_error", "-CAfile"])
        .arg(&certificates().root)
        .args(["-verify_hostname", "localhost", "-connect"])
        .arg(address.to_string());
    let output = run(command, "hello\n").await;
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.stdout, b"HELLO\n", "{said}");
    end(server).await;
}

#[tokio::test]
async fn openssl_serves() {
    let files = certificates();
    let mut process = Command::new("openssl")
        .args([
            "s_server",
            "-rev",
            "-naccept",
            "1",
            "-accept",
            "127.0.0.1:0",
        ])
        .arg("-cert")
        .arg(&files.certificate)
        .arg("-key")
        .arg(&files.key)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("openssl is installed");
    let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
    let address = loop {
        let line = lines.next().expect("it listens").unwrap();
        if let Some(address) = line.strip_prefix("ACCEPT ") {
            break address.to_owned();
        }
    };
    // It answers each line with its letters in reverse, and ends after `CLOSE`.
    let question = vec![Bytes::from("hello\nCLOSE\n")];
    let answer = ask(TcpClient::new(address).tls(client()), question).await;
    assert_eq!(answer, b"olleh\n");
    assert!(process.wait().unwrap().success());
}

const PYTHON: &str = r#"
import socket, ssl, sys
context = ssl.create_default_context(cafile=sys.argv[2])
raw = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
peer = context.wrap_socket(raw, server_hostname="localhost")
peer.sendall(b"hello\n")
print(peer.recv(100).decode(), end="")
if sys.argv[3] == "unwrap":
    peer.unwrap()
peer.close()
"#;

async fn python(port: u16, end: &'static str) -> String {
    let mut command = Command::new("python3");
    command.args(["-c", PYTHON, &port.to_string()]);
    command.arg(&certificates().root).arg(end);
    let output = run(command, "").await;
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    String::from_utf8(output.stdout).unwrap()
}

#[tokio::test]
async fn python_is_served_and_may_leave_as_one_should() {
    let (server, address, mut faults) = serve(server(), shout_lines).await;
    assert_eq!(python(address.port(), "unwrap").await, "HELLO\n");
    end(server).await;
    assert_eq!(faults.recv().await, None);
}

#[tokio::test]
async fn an_end_without_its_word_is_a_fault_of_the_connection() {
    let (server, address, mut faults) = serve(server(), shout_lines).await;
    assert_eq!(python(address.port(), "just go").await, "HELLO\n");
    let fault = faults.recv().await.unwrap();
    for words in ["`connection[0]/READ`", "close_notify"] {
        assert!(fault.text.contains(words), "no {words} in {fault}");
    }
    assert_eq!(python(address.port(), "unwrap").await, "HELLO\n");
    end(server).await;
}
