use super::FileAttempt;
use super::PromptedFileLines;
use super::input::{CHUNK, Input};
use crate::types::Amount;
use crate::wait::while_read;
use bytes::{Bytes, BytesMut};
use kamaelia::prelude::*;
use std::io;
use std::path::PathBuf;

/// Sends as many bytes of a file as it is asked for.
///
/// A request is answered in one message, or in several of 64 KiB if it asks for
/// more. It ends with the file, or when no request will come any more.
/// [`PromptedFileReader::lines`] counts lines instead.
///
/// # Errors
///
/// [`FileError`](super::FileError), which names the file.
///
/// # Example
///
/// ```
/// use bytes::Bytes;
/// use kamaelia::prelude::*;
/// use kamaelia_std::io::PromptedFileReader;
/// use kamaelia_std::types::Amount;
/// use kamaelia_std::util::{DataSource, Expect};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// # let path = std::env::temp_dir().join(format!("prompted-{}", std::process::id()));
/// # std::fs::write(&path, "hello world")?;
/// pipeline![
///     DataSource::new([5, 1, 3].map(Amount)),
///     PromptedFileReader::new(&path),
///     Expect::new(["hello", " ", "wor"].map(Bytes::from)),
/// ]
/// .run()
/// .await?;
/// # std::fs::remove_file(&path)?;
/// # Ok(())
/// # }
/// ```
#[derive(Component)]
pub struct PromptedFileReader {
    /// How many bytes to send now.
    #[inbox]
    inbox: Inbox<Amount>,

    /// Bytes, from the first of the file on.
    #[outbox]
    outbox: Outbox<Bytes>,

    /// The file, which is opened when the graph runs.
    #[param(into)]
    path: PathBuf,
}

impl PromptedFileReader {
    /// Reads the file at `path` as lines of text.
    #[must_use]
    pub fn lines(path: impl Into<PathBuf>) -> PromptedFileLines {
        PromptedFileLines::new(path)
    }
}

impl Main for PromptedFileReader {
    async fn main(mut self) -> Outcome {
        let Some(input) = Input::open(&self.path, CHUNK).await? else {
            return Ok(());
        };
        let mut pieces = Pieces {
            input,
            rest: Bytes::new(),
        };
        while let Some(Some(Amount(mut amount))) =
            while_read(&mut self.outbox, self.inbox.recv()).await
        {
            while amount > 0 {
                let wanted = amount.min(CHUNK);
                // A named pipe may be silent.
                let Some(piece) = while_read(&mut self.outbox, pieces.next(wanted)).await else {
                    return Ok(());
                };
                let piece = piece.map_err(|error| FileAttempt::Read.at(&self.path, error))?;
                let is_last = piece.len() < wanted;
                amount -= piece.len();
                if !piece.is_empty() {
                    self.outbox.send(piece).await?;
                }
                if is_last {
                    return Ok(());
                }
            }
        }
        Ok(())
    }
}

/// A file in pieces of any size, which is read in large ones.
struct Pieces {
    input: Input,
    rest: Bytes,
}

impl Pieces {
    /// The next `wanted` bytes; fewer are the last.
    async fn next(&mut self, wanted: usize) -> io::Result<Bytes> {
        if self.rest.is_empty() {
            self.rest = self.input.next().await?.unwrap_or_default();
        }
        if self.rest.len() >= wanted {
            return Ok(self.rest.split_to(wanted));
        }
        let mut piece = BytesMut::from(std::mem::take(&mut self.rest));
        while piece.len() < wanted
            && let Some(mut more) = self.input.next().await?
        {
            let missing = more.len().min(wanted - piece.len());
            piece.extend_from_slice(&more.split_to(missing));
            self.rest = more;
        }
        Ok(piece.freeze())
    }
}
