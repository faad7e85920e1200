use super::udp::{anywhere, bind, send};
use super::{CannotSend, Datagram};
use crate::util::OnError;
use bytes::Bytes;
use kamaelia::prelude::*;
use std::net::SocketAddr;

/// Sends datagrams to one receiver over UDP.
///
/// # Errors
///
/// [`CannotListen`](super::CannotListen), if no port is free; with
/// [`OnError::Fail`] also [`CannotSend`], which names the receiver.
///
/// # Example
///
/// ```
/// use bytes::Bytes;
/// use kamaelia::prelude::*;
/// use kamaelia_std::net::UdpSender;
/// use kamaelia_std::util::DataSource;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// # let receiver = std::net::UdpSocket::bind("127.0.0.1:0")?;
/// # let address = receiver.local_addr()?;
/// let words = DataSource::new(["hello", "world"].map(Bytes::from));
/// pipeline![words, UdpSender::new(address)].run().await?;
/// # let mut buffer = [0; 9];
/// # let length = receiver.recv(&mut buffer)?;
/// # assert_eq!(&buffer[..length], b"hello");
/// # Ok(())
/// # }
/// ```
#[derive(Component)]
pub struct UdpSender {
    /// What to send, each in a datagram of its own.
    #[inbox]
    inbox: Inbox<Bytes>,

    /// What was wrong with each datagram that was skipped.
    #[outbox(optional)]
    errors: Outbox<CannotSend>,

    receiver: SocketAddr,

    /// What a datagram is that cannot be sent: a fault, if not said otherwise.
    #[param(default)]
    on_error: OnError,
}

impl Main for UdpSender {
    async fn main(mut self) -> Outcome {
        let socket = bind(anywhere(self.receiver)).await?;
        while let Some(data) = self.inbox.recv().await {
            let address = self.receiver;
            let datagram = Datagram { data, address };
            send(&socket, datagram, self.on_error, &mut self.errors).await?;
        }
        Ok(())
    }
}
