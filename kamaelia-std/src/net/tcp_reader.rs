use super::CutShort;
use crate::wait::{is_stopped, while_read};
use bytes::{Bytes, BytesMut};
use kamaelia::finishing;
use kamaelia::prelude::*;
use memchr::memchr;
use std::io::{self, ErrorKind};
use std::sync::Arc;
use tokio::net::TcpStream;

/// Sends what arrives on a TCP connection.
///
/// It ends when the peer stops sending, when nobody reads any more, or when it
/// is told to finish; the other direction stays open. Told in the middle of a
/// message it would leave half of one, unless it knows where messages end: see
/// [`delimiter`](TcpReader::delimiter).
///
/// # Errors
///
/// The error of a read, such as a connection that was reset. With a delimiter
/// also [`CutShort`](super::CutShort).
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
#[component(no_new)]
pub struct TcpReader {
    /// The word to finish. Who declares it may send what it has begun.
    #[inbox(optional)]
    control: Inbox<Shutdown>,

    /// Bytes, in whatever pieces the network made of them.
    #[outbox]
    outbox: Outbox<Bytes>,

    stream: Arc<TcpStream>,

    delimiter: Option<u8>,

    #[state]
    buffer: BytesMut,

    /// A part of a message was sent, and its end was not.
    #[state]
    begun: bool,
}

impl TcpReader {
    /// Reads from this connection.
    #[must_use]
    pub fn new(stream: impl Into<Arc<TcpStream>>) -> TcpReader {
        TcpReader {
            control: Inbox::unlinked(),
            outbox: Outbox::unlinked(),
            stream: stream.into(),
            delimiter: None,
            buffer: BytesMut::new(),
            begun: false,
        }
    }

    /// Messages end with this byte, such as `b'\n'`.
    ///
    /// A message has begun when a part of it has arrived. Told to finish then,
    /// it reads on to the end of that message, and no further: the peer may
    /// have the grace time for it. It is an error if the end does not come in
    /// that time, or before it is told to stop now. A peer that stops sending
    /// ends its message with that.
    #[must_use]
    pub fn delimiter(self, delimiter: u8) -> TcpReader {
        self.delimited(Some(delimiter))
    }

    pub(super) fn delimited(mut self, delimiter: Option<u8>) -> TcpReader {
        self.delimiter = delimiter;
        self
    }
}

impl Main for TcpReader {
    async fn main(mut self) -> Outcome {
        loop {
            // The room comes first: what was read has a place to go.
            let slot = self.outbox.reserve().await?;
            let Some(read) = until_stopped(read(&self.stream, &mut self.buffer)).await else {
                break;
            };
            let bytes = read?;
            if bytes.is_empty() {
                return Ok(());
            }
            self.begun = self.delimiter.is_some() && bytes.last() != self.delimiter.as_ref();
            slot.send(bytes);
        }
        let Some(delimiter) = self.delimiter else {
            return Ok(());
        };
        if is_stopped().await {
            return Ok(());
        }
        match finishing(self.finish(delimiter)).await {
            Some(finished) => finished,
            None if self.begun => Err(CutShort.into()),
            None => Ok(()),
        }
    }
}

impl TcpReader {
    /// Reads on to the end of the message that has begun; one has begun when a
    /// part of it has arrived.
    async fn finish(&mut self, delimiter: u8) -> Outcome {
        loop {
            if self.begun {
                match while_read(&mut self.outbox, self.stream.readable()).await {
                    Some(readable) => readable?,
                    None => return Ok(()),
                }
            }
            let slot = self.outbox.reserve().await?;
            let mut bytes = match read_now(&self.stream, &mut self.buffer)? {
                Some(bytes) => bytes,
                None if self.begun => continue,
                None => return Ok(()),
            };
            let end = memchr(delimiter, &bytes);
            if let Some(end) = end {
                bytes.truncate(end + 1);
            }
            // The peer's own end is an end of the message.
            self.begun = end.is_none() && !bytes.is_empty();
            if !bytes.is_empty() {
                slot.send(bytes);
            }
            if !self.begun {
                return Ok(());
            }
        }
    }
}

/// How much is read at once, and how much of it many small pieces share.
const CHUNK: usize = 16 * 1024;

/// The next piece; no bytes at the end. Giving up the wait loses nothing.
pub(super) async fn read(stream: &TcpStream, buffer: &mut BytesMut) -> io::Result<Bytes> {
    loop {
        stream.readable().await?;
        if let Some(bytes) = read_now(stream, buffer)? {
            return Ok(bytes);
        }
    }
}

/// What has arrived, if anything has; no bytes at the end.
fn read_now(stream: &TcpStream, buffer: &mut BytesMut) -> io::Result<Option<Bytes>> {
    // Only now, so that a connection at rest holds no memory for it.
    if buffer.capacity() < CHUNK / 4 {
        buffer.reserve(CHUNK);
    }
    match stream.try_read_buf(buffer) {
        Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(None),
        Err(error) => Err(error),
        Ok(_) => Ok(Some(buffer.split().freeze())),
    }
}
