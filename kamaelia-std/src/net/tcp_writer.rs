use crate::bad_parameter::span;
use bytes::{Buf, Bytes};
use kamaelia::prelude::*;
use socket2::SockRef;
use std::collections::VecDeque;
use std::io::{self, ErrorKind, IoSlice};
use std::net;
use std::sync::Arc;
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

    stream: Arc<TcpStream>,

    /// How long the peer may take nothing of what is to be written, before the
    /// connection is given up: [`SEND_TIMEOUT`](TcpWriter::SEND_TIMEOUT), if not said
    /// otherwise.
    #[param(default = TcpWriter::SEND_TIMEOUT)]
    send_timeout: Duration,
}

impl TcpWriter {
    /// How long a peer may take nothing where nobody says otherwise: 60 seconds.
    pub const SEND_TIMEOUT: Duration = Duration::from_secs(60);

    /// Writes to this connection.
    #[must_use]
    pub fn new(stream: impl Into<Arc<TcpStream>>) -> TcpWriter {
        TcpWriter {
            inbox: Inbox::unlinked(),
            stream: stream.into(),
            send_timeout: TcpWriter::SEND_TIMEOUT,
        }
    }
}

impl Main for TcpWriter {
    async fn main(mut self) -> Outcome {
        let limit = span("send_timeout", self.send_timeout)?;
        let mut batch = Vec::new();
        while self.inbox.recv_many(&mut batch, 64).await > 0 {
            let writing = write(&self.stream, batch.drain(..).collect(), limit);
            match until_stopped(writing).await {
                None => return Ok(()),
                Some(Err(error)) if peer_is_gone(&error) => return Ok(()),
                Some(written) => written?,
            }
        }
        // Told of nothing, a peer that is gone misses nothing.
        let _ = SockRef::from(&*self.stream).shutdown(net::Shutdown::Write);
        Ok(())
    }
}

/// Writes all pieces to a peer that takes some of them at least once within `limit`.
pub(super) async fn write(
    stream: &TcpStream,
    mut pieces: VecDeque<Bytes>,
    limit: Duration,
) -> io::Result<()> {
    loop {
        while pieces.front().is_some_and(Bytes::is_empty) {
            pieces.pop_front();
        }
        if pieces.is_empty() {
            return Ok(());
        }
        let slices: Vec<IoSlice<'_>> = pieces.iter().map(|piece| IoSlice::new(piece)).collect();
        let written = stream.try_write_vectored(&slices);
        match written {
            Err(error) if error.kind() == ErrorKind::WouldBlock => writable(stream, limit).await?,
            Err(error) => return Err(error),
            Ok(length) => advance(&mut pieces, length),
        }
    }
}

/// Waits until the peer takes something.
async fn writable(stream: &TcpStream, limit: Duration) -> io::Result<()> {
    timeout(limit, stream.writable()).await.unwrap_or_else(|_| {
        let text = format!("the peer has taken nothing for {limit:?}");
        Err(io::Error::new(ErrorKind::TimedOut, text))
    })
}

/// Takes the first `length` bytes away.
fn advance(pieces: &mut VecDeque<Bytes>, mut length: usize) {
    while let Some(piece) = pieces.front_mut() {
        if length < piece.len() {
            piece.advance(length);
            return;
        }
        length -= piece.len();
        pieces.pop_front();
    }
}

pub(super) fn peer_is_gone(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::BrokenPipe | ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(length: usize, rest: &[&'static str]) {
        let mut pieces: VecDeque<Bytes> = ["one", "", "three"].map(Bytes::from).into();
        advance(&mut pieces, length);
        assert_eq!(pieces, rest);
    }

    #[test]
    fn what_was_written_is_taken_away() {
        check(0, &["one", "", "three"]);
        check(2, &["e", "", "three"]);
        check(3, &["three"]);
        check(4, &["hree"]);
        check(8, &[]);
    }
}
