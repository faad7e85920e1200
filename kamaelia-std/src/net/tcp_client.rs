use super::socket::Socket;
use super::talk::{LINGER, Talk};
#[cfg(feature = "tls")]
use super::tls::{ClientTls, as_client};
use super::{CannotConnect, ConnectionLost};
use crate::bad_parameter::span;
use crate::wait::while_read;
use bytes::Bytes;
use kamaelia::prelude::*;
use std::fmt::Display;
use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

/// Connects to a TCP address, and carries bytes both ways.
///
/// Told to finish, or when nothing more is received, it sends what it has, and
/// tells the peer that this was all; what the peer still answers is sent on. When
/// the peer has said all it ends, unless told to
/// [`keep_sending`](TcpClient::keep_sending): a peer that is gone looks the same.
///
/// With no linkage to its inbox it only listens, and ends when it is told to
/// finish. It ends with who reads from it, too.
///
/// # Errors
///
/// [`CannotConnect`] and [`ConnectionLost`], which name the address; a peer that takes
/// nothing for [`TcpWriter::SEND_TIMEOUT`](super::TcpWriter::SEND_TIMEOUT) is lost.
///
/// # Example
///
/// ```
/// use bytes::Bytes;
/// use kamaelia::prelude::*;
/// use kamaelia_std::net::TcpClient;
/// use kamaelia_std::util::{DataSource, Expect, LineSplit};
/// # use std::io::{Read, Write};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// # let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
/// # let address = listener.local_addr()?;
/// # std::thread::spawn(move || {
/// #     let (mut stream, _) = listener.accept()?;
/// #     let mut question = Vec::new();
/// #     stream.read_to_end(&mut question)?;
/// #     stream.write_all(&question.to_ascii_uppercase())
/// # });
/// pipeline![
///     DataSource::new([Bytes::from("hello\n")]),
///     TcpClient::new(address),
///     LineSplit::new(),
///     Expect::new(["HELLO".to_owned()]),
/// ]
/// .run()
/// .await
/// # }
/// ```
#[derive(Component)]
#[component(no_new)]
pub struct TcpClient {
    /// How it is told to end, apart from what its graph is told.
    #[inbox(optional)]
    control: Inbox<Shutdown>,

    /// Bytes for the peer. Their end is told to the peer.
    #[inbox(optional)]
    inbox: Inbox<Bytes>,

    /// What the peer sends, in whatever pieces the network made of it.
    #[outbox]
    outbox: Outbox<Bytes>,

    /// The peer's address, once it is connected.
    #[outbox(optional)]
    connected: Outbox<SocketAddr>,

    address: String,

    /// What it says first, before anything that it receives: nothing, if not said
    /// otherwise.
    #[param(default = Bytes::new())]
    initial_send: Bytes,

    /// How long it waits before it connects: not at all, if not said otherwise.
    #[param(default = Duration::ZERO)]
    delay: Duration,

    /// How long a peer may take to answer the call: 60 seconds, if not said
    /// otherwise.
    #[param(default = TcpClient::CONNECT_TIMEOUT)]
    connect_timeout: Duration,

    /// How long a peer may take for its last answers when the client was told to
    /// finish: one second, if not said otherwise. Then the connection is closed.
    #[param(default = LINGER)]
    linger: Duration,

    /// Whether it goes on sending when the peer has said all: no, if not said
    /// otherwise.
    #[param(default = false)]
    keep_sending: bool,

    #[cfg(feature = "tls")]
    tls: Option<ClientTls>,
}

impl TcpClient {
    const CONNECT_TIMEOUT: Duration = Duration::from_secs(60);

    /// Connects to `address`, a host or an IP address with a port, such as
    /// `localhost:1601`, when the graph runs.
    #[must_use]
    pub fn new(address: impl Display) -> TcpClient {
        TcpClient {
            control: Inbox::unlinked(),
            inbox: Inbox::unlinked(),
            outbox: Outbox::unlinked(),
            connected: Outbox::unlinked(),
            address: address.to_string(),
            initial_send: Bytes::new(),
            delay: Duration::ZERO,
            connect_timeout: TcpClient::CONNECT_TIMEOUT,
            linger: LINGER,
            keep_sending: false,
            #[cfg(feature = "tls")]
            tls: None,
        }
    }

    /// Speaks TLS: what is received and sent is what is inside of it.
    ///
    /// A server that does not come to terms is [`CannotConnect`], and one whose end
    /// comes without its word (`close_notify`) is [`ConnectionLost`].
    ///
    /// ```no_run
    /// # use kamaelia::prelude::*;
    /// use kamaelia_std::net::TcpClient;
    /// use kamaelia_std::net::tls::ClientTls;
    /// # fn main() -> Outcome {
    /// let client = TcpClient::new("example.org:443").tls(ClientTls::of_the_web()?);
    /// # drop(client);
    /// # Ok(())
    /// # }
    /// ```
    #[cfg(feature = "tls")]
    #[must_use]
    pub fn tls(mut self, tls: ClientTls) -> TcpClient {
        self.tls = Some(tls);
        self
    }
}

impl Main for TcpClient {
    async fn main(mut self) -> Outcome {
        let limit = span("connect_timeout", self.connect_timeout)?;
        let call = Call {
            address: &self.address,
            delay: self.delay,
            limit,
            #[cfg(feature = "tls")]
            tls: self.tls.as_ref(),
        };
        let connecting = until_stopped(Box::pin(call.open()));
        let Some(Some(connected)) = while_read(&mut self.outbox, connecting).await else {
            return Ok(());
        };
        let (socket, peer) = connected.map_err(|error| CannotConnect {
            address: self.address.clone(),
            error,
        })?;
        // The connection serves whether anybody wants to know to whom or not.
        if let Some(peer) = peer {
            let _ = self.connected.send(peer).await;
        }
        let talk = Talk {
            control: self.control,
            inbox: self.inbox,
            outbox: self.outbox,
            first: self.initial_send,
            linger: self.linger,
            keep_sending: self.keep_sending,
        };
        talk.over(&socket).await.map_err(|error| {
            let address = self.address;
            ConnectionLost { address, error }.into()
        })
    }
}

/// How a connection comes to be.
struct Call<'a> {
    address: &'a str,
    delay: Duration,
    limit: Duration,
    #[cfg(feature = "tls")]
    tls: Option<&'a ClientTls>,
}

impl Call<'_> {
    /// The connection as the component is to see it, and who is at its other end.
    async fn open(self) -> io::Result<(Socket, Option<SocketAddr>)> {
        sleep(self.delay).await;
        let stream = connect(self.address, self.limit).await?;
        let peer = stream.peer_addr().ok();
        #[cfg(feature = "tls")]
        if let Some(tls) = self.tls {
            let secured = as_client(stream, tls, self.address).await?;
            return Ok((Socket::Tls(secured), peer));
        }
        Ok((Socket::Plain(Arc::new(stream)), peer))
    }
}

/// Connects within so much time.
pub(crate) async fn connect(address: &str, limit: Duration) -> io::Result<TcpStream> {
    let connecting = timeout(limit, TcpStream::connect(address)).await;
    let stream = connecting.unwrap_or_else(|_| {
        let text = format!("nobody has answered within {limit:?}");
        Err(io::Error::new(ErrorKind::TimedOut, text))
    })?;
    // Who waits for a short message waits for nothing else to send.
    let _ = stream.set_nodelay(true);
    Ok(stream)
}
