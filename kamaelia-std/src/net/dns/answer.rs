use std::net::IpAddr;

/// What a [`Resolver`](super::Resolver) has found. Names are in small letters and without
/// a dot at their end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DnsAnswer {
    /// To `A` and `Aaaa`.
    Addresses(Vec<IpAddr>),
    /// To `Ptr` and `ConfirmedNames`.
    Names(Vec<String>),
    /// To `Mx`, the one to try first in front.
    Exchanges(Vec<Exchange>),
    /// To `Txt`: a text for each record, with its pieces in one. What is not UTF-8 is
    /// replaced.
    Texts(Vec<String>),
}

impl DnsAnswer {
    /// The addresses; none, if it is another answer.
    #[must_use]
    pub fn into_addresses(self) -> Vec<IpAddr> {
        match self {
            DnsAnswer::Addresses(addresses) => addresses,
            _ => Vec::new(),
        }
    }

    /// The names; none, if it is another answer.
    #[must_use]
    pub fn into_names(self) -> Vec<String> {
        match self {
            DnsAnswer::Names(names) => names,
            _ => Vec::new(),
        }
    }

    /// Who takes mail; nobody, if it is another answer.
    #[must_use]
    pub fn into_exchanges(self) -> Vec<Exchange> {
        match self {
            DnsAnswer::Exchanges(exchanges) => exchanges,
            _ => Vec::new(),
        }
    }

    /// The texts; none, if it is another answer.
    #[must_use]
    pub fn into_texts(self) -> Vec<String> {
        match self {
            DnsAnswer::Texts(texts) => texts,
            _ => Vec::new(),
        }
    }
}

/// A host that takes mail.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Exchange {
    /// The lower, the sooner it is to be tried.
    pub preference: u16,
    /// The name of the host. No name at all says that nobody takes mail (RFC 7505).
    pub host: String,
}
