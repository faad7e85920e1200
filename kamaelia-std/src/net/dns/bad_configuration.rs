use std::error::Error;
use std::fmt::{self, Display, Formatter};

/// The error of a [`Resolver`](super::Resolver) that does not know whom to ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadDnsConfiguration {
    /// Where it has looked, such as `/etc/resolv.conf`.
    pub place: &'static str,
    /// What is wrong there.
    pub why: String,
}

impl Display for BadDnsConfiguration {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let BadDnsConfiguration { place, why } = self;
        write!(
            f,
            "cannot take the DNS servers from {place}: {why}; \
             mend it, or say which servers are to be asked"
        )
    }
}

impl Error for BadDnsConfiguration {}
