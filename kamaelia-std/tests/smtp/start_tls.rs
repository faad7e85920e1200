//! STARTTLS, and what somebody in between might do with it.

use crate::certificates::certificates;
use crate::connection::Server;
use kamaelia_std::net::tls::ServerTls;
use kamaelia_std::net::tls::rustls::pki_types::pem::PemObject;
use kamaelia_std::net::tls::rustls::pki_types::{CertificateDer, ServerName};
use kamaelia_std::net::tls::rustls::{
    ClientConfig, ClientConnection, RootCertStore, StreamOwned, crypto::ring,
};
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Command, Stdio};
use std::sync::Arc;
use tokio::task::spawn_blocking;

async fn server() -> Server {
    let files = certificates();
    Server::new(ServerTls::from_files(&files.certificate, &files.key).unwrap()).await
}

/// A client that has not said anything but what it has to say before TLS.
fn greeted(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    assert_eq!(line(&stream), "220 b.example ESMTP\r\n");
    write(&stream, "EHLO before\r\n");
    while !line(&stream).starts_with("250 ") {}
    stream
}

fn write(mut stream: impl Write, text: &str) {
    stream.write_all(text.as_bytes()).unwrap();
}

/// One line and not a byte more, so that TLS finds its own.
fn line(mut stream: impl Read) -> String {
    let mut line = Vec::new();
    let mut byte = [0];
    while !line.ends_with(b"\n") {
        stream.read_exact(&mut byte).unwrap();
        line.extend(byte);
    }
    String::from_utf8(line).unwrap()
}

type Secured = BufReader<StreamOwned<ClientConnection, TcpStream>>;

fn secure(stream: TcpStream) -> Secured {
    let mut roots = RootCertStore::empty();
    for root in CertificateDer::pem_file_iter(&certificates().root).unwrap() {
        roots.add(root.unwrap()).unwrap();
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("localhost").unwrap();
    let client = ClientConnection::new(Arc::new(config), name).unwrap();
    BufReader::new(StreamOwned::new(client, stream))
}

/// Says a line, and hears the reply to it, all lines of it as one.
fn ask(stream: &mut Secured, question: &str) -> String {
    write(stream.get_mut(), &format!("{question}\r\n"));
    let mut reply = String::new();
    while stream.read_line(&mut reply).unwrap() > 0 {
        let last = reply.lines().last().unwrap_or_default();
        if last.get(3..4) == Some(" ") {
            break;
        }
    }
    reply
}

#[tokio::test]
async fn a_client_secures_its_connection_and_says_hello_again() {
    let server = server().await;
    let address = server.address;
    let client = spawn_blocking(move || {
        let stream = greeted(address);
        write(&stream, "STARTTLS\r\n");
        assert!(line(&stream).starts_with("220 "));
        let mut stream = secure(stream);
        // What it has said before counts no more.
        assert!(ask(&mut stream, "MAIL FROM:<>").starts_with("503 "));
        let hello = ask(&mut stream, "EHLO after");
        assert!(
            hello.contains("PIPELINING") && !hello.contains("STARTTLS"),
            "{hello}"
        );
        assert!(ask(&mut stream, "STARTTLS").starts_with("502 "));
        assert!(ask(&mut stream, "MAIL FROM:<a@b>").starts_with("250 "));
        assert!(ask(&mut stream, "QUIT").starts_with("221 "));
        let mut rest = String::new();
        // The server tells that this is all: else this would be an error.
        stream.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "");
    });
    client.await.unwrap();
    assert_eq!(
        server.end().await,
        ["EHLO before", "EHLO after by TLSv1.3", "MAIL a@b", "QUIT"]
    );
}

/// Somebody in between puts commands behind STARTTLS, for the server to take them for
/// those of the client when it is safe (CVE-2011-0411, and NO STARTTLS of 2021).
#[tokio::test]
async fn what_was_put_behind_starttls_is_never_heard() {
    let server = server().await;
    let address = server.address;
    let client = spawn_blocking(move || {
        let stream = greeted(address);
        write(
            &stream,
            "STARTTLS\r\nEHLO evil\r\nMAIL FROM:<evil@b>\r\nRCPT TO:<e",
        );
        assert!(line(&stream).starts_with("220 "));
        let mut stream = secure(stream);
        assert_eq!(ask(&mut stream, "NOOP"), "250 2.0.0 done\r\n");
        assert!(ask(&mut stream, "EHLO good").ends_with("250 CHUNKING\r\n"));
        assert!(ask(&mut stream, "QUIT").starts_with("221 "));
    });
    client.await.unwrap();
    assert_eq!(
        server.end().await,
        ["EHLO before", "EHLO good by TLSv1.3", "QUIT"]
    );
}

#[tokio::test]
async fn commands_where_the_handshake_should_be_are_a_fault_of_the_connection() {
    let mut server = server().await;
    let address = server.address;
    let client = spawn_blocking(move || {
        let mut stream = greeted(address);
        write(&stream, "STARTTLS\r\n");
        assert!(line(&stream).starts_with("220 "));
        write(&stream, "MAIL FROM:<evil@b>\r\n");
        let mut rest = Vec::new();
        match stream.read_to_end(&mut rest) {
            Err(error) => assert_eq!(error.kind(), ErrorKind::ConnectionReset),
            Ok(_) => assert!(!rest.starts_with(b"250"), "{rest:?}"),
        }
    });
    client.await.unwrap();
    let fault = server.faults.recv().await.unwrap();
    assert!(
        fault.text.contains("the TLS handshake has failed"),
        "{fault}"
    );
    assert_eq!(server.end().await, ["EHLO before"]);
}

#[tokio::test]
async fn openssl_secures_its_connection() {
    let server = server().await;
    let address = server.address;
    let run = move || {
        let mut process = Command::new("openssl")
            .args([
                "s_client",
                "-starttls",
                "smtp",
                "-quiet",
                "-crlf",
                "-verify_return_error",
            ])
            .args([
                "-verify_hostname",
                "localhost",
                "-connect",
                &address.to_string(),
            ])
            .arg("-CAfile")
            .arg(&certificates().root)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("openssl is installed");
        write(process.stdin.take().unwrap(), "EHLO after\nQUIT\n");
        process.wait_with_output().unwrap()
    };
    let output = spawn_blocking(run).await.unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        said.contains("250-PIPELINING") && said.contains("221 2.0.0"),
        "{output:?}"
    );
    let asked = server.end().await;
    assert_eq!(asked[1..], ["EHLO after by TLSv1.3", "QUIT"]);
}

#[tokio::test]
async fn swaks_sends_a_mail_by_tls() {
    let server = server().await;
    let address = server.address.to_string();
    let run = move || {
        let mail = [
            "--to",
            "jo@b.example",
            "--from",
            "jo@a.example",
            "--ehlo",
            "client.example",
        ];
        let output = Command::new("swaks")
            .args(["-tls", "--server", &address])
            .args(mail)
            .output();
        output.expect("swaks is installed")
    };
    let output = spawn_blocking(run).await.unwrap();
    assert!(output.status.success(), "{output:?}");
    let asked = server.end().await;
    let hello = "EHLO client.example by TLSv1.3";
    assert_eq!(
        asked[..3],
        ["EHLO client.example", hello, "MAIL jo@a.example"]
    );
    assert_eq!(asked[asked.len() - 2..], ["end", "QUIT"]);
}
