use super::FileLines;
use super::input::Input;
use bytes::Bytes;
use kamaelia::prelude::*;
use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::fs::File;
use std::io::{self, ErrorKind};
use std::path::PathBuf;
use tokio::task::spawn_blocking;

/// Sends what is in a file, in pieces, as fast as they are taken.
///
/// A named pipe or a device is read like a file, for as long as it lasts.
/// [`FileReader::lines`] sends lines of text instead.
///
/// # Errors
///
/// [`FileError`], which names the file.
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
#[component(no_new)]
pub struct FileReader {
    /// The file's bytes, from the first to the last.
    #[outbox]
    outbox: Outbox<Bytes>,

    path: PathBuf,

    /// How many bytes a piece may have. 64 KiB, if not said otherwise.
    #[param(default = FileReader::CHUNK)]
    chunk: usize,
}

impl FileReader {
    const CHUNK: usize = 64 * 1024;

    /// Reads the file at `path`, which is opened when the graph runs.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> FileReader {
        FileReader {
            outbox: Outbox::unlinked(),
            path: path.into(),
            chunk: FileReader::CHUNK,
        }
    }

    /// Reads the file at `path` as lines of text.
    #[must_use]
    pub fn lines(path: impl Into<PathBuf>) -> FileLines {
        FileLines::new(path)
    }
}

impl Main for FileReader {
    async fn main(mut self) -> Outcome {
        let path = self.path.clone();
        // A named pipe opens when somebody writes to it.
        let opening = spawn_blocking(move || File::open(path));
        let Some(opened) = until_stopped(opening).await else {
            return Ok(());
        };
        let file = opened?.map_err(|error| self.error(FileAttempt::Open, error))?;
        let mut input = Input::new(file, self.chunk);
        loop {
            // The room comes first: what was read has a place to go.
            let slot = self.outbox.reserve().await?;
            match input.next().await {
                Ok(Some(bytes)) => slot.send(bytes),
                Ok(None) => return Ok(()),
                Err(error) => {
                    drop(slot);
                    return Err(self.error(FileAttempt::Read, error).into());
                }
            }
        }
    }
}

impl FileReader {
    fn error(&self, attempt: FileAttempt, error: io::Error) -> FileError {
        FileError {
            path: self.path.clone(),
            attempt,
            error,
        }
    }
}

/// A file that cannot be opened or read, and why.
#[derive(Debug)]
pub struct FileError {
    /// The file, as it was named.
    pub path: PathBuf,
    /// What could not be done.
    pub attempt: FileAttempt,
    /// Why.
    pub error: io::Error,
}

/// What a [`FileReader`] does to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileAttempt {
    /// Opening it.
    Open,
    /// Reading it, once it was open.
    Read,
}

impl Display for FileError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let attempt = match self.attempt {
            FileAttempt::Open => "open",
            FileAttempt::Read => "read",
        };
        let path = self.path.display();
        write!(f, "cannot {attempt} `{path}`: {}", self.error)?;
        f.write_str(match self.error.kind() {
            ErrorKind::NotFound => "; check the name",
            ErrorKind::PermissionDenied => "; ask its owner for the right to read it",
            ErrorKind::IsADirectory => "; name a file in it",
            _ => "",
        })
    }
}

impl Error for FileError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.error)
    }
}
