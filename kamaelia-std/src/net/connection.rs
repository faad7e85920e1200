use std::error::Error;
use std::fmt::{self, Debug, Display, Formatter};
use std::net::SocketAddr;
use tokio::net::TcpStream;

/// A connection that somebody has made to us.
#[derive(Debug)]
pub struct Connection {
    /// The socket.
    pub stream: TcpStream,
    /// Who is at its other end.
    pub peer: SocketAddr,
}

/// What went wrong in one connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConnectionFault<P = SocketAddr> {
    /// Who was at its other end.
    pub peer: P,
    /// The fault, in words.
    pub text: String,
}

impl<P: Display> Display for ConnectionFault<P> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "connection from {}: {}", self.peer, self.text)
    }
}

/// The error of a server, such as [`TcpServer`](super::TcpServer), with connections that came to
/// no good end because it ended itself: the grace time was over, or it was told
/// to stop now, when nobody can be told at `faults` any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Untold<P = SocketAddr> {
    /// At least one.
    pub faults: Vec<ConnectionFault<P>>,
}

impl<P: Display> Display for Untold<P> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Some((first, others)) = self.faults.split_first() else {
            return Ok(());
        };
        write!(f, "{first}")?;
        match others.len() {
            0 => Ok(()),
            1 => f.write_str("; and another connection"),
            more => write!(f, "; and {more} more connections"),
        }
    }
}

impl<P: Debug + Display> Error for Untold<P> {}
