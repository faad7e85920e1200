use super::whole_reader::{UntilFinish, WholeReader};
use bytes::{Bytes, BytesMut};
use kamaelia::prelude::*;
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
    /// Bytes, in whatever pieces the network made of them.
    #[outbox]
    outbox: Outbox<Bytes>,

    stream: Arc<TcpStream>,

    delimiter: Option<u8>,
}

impl TcpReader {
    /// Reads from this connection.
    #[must_use]
    pub fn new(stream: impl Into<Arc<TcpStream>>) -> TcpReader {
        TcpReader {
            outbox: Outbox::unlinked(),
            stream: stream.into(),
            delimiter: None,
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
    async fn main(self) -> Outcome {
        let Some(delimiter) = self.delimiter else {
            return self.read_on().await;
        };
        graphline! {
            // It stands first, so it is the first to be told to stop now, and
            // does not take that for the word to finish.
            WHOLE  = WholeReader::new(self.stream, delimiter);
            FINISH = UntilFinish::new();

            FINISH.outbox -> WHOLE.finish;
            WHOLE.outbox -> self.outbox;
        }
        .run()
        .await
    }
}

impl TcpReader {
    async fn read_on(mut self) -> Outcome {
        let mut buffer = BytesMut::new();
        loop {
            // The room comes first: what was read has a place to go.
            let slot = self.outbox.reserve().await?;
            let Some(read) = until_stopped(read(&self.stream, &mut buffer)).await else {
                return Ok(());
            };
            let bytes = read?;
            if bytes.is_empty() {
                return Ok(());
            }
            slot.send(bytes);
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
pub(super) fn read_now(stream: &TcpStream, buffer: &mut BytesMut) -> io::Result<Option<Bytes>> {
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
