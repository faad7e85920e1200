use super::socket::Socket;
use super::tcp_reader::Finishing;
#[cfg(feature = "tls")]
use super::tls::{ServerTls, as_server};
use super::{Connection, TcpReader, TcpWriter};
#[cfg(unix)]
use super::{UnixConnection, UnixPeer};
use bytes::Bytes;
use kamaelia::chassis::Children;
use kamaelia::prelude::*;
use kamaelia::{BoxedGraph, Message, Stage};
use std::fmt::{Debug, Display};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
#[cfg(feature = "tls")]
use tokio::net::TcpStream;

/// What all connections of a server have in common.
#[derive(Clone)]
pub(super) struct Terms {
    /// What is still read when the server was told to finish.
    pub(super) finishing: Finishing,
    /// How long a peer may take nothing.
    pub(super) send_timeout: Duration,
    /// How the server proves who it is, if it does.
    #[cfg(feature = "tls")]
    pub(super) tls: Option<ServerTls>,
}

/// A connection that somebody has made to us, of any kind.
pub(super) trait Incoming: Message {
    /// What tells who is at its other end.
    type Peer: Clone + Debug + Display + Send + Sync + 'static;

    fn peer(&self) -> Self::Peer;

    /// Begins to serve it by its protocol, from the first byte to the last.
    fn start(
        self,
        connections: &mut Children<Self::Peer>,
        protocol: impl Stage<Bytes, Bytes>,
        terms: &Arc<Terms>,
    );
}

impl Incoming for Connection {
    type Peer = SocketAddr;

    fn peer(&self) -> SocketAddr {
        self.peer
    }

    fn start(
        self,
        connections: &mut Children<SocketAddr>,
        protocol: impl Stage<Bytes, Bytes>,
        terms: &Arc<Terms>,
    ) {
        let Connection { stream, peer } = self;
        // Who waits for a short answer waits for nothing else to send.
        let _ = stream.set_nodelay(true);
        #[cfg(feature = "tls")]
        if terms.tls.is_some() {
            let session = TlsSession::new(stream, Box::new(protocol), terms.clone());
            return connections.start(peer, session);
        }
        let socket = Socket::Plain(Arc::new(stream));
        connections.start_graph(peer, session(socket, protocol, terms));
    }
}

#[cfg(unix)]
impl Incoming for UnixConnection {
    type Peer = UnixPeer;

    fn peer(&self) -> UnixPeer {
        self.peer
    }

    fn start(
        self,
        connections: &mut Children<UnixPeer>,
        protocol: impl Stage<Bytes, Bytes>,
        terms: &Arc<Terms>,
    ) {
        let UnixConnection { stream, peer } = self;
        let socket = Socket::Unix(Arc::new(stream));
        connections.start_graph(peer, session(socket, protocol, terms));
    }
}

/// Serves one connection by its protocol, when it is secured.
#[cfg(feature = "tls")]
#[derive(Component)]
struct TlsSession<P: Send> {
    stream: TcpStream,
    /// On the heap until it has its place in the graph: a future that it was moved
    /// through keeps room for it.
    protocol: Box<P>,
    terms: Arc<Terms>,
}

#[cfg(feature = "tls")]
impl<P: Stage<Bytes, Bytes>> Main for TlsSession<P> {
    async fn main(self) -> Outcome {
        let Some(tls) = self.terms.tls.clone() else {
            return Ok(());
        };
        // On the heap, where it is no longer when the connection is open.
        let Some(secured) = Box::pin(as_server(self.stream, tls)).await? else {
            return Ok(());
        };
        let socket = Socket::Tls(secured);
        session(socket, *self.protocol, &self.terms).run().await
    }
}

/// What serves one connection. The last of those who have it closes it.
fn session<P: Stage<Bytes, Bytes>>(socket: Socket, protocol: P, terms: &Terms) -> BoxedGraph {
    let Terms {
        finishing,
        send_timeout,
        ..
    } = *terms;
    let read = TcpReader::of(socket.clone()).finishing(finishing).closing();
    let write = TcpWriter::of(socket).send_timeout(send_timeout).closing();
    // There may be many connections, and pieces may be long.
    if P::TRANSFORM {
        // It needs no queue before it.
        return graphline! {
            READ     = read;
            PROTOCOL = protocol;
            WRITE    = write;

            READ -> PROTOCOL;
            PROTOCOL -> WRITE with capacity(16);
        }
        .boxed();
    }
    graphline! {
        READ     = read;
        PROTOCOL = protocol;
        WRITE    = write;

        READ -> PROTOCOL with capacity(8);
        PROTOCOL -> WRITE with capacity(16);
    }
    .boxed()
}
