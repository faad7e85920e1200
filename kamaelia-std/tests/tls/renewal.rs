//! A certificate that is renewed while a server runs.

use crate::certificates::{certificates, renewed};
use crate::{ask, client, end, fault, serve, shout};
use bytes::Bytes;
use kamaelia::prelude::*;
use kamaelia_std::net::TcpClient;
use kamaelia_std::net::tls::{ClientTls, ServerTls};
use std::fs::{copy, write};

#[tokio::test]
async fn a_renewed_certificate_is_for_those_who_come_then() {
    let (old, new) = (certificates(), renewed());
    let certificate = old.folder.join("current.pem");
    let key = old.folder.join("current.key");
    copy(&old.certificate, &certificate).unwrap();
    copy(&old.key, &key).unwrap();
    let tls = ServerTls::from_files(&certificate, &key).unwrap();
    let (server, address, _faults) = serve(tls.clone(), shout).await;
    let hello = || vec![Bytes::from("hello")];
    let knows_new = || ClientTls::trusting_file(&new.root).unwrap();
    let is_old = || async {
        assert_eq!(
            ask(TcpClient::new(address).tls(client()), hello()).await,
            b"HELLO"
        );
        let fault = fault(TcpClient::new(address).tls(knows_new())).await;
        assert!(fault.contains("certificate"), "{fault}");
    };
    is_old().await;

    // Half of what there should be is no reason to have nothing.
    copy(&new.certificate, &certificate).unwrap();
    let error = tls.reload().unwrap_err().to_string();
    assert!(
        error.contains("the private key in") && error.contains("current.key"),
        "{error}"
    );
    is_old().await;
    write(&certificate, "nothing").unwrap();
    let error = tls.reload().unwrap_err().to_string();
    assert!(
        error.contains("current.pem") && error.contains("BEGIN CERTIFICATE"),
        "{error}"
    );
    is_old().await;

    // Somebody is there already, and stays.
    let (mut says, source) = feed();
    let (mut hears, sink) = collect::<Bytes>();
    let there = pipeline![source, TcpClient::new(address).tls(client()), sink].spawn();
    says.send(Bytes::from("one")).await.unwrap();
    assert_eq!(hears.recv().await.unwrap(), "ONE");
    copy(&new.certificate, &certificate).unwrap();
    copy(&new.key, &key).unwrap();
    tls.reload().unwrap();
    assert_eq!(
        ask(TcpClient::new(address).tls(knows_new()), hello()).await,
        b"HELLO"
    );
    let fault = fault(TcpClient::new(address).tls(client())).await;
    assert!(fault.contains("certificate"), "{fault}");
    says.send(Bytes::from("two")).await.unwrap();
    assert_eq!(hears.recv().await.unwrap(), "TWO");
    drop(says);
    there.join().await.unwrap();
    end(server).await;
}

#[test]
fn what_was_not_read_from_files_is_not_read_again() {
    let files = certificates();
    let read = |path| std::fs::read(path).unwrap();
    let tls = ServerTls::from_pem(read(&files.certificate), read(&files.key)).unwrap();
    let error = tls.reload().unwrap_err().to_string();
    assert!(error.contains("it was not read from a file"), "{error}");
}
