use super::connections::Connections;
use super::{Connection, ConnectionFault, TcpListener};
use bytes::Bytes;
use kamaelia::Stage;
use kamaelia::prelude::*;
use std::fmt::Display;
use std::net::SocketAddr;

/// Listens on a TCP address, and serves each connection by a protocol of its
/// own.
///
/// A protocol is any component, or pipeline of them, with bytes in and bytes
/// out. It receives what the peer sends until the peer stops, and what it
/// sends goes to the peer. When it has ended, the connection is closed.
///
/// Connections do not wait for each other, and the fault of one is not the
/// server's: it leaves at `faults`. Told to finish, the server takes no more
/// connections and reads no more from those it has, except to the end of a
/// message that has begun, where it knows its [`delimiter`](TcpServer::delimiter);
/// what it has read is still answered.
///
/// # Errors
///
/// [`CannotListen`](super::CannotListen), which names the address. When it was
/// told to stop now, or the grace time was over, [`Untold`](super::Untold).
///
/// # Example
///
/// ```
/// use bytes::Bytes;
/// use kamaelia::prelude::*;
/// use kamaelia_std::net::TcpServer;
/// use kamaelia_std::util::Map;
/// # use std::io::{Read, Write};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// # let (mut addresses, sink) = collect();
/// let server = graphline! {
///     SERVER = TcpServer::new("127.0.0.1:0", |_| Map::new(|b: Bytes| b.to_ascii_uppercase().into()));
///     WHERE  = sink;
///
///     SERVER.bound -> WHERE.inbox;
/// }
/// .spawn();
/// # let address = addresses.recv().await.unwrap();
/// # let answer = tokio::task::spawn_blocking(move || {
/// #     let mut client = std::net::TcpStream::connect(address)?;
/// #     client.write_all(b"hello")?;
/// #     client.shutdown(std::net::Shutdown::Write)?;
/// #     let mut answer = String::new();
/// #     client.read_to_string(&mut answer)?;
/// #     std::io::Result::Ok(answer)
/// # });
/// # assert_eq!(answer.await??, "HELLO");
/// server.stop();
/// server.join().await
/// # }
/// ```
#[derive(Component)]
#[component(no_new)]
pub struct TcpServer<F: Send> {
    /// The address once it listens there: with its port, where 0 was asked for.
    #[outbox(optional)]
    bound: Outbox<SocketAddr>,

    /// What went wrong in one of the connections.
    #[outbox(optional)]
    faults: Outbox<ConnectionFault>,

    address: String,

    protocol: F,

    delimiter: Option<u8>,
}

impl<F, P> TcpServer<F>
where
    F: FnMut(&Connection) -> P + Send + 'static,
    P: Stage<Bytes, Bytes>,
{
    /// Serves `address`, a host or an IP address with a port, such as
    /// `[::]:1601`; `protocol` makes the protocol of each connection.
    #[must_use]
    pub fn new(address: impl Display, protocol: F) -> TcpServer<F> {
        TcpServer {
            bound: Outbox::unlinked(),
            faults: Outbox::unlinked(),
            address: address.to_string(),
            protocol,
            delimiter: None,
        }
    }

    /// The messages of a connection end with this byte, such as `b'\n'`.
    ///
    /// Told to finish in the middle of a message, the server waits for the rest
    /// of it, answers it, and then closes the connection. A peer that does not
    /// send the rest within the grace time is cut off, and its message is not
    /// answered: a fault, [`CutShort`](super::CutShort). See
    /// [`TcpReader::delimiter`](super::TcpReader::delimiter).
    #[must_use]
    pub fn delimiter(mut self, delimiter: u8) -> TcpServer<F> {
        self.delimiter = Some(delimiter);
        self
    }
}

impl<F, P> Main for TcpServer<F>
where
    F: FnMut(&Connection) -> P + Send + 'static,
    P: Stage<Bytes, Bytes>,
{
    async fn main(self) -> Outcome {
        graphline! {
            LISTEN = TcpListener::new(self.address);
            SERVE  = Connections::new(self.protocol).delimiter(self.delimiter);

            LISTEN -> SERVE;
            LISTEN.bound -> self.bound;
            SERVE.faults -> self.faults;
        }
        .run()
        .await
    }
}
