use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::time::Duration;

/// What is wrong with the header that a connection was to begin with: see
/// [`ProxyHeader`](super::ProxyHeader).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadProxyHeader {
    /// The first bytes are those of no version of the protocol.
    Missing,
    /// The header has more bytes than it may have.
    TooLong {
        /// How many it may have.
        limit: usize,
    },
    /// The line of version 1 is none of those that there are.
    Line(
        /// The line, with its unprintable characters written out.
        String,
    ),
    /// The byte for version and command is none that version 2 has.
    Command(
        /// The byte.
        u8,
    ),
    /// The byte for family and transport is none that a connection of TCP, or of a
    /// socket of Unix, may have.
    Family(
        /// The byte.
        u8,
    ),
    /// There is no room for the addresses in the length that version 2 says.
    TooShort {
        /// The length that it says.
        length: usize,
        /// What the addresses need.
        needed: usize,
    },
    /// The peer has sent a part of a header and then its end.
    CutShort,
    /// The peer has not sent a whole header in time.
    TimedOut(
        /// How long it had.
        Duration,
    ),
}

impl Display for BadProxyHeader {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("the peer has sent no good PROXY header: ")?;
        match self {
            BadProxyHeader::Missing => f.write_str(
                "what it has sent begins with none at all; \
                 switch the PROXY protocol on there, or off here",
            ),
            BadProxyHeader::TooLong { limit } => {
                write!(f, "it is longer than the limit, {limit} bytes")
            }
            BadProxyHeader::Line(line) => write!(f, "version 1 has no line such as `{line}`"),
            BadProxyHeader::Command(byte) => {
                write!(f, "version 2 has no version and command {byte:#04x}")
            }
            BadProxyHeader::Family(byte) => {
                write!(f, "there is no connection of the family {byte:#04x}")
            }
            BadProxyHeader::TooShort { length, needed } => {
                write!(f, "{needed} bytes of addresses are said to be {length}")
            }
            BadProxyHeader::CutShort => f.write_str("the connection has ended in the middle of it"),
            BadProxyHeader::TimedOut(limit) => {
                write!(
                    f,
                    "it has not come within {limit:?}; \
                     switch the PROXY protocol on there, or off here"
                )
            }
        }
    }
}

impl Error for BadProxyHeader {}
