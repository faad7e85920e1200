use super::connections::Connections;
use super::tcp_reader::Finishing;
use super::tcp_session::Terms;
use super::unix_listener::Place;
use super::{ConnectionFault, TcpWriter, UnixConnection, UnixListener, UnixPeer, UnixSocket};
use crate::bad_parameter::{at_least_one, span};
use bytes::Bytes;
use kamaelia::Stage;
use kamaelia::prelude::*;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// Listens on one or several Unix sockets, and serves each connection by a protocol of its
/// own: other programs of the same machine.
///
/// It is a [`TcpServer`](super::TcpServer) in all but where it listens: a file, with
/// permissions, as [`UnixListener`] makes it.
///
/// # Errors
///
/// [`CannotServe`](super::CannotServe), which names the path, and
/// [`BadParameter`](crate::BadParameter) if the limit, or the time, is zero. When it was
/// told to stop now, or the grace time was over, [`Untold`](super::Untold).
///
/// # Example
///
/// ```
/// use bytes::Bytes;
/// use kamaelia::prelude::*;
/// use kamaelia_std::net::UnixServer;
/// use kamaelia_std::util::Map;
/// # use std::io::{Read, Write};
/// # use std::os::unix::net::UnixStream;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// # let path = std::env::temp_dir().join(format!("unix-server-{}", std::process::id()));
/// # let (mut paths, sink) = collect();
/// let server = graphline! {
///     SERVER = UnixServer::new(&path, |_| Map::new(|b: Bytes| b.to_ascii_uppercase().into()));
///     WHERE  = sink;
///
///     SERVER.bound -> WHERE.inbox;
/// }
/// .spawn();
/// # let path = paths.recv().await.unwrap();
/// # let answer = tokio::task::spawn_blocking(move || {
/// #     let mut client = UnixStream::connect(path)?;
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
pub struct UnixServer<F: Send> {
    /// Each path once it listens there, in the order in which they were named.
    #[outbox(optional)]
    bound: Outbox<PathBuf>,

    /// What went wrong in one of the connections.
    #[outbox(optional)]
    faults: Outbox<ConnectionFault<UnixPeer>>,

    places: Vec<Place>,

    protocol: F,

    /// The permissions of a socket's file that it makes: [`UnixListener::MODE`], if not
    /// said otherwise. Who may write to it may connect.
    #[param(default = UnixListener::MODE)]
    mode: u32,

    finishing: Finishing,

    /// How many connections it serves at a time: [`LIMIT`](UnixServer::LIMIT), if not
    /// said otherwise. Who comes then waits, as with
    /// [`TcpServer::limit`](super::TcpServer::limit).
    #[param(default = UnixServer::<F>::LIMIT)]
    limit: usize,

    /// How long a peer may take nothing of what is sent to it:
    /// [`TcpWriter::SEND_TIMEOUT`], if not said otherwise.
    #[param(default = TcpWriter::SEND_TIMEOUT)]
    send_timeout: Duration,
}

impl<F, P> UnixServer<F>
where
    F: FnMut(&UnixConnection) -> P + Send + 'static,
    P: Stage<Bytes, Bytes>,
{
    /// How many connections it serves at a time where nobody says otherwise: 1,024.
    pub const LIMIT: usize = 1024;

    /// Serves this path; `protocol` makes the protocol of each connection.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>, protocol: F) -> UnixServer<F> {
        UnixServer::at(vec![Place::Path(path.into())], protocol)
    }

    /// Serves these, on which the system listens already: because whoever started the
    /// program has opened them, or because it has opened them itself before it gave up
    /// its right to. If there are none, it serves nobody.
    #[must_use]
    pub fn serving(sockets: impl IntoIterator<Item = UnixSocket>, protocol: F) -> UnixServer<F> {
        UnixServer::at(sockets.into_iter().map(Place::Open).collect(), protocol)
    }

    fn at(places: Vec<Place>, protocol: F) -> UnixServer<F> {
        UnixServer {
            bound: Outbox::unlinked(),
            faults: Outbox::unlinked(),
            places,
            protocol,
            mode: UnixListener::MODE,
            finishing: Finishing::AtOnce,
            limit: UnixServer::<F>::LIMIT,
            send_timeout: TcpWriter::SEND_TIMEOUT,
        }
    }

    /// The messages of a connection end with this byte, as with
    /// [`TcpServer::delimiter`](super::TcpServer::delimiter).
    #[must_use]
    pub fn delimiter(mut self, delimiter: u8) -> UnixServer<F> {
        self.finishing = Finishing::AtDelimiter(delimiter);
        self
    }
}

impl<F, P> Main for UnixServer<F>
where
    F: FnMut(&UnixConnection) -> P + Send + 'static,
    P: Stage<Bytes, Bytes>,
{
    async fn main(self) -> Outcome {
        let limit = at_least_one("limit", self.limit)?;
        let terms = Terms {
            finishing: self.finishing,
            send_timeout: span("send_timeout", self.send_timeout)?,
            #[cfg(feature = "tls")]
            tls: None,
        };
        graphline! {
            LISTEN = UnixListener::at(self.places).mode(self.mode);
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
