use bytes::{Bytes, BytesMut};
use kamaelia::prelude::*;
use std::io::{self, ErrorKind};
use std::sync::Arc;
use tokio::net::TcpStream;

/// Sends what arrives on a TCP connection.
///
/// It ends when the peer stops sending, or when it is told to stop; the other
/// direction stays open.
///
/// # Errors
///
/// The error of a read, such as a connection that was reset.
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
}

impl TcpReader {
    /// Reads from this connection.
    #[must_use]
    pub fn new(stream: impl Into<Arc<TcpStream>>) -> TcpReader {
        TcpReader {
            outbox: Outbox::unlinked(),
            stream: stream.into(),
        }
    }
}

impl Main for TcpReader {
    async fn main(mut self) -> Outcome {
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
        // Only now, so that a connection at rest holds no memory for it.
        if buffer.capacity() < CHUNK / 4 {
            buffer.reserve(CHUNK);
        }
        match stream.try_read_buf(buffer) {
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
            Ok(_) => return Ok(buffer.split().freeze()),
        }
    }
}
