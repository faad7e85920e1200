//! Passwords, and connections that nobody else reads.

use super::{Postgres, Running};
use kamaelia_std::data::PostgresTable;
use std::fs;
use std::path::Path;
use std::process::Command;

/// A certificate for this name, signed by itself, in two files.
fn certificate(folder: &Path, name: &str) {
    let made = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "ec", "-nodes", "-days", "2"])
        .args([
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-subj",
            "/CN=database",
        ])
        .args(["-addext", &format!("subjectAltName=IP:{name}")])
        .args(["-addext", "basicConstraints=critical,CA:FALSE"])
        .arg("-keyout")
        .arg(folder.join("server.key"))
        .arg("-out")
        .arg(folder.join("server.crt"))
        .output()
        .expect("openssl is installed");
    assert!(made.status.success(), "{made:?}");
    // Those of the server are the server's own.
    let owner = Command::new("chown")
        .arg("--reference")
        .arg(folder.join("PG_VERSION"))
        .arg(folder.join("server.key"))
        .status();
    assert!(owner.expect("chown").success());
}

/// A server that wants a password of everybody but its administrator, and TLS.
fn strict(name: &str) -> Postgres {
    let mut postgres = Postgres::start();
    let data = postgres.data();
    certificate(&data, name);
    let rules = "local all postgres trust\nhost all postgres 127.0.0.1/32 trust\n\
                 hostssl all grey 127.0.0.1/32 scram-sha-256\n";
    fs::write(data.join("pg_hba.conf"), rules).unwrap();
    let settings = fs::read_to_string(data.join("postgresql.conf")).unwrap();
    fs::write(data.join("postgresql.conf"), settings + "\nssl = on\n").unwrap();
    postgres.stop();
    postgres.run();
    postgres
}

/// What it says who comes so.
async fn said(postgres: &Postgres, user: &str, query: &str) -> Result<(), String> {
    let address = postgres.url_with(user, query).parse().unwrap();
    let running = Running::of(PostgresTable::new(address).connections(1));
    let put = running.try_put("ann", "one").await;
    let put = put.map_err(|error| error.to_string());
    running.end().await;
    put
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_is_as_safe_as_its_address_says() {
    let postgres = tokio::task::block_in_place(|| strict("127.0.0.1"));
    let roots = postgres.data().join("server.crt");
    let verified = format!("?sslmode=verify-full&sslrootcert={}", roots.display());
    let right = "grey:open%20sesame";
    assert_eq!(said(&postgres, right, "").await, Ok(()));
    assert_eq!(said(&postgres, right, "?sslmode=require").await, Ok(()));
    assert_eq!(said(&postgres, right, &verified).await, Ok(()));

    let wrong = said(&postgres, "grey:open%20barley", "?sslmode=require")
        .await
        .unwrap_err();
    assert!(wrong.contains("password authentication failed"), "{wrong}");
    assert!(!wrong.contains("barley"), "{wrong}");
    let none = said(&postgres, "grey", "?sslmode=require")
        .await
        .unwrap_err();
    assert!(none.contains("password"), "{none}");
    let plain = said(&postgres, right, "?sslmode=disable")
        .await
        .unwrap_err();
    assert!(plain.contains("no encryption"), "{plain}");
    // Nobody of the web has signed it.
    let unknown = said(&postgres, right, "?sslmode=verify-full")
        .await
        .unwrap_err();
    assert!(unknown.contains("certificate"), "{unknown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_for_another_name_is_none() {
    let postgres = tokio::task::block_in_place(|| strict("127.0.0.2"));
    let roots = postgres.data().join("server.crt");
    let verified = format!("?sslmode=verify-full&sslrootcert={}", roots.display());
    let error = said(&postgres, "grey:open%20sesame", &verified)
        .await
        .unwrap_err();
    assert!(error.contains("certificate"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_certificates_that_is_none_is_a_fault() {
    let address = "postgres://ann@db.example/mail?sslmode=verify-full&sslrootcert=/no/such";
    let running = Running::of(PostgresTable::new(address.parse().unwrap()));
    let fault = running.graph.join().await.unwrap_err().to_string();
    assert!(fault.contains("/no/such"), "{fault}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_socket_of_the_machine_will_do() {
    let postgres = Postgres::shared();
    let folder = postgres.folder().display().to_string().replace('/', "%2F");
    let address = format!("postgres://grey@{folder}:{}/grey", postgres.port());
    let table = PostgresTable::new(address.parse().unwrap()).table(super::name());
    let running = Running::of(table);
    running.put("ann", "one").await;
    running.end().await;
}
