use super::pattern::plain;
use super::row::seconds;
use super::{Address, AddressPattern, BadNetwork, BadPattern, Network, Policy, Question, Row};
use super::{Rows, RowsError, keys};
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

/// Of which kinds there may be entries, so that a decision looks for no others. It only
/// ever grows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Kinds {
    /// A bit for each length of a prefix, the lowest for 1.
    v4: u32,
    v6: u128,
    /// A bit for addresses, one for domains, one for domains with those below.
    senders: u8,
}

const ADDRESS: u8 = 1;
const DOMAIN: u8 = 2;
const BELOW: u8 = 4;
const VERSION: u8 = 1;

impl Kinds {
    fn of(rows: &mut dyn Rows) -> Result<Kinds, RowsError> {
        let stored = rows.get(keys::ALLOWED_KINDS)?;
        Ok(stored
            .as_deref()
            .and_then(Kinds::decode)
            .unwrap_or_default())
    }

    fn decode(bytes: &[u8]) -> Option<Kinds> {
        let (&version, bytes) = bytes.split_first()?;
        let (v4, bytes) = bytes.split_first_chunk()?;
        let (v6, bytes) = bytes.split_first_chunk()?;
        let kinds = Kinds {
            v4: u32::from_be_bytes(*v4),
            v6: u128::from_be_bytes(*v6),
            senders: *bytes.first()?,
        };
        (version == VERSION).then_some(kinds)
    }

    fn encode(self) -> Vec<u8> {
        let mut bytes = vec![VERSION];
        bytes.extend(self.v4.to_be_bytes());
        bytes.extend(self.v6.to_be_bytes());
        bytes.push(self.senders);
        bytes
    }

    fn with(mut self, allowed: &Allowed) -> Kinds {
        match allowed {
            Allowed::Network(network) => {
                let place = u32::from(network.prefix()).saturating_sub(1);
                match network.is_v4() {
                    true => self.v4 |= 1_u32.wrapping_shl(place),
                    false => self.v6 |= 1_u128.wrapping_shl(place),
                }
            }
            Allowed::Sender(sender) if sender.contains('@') => self.senders |= ADDRESS,
            Allowed::Sender(sender) if sender.starts_with('.') => self.senders |= BELOW,
            Allowed::Sender(_) => self.senders |= DOMAIN,
        }
        self
    }

    /// The networks that a client is in.
    fn networks(self, client: IpAddr) -> impl Iterator<Item = Network> {
        let client = client.to_canonical();
        let bits = match client {
            IpAddr::V4(_) => self.v4.into(),
            IpAddr::V6(_) => self.v6,
        };
        (0..128_u8)
            .rev()
            .filter(move |place| bits & (1 << place) != 0)
            .map(move |place| Network::around(client, place + 1))
    }

    /// What a sender may be called by.
    fn senders(self, sender: &Address) -> Vec<String> {
        let mut names = Vec::new();
        let (local, domain) = (sender.local.to_lowercase(), plain(&sender.domain));
        if domain.is_empty() {
            return names;
        }
        if self.senders & ADDRESS != 0 {
            names.push(format!("{local}@{domain}"));
            if let Some((name, _)) = local.split_once('+') {
                names.push(format!("{name}@{domain}"));
            }
        }
        if self.senders & DOMAIN != 0 {
            names.push(domain.clone());
        }
        if self.senders & BELOW != 0 {
            names.push(format!(".{domain}"));
            let dots = domain.match_indices('.');
            names.extend(dots.filter_map(|(dot, _)| domain.get(dot..).map(str::to_owned)));
        }
        names
    }
}

/// Letting somebody through.
impl Policy {
    /// Lets somebody through from now on: until a time, or for as long as it is not
    /// [forgotten](Allowed::key).
    ///
    /// # Errors
    ///
    /// [`RowsError`] if the rows are out of reach.
    pub fn allow(
        &self,
        allowed: &Allowed,
        until: Option<SystemTime>,
        rows: &mut dyn Rows,
        now: SystemTime,
    ) -> Result<(), RowsError> {
        let kinds = Kinds::of(rows)?;
        let more = kinds.with(allowed);
        if more != kinds {
            rows.put(keys::ALLOWED_KINDS, &more.encode(), u64::MAX)?;
        }
        let row = Row {
            expires: until.map_or(Row::NEVER, seconds),
            first: seconds(now),
            last: seconds(now),
            passes: 1,
        };
        // It makes no room for what comes by itself.
        rows.put(&allowed.key(), &row.encode(), u64::MAX)
    }

    /// The entry by which a question passes, if there is one.
    pub(super) fn allowed(
        &self,
        question: &Question,
        rows: &mut dyn Rows,
        now: u32,
    ) -> Result<Option<(Allowed, Row)>, RowsError> {
        let kinds = Kinds::of(rows)?;
        if kinds == Kinds::default() {
            return Ok(None);
        }
        let networks = kinds.networks(question.client).map(Allowed::Network);
        let senders = question.sender.iter();
        let senders = senders.flat_map(|sender| kinds.senders(sender));
        for allowed in networks.chain(senders.map(Allowed::Sender)) {
            let stored = rows.get(&allowed.key())?;
            let row = stored.as_deref().and_then(Row::decode);
            if let Some(row) = row.filter(|row| row.holds(now)) {
                return Ok(Some((allowed, row)));
            }
        }
        Ok(None)
    }
}

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
