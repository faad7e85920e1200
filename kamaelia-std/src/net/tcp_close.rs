use super::tcp_reader::read;
use bytes::BytesMut;
use kamaelia::prelude::*;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::timeout;

/// How long a peer may go on sending what nobody reads any more.
const PATIENCE: Duration = Duration::from_secs(1);

/// After how long a peer that sends nothing has surely nothing on its way.
const QUIET: Duration = Duration::from_millis(200);

/// Holds a connection until the peer has what was written.
///
/// A socket that is closed while it holds unread bytes throws away those that
/// are on their way to the peer, the last answers among them. So what still
/// comes is read and dropped, until the peer closes its side as well, or is
/// quiet: a peer that waits for something to do is not waited for.
#[derive(Component)]
pub(super) struct TcpClose {
    /// The ends of everyone else who uses the connection.
    #[inbox]
    inbox: Inbox<Shutdown>,

    stream: Arc<TcpStream>,
}

impl Main for TcpClose {
    async fn main(mut self) -> Outcome {
        while self.inbox.recv().await.is_some() {}
        close(&self.stream).await;
        Ok(())
    }
}

/// Waits until the peer has what was written, so that the connection can be
/// closed.
pub(super) async fn close(stream: &TcpStream) {
    // All the same whether the peer is done, gone, or out of time.
    let _ = until_stopped(timeout(PATIENCE, drop_rest(stream))).await;
}

async fn drop_rest(stream: &TcpStream) {
    let mut buffer = BytesMut::new();
    while let Ok(Ok(bytes)) = timeout(QUIET, read(stream, &mut buffer)).await
        && !bytes.is_empty()
    {}
}
