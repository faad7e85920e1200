use std::fmt::{self, Display, Formatter};
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
pub struct ConnectionFault {
    /// Who was at its other end.
    pub peer: SocketAddr,
    /// The fault, in words.
    pub text: String,
}

impl Display for ConnectionFault {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "connection from {}: {}", self.peer, self.text)
    }
}
