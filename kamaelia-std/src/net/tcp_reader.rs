use super::CutShort;
use super::socket::Socket;
use super::tcp_close::close_last;
use crate::wait::is_stopped;
use bytes::{Bytes, BytesMut};
use kamaelia::__private::Lead;
use kamaelia::Stop;
use kamaelia::prelude::*;
use memchr::memchr;
use std::future::poll_fn;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use tokio::net::TcpStream;

/// Sends what arrives on a TCP connection.
///
/// It ends when the peer stops sending, when nobody reads any more, or when it
/// is told to finish; the other direction stays open. Told in the middle of a
/// message it would leave half of one, unless it knows where messages end: see
/// [`delimiter`](TcpReader::delimiter), and
/// [`read_until_reader_ends`](TcpReader::read_until_reader_ends) where it cannot know.
///
/// Transforms right behind it run in its turn, as they do behind one another: see
/// [`Transform`].
///
/// # Errors
///
/// The error of a read, such as a connection that was reset. Where it does not finish
/// at once, also [`CutShort`](super::CutShort).
///
/// # Example
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia_std::net::{TcpReader, TcpWriter};
/// use std::sync::Arc;
/// # use std::io::{Read, Write};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// # let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
/// # let mut client = std::net::TcpStream::connect(listener.local_addr()?)?;
/// # client.write_all(b"hello")?;
/// # client.shutdown(std::net::Shutdown::Write)?;
/// # let (stream, _) = listener.accept().await?;
/// let stream = Arc::new(stream);
/// graphline! {
///     READ  = TcpReader::new(stream.clone());
///     WRITE = TcpWriter::new(stream);
///
///     READ -> WRITE;
/// }
/// .run()
/// .await?;
/// # let mut answer = String::new();
/// # client.read_to_string(&mut answer)?;
/// # assert_eq!(answer, "hello");
/// # Ok(())
/// # }
/// ```
#[derive(Component)]
#[component(no_new, lead)]
pub struct TcpReader {
    /// How it is told to end, apart from what its graph is told.
    #[inbox(optional)]
    control: Inbox<Shutdown>,

    /// Bytes, in whatever pieces the network made of them.
    #[outbox]
    outbox: Outbox<Bytes>,

    socket: Socket,

    finishing: Finishing,

    /// Who has the connection last sees to it that it is closed well.
    closes: bool,

    #[state]
    buffer: BytesMut,

    /// A part of a message was sent, and its end was not.
    #[state]
    begun: bool,

    /// It has read to where it was to.
    #[state]
    done: bool,

    /// It was told to finish.
    #[state]
    finishes: bool,
}

/// What a reader does that was told to finish.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Finishing {
    /// It reads no more.
    #[default]
    AtOnce,
    /// It reads to the end of a message that has begun, which is this byte.
    AtDelimiter(u8),
    /// It reads on until nobody wants more.
    WithReader,
}

impl TcpReader {
    /// Reads from this connection.
    #[must_use]
    pub fn new(stream: impl Into<Arc<TcpStream>>) -> TcpReader {
        TcpReader::of(Socket::Plain(stream.into()))
    }

    /// Messages end with this byte, such as `b'\n'`.
    ///
    /// A message has begun when a part of it has arrived. Told to finish then,
    /// the reader goes on to the end of that message, and no further; the peer
    /// may take the grace time for it. It is an error if the end does not come
    /// in that time, or before the reader is told to stop now. A peer that stops
    /// sending ends its message with that.
    #[must_use]
    pub fn delimiter(self, delimiter: u8) -> TcpReader {
        self.finishing(Finishing::AtDelimiter(delimiter))
    }

    /// Told to finish, the reader goes on until nobody reads from it any more: only who
    /// reads knows when all is done. It is an error if that is not so within the grace
    /// time, or before it is told to stop now.
    #[must_use]
    pub fn read_until_reader_ends(self) -> TcpReader {
        self.finishing(Finishing::WithReader)
    }

    /// Reads from a connection of any kind.
    pub(super) fn of(socket: Socket) -> TcpReader {
        TcpReader {
            control: Inbox::unlinked(),
            outbox: Outbox::unlinked(),
            socket,
            finishing: Finishing::AtOnce,
            closes: false,
            buffer: BytesMut::new(),
            begun: false,
            done: false,
            finishes: false,
        }
    }

    pub(super) fn finishing(mut self, finishing: Finishing) -> TcpReader {
        self.finishing = finishing;
        self
    }

    /// The connection is for the reader and one writer, and is closed by the last.
    pub(super) fn closing(mut self) -> TcpReader {
        self.closes = true;
        self
    }
}

impl Lead for TcpReader {
    type Out = Bytes;

    fn take_outbox(&mut self) -> Outbox<Bytes> {
        std::mem::take(&mut self.outbox)
    }

    async fn next<T: Message>(&mut self, out: &mut Outbox<T>) -> Result<Option<Bytes>, Stop> {
        while !self.done && self.has_to_look(out).await? {
            // The room comes first: what was read has a place to go.
            out.room().await?;
            // The wait for it may have been long.
            match self.control.try_recv() {
                Ok(Shutdown::Now) => break,
                Ok(Shutdown::Finish) => self.finishes = true,
                Err(_) => {}
            }
            let finishes = match (self.finishes, self.finishing) {
                (false, _) | (true, Finishing::WithReader) => false,
                (true, Finishing::AtDelimiter(_)) => true,
                (true, Finishing::AtOnce) => break,
            };
            let mut bytes = match self.socket.read_now(&mut self.buffer)? {
                Some(bytes) => bytes,
                // Nothing has arrived, so nothing has begun.
                None if finishes && !self.begun => break,
                None => continue,
            };
            if let Finishing::AtDelimiter(delimiter) = self.finishing {
                if finishes && let Some(end) = memchr(delimiter, &bytes) {
                    bytes.truncate(end + 1);
                }
                // The peer's own end is an end of its message.
                self.begun = bytes.last().is_some_and(|&last| last != delimiter);
            }
            self.done = finishes && !self.begun;
            return Ok(Some(bytes).filter(|bytes| !bytes.is_empty()));
        }
        Ok(None)
    }

    async fn ended(&mut self) -> Outcome {
        let is_waited_for = self.begun || self.finishing == Finishing::WithReader;
        if self.finishes && is_waited_for && is_stopped().await {
            return Err(CutShort.into());
        }
        Ok(())
    }

    async fn leave(self) -> Outcome {
        if self.closes {
            Box::pin(close_last(self.socket)).await;
        }
        Ok(())
    }
}

impl TcpReader {
    /// Waits for bytes, or to be told; `false` when nobody reads any more.
    async fn has_to_look<T: Message>(&mut self, out: &mut Outbox<T>) -> io::Result<bool> {
        let mut closed = pin!(out.closed());
        poll_fn(|cx| {
            // What it was told is looked at before each read as well: no peer keeps that
            // away, however much it sends.
            if let Poll::Ready(done) = self.socket.poll_readable(cx) {
                return Poll::Ready(done.map(|()| true));
            }
            if let Poll::Ready(told) = self.control.poll_recv(cx) {
                self.finishes |= told == Some(Shutdown::Finish);
                return Poll::Ready(Ok(told != Some(Shutdown::Now)));
            }
            closed.as_mut().poll(cx).map(|()| Ok(false))
        })
        .await
    }
}
