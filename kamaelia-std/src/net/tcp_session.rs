use super::socket::Socket;
use super::tcp_close::close;
use super::tcp_reader::Finishing;
#[cfg(feature = "tls")]
use super::tls::{ServerTls, as_server};
use super::{TcpReader, TcpWriter};
use bytes::Bytes;
use kamaelia::prelude::*;
use kamaelia::{Stage, Stop};
use std::sync::Arc;
use std::time::Duration;
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

/// Serves one connection by its protocol, from the first byte to the last.
#[derive(Component)]
pub(super) struct TcpSession<P: Send> {
    stream: TcpStream,
    /// On the heap until it has its place in the graph: a future that it was moved
    /// through keeps room for it.
    protocol: Box<P>,
    terms: Arc<Terms>,
}

impl<P: Stage<Bytes, Bytes>> Main for TcpSession<P> {
    async fn main(self) -> Outcome {
        // Who waits for a short answer waits for nothing else to send.
        let _ = self.stream.set_nodelay(true);
        // On the heap, where it is no longer when the connection is open.
        match Box::pin(open(self.stream, &self.terms)).await? {
            Some(socket) => serve(socket, self.protocol, &self.terms).await,
            None => Ok(()),
        }
    }
}

/// The connection as its protocol is to see it; `None` when the server was told to
/// end before that was so.
async fn open(stream: TcpStream, terms: &Terms) -> Result<Option<Socket>, Stop> {
    #[cfg(feature = "tls")]
    if let Some(tls) = &terms.tls {
        let secured = as_server(stream, tls.clone()).await?;
        return Ok(secured.map(Socket::Tls));
    }
    let _no_other = terms;
    Ok(Some(Socket::Plain(Arc::new(stream))))
}

/// Serves one connection by its protocol, from the first byte to the last.
pub(super) async fn serve(
    socket: Socket,
    protocol: Box<impl Stage<Bytes, Bytes>>,
    terms: &Terms,
) -> Outcome {
    let Terms {
        finishing,
        send_timeout,
        ..
    } = *terms;
    graphline! {
        READ     = TcpReader::of(socket.clone()).finishing(finishing);
        PROTOCOL = *protocol;
        WRITE    = TcpWriter::of(socket.clone()).send_timeout(send_timeout);

        // There may be many connections, and pieces may be long.
        READ -> PROTOCOL with capacity(8);
        PROTOCOL -> WRITE with capacity(16);
    }
    .run()
    .await?;
    close(&socket).await;
    Ok(())
}
