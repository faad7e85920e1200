use super::udp::{LINGER, anywhere, bind, both, receive, send};
use super::{CannotSend, Datagram};
use crate::util::OnError;
use bytes::Bytes;
use kamaelia::prelude::*;
use std::net::SocketAddr;
use std::time::Duration;

/// Sends datagrams to one receiver over UDP, and receives them from anybody.
///
/// UDP knows no end. When nothing more is to be sent it still listens for a while,
/// and so it does when told to finish, after it has sent what waits. It ends with
/// who reads from it, too.
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
/// use kamaelia_std::net::{Datagram, SimplePeer};
/// use kamaelia_std::util::{DataSource, Expect, Map, Take};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// # let server = std::net::UdpSocket::bind("127.0.0.1:0")?;
/// # let address = server.local_addr()?;
/// # std::thread::spawn(move || {
/// #     let mut question = [0; 9];
/// #     let (length, who) = server.recv_from(&mut question)?;
/// #     server.send_to(&question[..length].to_ascii_uppercase(), who)
/// # });
/// pipeline![
///     DataSource::new([Bytes::from("hello")]),
///     SimplePeer::new(address),
///     Take::new(1),
///     Map::new(|answer: Datagram| answer.data),
///     Expect::new([Bytes::from("HELLO")]),
/// ]
/// .run()
/// .await
/// # }
/// ```
#[derive(Component)]
pub struct SimplePeer {
    /// What to send, each in a datagram of its own.
    #[inbox]
    inbox: Inbox<Bytes>,

    /// What has arrived, from whomever.
    #[outbox]
    outbox: Outbox<Datagram>,

    /// Its own address, with the port that it has.
    #[outbox(optional)]
    bound: Outbox<SocketAddr>,

    /// What was wrong with each datagram that was skipped.
    #[outbox(optional)]
    errors: Outbox<CannotSend>,

    /// Whom to send to.
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

impl Main for SimplePeer {
    async fn main(mut self) -> Outcome {
        let socket = bind(self.local).await?;
        // It serves whether anybody wants to know where or not.
        let _ = self.bound.send(socket.local_addr()?).await;
        let receiving = receive(&socket, &mut self.outbox);
        let sending = async {
            while let Some(data) = self.inbox.recv().await {
                let address = self.receiver;
                let datagram = Datagram { data, address };
                send(&socket, datagram, self.on_error, &mut self.errors).await?;
            }
            Ok(())
        };
        both(receiving, sending, self.linger).await
    }
}
