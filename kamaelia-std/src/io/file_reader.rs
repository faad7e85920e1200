use super::input::{CHUNK, Input};
use super::{FileAttempt, FileLines};
use bytes::Bytes;
use kamaelia::prelude::*;
use std::path::PathBuf;

/// Sends what is in a file, in pieces, as fast as they are taken.
///
/// A named pipe or a device is read like a file, for as long as it lasts.
/// [`FileReader::lines`] sends lines of text instead.
///
/// # Errors
///
/// [`FileError`](super::FileError), which names the file.
///
/// # Example
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia_std::io::FileReader;
/// use kamaelia_std::util::{Expect, Map};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// # let path = std::env::temp_dir().join(format!("file-reader-{}", std::process::id()));
/// # std::fs::write(&path, "hello")?;
/// graphline! {
///     READ   = FileReader::new(&path).chunk(4);
///     LENGTH = Map::new(|piece: bytes::Bytes| piece.len());
///     CHECK  = Expect::new([4, 1]);
///
///     READ -> LENGTH -> CHECK;
/// }
/// .run()
/// .await
/// # }
/// ```
#[derive(Component)]
pub struct FileReader {
    /// The file's bytes, from the first to the last.
    #[outbox]
    outbox: Outbox<Bytes>,

    /// The file, which is opened when the graph runs.
    #[param(into)]
    path: PathBuf,

    /// How many bytes a piece may have. 64 KiB, if not said otherwise.
    #[param(default = CHUNK)]
    chunk: usize,
}

impl FileReader {
    /// Reads the file at `path` as lines of text.
    #[must_use]
    pub fn lines(path: impl Into<PathBuf>) -> FileLines {
        FileLines::new(path)
    }
}

impl Main for FileReader {
    async fn main(mut self) -> Outcome {
        let Some(mut input) = Input::open(&self.path, self.chunk).await? else {
            return Ok(());
        };
        loop {
            // The room comes first: what was read has a place to go.
            let slot = self.outbox.reserve().await?;
            match input.next().await {
                Ok(Some(bytes)) => slot.send(bytes),
                Ok(None) => return Ok(()),
                Err(error) => {
                    drop(slot);
                    return Err(FileAttempt::Read.at(self.path, error).into());
                }
            }
        }
    }
}
