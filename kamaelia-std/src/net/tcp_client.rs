use super::tcp_close::close;
use super::tcp_reader::read_now;
use super::tcp_writer::{peer_is_gone, write};
use super::{CannotConnect, ConnectionLost};
use crate::bad_parameter::span;
use crate::wait::while_read;
use bytes::{Bytes, BytesMut};
use futures::future::{Either, select};
use kamaelia::finishing;
use kamaelia::prelude::*;
use socket2::SockRef;
use std::fmt::Display;
use std::future::pending;
use std::io::{self, ErrorKind};
use std::net::{self, SocketAddr};
use std::pin::pin;
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
/// [`CannotConnect`] and [`ConnectionLost`], which name the address.
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

    /// How long it waits before it connects: not at all, if not said otherwise.
    #[param(default = Duration::ZERO)]
    delay: Duration,

    /// How long a peer may take to answer the call: 60 seconds, if not said
    /// otherwise.
    #[param(default = TcpClient::CONNECT_TIMEOUT)]
    connect_timeout: Duration,

    /// How long a peer may take for its last answers when the client was told to
    /// finish: one second, if not said otherwise. Then the connection is closed.
    #[param(default = TcpClient::LINGER)]
    linger: Duration,

    /// Whether it goes on sending when the peer has said all: no, if not said
    /// otherwise.
    #[param(default = false)]
    keep_sending: bool,
}

impl TcpClient {
    const CONNECT_TIMEOUT: Duration = Duration::from_secs(60);
    const LINGER: Duration = Duration::from_secs(1);

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
            delay: Duration::ZERO,
            connect_timeout: TcpClient::CONNECT_TIMEOUT,
            linger: TcpClient::LINGER,
            keep_sending: false,
        }
    }
}

impl Main for TcpClient {
    async fn main(mut self) -> Outcome {
        let limit = span("connect_timeout", self.connect_timeout)?;
        let connecting = until_stopped(async {
            sleep(self.delay).await;
            connect(&self.address, limit).await
        });
        let Some(Some(connected)) = while_read(&mut self.outbox, connecting).await else {
            return Ok(());
        };
        let stream = connected.map_err(|error| CannotConnect {
            address: self.address.clone(),
            error,
        })?;
        // The connection serves whether anybody wants to know to whom or not.
        if let Ok(peer) = stream.peer_addr() {
            let _ = self.connected.send(peer).await;
        }
        let address = self.address.clone();
        match finishing(self.talk(&stream)).await {
            Some(Err(error)) => Err(ConnectionLost { address, error }.into()),
            Some(Ok(())) | None => Ok(()),
        }
    }
}

impl TcpClient {
    async fn talk(self, stream: &TcpStream) -> io::Result<()> {
        let mut receiving = pin!(receive(stream, self.outbox));
        let mut hearing = pin!(hear_finish(self.control));
        if !self.inbox.is_linked() {
            return match select(receiving, hearing).await {
                Either::Left((received, _)) => received.map(drop),
                Either::Right(_) => Ok(()),
            };
        }
        let sending = pin!(send(self.inbox, stream));
        match select(sending, &mut receiving).await {
            Either::Left((sent, _)) => {
                sent?;
                let out_of_time = pin!(async {
                    hearing.as_mut().await;
                    sleep(self.linger).await;
                });
                if let Either::Left((received, _)) = select(receiving, out_of_time).await
                    && received? == End::Peers
                {
                    return Ok(());
                }
            }
            Either::Right((received, sending)) => {
                if received? == End::Peers {
                    if self.keep_sending {
                        sending.await?;
                    }
                    return Ok(());
                }
                let _ = SockRef::from(stream).shutdown(net::Shutdown::Write);
            }
        }
        close(stream).await;
        Ok(())
    }
}

/// Connects within so much time.
async fn connect(address: &str, limit: Duration) -> io::Result<TcpStream> {
    let connecting = timeout(limit, TcpStream::connect(address)).await;
    let stream = connecting.unwrap_or_else(|_| {
        let text = format!("nobody has answered within {limit:?}");
        Err(io::Error::new(ErrorKind::TimedOut, text))
    })?;
    // Who waits for a short message waits for nothing else to send.
    let _ = stream.set_nodelay(true);
    Ok(stream)
}

/// Waits for the word to finish.
async fn hear_finish(mut control: Inbox<Shutdown>) {
    if control.recv().await.is_none() {
        pending().await
    }
}

/// Sends all that is received, and then the end of it. A peer that is gone is
/// nobody left to send to; what it has said last is still to be read.
async fn send(mut inbox: Inbox<Bytes>, stream: &TcpStream) -> io::Result<()> {
    let mut batch = Vec::new();
    while inbox.recv_many(&mut batch, 64).await > 0 {
        match write(stream, batch.drain(..).collect()).await {
            Err(error) if peer_is_gone(&error) => return Ok(()),
            written => written?,
        }
    }
    // Told of nothing, a peer that is gone misses nothing.
    let _ = SockRef::from(stream).shutdown(net::Shutdown::Write);
    Ok(())
}

/// Whose end it was that nothing more is read from a connection.
#[derive(PartialEq, Eq)]
enum End {
    Peers,
    Readers,
}

/// Sends on what arrives. Who gives up the wait for it loses nothing.
async fn receive(stream: &TcpStream, mut outbox: Outbox<Bytes>) -> io::Result<End> {
    let mut buffer = BytesMut::new();
    while let Some(readable) = while_read(&mut outbox, stream.readable()).await {
        readable?;
        // The room comes first: what was read has a place to go.
        let Ok(slot) = outbox.reserve().await else {
            break;
        };
        match read_now(stream, &mut buffer)? {
            None => {}
            Some(bytes) if bytes.is_empty() => return Ok(End::Peers),
            Some(bytes) => slot.send(bytes),
        }
    }
    Ok(End::Readers)
}
