use super::udp::{LINGER, anywhere, bind, both, receive, send};
use super::{CannotSend, Datagram};
use crate::util::OnError;
use bytes::Bytes;
use kamaelia::prelude::*;
use std::future::poll_fn;
use std::net::SocketAddr;
use std::task::Poll;
use std::time::Duration;

/// Sends datagrams over UDP to a receiver that may change, and receives them from
/// anybody.
///
/// It ends like a [`SimplePeer`](super::SimplePeer).
///
/// # Errors
///
/// [`CannotListen`](super::CannotListen), which names the local address; with
/// [`OnError::Fail`] also [`CannotSend`], which names the receiver.
///
/// # Example
///
/// ```
/// use bytes::Bytes;
/// use kamaelia::prelude::*;
/// use kamaelia_std::net::TargettedPeer;
/// use kamaelia_std::util::{DataSource, NullSink};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// # let first = std::net::UdpSocket::bind("127.0.0.1:0")?;
/// # let second = std::net::UdpSocket::bind("127.0.0.1:0")?;
/// graphline! {
///     WORDS  = DataSource::new([Bytes::from("hello")]);
///     TARGET = DataSource::new([second.local_addr()?]);
///     PEER   = TargettedPeer::new(first.local_addr()?).linger(std::time::Duration::ZERO);
///     NONE   = NullSink::new();
///
///     TARGET.outbox -> PEER.target;
///     WORDS -> PEER -> NONE;
/// }
/// .run()
/// .await?;
/// # let mut buffer = [0; 9];
/// # let length = second.recv(&mut buffer)?;
/// # assert_eq!(&buffer[..length], b"hello");
/// # Ok(())
/// # }
/// ```
#[derive(Component)]
pub struct TargettedPeer {
    /// What to send, each in a datagram of its own.
    #[inbox]
    inbox: Inbox<Bytes>,

    /// Whom to send to from now on: what came here first counts for what comes at
    /// the other inbox next.
    #[inbox]
    target: Inbox<SocketAddr>,

    /// What has arrived, from whomever.
    #[outbox]
    outbox: Outbox<Datagram>,

    /// Its own address, with the port that it has.
    #[outbox(optional)]
    bound: Outbox<SocketAddr>,

    /// What was wrong with each datagram that was skipped.
    #[outbox(optional)]
    errors: Outbox<CannotSend>,

    /// Whom to send to until it is told of another.
    receiver: SocketAddr,

    /// Its own address: any port at all addresses, if not said otherwise.
    #[param(default = anywhere(receiver))]
    local: SocketAddr,

    /// How long it listens after the last was sent: one second, if not said
    /// otherwise.
    #[param(default = LINGER)]
    linger: Duration,

    /// What a datagram is that cannot be sent: a fault, if not said otherwise.
    #[param(default)]
    on_error: OnError,
}

impl Main for TargettedPeer {
    async fn main(mut self) -> Outcome {
        let socket = bind(self.local).await?;
        // It serves whether anybody wants to know where or not.
        let _ = self.bound.send(socket.local_addr()?).await;
        let receiving = receive(&socket, &mut self.outbox);
        let sending = async {
            let mut address = self.receiver;
            loop {
                let next = poll_fn(|cx| {
                    while let Poll::Ready(Some(target)) = self.target.poll_recv(cx) {
                        address = target;
                    }
                    self.inbox.poll_recv(cx)
                });
                let Some(data) = next.await else {
                    return Ok(());
                };
                let datagram = Datagram { data, address };
                send(&socket, datagram, self.on_error, &mut self.errors).await?;
            }
        };
        both(receiving, sending, self.linger).await
    }
}
