use bytes::Bytes;
use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::io::{self, ErrorKind};
use std::net::SocketAddr;

/// What is sent over UDP: it arrives whole, or not at all.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Datagram {
    /// What is in it.
    pub data: Bytes,
    /// Whom it is for, if it is to be sent; whom it comes from, if it has arrived.
    pub address: SocketAddr,
}

/// A datagram that cannot be sent, and why.
#[derive(Debug)]
pub struct CannotSend {
    /// Whom it was for.
    pub address: SocketAddr,
    /// How many bytes were in it.
    pub length: usize,
    /// Why.
    pub error: io::Error,
}

impl Display for CannotSend {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let CannotSend {
            address,
            length,
            error,
        } = self;
        write!(f, "cannot send {length} bytes to `{address}`: {error}")?;
        if *length > LARGEST {
            return f.write_str("; a datagram holds at most 65,507, so cut it into chunks");
        }
        f.write_str(match error.kind() {
            ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable => "; check the network",
            _ => "",
        })
    }
}

impl Error for CannotSend {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.error)
    }
}

/// How many bytes go into a datagram.
const LARGEST: usize = 65_507;
