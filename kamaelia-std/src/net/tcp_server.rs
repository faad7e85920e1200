use super::connections::Connections;
use super::tcp_listener::Place;
use super::tcp_reader::Finishing;
use super::tcp_session::Terms;
#[cfg(feature = "tls")]
use super::tls::ServerTls;
use super::{Connection, ConnectionFault, TcpListener, TcpWriter};
use crate::bad_parameter::{at_least_one, span};
use bytes::Bytes;
use kamaelia::Stage;
use kamaelia::prelude::*;
use std::fmt::Display;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

/// Listens on one or several TCP addresses, and serves each connection by a protocol of
/// its own.
///
/// A protocol is any component, or pipeline of them, with bytes in and bytes
/// out. It receives what the peer sends until the peer stops, and what it
/// sends goes to the peer. When it has ended, the connection is closed.
///
/// Connections do not wait for each other, unless there are more of them than the
/// [`limit`](TcpServer::limit), and the fault of one is not the
/// server's: it leaves at `faults`. Told to finish, the server takes no more
/// connections and reads no more from those it has, except to the end of a
/// message that has begun, where it knows its [`delimiter`](TcpServer::delimiter), or
/// until a protocol [ends by itself](TcpServer::read_until_protocol_ends); what it has
/// read is still answered.
///
/// A protocol that speaks of something else than bytes does not compile:
///
/// ```compile_fail,E0277
/// # use kamaelia_std::{net::TcpServer, util::Map};
/// TcpServer::new("127.0.0.1:0", |_| Map::new(|number: u64| number + 1));
/// ```
///
/// # Errors
///
/// [`CannotListen`](super::CannotListen), which names the address, and
/// [`BadParameter`](crate::BadParameter) if the limit, or the time, is zero. When it was
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
    /// Each address once it listens there, in the order in which they were named: with
    /// its port, where 0 was asked for.
    #[outbox(optional)]
    bound: Outbox<SocketAddr>,

    /// What went wrong in one of the connections.
    #[outbox(optional)]
    faults: Outbox<ConnectionFault>,

    places: Vec<Place>,

    protocol: F,

    finishing: Finishing,

    /// How many connections it serves at a time: [`LIMIT`](TcpServer::LIMIT), if not
    /// said otherwise.
    ///
    /// Who comes then is not turned away, but waits until another connection has
    /// ended: one of them in the server, the others in the queue of the system, which
    /// turns them away when that is full. A limit on silence, such as
    /// [`IdleTimeout`](crate::flow::IdleTimeout) in the protocol, sees to it that
    /// connections end.
    #[param(default = TcpServer::<F>::LIMIT)]
    limit: usize,

    /// How long a peer may take nothing of what is sent to it:
    /// [`TcpWriter::SEND_TIMEOUT`], if not said otherwise. Then the connection is
    /// given up, which is a fault of its own.
    #[param(default = TcpWriter::SEND_TIMEOUT)]
    send_timeout: Duration,

    #[cfg(feature = "tls")]
    tls: Option<ServerTls>,
}

impl<F, P> TcpServer<F>
where
    F: FnMut(&Connection) -> P + Send + 'static,
    P: Stage<Bytes, Bytes>,
{
    /// How many connections it serves at a time where nobody says otherwise: 16,384.
    pub const LIMIT: usize = 16 * 1024;

    /// Serves `address`, a host or an IP address with a port, such as
    /// `[::]:1601`; `protocol` makes the protocol of each connection.
    #[must_use]
    pub fn new(address: impl Display, protocol: F) -> TcpServer<F> {
        TcpServer::on([address], protocol)
    }

    /// Serves all of these addresses; if there are none, nobody.
    #[must_use]
    pub fn on(addresses: impl IntoIterator<Item = impl Display>, protocol: F) -> TcpServer<F> {
        TcpServer::at(
            addresses.into_iter().map(Place::address).collect(),
            protocol,
        )
    }

    /// Serves these, on which the system listens already: because whoever started the
    /// program has opened them, or because it has opened them itself before it gave up
    /// its right to.
    ///
    /// ```
    /// use bytes::Bytes;
    /// use kamaelia::prelude::*;
    /// use kamaelia_std::net::TcpServer;
    /// use kamaelia_std::util::Map;
    /// use std::net::TcpListener;
    /// # use std::io::{Read, Write};
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// let door = TcpListener::bind("127.0.0.1:0")?;
    /// # let address = door.local_addr()?;
    /// let server = graphline! {
    ///     SERVER = TcpServer::serving([door], |_| Map::new(|b: Bytes| b.to_ascii_uppercase().into()));
    /// }
    /// .spawn();
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
    #[must_use]
    pub fn serving(
        listeners: impl IntoIterator<Item = std::net::TcpListener>,
        protocol: F,
    ) -> TcpServer<F> {
        TcpServer::at(listeners.into_iter().map(Place::Open).collect(), protocol)
    }

    fn at(places: Vec<Place>, protocol: F) -> TcpServer<F> {
        TcpServer {
            bound: Outbox::unlinked(),
            faults: Outbox::unlinked(),
            places,
            protocol,
            finishing: Finishing::AtOnce,
            limit: TcpServer::<F>::LIMIT,
            send_timeout: TcpWriter::SEND_TIMEOUT,
            #[cfg(feature = "tls")]
            tls: None,
        }
    }

    /// Speaks TLS: what the protocols receive and send is what is inside of it.
    ///
    /// A peer that does not come to terms in time, or whose end comes without its
    /// word (`close_notify`), is a fault of its connection.
    ///
    /// ```no_run
    /// # use kamaelia::prelude::*;
    /// use kamaelia_std::net::TcpServer;
    /// use kamaelia_std::net::tls::ServerTls;
    /// use kamaelia_std::util::PassThrough;
    /// # fn main() -> Outcome {
    /// let tls = ServerTls::from_files("certificate.pem", "key.pem")?;
    /// let server = TcpServer::new("[::]:1601", |_| PassThrough::new()).tls(tls);
    /// # drop(server);
    /// # Ok(())
    /// # }
    /// ```
    #[cfg(feature = "tls")]
    #[must_use]
    pub fn tls(mut self, tls: ServerTls) -> TcpServer<F> {
        self.tls = Some(tls);
        self
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
        self.finishing = Finishing::AtDelimiter(delimiter);
        self
    }

    /// Told to finish, the server goes on reading for each connection until its protocol
    /// has ended: for protocols that hear of it, by a `control` of their own, and that
    /// know themselves when they are done.
    ///
    /// A protocol that does not end within the grace time is cut off, which is a fault:
    /// [`CutShort`](super::CutShort).
    ///
    /// ```
    /// use bytes::Bytes;
    /// use kamaelia::prelude::*;
    /// use kamaelia_std::net::TcpServer;
    ///
    /// /// Takes all, and says goodbye when it is told to.
    /// #[derive(Component)]
    /// struct Polite {
    ///     #[inbox(optional)]
    ///     control: Inbox<Shutdown>,
    ///     #[inbox]
    ///     inbox: Inbox<Bytes>,
    ///     #[outbox]
    ///     outbox: Outbox<Bytes>,
    /// }
    ///
    /// impl Main for Polite {
    ///     async fn main(mut self) -> Outcome {
    ///         while self.control.try_recv().is_err() {
    ///             if self.inbox.recv().await.is_none() {
    ///                 return Ok(());
    ///             }
    ///         }
    ///         self.outbox.send("goodbye\n".into()).await?;
    ///         Ok(())
    ///     }
    /// }
    ///
    /// let server = TcpServer::new("127.0.0.1:0", |_| Polite::new()).read_until_protocol_ends();
    /// # drop(server);
    /// ```
    #[must_use]
    pub fn read_until_protocol_ends(mut self) -> TcpServer<F> {
        self.finishing = Finishing::WithReader;
        self
    }
}

impl<F, P> Main for TcpServer<F>
where
    F: FnMut(&Connection) -> P + Send + 'static,
    P: Stage<Bytes, Bytes>,
{
    async fn main(self) -> Outcome {
        let limit = at_least_one("limit", self.limit)?;
        let terms = Terms {
            finishing: self.finishing,
            send_timeout: span("send_timeout", self.send_timeout)?,
            #[cfg(feature = "tls")]
            tls: self.tls,
        };
        graphline! {
            LISTEN = TcpListener::at(self.places);
            SERVE  = Connections::new(self.protocol, limit, Arc::new(terms));

            // Who waits is better off in the system's queue.
            LISTEN -> SERVE with capacity(1);
            LISTEN.bound -> self.bound;
            SERVE.faults -> self.faults;
        }
        .run()
        .await
    }
}
