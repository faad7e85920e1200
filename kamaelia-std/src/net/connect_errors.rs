use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::io::{self, ErrorKind};

/// An address that cannot be connected to, and why.
#[derive(Debug)]
pub struct CannotConnect {
    /// The address, as it was written.
    pub address: String,
    /// Why.
    pub error: io::Error,
}

impl Display for CannotConnect {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "cannot connect to `{}`: {}", self.address, self.error)?;
        f.write_str(match self.error.kind() {
            ErrorKind::ConnectionRefused => "; start the server, or check the port",
            ErrorKind::TimedOut => "; check the address, and the firewalls on the way",
            ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable => "; check the network",
            ErrorKind::InvalidInput => "; write it as `localhost:1601`",
            _ => "",
        })
    }
}

impl Error for CannotConnect {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.error)
    }
}

/// A connection that has come to no good end, and why.
#[derive(Debug)]
pub struct ConnectionLost {
    /// The address, as it was written.
    pub address: String,
    /// Why.
    pub error: io::Error,
}

impl Display for ConnectionLost {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let ConnectionLost { address, error } = self;
        write!(f, "the connection to `{address}` is lost: {error}")
    }
}

impl Error for ConnectionLost {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.error)
    }
}
