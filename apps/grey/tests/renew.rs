//! Certificates that are renewed while grey runs.

#[path = "peers/openssl.rs"]
mod openssl;

use grey::config::Config;
use grey::{Renew, Terms};
use kamaelia::Value;
use kamaelia::prelude::*;
use openssl::certify;
use std::sync::Arc;
use std::time::Duration;

#[tokio::test]
async fn a_certificate_is_read_again_when_its_files_change_and_stays_if_they_are_no_good() {
    let folder = tempfile::tempdir().expect("a folder");
    certify(folder.path());
    let files = ["cert.pem", "key.pem"].map(|name| folder.path().join(name));
    let mut config = Config::default();
    [config.tls.certificate, config.tls.key] = files.clone();
    let terms = Terms::new(config).expect("they are good");
    let (mut news, sink) = collect();
    let renew = Renew::new(Value::new(Arc::new(terms))).every(Duration::from_millis(1));
    let graph = graphline! {
        RENEW = renew;
        NEWS  = sink;
        RENEW.news -> NEWS.inbox;
    };
    let graph = graph.spawn();

    // The first look may come after any of these: it is to see that something has changed.
    let text = std::fs::read(&files[0]).expect("it is there");
    let mut said = None;
    while said.is_none() {
        std::fs::write(&files[0], &text).expect("it is writable");
        tokio::task::yield_now().await;
        said = news.try_recv().ok();
    }
    assert_eq!(said.as_deref(), Some("the certificate was read again"));
    std::fs::write(&files[0], "no certificate").expect("it is writable");
    let complaint = loop {
        let said: String = news.recv().await.expect("it looks");
        if said != "the certificate was read again" {
            break said;
        }
    };
    assert!(complaint.contains("cert.pem"), "{complaint}");
    assert!(
        complaint.ends_with("the certificate stays as it was"),
        "{complaint}"
    );
    graph.stop();
    assert!(graph.join().await.is_ok());
}
