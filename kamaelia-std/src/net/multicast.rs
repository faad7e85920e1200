use super::udp::{LINGER, both, nothing, receive, send};
use super::{CannotListen, CannotSend, Datagram};
use crate::BadParameter;
use crate::util::OnError;
use bytes::Bytes;
use kamaelia::prelude::*;
use socket2::{Domain, Socket, Type};
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;
use tokio::net::UdpSocket;

/// Sends to a multicast group, and receives what anybody sends to it.
///
/// With no linkage to its inbox it only receives. Otherwise it ends like a
/// [`SimplePeer`](super::SimplePeer).
///
/// # Errors
///
/// [`BadParameter`] if the address is no group's, [`CannotListen`] if the group
/// cannot be joined, and with [`OnError::Fail`] [`CannotSend`].
///
/// # Example
///
/// ```no_run
/// use kamaelia::prelude::*;
/// use kamaelia_std::io::{ConsoleEchoer, ConsoleReader};
/// use kamaelia_std::net::{Datagram, Multicast};
/// use kamaelia_std::util::Map;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// pipeline![
///     ConsoleReader::new(""),
///     Map::new(|line: String| bytes::Bytes::from(line)),
///     Multicast::new("224.168.2.9:1600".parse()?),
///     Map::new(|datagram: Datagram| format!("{}: {:?}", datagram.address, datagram.data)),
///     ConsoleEchoer::new(),
/// ]
/// .run()
/// .await
/// # }
/// ```
#[derive(Component)]
pub struct Multicast {
    /// What to send, each in a datagram of its own.
    #[inbox(optional)]
    inbox: Inbox<Bytes>,

    /// What was sent to the group, and by whom.
    #[outbox]
    outbox: Outbox<Datagram>,

    /// What was wrong with each datagram that was skipped.
    #[outbox(optional)]
    errors: Outbox<CannotSend>,

    group: SocketAddr,

    /// The address of the network to use, for a group of IPv4: whichever the system
    /// chooses, if not said otherwise. A group of IPv6 names it by its scope.
    #[param(default = Ipv4Addr::UNSPECIFIED)]
    interface: Ipv4Addr,

    /// How many networks a datagram may cross: one, its own, if not said otherwise.
    #[param(default = 1)]
    ttl: u32,

    /// Whether this machine hears what it sends, this component included: yes, if
    /// not said otherwise.
    #[param(default = true)]
    loopback: bool,

    /// How long it listens after the last was sent: one second, if not said
    /// otherwise.
    #[param(default = LINGER)]
    linger: Duration,

    /// What a datagram is that cannot be sent: a fault, if not said otherwise.
    #[param(default)]
    on_error: OnError,
}

impl Main for Multicast {
    async fn main(mut self) -> Outcome {
        if !self.group.ip().is_multicast() {
            let name = "group";
            let why = "is no multicast address; choose one from 224.0.0.0 to 239.255.255.255, \
                       or from ff00:: on";
            return Err(BadParameter { name, why }.into());
        }
        let socket = self.join().map_err(|error| CannotListen {
            address: self.group.to_string(),
            error,
        })?;
        let receiving = receive(&socket, &mut self.outbox);
        let sending = async {
            if !self.inbox.is_linked() {
                return nothing().await;
            }
            while let Some(data) = self.inbox.recv().await {
                let address = self.group;
                let datagram = Datagram { data, address };
                send(&socket, datagram, self.on_error, &mut self.errors).await?;
            }
            Ok(())
        };
        both(receiving, sending, self.linger).await
    }
}

impl Multicast {
    fn join(&self) -> io::Result<UdpSocket> {
        let socket = Socket::new(Domain::for_address(self.group), Type::DGRAM, None)?;
        // A group has as many members on a machine as there are programs.
        socket.set_reuse_address(true)?;
        socket.bind(&listening(self.group).into())?;
        match self.group {
            SocketAddr::V4(group) => {
                socket.join_multicast_v4(group.ip(), &self.interface)?;
                socket.set_multicast_if_v4(&self.interface)?;
                socket.set_multicast_ttl_v4(self.ttl)?;
                socket.set_multicast_loop_v4(self.loopback)?;
            }
            SocketAddr::V6(group) => {
                socket.join_multicast_v6(group.ip(), group.scope_id())?;
                socket.set_multicast_if_v6(group.scope_id())?;
                socket.set_multicast_hops_v6(self.ttl)?;
                socket.set_multicast_loop_v6(self.loopback)?;
            }
        }
        socket.set_nonblocking(true)?;
        UdpSocket::from_std(socket.into())
    }
}

/// Where the group is heard: bound to its address, a socket hears nothing that was
/// sent to other groups at the same port.
#[cfg(unix)]
fn listening(group: SocketAddr) -> SocketAddr {
    group
}

#[cfg(not(unix))]
fn listening(group: SocketAddr) -> SocketAddr {
    let mut listening = super::udp::anywhere(group);
    listening.set_port(group.port());
    listening
}
