//! What all that speaks UDP has in common.

use super::{CannotListen, CannotSend, Datagram};
use crate::util::OnError;
use crate::wait::{send_if_read, while_read};
use bytes::Bytes;
use futures::future::{Either, select};
use kamaelia::Stop;
use kamaelia::prelude::*;
use std::future::{Future, pending};
use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;
use tokio::net::UdpSocket;
use tokio::time::sleep;

/// How long a peer listens for answers after it has sent its last.
pub(super) const LINGER: Duration = Duration::from_secs(1);

/// A socket of our own at `local`.
pub(super) async fn bind(local: SocketAddr) -> Result<UdpSocket, CannotListen> {
    UdpSocket::bind(local).await.map_err(|error| CannotListen {
        address: local.to_string(),
        error,
    })
}

/// Any port, at any address of the kind of `receiver`.
pub(super) fn anywhere(receiver: SocketAddr) -> SocketAddr {
    match receiver {
        SocketAddr::V4(_) => ([0; 4], 0).into(),
        SocketAddr::V6(_) => ([0_u16; 8], 0).into(),
    }
}

/// Both ways at once, until who reads is gone, or everything is sent and the time
/// for answers is over.
pub(super) async fn both(
    receiving: impl Future<Output = Outcome>,
    sending: impl Future<Output = Outcome>,
    linger: Duration,
) -> Outcome {
    let receiving = pin!(receiving);
    let sending = pin!(async {
        sending.await?;
        sleep(linger).await;
        Ok(())
    });
    // Sending ends on its own when it is told to; receiving is told here.
    match until_stopped(select(receiving, sending)).await {
        Some(Either::Left((outcome, _)) | Either::Right((outcome, _))) => outcome,
        None => Ok(()),
    }
}

/// Sends what arrives.
pub(super) async fn receive(socket: &UdpSocket, outbox: &mut Outbox<Datagram>) -> Outcome {
    // None is larger.
    let mut buffer = vec![0; 64 * 1024];
    while let Some(readable) = while_read(outbox, socket.readable()).await {
        readable?;
        // The room comes first: what was read has a place to go.
        let slot = outbox.reserve().await?;
        match socket.try_recv_from(&mut buffer) {
            Ok((length, address)) => slot.send(Datagram {
                data: Bytes::copy_from_slice(&buffer[..length]),
                address,
            }),
            Err(error) if is_passing(&error) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// Whether the next datagram may fare better: what was sent before was not
/// wanted, or nothing has arrived after all.
fn is_passing(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::WouldBlock | ErrorKind::ConnectionRefused | ErrorKind::ConnectionReset
    )
}

/// Sends a datagram. One that cannot be sent is a fault, or goes to `errors`.
pub(super) async fn send(
    socket: &UdpSocket,
    Datagram { data, address }: Datagram,
    on_error: OnError,
    errors: &mut Outbox<CannotSend>,
) -> Outcome {
    let Some(sent) = until_stopped(socket.send_to(&data, address)).await else {
        return Err(Stop::closed());
    };
    let error = match sent {
        Ok(_) => return Ok(()),
        Err(error) if is_passing(&error) => return Ok(()),
        Err(error) => error,
    };
    let length = data.len();
    let error = CannotSend {
        address,
        length,
        error,
    };
    if on_error == OnError::Fail {
        return Err(error.into());
    }
    send_if_read(errors, error).await;
    Ok(())
}

/// Never ends, where nothing is to be sent.
pub(super) async fn nothing() -> Outcome {
    pending().await
}
