use std::fmt::{self, Display, Formatter};
use std::net::IpAddr;

/// A question to a [`Resolver`](super::Resolver).
///
/// A name is always a whole one, with or without a dot at its end: no domain of the
/// machine's own is added to it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum DnsQuestion {
    /// The IPv4 addresses of a name: A (RFC 1035 3.4.1).
    A(String),
    /// The IPv6 addresses of a name: AAAA (RFC 3596 2.1).
    Aaaa(String),
    /// The names of an address: PTR (RFC 1035 3.3.12). Whoever has the address may give
    /// it any name.
    Ptr(IpAddr),
    /// The names of an address that have this address themselves: those that both sides
    /// agree on (RFC 8601 2.7.3). That may be none. Of the names that the address says it
    /// has, ten are looked at.
    ConfirmedNames(IpAddr),
    /// Who takes mail for a name: MX (RFC 1035 3.3.9).
    Mx(String),
    /// What is said about a name: TXT (RFC 1035 3.3.14).
    Txt(String),
}

impl Display for DnsQuestion {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            DnsQuestion::A(name) => write!(f, "A of `{}`", name.escape_debug()),
            DnsQuestion::Aaaa(name) => write!(f, "AAAA of `{}`", name.escape_debug()),
            DnsQuestion::Ptr(address) => write!(f, "PTR of {address}"),
            DnsQuestion::ConfirmedNames(address) => write!(f, "confirmed names of {address}"),
            DnsQuestion::Mx(name) => write!(f, "MX of `{}`", name.escape_debug()),
            DnsQuestion::Txt(name) => write!(f, "TXT of `{}`", name.escape_debug()),
        }
    }
}
