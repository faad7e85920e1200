use std::error::Error;
use std::fmt::{self, Debug, Display, Formatter};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};

/// Where a PostgreSQL is, which database of it, and who asks:
/// `postgres://user:password@host:port/database?sslmode=verify-full`.
///
/// It is shown without the password. What can be said in such an address is what
/// PostgreSQL's own programs know; several hosts are separated by commas, and
/// `target_session_attrs=read-write` finds the one of them that takes changes. Of
/// `sslmode` there are
///
/// | | |
/// |---|---|
/// | `disable` | in the clear |
/// | `prefer`, if nothing is said | in TLS where the server offers it |
/// | `require` | in TLS, with whoever answers |
/// | `verify-full` | in TLS, with a server whose certificate is for its name |
///
/// and `sslrootcert=/path` names the file of certificates that the server's own is signed
/// with; without it, those of the web are trusted. With `sslrootcert`, `require` verifies
/// too. Through a socket of the machine there is no TLS.
#[derive(Clone, PartialEq, Eq)]
pub struct PostgresAddress {
    pub(super) config: Config,
    pub(super) trust: Trust,
    shown: String,
}

/// Whose certificate is good enough.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Trust {
    Anybody,
    OfTheWeb,
    Signed(PathBuf),
}

/// An address of a database that is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadPostgresAddress {
    /// What is wrong with it.
    pub why: String,
}

impl Display for BadPostgresAddress {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let BadPostgresAddress { why } = self;
        write!(
            f,
            "the address of the database cannot be used: {why}; write \
             `postgres://user@host:5432/database`"
        )
    }
}

impl Error for BadPostgresAddress {}

impl PostgresAddress {
    /// The same with this password.
    #[must_use]
    pub fn password(mut self, password: impl AsRef<[u8]>) -> PostgresAddress {
        self.config.password(password);
        self
    }

    /// The file of certificates that it names, which is read when the graph runs.
    #[must_use]
    pub fn roots(&self) -> Option<&Path> {
        match &self.trust {
            Trust::Signed(roots) => Some(roots),
            Trust::Anybody | Trust::OfTheWeb => None,
        }
    }

    /// Whether it says a password.
    #[must_use]
    pub fn has_password(&self) -> bool {
        self.config.get_password().is_some()
    }
}

impl FromStr for PostgresAddress {
    type Err = BadPostgresAddress;

    fn from_str(text: &str) -> Result<PostgresAddress, BadPostgresAddress> {
        let bad = |why: &str| BadPostgresAddress {
            why: why.to_owned(),
        };
        let is_url = ["postgres://", "postgresql://"]
            .iter()
            .any(|scheme| text.starts_with(scheme));
        if !is_url {
            return Err(bad("it does not begin with `postgres://`"));
        }
        let Asked {
            address,
            mode,
            roots,
        } = Asked::of(text)?;
        let mut config: Config = address.parse().map_err(|error| bad(&why(&error)))?;
        if config.get_hosts().is_empty() && config.get_hostaddrs().is_empty() {
            return Err(bad("it names no host"));
        }
        if config.get_user().is_none() {
            return Err(bad("it names no user"));
        }
        let (ssl, trust) = match (mode.as_deref().unwrap_or("prefer"), roots) {
            ("disable", _) => (SslMode::Disable, Trust::Anybody),
            ("prefer", None) => (SslMode::Prefer, Trust::Anybody),
            ("prefer", Some(_)) => return Err(bad("`sslrootcert` needs `sslmode=verify-full`")),
            ("require", None) => (SslMode::Require, Trust::Anybody),
            ("verify-full", None) => (SslMode::Require, Trust::OfTheWeb),
            ("require" | "verify-full", Some(roots)) => (SslMode::Require, Trust::Signed(roots)),
            (_, _) => {
                let why = "`sslmode` is none of `disable`, `prefer`, `require` and `verify-full`";
                return Err(bad(why));
            }
        };
        // Nobody listens between two programs of one machine.
        let is_local = |host: &Host| !matches!(host, Host::Tcp(_));
        let is_local = config.get_hostaddrs().is_empty() && config.get_hosts().iter().all(is_local);
        config.ssl_mode(if is_local { SslMode::Disable } else { ssl });
        Ok(PostgresAddress {
            shown: shown(&config),
            config,
            trust,
        })
    }
}

/// What of an address is not for the crate that reads the rest of it.
struct Asked {
    address: String,
    mode: Option<String>,
    roots: Option<PathBuf>,
}

impl Asked {
    fn of(text: &str) -> Result<Asked, BadPostgresAddress> {
        let (address, query) = text.split_once('?').unwrap_or((text, ""));
        let mut asked = Asked {
            address: address.to_owned(),
            mode: None,
            roots: None,
        };
        let mut rest = Vec::new();
        for pair in query.split('&') {
            match pair.split_once('=') {
                Some(("sslmode", mode)) => asked.mode = Some(mode.to_owned()),
                Some(("sslrootcert", path)) => asked.roots = Some(plain(path)?.into()),
                _ => rest.push(pair),
            }
        }
        asked.address = format!("{address}?{}", rest.join("&"));
        if rest.concat().is_empty() {
            asked.address.truncate(address.len());
        }
        Ok(asked)
    }
}

/// A text in which bytes may be written as `%2F`.
fn plain(text: &str) -> Result<String, BadPostgresAddress> {
    let bad = || BadPostgresAddress {
        why: "the path of `sslrootcert` is no text".to_owned(),
    };
    let mut bytes = Vec::new();
    let mut parts = text.split('%');
    bytes.extend(parts.next().unwrap_or_default().bytes());
    for part in parts {
        let (code, rest) = part.split_at_checked(2).ok_or_else(bad)?;
        bytes.push(u8::from_str_radix(code, 16).map_err(|_| bad())?);
        bytes.extend(rest.bytes());
    }
    String::from_utf8(bytes).map_err(|_| bad())
}

/// The address without what nobody else is to read.
fn shown(config: &Config) -> String {
    let hosts = config.get_hosts().iter().map(|host| match host {
        Host::Tcp(name) => name.clone(),
        #[cfg(unix)]
        Host::Unix(path) => path.display().to_string(),
    });
    let addresses = config.get_hostaddrs().iter().map(ToString::to_string);
    let hosts: Vec<_> = hosts.chain(addresses).collect();
    let user = config.get_user().unwrap_or_default();
    let port = match config.get_ports() {
        [] => String::new(),
        [port, ..] => format!(":{port}"),
    };
    let database = config.get_dbname().unwrap_or(user);
    format!("postgres://{user}@{}{port}/{database}", hosts.join(","))
}

/// What an error says, with what has led to it.
pub(super) fn why(error: &tokio_postgres::Error) -> String {
    if let Some(error) = error.as_db_error() {
        return format!("{} ({})", error.message(), error.code().code());
    }
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}

impl Display for PostgresAddress {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

impl Debug for PostgresAddress {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "PostgresAddress({})", self.shown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> PostgresAddress {
        text.parse().expect(text)
    }

    #[test]
    fn nobody_is_shown_the_password() {
        let address = address("postgresql://ann:s3cret@db.example:6000/mail?connect_timeout=3");
        assert!(address.has_password());
        assert_eq!(address.to_string(), "postgres://ann@db.example:6000/mail");
        assert!(!format!("{address:?}").contains("s3cret"));
        for wrong in [
            "postgres://ann:s3cret@db.example:no/mail",
            "postgres://ann:s3cret@db.example/mail?sslmode=always",
            "postgres://ann:s3cret@db.example/mail?colour=red",
            "mysql://ann:s3cret@db.example/mail",
        ] {
            let error = wrong.parse::<PostgresAddress>().expect_err(wrong);
            assert!(!error.to_string().contains("s3cret"), "{error}");
        }
    }

    #[test]
    fn an_address_says_whom_to_trust() {
        let there = "postgres://ann@db.example/mail";
        for (query, mode, trust) in [
            ("", SslMode::Prefer, Trust::Anybody),
            ("?sslmode=disable", SslMode::Disable, Trust::Anybody),
            ("?sslmode=require", SslMode::Require, Trust::Anybody),
            ("?sslmode=verify-full", SslMode::Require, Trust::OfTheWeb),
            (
                "?sslmode=require&connect_timeout=3&sslrootcert=%2Fa%20b/c.pem",
                SslMode::Require,
                Trust::Signed("/a b/c.pem".into()),
            ),
        ] {
            let address = address(&format!("{there}{query}"));
            assert_eq!(address.config.get_ssl_mode(), mode, "{query}");
            assert_eq!(address.trust, trust, "{query}");
        }
    }

    #[test]
    fn what_is_missing_is_said() {
        for (text, words) in [
            ("grey.db", "does not begin with"),
            ("postgres:///mail", "no host"),
            ("postgres://db.example/mail", "no user"),
            ("postgres://a@b/c?sslrootcert=/d", "needs `sslmode"),
            (
                "postgres://a@b/c?sslmode=require&sslrootcert=%zz",
                "no text",
            ),
        ] {
            let error = text.parse::<PostgresAddress>().expect_err(text);
            assert!(error.to_string().contains(words), "{error}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_socket_of_the_machine_needs_no_tls() {
        let address = address("postgres://ann@%2Frun%2Fpostgresql/mail?sslmode=require");
        assert_eq!(address.config.get_ssl_mode(), SslMode::Disable);
    }
}
