//! The settings of `grey`, as a file and as an environment.
//!
//! [`Config::EXAMPLE`] has all of them with their defaults and what they mean.

mod check;
mod error;
mod exempt;
mod known;
mod load;
mod loaded;
mod log;
mod place;
mod read;
mod rules;
mod sections;
mod security;
mod status;

pub use error::ConfigError;
pub use exempt::Exempt;
pub use loaded::{Change, Loaded};
pub use log::{Log, LogFormat, LogLevel};
pub use place::{Place, Postfix};
pub use rules::{Fail, Policy, Profile};
pub use sections::{
    Admin, Backend, BackendTls, ClientAddress, Dns, Limits, Proxy, Server, Store, Tls,
};
pub use security::{Sandbox, Security};
pub use status::Status;

use crate::policy::{Clients, Suspects};
use rules::{ClientsSection, SuspectsSection};
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// All settings.
///
/// ```
/// use grey::config::Config;
///
/// # fn main() -> Result<(), grey::config::ConfigError> {
/// let config = Config::parse("grey.toml", "[policy]\ndelay = '5m'", [])?;
/// assert_eq!(config.policy.delay.as_secs(), 300);
///
/// let error = Config::parse("grey.toml", "[clients]\npases = 2", []).unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "grey.toml, line 2: `clients.pases` is no setting; did you mean `clients.passes`? \
///      `[clients]` has `passes`, `every`, `life`",
/// );
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The server itself.
    pub server: Server,
    /// How much it takes.
    pub limits: Limits,
    /// Its certificate.
    pub tls: Tls,
    /// Balancers in front of it.
    pub proxy: Proxy,
    /// The mail server behind it.
    pub backend: Backend,
    /// Where it answers Postfix.
    pub postfix: Postfix,
    /// Where it answers its administrator.
    pub admin: Admin,
    /// How it decides.
    pub policy: Policy,
    /// When it trusts a network.
    #[serde(with = "ClientsSection")]
    pub clients: Clients,
    /// Who is never greylisted.
    pub exempt: Exempt,
    /// Who is greylisted, if not everybody.
    #[serde(with = "SuspectsSection")]
    pub suspects: Suspects,
    /// Whom it asks about names.
    pub dns: Dns,
    /// Where it remembers.
    pub store: Store,
    /// What it may do.
    pub security: Security,
    /// What happens when something is out of reach.
    pub fail: Fail,
    /// What it says, and where.
    pub log: Log,
    /// Where it shows how it is.
    pub status: Status,
}

impl Config {
    /// The socket where it answers its administrator, if there is one.
    #[must_use]
    pub fn admin_socket(&self) -> Option<PathBuf> {
        let socket = &self.admin.socket;
        let folder = self.store.path.parent().unwrap_or(Path::new(""));
        // One that is a whole path stays as it is.
        (!socket.as_os_str().is_empty()).then(|| folder.join(socket))
    }

    /// A file with all settings, their defaults and what they mean.
    pub const EXAMPLE: &str = include_str!("../../grey.toml");
}
