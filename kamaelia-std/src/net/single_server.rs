use super::socket::Socket;
use super::talk::{LINGER, Talk, hear_finish};
use super::tcp_listener::{accept, bind};
use super::{CannotListen, Connection, ConnectionLost};
use crate::wait::while_read;
use bytes::Bytes;
use futures::future::{Either, select};
use kamaelia::prelude::*;
use std::fmt::Display;
use std::net::SocketAddr;
use std::pin::pin;
use std::slice;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;

/// Listens on a TCP address for one connection, and carries its bytes both ways.
///
/// Who comes second is turned away. When the peer has said all, what is still
/// received is sent to it, and the connection is closed after the last of it. Told
/// to finish, it sends what it has, and reads the last answers; while nobody has
/// come it ends at once. It ends with who reads from it, too.
///
/// # Errors
///
/// [`CannotListen`], which names the address, and [`ConnectionLost`], which names
/// the peer.
///
/// # Example
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia_std::net::SingleServer;
/// use kamaelia_std::util::PassThrough;
/// # use std::io::{Read, Write};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// let (mut addresses, wheres) = collect();
/// let server = graphline! {
///     SERVER = SingleServer::new("127.0.0.1:0");
///     ECHO   = PassThrough::new();
///     WHERE  = wheres;
///
///     SERVER.bound -> WHERE.inbox;
///     SERVER -> ECHO;
///     // Who waits for room for an answer must not keep it from being sent.
///     ECHO -> SERVER with unbounded;
/// }
/// .spawn();
/// let address = addresses.recv().await.expect("it listens");
/// # let answer = tokio::task::spawn_blocking(move || {
/// #     let mut client = std::net::TcpStream::connect(address)?;
/// #     client.write_all(b"hello")?;
/// #     let mut answer = [0; 5];
/// #     client.read_exact(&mut answer)?;
/// #     std::io::Result::Ok(answer)
/// # });
/// # assert_eq!(&answer.await??, b"hello");
/// server.join().await
/// # }
/// ```
#[derive(Component)]
#[component(no_new)]
pub struct SingleServer {
    /// How it is told to end, apart from what its graph is told.
    #[inbox(optional)]
    control: Inbox<Shutdown>,

    /// Bytes for the peer. Their end is told to the peer.
    #[inbox(optional)]
    inbox: Inbox<Bytes>,

    /// What the peer sends, in whatever pieces the network made of it.
    #[outbox]
    outbox: Outbox<Bytes>,

    /// The address once it listens there: with its port, where 0 was asked for.
    #[outbox(optional)]
    bound: Outbox<SocketAddr>,

    address: String,

    /// How long a peer may take for its last answers when the server was told to
    /// finish: one second, if not said otherwise. Then the connection is closed.
    #[param(default = LINGER)]
    linger: Duration,
}

impl SingleServer {
    /// Listens on `address`, a host or an IP address with a port, such as
    /// `[::]:1601`.
    #[must_use]
    pub fn new(address: impl Display) -> SingleServer {
        SingleServer {
            control: Inbox::unlinked(),
            inbox: Inbox::unlinked(),
            outbox: Outbox::unlinked(),
            bound: Outbox::unlinked(),
            address: address.to_string(),
            linger: LINGER,
        }
    }
}

impl Main for SingleServer {
    async fn main(mut self) -> Outcome {
        let Some(bound) = until_stopped(bind(&self.address)).await else {
            return Ok(());
        };
        let listener = bound.map_err(|error| CannotListen {
            address: self.address.clone(),
            error,
        })?;
        // It serves whether anybody wants to know where or not.
        let _ = self.bound.send(listener.local_addr()?).await;
        let Some(connection) = self.visit(&listener).await else {
            return Ok(());
        };
        // Who comes second need not wait for nothing.
        drop(listener);
        // Who waits for a short answer waits for nothing else to send.
        let Connection { stream, peer } = connection;
        let _ = stream.set_nodelay(true);
        let talk = Talk {
            control: self.control,
            inbox: self.inbox,
            outbox: self.outbox,
            first: Bytes::new(),
            linger: self.linger,
            keep_sending: true,
        };
        talk.over(&Socket::Plain(Arc::new(stream)))
            .await
            .map_err(|error| {
                let address = peer.to_string();
                ConnectionLost { address, error }.into()
            })
    }
}

impl SingleServer {
    /// Waits for somebody to come; `None` when it is told to end, or nobody reads.
    async fn visit(&mut self, listener: &TcpListener) -> Option<Connection> {
        let visiting = pin!(accept(slice::from_ref(listener), 0));
        let hearing = pin!(hear_finish(&mut self.control));
        let either = until_stopped(select(visiting, hearing));
        match while_read(&mut self.outbox, either).await?? {
            Either::Left((connection, _)) => Some(connection),
            Either::Right(_) => None,
        }
    }
}
