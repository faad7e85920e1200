use super::socket::Socket;
use bytes::BytesMut;
use kamaelia::until_stopped;
use std::time::Duration;
use tokio::time::timeout;

/// How long a peer may go on sending what nobody reads any more.
const PATIENCE: Duration = Duration::from_secs(1);

/// After how long a peer that sends nothing has surely nothing on its way.
const QUIET: Duration = Duration::from_millis(200);

/// [`close`] by the last of those who have the connection, when they have done their
/// work.
pub(super) async fn close_last(socket: Socket) {
    if let Some(socket) = socket.for_the_last() {
        close(&socket).await;
    }
}

/// Waits until the peer has what was written, so that the connection can be
/// closed.
///
/// A socket that is closed while it holds unread bytes throws away those that
/// are on their way to the peer, the last answers among them. So what still
/// comes is read and dropped, until the peer closes its side as well, or is
/// quiet: a peer that waits for something to do is not waited for.
pub(super) async fn close(socket: &Socket) {
    // All the same whether the peer is done, gone, or out of time.
    let _ = until_stopped(Box::pin(timeout(PATIENCE, drop_rest(socket)))).await;
}

async fn drop_rest(socket: &Socket) {
    let mut buffer = BytesMut::new();
    while let Ok(Ok(bytes)) = timeout(QUIET, socket.read(&mut buffer)).await
        && !bytes.is_empty()
    {}
}
