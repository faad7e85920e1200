//! Servers and clients with peers that others have written: `nc` and Python.

use crate::{end, number, serve, shout};
use bytes::Bytes;
use kamaelia::prelude::*;
use kamaelia_std::net::{SingleServer, TcpClient};
use kamaelia_std::util::{DataSource, Expect, LineSplit, PassThrough};
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Output, Stdio};
use tokio::task::spawn_blocking;

/// What a program says that is told this.
async fn run(mut command: Command, input: &'static str) -> String {
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let run = move || {
        let mut process = command.stderr(Stdio::piped()).spawn()?;
        process.stdin.take().unwrap().write_all(input.as_bytes())?;
        process.wait_with_output()
    };
    let output: std::io::Result<Output> = spawn_blocking(run).await.unwrap();
    let output = output.expect("it is installed");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    String::from_utf8(output.stdout).unwrap()
}

/// Case 247.
#[tokio::test]
async fn nc_is_served() {
    let (server, address, _faults) = serve(|_| number()).await;
    let mut command = Command::new("nc");
    command.args(["-N", "127.0.0.1", &address.port().to_string()]);
    assert_eq!(run(command, "one\ntwo\n").await, "1 one\n2 two\n");
    end(server).await;
}

/// Case 247: a server for one is spoken to as well.
#[tokio::test]
async fn nc_is_served_alone() {
    let (mut addresses, wheres) = collect();
    let server = graphline! {
        SERVER = SingleServer::new("127.0.0.1:0");
        ECHO   = PassThrough::new();
        WHERE  = wheres;

        SERVER.bound -> WHERE.inbox;
        SERVER -> ECHO;
        ECHO -> SERVER with unbounded;
    }
    .spawn();
    let address = addresses.recv().await.unwrap();
    let mut command = Command::new("nc");
    command.args(["-N", "127.0.0.1", &address.port().to_string()]);
    assert_eq!(run(command, "one\ntwo\n").await, "one\ntwo\n");
    server.join().await.unwrap();
}

const CLIENTS: &str = r#"
import socket, sys, threading
failed = []
def client(name):
    peer = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
    question = (name * 1000).encode()
    got = b""
    for _ in range(50):
        peer.sendall(question)
        while len(got) < len(question):
            got += peer.recv(65536)
        if got != question.upper():
            failed.append(name)
        got = b""
    peer.shutdown(socket.SHUT_WR)
    if peer.recv(1) != b"":
        failed.append(name)
threads = [threading.Thread(target=client, args=(name,)) for name in "abcdefgh"]
for thread in threads: thread.start()
for thread in threads: thread.join()
sys.exit(f"wrong answers: {failed}" if failed else 0)
"#;

/// Case 248: eight clients at once, and each gets its own.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clients_in_python_get_each_its_own_answers() {
    let (server, address, _faults) = serve(|_| shout()).await;
    let mut command = Command::new("python3");
    command.args(["-c", CLIENTS, &address.port().to_string()]);
    run(command, "").await;
    end(server).await;
}

const SERVER: &str = r#"
import socket
listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
peer, _ = listener.accept()
heard = b""
while True:
    piece = peer.recv(100)
    if not piece:
        break
    heard += piece
peer.sendall(heard[::-1])
peer.close()
"#;

#[tokio::test]
async fn a_server_in_python_serves_us() {
    let mut process = Command::new("python3")
        .args(["-c", SERVER])
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3 is installed");
    let mut port = String::new();
    let mut said = BufReader::new(process.stdout.take().unwrap());
    said.read_line(&mut port).unwrap();
    let address = format!("127.0.0.1:{}", port.trim());
    pipeline![
        DataSource::new(["olleh\n", "ih"].map(Bytes::from)),
        TcpClient::new(address),
        LineSplit::new(),
        Expect::new(["hi", "hello"].map(String::from)),
    ]
    .run()
    .await
    .unwrap();
    assert!(process.wait().unwrap().success());
}
