//! A connection's bytes: [`Socket`].

#[cfg(feature = "tls")]
use super::tls::Secured;
use bytes::{Buf, Bytes, BytesMut};
use socket2::SockRef;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::future::poll_fn;
use std::io::{self, ErrorKind, IoSlice, Read};
use std::net::Shutdown;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use tokio::io::Interest;
use tokio::net::TcpStream;
#[cfg(unix)]
use tokio::net::UnixStream;

/// How much is read at once of a connection that has been at rest.
const FIRST: usize = 16 * 1024;

/// How much is read at once of one that sends without a pause.
const CHUNK: usize = 64 * 1024;

/// How many pieces are written together.
pub(super) const TOGETHER: usize = 64;

thread_local! {
    /// Where a connection that has been at rest is read to, before it is known how
    /// much there is: none of them holds memory for what may come.
    static SCRATCH: RefCell<Box<[u8]>> = RefCell::new(vec![0; FIRST].into());
}

/// A connection, for who reads it and who writes to it.
#[derive(Clone)]
pub(crate) enum Socket {
    /// As the network carries it.
    Plain(Arc<TcpStream>),
    /// As the system carries it, to another program of the same machine.
    #[cfg(unix)]
    Unix(Arc<UnixStream>),
    /// Through TLS.
    #[cfg(feature = "tls")]
    Tls(Secured),
}

impl Socket {
    /// Waits until [`read_now`](Socket::read_now) has something to give. Giving up
    /// the wait loses nothing.
    pub(crate) fn poll_readable(&self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self {
            Socket::Plain(stream) => stream.poll_read_ready(cx),
            #[cfg(unix)]
            Socket::Unix(stream) => stream.poll_read_ready(cx),
            #[cfg(feature = "tls")]
            Socket::Tls(secured) => {
                SCRATCH.with_borrow_mut(|scratch| secured.poll_readable(cx, scratch))
            }
        }
    }

    /// The connection, for the last of those who have it.
    pub(super) fn for_the_last(self) -> Option<Socket> {
        match self {
            Socket::Plain(stream) => Arc::into_inner(stream).map(Arc::new).map(Socket::Plain),
            #[cfg(unix)]
            Socket::Unix(stream) => Arc::into_inner(stream).map(Arc::new).map(Socket::Unix),
            #[cfg(feature = "tls")]
            Socket::Tls(secured) => secured.for_the_last().map(Socket::Tls),
        }
    }

    /// What has arrived, if anything has; no bytes at the end. `buffer` is for the
    /// reader to keep until it reads again.
    pub(crate) fn read_now(&self, buffer: &mut BytesMut) -> io::Result<Option<Bytes>> {
        let read = match self {
            Socket::Plain(stream) if buffer.capacity() == 0 => {
                read_first(&**stream, buffer, |read| {
                    stream.try_io(Interest::READABLE, read)
                })
            }
            Socket::Plain(stream) => read_on(buffer, |buffer| stream.try_read_buf(buffer)),
            #[cfg(unix)]
            Socket::Unix(stream) if buffer.capacity() == 0 => {
                read_first(&**stream, buffer, |read| {
                    stream.try_io(Interest::READABLE, read)
                })
            }
            #[cfg(unix)]
            Socket::Unix(stream) => read_on(buffer, |buffer| stream.try_read_buf(buffer)),
            #[cfg(feature = "tls")]
            Socket::Tls(secured) => return Ok(secured.take()),
        };
        match read {
            Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(None),
            read => read.map(Some),
        }
    }

    /// The next piece; no bytes at the end. Giving up the wait loses nothing.
    pub(super) async fn read(&self, buffer: &mut BytesMut) -> io::Result<Bytes> {
        loop {
            poll_fn(|cx| self.poll_readable(cx)).await?;
            if let Some(bytes) = self.read_now(buffer)? {
                return Ok(bytes);
            }
        }
    }

    /// Writes as much of a piece as there is room for now, if that can be known, and gives
    /// how much it was.
    pub(crate) fn write_now(&self, piece: &[u8]) -> io::Result<usize> {
        let written = match self {
            Socket::Plain(stream) => stream.try_write(piece),
            #[cfg(unix)]
            Socket::Unix(stream) => stream.try_write(piece),
            // What it makes of a piece may have to wait in it.
            #[cfg(feature = "tls")]
            Socket::Tls(_) => Ok(0),
        };
        match written {
            Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(0),
            written => written,
        }
    }

    /// Writes some of the pieces, and takes away what is written.
    pub(crate) fn poll_write(
        &self,
        cx: &mut Context<'_>,
        pieces: &mut VecDeque<Bytes>,
    ) -> Poll<io::Result<()>> {
        let mut slices = [IoSlice::new(&[]); TOGETHER];
        let mut count = 0;
        for (slice, piece) in slices.iter_mut().zip(&*pieces) {
            *slice = IoSlice::new(piece);
            count += 1;
        }
        let slices = &slices[..count];
        let length = match self {
            Socket::Plain(stream) => loop {
                ready!(stream.poll_write_ready(cx))?;
                // The system is told of one piece in fewer words.
                let written = match slices {
                    [piece] => stream.try_write(piece),
                    pieces => stream.try_write_vectored(pieces),
                };
                match written {
                    Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                    written => break written?,
                }
            },
            #[cfg(unix)]
            Socket::Unix(stream) => loop {
                ready!(stream.poll_write_ready(cx))?;
                match stream.try_write_vectored(slices) {
                    Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                    written => break written?,
                }
            },
            #[cfg(feature = "tls")]
            Socket::Tls(secured) => ready!(secured.poll_write(cx, slices))?,
        };
        take_away(pieces, length);
        Poll::Ready(Ok(()))
    }

    /// Waits until all that was written is on its way.
    #[cfg_attr(not(feature = "tls"), expect(unused_variables, reason = "TLS waits"))]
    pub(crate) fn poll_flush(&self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self {
            Socket::Plain(_) => Poll::Ready(Ok(())),
            #[cfg(unix)]
            Socket::Unix(_) => Poll::Ready(Ok(())),
            #[cfg(feature = "tls")]
            Socket::Tls(secured) => secured.poll_flush(cx),
        }
    }

    /// Tells the peer that nothing more will be written.
    #[cfg_attr(not(feature = "tls"), expect(unused_variables, reason = "TLS waits"))]
    pub(crate) fn poll_finish(&self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self {
            Socket::Plain(stream) => Poll::Ready(SockRef::from(stream).shutdown(Shutdown::Write)),
            #[cfg(unix)]
            Socket::Unix(stream) => Poll::Ready(SockRef::from(stream).shutdown(Shutdown::Write)),
            #[cfg(feature = "tls")]
            Socket::Tls(secured) => secured.poll_finish(cx),
        }
    }
}

/// Reads to where all connections are read to.
fn read_first<'a>(
    stream: impl Into<SockRef<'a>>,
    buffer: &mut BytesMut,
    try_io: impl FnOnce(&mut dyn FnMut() -> io::Result<()>) -> io::Result<()>,
) -> io::Result<Bytes> {
    let stream: SockRef<'_> = stream.into();
    SCRATCH.with_borrow_mut(|scratch| {
        let mut got = None;
        let read = try_io(&mut || {
            let length = (&*stream).read(scratch)?;
            got = Some(length);
            match length {
                // What comes next is told of again, and need not be looked for.
                1..FIRST => Err(ErrorKind::WouldBlock.into()),
                _ => Ok(()),
            }
        });
        let Some(length) = got else {
            return Err(read.err().unwrap_or_else(|| ErrorKind::WouldBlock.into()));
        };
        if length == FIRST {
            // There is more, which goes where it stays.
            buffer.reserve(CHUNK);
        }
        Ok(Bytes::copy_from_slice(&scratch[..length]))
    })
}

/// Reads to memory that is passed on as it is.
fn read_on(
    buffer: &mut BytesMut,
    try_read: impl FnOnce(&mut BytesMut) -> io::Result<usize>,
) -> io::Result<Bytes> {
    if buffer.capacity() < CHUNK / 4 {
        buffer.reserve(CHUNK);
    }
    match try_read(buffer) {
        Ok(_) => Ok(buffer.split().freeze()),
        Err(error) => {
            // It is at rest.
            *buffer = BytesMut::new();
            Err(error)
        }
    }
}

/// Takes the first `length` bytes away, and what is empty behind them.
fn take_away(pieces: &mut VecDeque<Bytes>, mut length: usize) {
    while let Some(piece) = pieces.front_mut() {
        if length < piece.len() {
            piece.advance(length);
            return;
        }
        length -= piece.len();
        pieces.pop_front();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(length: usize, rest: &[&'static str]) {
        let mut pieces: VecDeque<Bytes> = ["one", "", "three"].map(Bytes::from).into();
        take_away(&mut pieces, length);
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
