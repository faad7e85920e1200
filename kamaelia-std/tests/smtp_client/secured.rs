//! A connection that is secured before anything is said of a message.

use crate::asking::{Client, client, mail};
use crate::script::{Peer, Server};
use kamaelia_std::net::tls::ClientTls;
use std::process::Command;
use std::sync::{Arc, LazyLock};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::join;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// A certificate that signs itself, and its key, in one file of PEM.
fn pem() -> &'static [u8] {
    static PEM: LazyLock<Vec<u8>> = LazyLock::new(|| {
        let made = Command::new("openssl")
            .args(["req", "-x509", "-newkey", "ec", "-nodes", "-days", "2"])
            .args([
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-subj",
                "/CN=localhost",
            ])
            .args(["-addext", "subjectAltName=DNS:localhost"])
            .args(["-addext", "basicConstraints=critical,CA:FALSE"])
            .args(["-keyout", "-", "-out", "-"])
            .output();
        made.expect("openssl is installed").stdout
    });
    &PEM
}

fn trusting() -> ClientTls {
    let root = ClientTls::trusting_pem(pem());
    root.expect("it is a certificate").server_name("localhost")
}

fn acceptor() -> TlsAcceptor {
    let certificate = CertificateDer::from_pem_slice(pem());
    let key = PrivateKeyDer::from_pem_slice(pem()).expect("it is a key");
    let certificates = vec![certificate.expect("it is a certificate")];
    let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(|config| {
            let config = config.with_no_client_auth();
            config.with_single_cert(certificates, key)
        });
    TlsAcceptor::from(Arc::new(config.expect("they fit")))
}

async fn offering(server: &Server, reply: &str) -> Peer {
    let mut peer = server.greet(&["STARTTLS"]).await;
    peer.talk(&[("STARTTLS", reply)]).await;
    peer
}

#[tokio::test]
async fn what_is_said_of_a_message_is_said_behind_tls() {
    let server = Server::start().await;
    let mut client = Client::start(client(server.address).tls(trusting()));
    let script = async {
        let peer = offering(&server, "220 go").await;
        let mut stream = acceptor().accept(peer.stream).await.expect("both agree");
        for (line, reply) in [
            ("EHLO here.example.org\r\n", "250 hello\r\n"),
            ("MAIL FROM:<a@example.org>\r\n", "250 a\r\n"),
            ("QUIT\r\n", "221 bye\r\n"),
        ] {
            let mut heard = vec![0; line.len()];
            stream.read_exact(&mut heard).await.expect("it speaks");
            assert_eq!(heard, line.as_bytes());
            stream.write_all(reply.as_bytes()).await.expect("it hears");
        }
    };
    let asking = async {
        assert_eq!(client.ask(mail("a@example.org")).await, "250 a");
        client.end().await;
    };
    join!(script, asking);
}

#[tokio::test]
async fn a_server_that_is_not_secured_gets_nothing() {
    let server = Server::start().await;
    let mut client = Client::start(client(server.address).tls(trusting()));
    let script = async {
        let mut peer = server.greet(&["SIZE"]).await;
        assert_eq!(peer.rest().await, "");
        let mut peer = offering(&server, "454 not now").await;
        assert_eq!(peer.rest().await, "");
        // Somebody in between has put in a reply.
        let mut peer = offering(&server, "220 go\n250 hello").await;
        assert_eq!(peer.rest().await, "");
    };
    let asking = async {
        for reply in [
            "451 4.7.4 the server behind does not offer STARTTLS",
            "451 4.4.2 the server behind refuses not now",
            "451 4.4.2 the server behind makes no sense",
        ] {
            assert_eq!(client.ask(mail("a@example.org")).await, reply);
        }
        client.end().await;
    };
    join!(script, asking);
}
