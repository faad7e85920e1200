use super::Datagram;
use super::udp::{bind, both, nothing, receive};
use kamaelia::prelude::*;
use std::net::SocketAddr;
use std::time::Duration;

/// Receives datagrams over UDP.
///
/// It ends when it is told to finish, or nobody reads any more.
///
/// # Errors
///
/// [`CannotListen`](super::CannotListen), which names the address.
///
/// # Example
///
/// ```no_run
/// use kamaelia::prelude::*;
/// use kamaelia_std::io::ConsoleEchoer;
/// use kamaelia_std::net::{Datagram, UdpReceiver};
/// use kamaelia_std::util::Map;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// pipeline![
///     UdpReceiver::new("[::]:1600".parse()?),
///     Map::new(|datagram: Datagram| format!("{}: {:?}", datagram.address, datagram.data)),
///     ConsoleEchoer::new(),
/// ]
/// .run()
/// .await
/// # }
/// ```
#[derive(Component)]
pub struct UdpReceiver {
    /// What has arrived, from whomever.
    #[outbox]
    outbox: Outbox<Datagram>,

    /// Its own address, with the port that it has.
    #[outbox(optional)]
    bound: Outbox<SocketAddr>,

    local: SocketAddr,
}

impl Main for UdpReceiver {
    async fn main(mut self) -> Outcome {
        let socket = bind(self.local).await?;
        // It serves whether anybody wants to know where or not.
        let _ = self.bound.send(socket.local_addr()?).await;
        let receiving = receive(&socket, &mut self.outbox);
        both(receiving, nothing(), Duration::ZERO).await
    }
}
