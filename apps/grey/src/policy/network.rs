use ipnet::IpNet;
use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::net::IpAddr;
use std::str::FromStr;

/// A network of addresses: `192.0.2.0/24`, `2001:db8::/32`, or one address.
///
/// ```
/// use grey::policy::Network;
///
/// # fn main() -> Result<(), grey::policy::BadNetwork> {
/// let network: Network = "192.168.2.0/24".parse()?;
/// assert!(network.contains([192, 168, 2, 9].into()));
/// assert!(!network.contains([192, 168, 20, 9].into()));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Network(IpNet);

impl Network {
    /// Whether an address is in it; an IPv4 address in IPv6 clothes is an IPv4 address.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        self.0.contains(&address.to_canonical())
    }
}

impl FromStr for Network {
    type Err = BadNetwork;

    fn from_str(text: &str) -> Result<Network, BadNetwork> {
        if let Ok(address) = text.parse::<IpAddr>() {
            return Ok(Network(address.to_canonical().into()));
        }
        let bad = |hint| BadNetwork {
            text: text.to_owned(),
            hint,
        };
        let network: IpNet = text.parse().map_err(|_| bad(None))?;
        if network != network.trunc() {
            return Err(bad(Some(network.trunc())));
        }
        Ok(Network(network))
    }
}

impl Display for Network {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// For keys, and for whom an administrator has let through.
impl Network {
    /// How many bits of an address it covers.
    pub(super) fn prefix(&self) -> u8 {
        self.0.prefix_len()
    }

    pub(super) fn is_v4(&self) -> bool {
        self.0.addr().is_ipv4()
    }

    /// The network of so many bits that an address is in.
    pub(super) fn around(address: IpAddr, prefix: u8) -> Network {
        // A prefix that is too long means the whole address.
        let network = IpNet::new(address, prefix);
        Network(network.map_or(address.into(), |network| network.trunc()))
    }

    /// Whether there are addresses that are in both.
    #[must_use]
    pub fn overlaps(&self, other: &Network) -> bool {
        self.0.contains(&other.0) || other.0.contains(&self.0)
    }

    /// The network that a key has here, and what comes after it.
    pub(super) fn read(bytes: &[u8]) -> Option<(Network, &[u8])> {
        let (&[version, prefix], bytes) = bytes.split_first_chunk()?;
        let (covered, rest) = bytes.split_at_checked(prefix.div_ceil(8).into())?;
        let address: IpAddr = match version {
            4 => whole::<4>(covered)?.into(),
            6 => whole::<16>(covered)?.into(),
            _ => return None,
        };
        let network = IpNet::new(address, prefix).ok()?;
        Some((Network(network), rest))
    }
}

/// An address of which these are the first bytes.
fn whole<const LENGTH: usize>(covered: &[u8]) -> Option<[u8; LENGTH]> {
    let mut address = [0; LENGTH];
    address.get_mut(..covered.len())?.copy_from_slice(covered);
    Some(address)
}

/// A text that is no network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadNetwork {
    /// The text.
    pub text: String,
    hint: Option<IpNet>,
}

impl Display for BadNetwork {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is no network; write ", self.text)?;
        match self.hint {
            Some(network) => write!(f, "`{network}`, or one address without a prefix"),
            None => f.write_str("an address and a prefix, such as `192.0.2.0/24`"),
        }
    }
}

impl Error for BadNetwork {}

/// How much of a client's address counts: its network, because large senders retry
/// from a neighbour of the first address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prefixes {
    /// Of an IPv4 address: 0 to 32 bits, 24 if not said otherwise.
    pub v4: u8,
    /// Of an IPv6 address: 0 to 128 bits, 64 if not said otherwise.
    pub v6: u8,
}

impl Default for Prefixes {
    fn default() -> Prefixes {
        Prefixes { v4: 24, v6: 64 }
    }
}

impl Prefixes {
    /// Every address for itself.
    pub const WHOLE: Prefixes = Prefixes { v4: 32, v6: 128 };

    /// The network of a client.
    #[must_use]
    pub fn network(&self, client: IpAddr) -> Network {
        let client = client.to_canonical();
        let prefix = match client {
            IpAddr::V4(_) => self.v4,
            IpAddr::V6(_) => self.v6,
        };
        Network::around(client, prefix)
    }
}

impl Network {
    /// Whether it has so many addresses that hardly anybody can have meant it.
    pub(super) fn is_wide(&self) -> bool {
        let least = match self.0 {
            IpNet::V4(_) => 8,
            IpNet::V6(_) => 19,
        };
        self.0.prefix_len() < least
    }

    /// Appends the network to a key: 4 or 6, the prefix, and the bytes that it covers.
    pub(super) fn append(&self, key: &mut Vec<u8>) {
        let prefix = self.0.prefix_len();
        let covered = usize::from(prefix.div_ceil(8));
        match self.0.network() {
            IpAddr::V4(address) => {
                key.extend([4, prefix]);
                key.extend(address.octets().iter().take(covered));
            }
            IpAddr::V6(address) => {
                key.extend([6, prefix]);
                key.extend(address.octets().iter().take(covered));
            }
        }
    }
}
