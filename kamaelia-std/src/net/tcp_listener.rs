use super::Connection;
use kamaelia::prelude::*;
use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::{TcpSocket, lookup_host};
use tokio::time::sleep;

/// Listens on a TCP address, and sends every connection that is made to it.
///
/// # Errors
///
/// [`CannotListen`], which names the address.
///
/// # Example
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia_std::net::TcpListener;
/// # use std::net::TcpStream;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// let (mut addresses, wheres) = collect();
/// let (mut visitors, guests) = collect();
/// let graph = graphline! {
///     LISTEN = TcpListener::new("127.0.0.1:0");
///     WHERE  = wheres;
///     GUESTS = guests;
///
///     LISTEN.bound -> WHERE.inbox;
///     LISTEN -> GUESTS;
/// }
/// .spawn();
///
/// let address = addresses.recv().await.expect("it listens");
/// let client = TcpStream::connect(address)?;
/// let visitor = visitors.recv().await.expect("a visitor");
/// assert_eq!(visitor.peer, client.local_addr()?);
/// graph.stop();
/// graph.join().await
/// # }
/// ```
#[derive(Component)]
#[component(no_new)]
pub struct TcpListener {
    /// Every connection, in the order in which they were made.
    #[outbox]
    outbox: Outbox<Connection>,

    /// The address once it listens there: with its port, where 0 was asked for.
    #[outbox(optional)]
    bound: Outbox<SocketAddr>,

    address: String,
}

impl TcpListener {
    /// Listens on `address`, a host or an IP address with a port, such as
    /// `[::]:1601`.
    #[must_use]
    pub fn new(address: impl Display) -> TcpListener {
        TcpListener {
            outbox: Outbox::unlinked(),
            bound: Outbox::unlinked(),
            address: address.to_string(),
        }
    }
}

impl Main for TcpListener {
    async fn main(mut self) -> Outcome {
        let Some(bound) = until_stopped(bind(&self.address)).await else {
            return Ok(());
        };
        let listener = bound.map_err(|error| CannotListen {
            address: self.address,
            error,
        })?;
        // The server serves whether anybody wants to know where or not.
        let _ = self.bound.send(listener.local_addr()?).await;
        loop {
            let slot = self.outbox.reserve().await?;
            match until_stopped(accept(&listener)).await {
                Some(connection) => slot.send(connection),
                None => return Ok(()),
            }
        }
    }
}

/// How many may wait in the queue of the system until they are taken: as many as it
/// allows for, mostly. Beyond that it turns some of them away.
const QUEUE: u32 = 4096;

/// Listens on the first of these addresses that can be listened on, also where
/// connections of a server that has ended have not faded away.
pub(super) async fn bind(address: &str) -> io::Result<tokio::net::TcpListener> {
    let mut failed = None;
    for address in lookup_host(address).await? {
        match listen(address) {
            Ok(listener) => return Ok(listener),
            Err(error) => failed = Some(error),
        }
    }
    let nowhere = || io::Error::new(ErrorKind::InvalidInput, "it leads nowhere");
    Err(failed.unwrap_or_else(nowhere))
}

fn listen(address: SocketAddr) -> io::Result<tokio::net::TcpListener> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4()?,
        SocketAddr::V6(_) => TcpSocket::new_v6()?,
    };
    // Elsewhere it would take an address that somebody else has.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(QUEUE)
}

/// The next connection.
pub(super) async fn accept(listener: &tokio::net::TcpListener) -> Connection {
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => return Connection { stream, peer },
            Err(error) if error.kind() == ErrorKind::ConnectionAborted => {}
            // Too many open files, or no memory: who comes waits in the queue
            // of the system until some connection has ended.
            Err(_) => sleep(Duration::from_millis(100)).await,
        }
    }
}

/// An address that cannot be listened on, and why.
#[derive(Debug)]
pub struct CannotListen {
    /// The address, as it was written.
    pub address: String,
    /// Why.
    pub error: io::Error,
}

impl Display for CannotListen {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "cannot listen on `{}`: {}", self.address, self.error)?;
        f.write_str(match self.error.kind() {
            ErrorKind::AddrInUse => "; end the program that does, or choose another port",
            ErrorKind::AddrNotAvailable => "; this machine does not have the address",
            ErrorKind::PermissionDenied => "; choose a port from 1024 on",
            ErrorKind::InvalidInput => "; write it as `127.0.0.1:1601`",
            _ => "",
        })
    }
}

impl Error for CannotListen {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.error)
    }
}
