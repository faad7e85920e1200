use super::{ClientTls, Secured, ServerTls};
use kamaelia::Stop;
use kamaelia::prelude::*;
use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::io::{self, ErrorKind};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::timeout;

/// A handshake that has not led to a connection, and why.
#[derive(Debug)]
pub struct HandshakeFailed {
    /// Why.
    pub error: io::Error,
}

impl Display for HandshakeFailed {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "the TLS handshake has failed: {}", self.error)
    }
}

impl Error for HandshakeFailed {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.error)
    }
}

/// Secures a connection that somebody has made to us; `None` when it is told to end
/// first.
pub(in crate::net) async fn as_server(
    stream: TcpStream,
    tls: ServerTls,
) -> Result<Option<Secured>, Stop> {
    let (mut secured, sink) = collect();
    graphline! {
        HANDSHAKE = Handshake::new(stream, tls);
        SECURED   = sink;

        HANDSHAKE -> SECURED with capacity(1);
    }
    .run()
    .await?;
    Ok(secured.recv().await)
}

/// What is not done when the server is told to finish is not done at all.
#[derive(Component)]
struct Handshake {
    #[outbox]
    outbox: Outbox<Secured>,
    stream: TcpStream,
    tls: ServerTls,
}

impl Main for Handshake {
    async fn main(mut self) -> Outcome {
        let accepting = self.tls.acceptor().accept(self.stream);
        let limit = self.tls.handshake_timeout;
        let Some(accepted) = until_stopped(Box::pin(in_time(limit, accepting))).await else {
            return Ok(());
        };
        let stream = accepted.map_err(|error| HandshakeFailed { error })?;
        self.outbox.send(Secured::new(stream.into())).await?;
        Ok(())
    }
}

/// Secures a connection that we have made to this address.
pub(crate) async fn as_client(
    stream: TcpStream,
    tls: &ClientTls,
    address: &str,
) -> io::Result<Secured> {
    let connecting = tls.connector().connect(tls.name(address)?, stream);
    let stream = in_time(tls.handshake_timeout, connecting).await;
    let stream = stream.map_err(|error| io::Error::other(HandshakeFailed { error }))?;
    Ok(Secured::new(stream.into()))
}

async fn in_time<T>(limit: Duration, work: impl Future<Output = io::Result<T>>) -> io::Result<T> {
    timeout(limit, work)
        .await
        .unwrap_or_else(|_| Err(late(limit)))
}

/// The peer has taken too long.
pub(super) fn late(limit: Duration) -> io::Error {
    let text = format!("the peer has not done its part within {limit:?}");
    io::Error::new(ErrorKind::TimedOut, text)
}
