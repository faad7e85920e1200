use bytes::Bytes;
use kamaelia::prelude::*;
use std::pin::pin;
use tokio::io::{AsyncWrite, AsyncWriteExt};

/// Writes what it receives to anything that tokio can write to.
///
/// What waits is written, then flushed. When nothing more comes, the other side
/// is told so.
///
/// # Errors
///
/// The error of a write.
///
/// # Example
///
/// ```
/// use bytes::Bytes;
/// use kamaelia::prelude::*;
/// use kamaelia_std::io::AsyncWriteSink;
/// use kamaelia_std::util::DataSource;
/// use tokio::io::AsyncReadExt;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// let (ours, mut theirs) = tokio::io::duplex(64);
/// graphline! {
///     WORDS = DataSource::new(["hello ", "world"].map(Bytes::from));
///     WRITE = AsyncWriteSink::new(ours);
///
///     WORDS -> WRITE;
/// }
/// .run()
/// .await?;
///
/// let mut all = String::new();
/// theirs.read_to_string(&mut all).await?;
/// assert_eq!(all, "hello world");
/// # Ok(())
/// # }
/// ```
#[derive(Component)]
pub struct AsyncWriteSink<W: AsyncWrite + Send + 'static> {
    /// Bytes to write, in order.
    #[inbox]
    inbox: Inbox<Bytes>,

    writer: W,
}

impl<W: AsyncWrite + Send + 'static> Main for AsyncWriteSink<W> {
    async fn main(mut self) -> Outcome {
        let mut writer = pin!(self.writer);
        let mut batch = Vec::new();
        while self.inbox.recv_many(&mut batch, 64).await > 0 {
            let writing = async {
                for piece in batch.drain(..) {
                    writer.write_all(&piece).await?;
                }
                writer.flush().await
            };
            match until_stopped(writing).await {
                Some(written) => written?,
                None => return Ok(()),
            }
        }
        match until_stopped(writer.shutdown()).await {
            Some(done) => Ok(done?),
            None => Ok(()),
        }
    }
}
