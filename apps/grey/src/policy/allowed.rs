use super::pattern::plain;
use super::row::seconds;
use super::{AddressPattern, BadNetwork, BadPattern, Network, Row, keys};
use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::net::IpAddr;
use std::str::FromStr;
use std::time::SystemTime;

/// Whom an administrator has let through while the program runs: an entry that stands
/// with what is remembered, and not in the settings.
///
/// Senders are what a client says of itself, and anybody can say it.
///
/// ```
/// use grey::policy::Allowed;
///
/// # fn main() -> Result<(), grey::policy::BadAllowed> {
/// let network: Allowed = "192.0.2.0/24".parse()?;
/// let sender: Allowed = "Ann@A.example".parse()?;
/// assert_eq!(sender.to_string(), "ann@a.example");
/// assert!("ann@".parse::<Allowed>().is_err());
/// # drop(network);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Allowed {
    /// Clients of a network.
    Network(Network),
    /// A sender, `ann@a.example`; those of a domain, `a.example`; or those of it and all
    /// below it, `.a.example`.
    Sender(String),
}

impl FromStr for Allowed {
    type Err = BadAllowed;

    fn from_str(text: &str) -> Result<Allowed, BadAllowed> {
        let everybody = || BadAllowed::Everybody {
            text: text.to_owned(),
        };
        if text.contains('/') || text.parse::<IpAddr>().is_ok() {
            let network: Network = text.parse().map_err(BadAllowed::Network)?;
            return match network.prefix() {
                0 => Err(everybody()),
                _ => Ok(Allowed::Network(network)),
            };
        }
        text.parse::<AddressPattern>().map_err(BadAllowed::Sender)?;
        if text.ends_with(['@', '*']) {
            return Err(everybody());
        }
        Ok(Allowed::Sender(plain(text)))
    }
}

impl Display for Allowed {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Allowed::Network(network) => network.fmt(f),
            Allowed::Sender(sender) => f.write_str(sender),
        }
    }
}

/// A text that says of nobody that he is allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadAllowed {
    /// It is no network.
    Network(BadNetwork),
    /// It is no sender.
    Sender(BadPattern),
    /// It is everybody, or somebody at any domain.
    Everybody {
        /// The text.
        text: String,
    },
}

impl Display for BadAllowed {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            BadAllowed::Network(error) => error.fmt(f),
            BadAllowed::Sender(error) => error.fmt(f),
            BadAllowed::Everybody { text } => write!(
                f,
                "`{text}` would let too many through; write a network such as `192.0.2.0/24`, \
                 `ann@example.org`, `example.org`, or `.example.org` for it and all below it"
            ),
        }
    }
}

impl Error for BadAllowed {}

impl Allowed {
    /// The key of the entry: `a`, and `n` with the network, or `s` with the sender.
    #[must_use]
    pub fn key(&self) -> Vec<u8> {
        let mut key = vec![keys::ALLOWED];
        match self {
            Allowed::Network(network) => {
                key.push(b'n');
                network.append(&mut key);
            }
            Allowed::Sender(sender) => {
                key.push(b's');
                key.extend(sender.as_bytes());
            }
        }
        key
    }

    /// The entry: until a time, or for good.
    #[must_use]
    pub fn row(until: Option<SystemTime>, now: SystemTime) -> Row {
        Row {
            expires: until.map_or(Row::NEVER, seconds),
            first: seconds(now),
            last: seconds(now),
            passes: 1,
        }
    }

    /// What a key stands for that begins with `a`.
    pub(super) fn of_key(key: &[u8]) -> Option<Allowed> {
        match key.split_first()? {
            (b'n', network) => match Network::read(network)? {
                (network, []) => Some(Allowed::Network(network)),
                _ => None,
            },
            (b's', sender) => {
                let sender = str::from_utf8(sender).ok()?;
                Some(Allowed::Sender(sender.to_owned()))
            }
            _ => None,
        }
    }
}
