//! The sections about the server, with their defaults.

use super::read::{database, host, listens, mode, servers, span, texts};
use crate::policy::{DomainPattern, Network};
use kamaelia_std::data::PostgresAddress;
use serde::Deserialize;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The server itself: `[server]`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Server {
    /// What it is called.
    pub name: String,
    /// Where it listens for mail.
    #[serde(deserialize_with = "listens")]
    pub listen: Vec<SocketAddr>,
    /// The domains whose mail it takes.
    #[serde(deserialize_with = "texts")]
    pub domains: Vec<DomainPattern>,
    /// Networks whose clients may send to any domain.
    #[serde(deserialize_with = "texts")]
    pub relay: Vec<Network>,
    /// How long it may take to finish messages at the end.
    #[serde(deserialize_with = "span")]
    pub drain: Duration,
}

impl Default for Server {
    fn default() -> Server {
        Server {
            name: "localhost".to_owned(),
            listen: vec![SocketAddr::from(([0_u16; 8], 25))],
            domains: Vec::new(),
            relay: Vec::new(),
            drain: Duration::from_secs(30),
        }
    }
}

/// How much it takes: `[limits]`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// How many connections there may be.
    pub connections: usize,
    /// How many of them from one address.
    pub connections_per_address: usize,
    /// How many recipients a message may have.
    pub recipients: usize,
    /// How many commands a connection may take.
    pub commands: usize,
    /// How many of them may be wrong.
    pub bad_commands: usize,
    /// How many bytes a message may have.
    pub message_size: u64,
    /// How many bytes a line of it may have.
    pub message_line: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            connections: 4096,
            connections_per_address: 20,
            recipients: 100,
            commands: 1000,
            bad_commands: 10,
            message_size: 50 << 20,
            message_line: 64 << 10,
        }
    }
}

/// Its certificate: `[tls]`. Both files, or none.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Tls {
    /// The certificate with its chain, as PEM.
    pub certificate: PathBuf,
    /// The key, as PEM.
    pub key: PathBuf,
}

impl Tls {
    /// The files there are.
    #[must_use]
    pub fn paths(&self) -> Vec<PathBuf> {
        let files = self
            .files()
            .map(|(certificate, key)| [certificate.clone(), key.clone()]);
        files.into_iter().flatten().collect()
    }

    /// The certificate and the key, if there are any.
    #[must_use]
    pub fn files(&self) -> Option<(&PathBuf, &PathBuf)> {
        let is_there = !self.certificate.as_os_str().is_empty();
        is_there.then_some((&self.certificate, &self.key))
    }
}

/// Balancers in front of it: `[proxy]`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Proxy {
    /// Networks from which the PROXY protocol is spoken.
    #[serde(deserialize_with = "texts")]
    pub trusted: Vec<Network>,
}

/// The mail server behind: `[backend]`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Backend {
    /// Its host and port.
    #[serde(deserialize_with = "host")]
    pub address: String,
    /// How it is told the client's address.
    pub client_address: ClientAddress,
    /// Whether it is spoken to in TLS.
    pub tls: BackendTls,
    /// The certificates that its own is signed with, as PEM; with none, those of the web.
    pub roots: PathBuf,
    /// How long a connection waits for the next client, if it may have several.
    #[serde(deserialize_with = "span")]
    pub keep: Duration,
}

impl Default for Backend {
    fn default() -> Backend {
        Backend {
            address: "127.0.0.1:10025".to_owned(),
            client_address: ClientAddress::None,
            tls: BackendTls::Never,
            roots: PathBuf::new(),
            keep: Duration::from_secs(2),
        }
    }
}

/// How the mail server behind is told the client's address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClientAddress {
    /// Not at all.
    None,
    /// By Postfix's XCLIENT.
    Xclient,
    /// By the PROXY protocol, version 1.
    ProxyV1,
    /// By the PROXY protocol, version 2.
    ProxyV2,
}

/// Whether the mail server behind is spoken to in TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BackendTls {
    /// In the clear.
    Never,
    /// By STARTTLS, or not at all.
    Always,
}

/// Where it answers its administrator: `[admin]`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Admin {
    /// The socket's file, beside the store if it is no whole path; none if it is empty.
    pub socket: PathBuf,
    /// The permissions of the file.
    #[serde(deserialize_with = "mode")]
    pub mode: u32,
}

impl Default for Admin {
    fn default() -> Admin {
        Admin {
            socket: PathBuf::from("grey.sock"),
            mode: 0o600,
        }
    }
}

/// Whom it asks about names: `[dns]`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Dns {
    /// Whom; nobody means those that the system asks.
    #[serde(deserialize_with = "servers")]
    pub servers: Vec<SocketAddr>,
    /// How long a question may take.
    #[serde(deserialize_with = "span")]
    pub timeout: Duration,
    /// How long all questions of one decision may take.
    #[serde(deserialize_with = "span")]
    pub budget: Duration,
}

impl Default for Dns {
    fn default() -> Dns {
        Dns {
            servers: Vec::new(),
            timeout: Duration::from_secs(5),
            budget: Duration::from_secs(15),
        }
    }
}

/// Where it remembers: `[store]`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Store {
    /// The file.
    pub path: PathBuf,
    /// How many entries there may be.
    pub entries: u64,
    /// How many bytes the file may take.
    pub bytes: u64,
    /// How often what is over is removed.
    #[serde(deserialize_with = "span")]
    pub prune_every: Duration,
    /// How long a decision waits to be written.
    #[serde(deserialize_with = "span")]
    pub commit_after: Duration,
    /// Whether a decision waits until it is on disk.
    pub sync: bool,
    /// The database that several programs share, in place of the file.
    #[serde(deserialize_with = "database")]
    pub shared: Option<PostgresAddress>,
    /// What the table is called there.
    pub shared_table: String,
    /// The file that has the password for it.
    pub shared_password_file: PathBuf,
    /// How many connections to it there are.
    pub shared_connections: usize,
    /// How long it may take for a step.
    #[serde(deserialize_with = "span")]
    pub shared_timeout: Duration,
}

impl Store {
    /// The files that it reads, each with the setting that names it.
    pub fn reads(&self) -> impl Iterator<Item = (&'static str, &Path)> {
        let password = self.shared_password_file.as_path();
        let password = Some(password).filter(|file| !file.as_os_str().is_empty());
        let roots = self.shared.as_ref().and_then(PostgresAddress::roots);
        let password = password.map(|file| ("store.shared_password_file", file));
        password
            .into_iter()
            .chain(roots.map(|file| ("store.shared", file)))
    }
}

impl Default for Store {
    fn default() -> Store {
        Store {
            path: PathBuf::from("/var/lib/grey/grey.db"),
            entries: 5_000_000,
            bytes: 4 << 30,
            prune_every: Duration::from_secs(60 * 60),
            commit_after: Duration::from_secs(1),
            sync: false,
            shared: None,
            shared_table: "grey".to_owned(),
            shared_password_file: PathBuf::new(),
            shared_connections: 4,
            shared_timeout: Duration::from_secs(5),
        }
    }
}
