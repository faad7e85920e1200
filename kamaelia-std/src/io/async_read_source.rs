use bytes::{Bytes, BytesMut};
use kamaelia::prelude::*;
use std::pin::pin;
use tokio::io::{AsyncRead, AsyncReadExt};

/// Sends what comes from anything that tokio can read.
///
/// It ends when that ends, when nobody reads any more, or when it is told to
/// finish; what has been read by then is sent.
///
/// # Errors
///
/// The error of a read.
///
/// # Example
///
/// ```
/// use bytes::Bytes;
/// use kamaelia::prelude::*;
/// use kamaelia_std::io::AsyncReadSource;
/// use kamaelia_std::util::Expect;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// graphline! {
///     READ  = AsyncReadSource::new(&b"hello"[..]).chunk(4);
///     CHECK = Expect::new(["hell", "o"].map(Bytes::from));
///
///     READ -> CHECK;
/// }
/// .run()
/// .await
/// # }
/// ```
#[derive(Component)]
pub struct AsyncReadSource<R: AsyncRead + Send + 'static> {
    /// Bytes, in whatever pieces they come.
    #[outbox]
    outbox: Outbox<Bytes>,

    reader: R,

    /// How many bytes a piece may have: 16 KiB, if not said otherwise.
    #[param(default = 16 * 1024)]
    chunk: usize,
}

impl<R: AsyncRead + Send + 'static> Main for AsyncReadSource<R> {
    async fn main(mut self) -> Outcome {
        let mut reader = pin!(self.reader);
        let mut buffer = BytesMut::new();
        loop {
            // The room comes first: what was read has a place to go.
            let slot = self.outbox.reserve().await?;
            match until_stopped(read(&mut reader, &mut buffer, self.chunk)).await {
                Some(bytes) => match bytes? {
                    bytes if bytes.is_empty() => return Ok(()),
                    bytes => slot.send(bytes),
                },
                None => return Ok(()),
            }
        }
    }
}

/// The next piece; no bytes at the end. Giving up the wait loses nothing.
pub(super) async fn read(
    reader: &mut (impl AsyncRead + Unpin),
    buffer: &mut BytesMut,
    chunk: usize,
) -> std::io::Result<Bytes> {
    // A read of no bytes at all would look like the end.
    let chunk = chunk.max(1);
    if buffer.capacity() < chunk {
        buffer.reserve(chunk);
    }
    reader.take(chunk as u64).read_buf(buffer).await?;
    Ok(buffer.split().freeze())
}
