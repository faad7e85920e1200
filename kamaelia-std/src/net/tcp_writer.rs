use super::socket::{Socket, TOGETHER};
use super::tcp_close::close_last;
use crate::bad_parameter::span;
use bytes::{Buf, Bytes};
use kamaelia::prelude::*;
use std::cell::Cell;
use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::io::{self, ErrorKind};
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Writes what it receives to a TCP connection.
///
/// What waits is written together. When nothing more comes, the peer is told
/// so; the other direction stays open. A peer that is gone is nobody left to
/// work for: a normal end.
///
/// # Errors
///
/// Any other error of a write, and that of a peer that takes nothing for too long.
/// [`BadParameter`](crate::BadParameter) if that is no time at all.
///
/// # Example
///
/// ```
/// use bytes::Bytes;
/// use kamaelia::prelude::*;
/// use kamaelia_std::net::TcpWriter;
/// use kamaelia_std::util::DataSource;
/// # use std::io::Read;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// # let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
/// # let mut client = std::net::TcpStream::connect(listener.local_addr()?)?;
/// # let (stream, _) = listener.accept().await?;
/// graphline! {
///     WORDS = DataSource::new(["hello ", "world"].map(Bytes::from));
///     WRITE = TcpWriter::new(stream);
///
///     WORDS -> WRITE;
/// }
/// .run()
/// .await?;
/// # let mut answer = String::new();
/// # client.read_to_string(&mut answer)?;
/// # assert_eq!(answer, "hello world");
/// # Ok(())
/// # }
/// ```
#[derive(Component)]
#[component(no_new)]
pub struct TcpWriter {
    /// Bytes to write, in order.
    #[inbox]
    inbox: Inbox<Bytes>,

    socket: Socket,

    /// How long the peer may take nothing of what is to be written, before the
    /// connection is given up: [`SEND_TIMEOUT`](TcpWriter::SEND_TIMEOUT), if not said
    /// otherwise.
    #[param(default = TcpWriter::SEND_TIMEOUT)]
    send_timeout: Duration,

    /// Who has the connection last sees to it that it is closed well.
    closes: bool,
}

impl TcpWriter {
    /// How long a peer may take nothing where nobody says otherwise: 60 seconds.
    pub const SEND_TIMEOUT: Duration = Duration::from_secs(60);

    /// Writes to this connection.
    #[must_use]
    pub fn new(stream: impl Into<Arc<TcpStream>>) -> TcpWriter {
        TcpWriter::of(Socket::Plain(stream.into()))
    }
}

impl TcpWriter {
    /// Writes to a connection of any kind.
    pub(super) fn of(socket: Socket) -> TcpWriter {
        TcpWriter {
            inbox: Inbox::unlinked(),
            socket,
            send_timeout: TcpWriter::SEND_TIMEOUT,
            closes: false,
        }
    }

    /// The connection is for the writer and one reader, and is closed by the last.
    pub(super) fn closing(mut self) -> TcpWriter {
        self.closes = true;
        self
    }
}

thread_local! {
    /// Where a writer puts what it receives, in its turn: there are many connections, and
    /// what one has used is still in a cache for the next.
    static BATCH: Cell<Vec<Bytes>> = const { Cell::new(Vec::new()) };
}

impl Main for TcpWriter {
    #[expect(
        clippy::manual_async_fn,
        refining_impl_trait_reachable,
        reason = "an `async fn` keeps what it is called on twice, and there are many connections"
    )]
    fn main(mut self) -> impl Future<Output = Outcome> + Send {
        async move {
            let limit = span("send_timeout", self.send_timeout)?;
            while let Some(left) = receive(&mut self.inbox, &self.socket).await {
                let written = match left {
                    Ok(mut pieces) => {
                        let mut writing = pin!(write(&self.socket, &mut pieces, limit));
                        // Mostly the system has room for all of it, and nobody has to wait.
                        match poll_fn(|cx| Poll::Ready(writing.as_mut().poll(cx))).await {
                            Poll::Ready(written) => Some(written),
                            // The memory for a wait is there when somebody waits.
                            Poll::Pending => Box::pin(until_stopped(writing)).await,
                        }
                    }
                    Err(error) => Some(Err(error)),
                };
                match written {
                    None => return Ok(()),
                    Some(Err(error)) if peer_is_gone(&error) => return Ok(()),
                    Some(written) => written?,
                }
            }
            Box::pin(finish(&self.socket, limit)).await;
            if self.closes {
                Box::pin(close_last(self.socket)).await;
            }
            Ok(())
        }
    }
}

/// Receives, and writes what can be written at once: mostly that is all. Gives what is left
/// to [`write`]; `None` is the end.
fn receive(
    inbox: &mut Inbox<Bytes>,
    socket: &Socket,
) -> impl Future<Output = Option<io::Result<VecDeque<Bytes>>>> {
    poll_fn(|cx| {
        let mut batch = BATCH.take();
        let left = loop {
            match pin!(inbox.recv_many(&mut batch, TOGETHER)).poll(cx) {
                Poll::Pending => break Poll::Pending,
                Poll::Ready(0) => break Poll::Ready(None),
                Poll::Ready(_) => {}
            }
            match write_alone(socket, &mut batch) {
                Ok(()) if batch.is_empty() => {}
                Ok(()) => break Poll::Ready(Some(Ok(batch.drain(..).collect()))),
                Err(error) => break Poll::Ready(Some(Err(error))),
            }
        };
        batch.clear();
        BATCH.set(batch);
        left
    })
}

/// Writes a piece that is alone, as far as there is room for it now: mostly that is all.
fn write_alone(socket: &Socket, batch: &mut Vec<Bytes>) -> io::Result<()> {
    if let [piece] = &mut **batch
        && !piece.is_empty()
    {
        let length = socket.write_now(piece)?;
        piece.advance(length);
        if piece.is_empty() {
            batch.clear();
        }
    }
    Ok(())
}

/// Writes all pieces to a peer that takes some of them at least once within `limit`.
pub(super) async fn write(
    socket: &Socket,
    pieces: &mut VecDeque<Bytes>,
    limit: Duration,
) -> io::Result<()> {
    pieces.retain(|piece| !piece.is_empty());
    while !pieces.is_empty() {
        in_time(limit, |cx| socket.poll_write(cx, pieces)).await?;
    }
    in_time(limit, |cx| socket.poll_flush(cx)).await
}

/// Tells the peer that this was all. Told of nothing, a peer that is gone misses
/// nothing.
pub(super) async fn finish(socket: &Socket, limit: Duration) {
    let finishing = pin!(in_time(limit, |cx| socket.poll_finish(cx)));
    let _ = until_stopped(finishing).await;
}

/// Waits until the peer takes something.
async fn in_time(
    limit: Duration,
    mut poll: impl FnMut(&mut Context<'_>) -> Poll<io::Result<()>>,
) -> io::Result<()> {
    let at_once = poll_fn(|cx| Poll::Ready(poll(cx))).await;
    if let Poll::Ready(done) = at_once {
        return done;
    }
    let waiting = Box::pin(timeout(limit, poll_fn(poll)));
    waiting.await.unwrap_or_else(|_| {
        let text = format!("the peer has taken nothing for {limit:?}");
        Err(io::Error::new(ErrorKind::TimedOut, text))
    })
}

pub(super) fn peer_is_gone(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::BrokenPipe | ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted
    )
}
