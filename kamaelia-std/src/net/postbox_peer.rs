use super::udp::{LINGER, bind, both, receive, send};
use super::{CannotSend, Datagram};
use crate::util::OnError;
use kamaelia::prelude::*;
use std::net::SocketAddr;
use std::time::Duration;

/// Sends datagrams over UDP, each to its own receiver, and receives them from
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
/// A server that answers each datagram.
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia_std::net::{Datagram, PostboxPeer};
/// use kamaelia_std::util::Map;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// let (mut addresses, wheres) = collect();
/// let server = graphline! {
///     PEER   = PostboxPeer::new("127.0.0.1:0".parse()?);
///     ANSWER = Map::new(|question: Datagram| Datagram {
///         data: question.data.to_ascii_uppercase().into(),
///         address: question.address,
///     });
///     WHERE  = wheres;
///
///     PEER.bound -> WHERE.inbox;
///     PEER -> ANSWER;
///     // Who waits for room for an answer must not keep it from being sent.
///     ANSWER -> PEER with unbounded;
/// }
/// .spawn();
/// # let address = addresses.recv().await.expect("it listens");
/// # let client = tokio::net::UdpSocket::bind("127.0.0.1:0").await?;
/// # client.send_to(b"hello", address).await?;
/// # let mut answer = [0; 9];
/// # let (length, _) = client.recv_from(&mut answer).await?;
/// # assert_eq!(&answer[..length], b"HELLO");
/// server.shutdown(Shutdown::Now);
/// server.join().await
/// # }
/// ```
#[derive(Component)]
pub struct PostboxPeer {
    /// What to send, and to whom.
    #[inbox]
    inbox: Inbox<Datagram>,

    /// What has arrived, from whomever.
    #[outbox]
    outbox: Outbox<Datagram>,

    /// Its own address, with the port that it has.
    #[outbox(optional)]
    bound: Outbox<SocketAddr>,

    /// What was wrong with each datagram that was skipped.
    #[outbox(optional)]
    errors: Outbox<CannotSend>,

    /// Where it listens: with port 0, on any that is free.
    local: SocketAddr,

    /// How long it listens after the last was sent: one second, if not said
    /// otherwise.
    #[param(default = LINGER)]
    linger: Duration,

    /// What a datagram is that cannot be sent: a fault, if not said otherwise.
    #[param(default)]
    on_error: OnError,
}

impl Main for PostboxPeer {
    async fn main(mut self) -> Outcome {
        let socket = bind(self.local).await?;
        // It serves whether anybody wants to know where or not.
        let _ = self.bound.send(socket.local_addr()?).await;
        let receiving = receive(&socket, &mut self.outbox);
        let sending = async {
            while let Some(datagram) = self.inbox.recv().await {
                send(&socket, datagram, self.on_error, &mut self.errors).await?;
            }
            Ok(())
        };
        both(receiving, sending, self.linger).await
    }
}
