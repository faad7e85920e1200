use super::{Connection, accept};
use kamaelia::prelude::*;
use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use tokio::net::{TcpSocket, lookup_host};

/// Listens on one or several TCP addresses, and sends every connection that is made to
/// them.
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

    /// Each address once it listens there, in the order in which they were named: with
    /// its port, where 0 was asked for.
    #[outbox(optional)]
    bound: Outbox<SocketAddr>,

    places: Vec<Place>,
}

/// Where connections come to.
#[derive(Debug)]
pub(super) enum Place {
    /// An address that is to be listened on.
    Address(String),
    /// A socket that listens.
    Open(std::net::TcpListener),
}

impl Place {
    pub(super) fn address(address: impl Display) -> Place {
        Place::Address(address.to_string())
    }
}

impl TcpListener {
    /// Listens on `address`, a host or an IP address with a port, such as
    /// `[::]:1601`.
    #[must_use]
    pub fn new(address: impl Display) -> TcpListener {
        TcpListener::on([address])
    }

    /// Listens on all of these addresses; if there are none, for nobody.
    #[must_use]
    pub fn on(addresses: impl IntoIterator<Item = impl Display>) -> TcpListener {
        TcpListener::at(addresses.into_iter().map(Place::address).collect())
    }

    /// Takes the connections to these, on which the system listens already: because
    /// whoever started the program has opened them, or because it has opened them itself
    /// before it gave up its right to.
    #[must_use]
    pub fn serving(listeners: impl IntoIterator<Item = std::net::TcpListener>) -> TcpListener {
        TcpListener::at(listeners.into_iter().map(Place::Open).collect())
    }

    pub(super) fn at(places: Vec<Place>) -> TcpListener {
        TcpListener {
            outbox: Outbox::unlinked(),
            bound: Outbox::unlinked(),
            places,
        }
    }
}

impl Main for TcpListener {
    async fn main(mut self) -> Outcome {
        let mut listeners = Vec::new();
        for place in self.places {
            let address = match place {
                Place::Address(address) => address,
                Place::Open(listener) => {
                    listener.set_nonblocking(true)?;
                    listeners.push(tokio::net::TcpListener::from_std(listener)?);
                    continue;
                }
            };
            let Some(bound) = until_stopped(bind(&address)).await else {
                return Ok(());
            };
            listeners.push(bound.map_err(|error| CannotListen { address, error })?);
        }
        for listener in &listeners {
            // The server serves whether anybody wants to know where or not.
            let _ = self.bound.send(listener.local_addr()?).await;
        }
        for turn in 0.. {
            let slot = self.outbox.reserve().await?;
            match until_stopped(accept(&listeners, turn)).await {
                Some(connection) => slot.send(connection),
                None => break,
            }
        }
        Ok(())
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

/// The next connection to any of them.
pub(super) async fn accept(listeners: &[tokio::net::TcpListener], turn: usize) -> Connection {
    accept::accept(listeners, turn, |listener, cx| {
        let accepted = listener.poll_accept(cx);
        accepted.map_ok(|(stream, peer)| Connection { stream, peer })
    })
    .await
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
