use super::socket::Socket;
use super::tcp_close::close;
use super::{TcpReader, TcpWriter};
use bytes::Bytes;
use kamaelia::Stage;
use kamaelia::prelude::*;
use std::time::Duration;

/// What all connections of a server have in common.
#[derive(Clone, Copy)]
pub(super) struct Terms {
    /// The byte that ends a message.
    pub(super) delimiter: Option<u8>,
    /// How long a peer may take nothing.
    pub(super) send_timeout: Duration,
}

/// Serves one connection by its protocol, from the first byte to the last.
pub(super) async fn serve(
    socket: Socket,
    protocol: impl Stage<Bytes, Bytes>,
    terms: Terms,
) -> Outcome {
    let Terms {
        delimiter,
        send_timeout,
    } = terms;
    graphline! {
        READ     = TcpReader::of(socket.clone()).delimited(delimiter);
        PROTOCOL = protocol;
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
