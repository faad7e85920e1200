use super::FileLines;
use super::input::Input;
use bytes::Bytes;
use kamaelia::prelude::*;
use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::fs::File;
use std::io;
use std::path::PathBuf;
use tokio::task::spawn_blocking;

/// Sends what is in a file, in pieces, as fast as they are taken.
///
/// A named pipe or a device is read like a file, for as long as it lasts.
/// [`FileReader::lines`] sends lines of text instead.
///
/// # Errors
///
/// [`CannotOpen`], which names the file; and the error of a read.
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
        // A named pipe opens when somebody writes to it.
        let path = self.path.clone();
        let opening = spawn_blocking(move || File::open(path));
        let Some(opened) = until_stopped(opening).await else {
            return Ok(());
        };
        let file = match opened? {
            Ok(file) => file,
            Err(error) => {
                let path = self.path;
                return Err(CannotOpen { path, error }.into());
            }
        };
        let mut input = Input::new(file, self.chunk);
        input.send_to(&mut self.outbox, || {}).await
    }
}

/// A file that cannot be opened, and why.
#[derive(Debug)]
pub struct CannotOpen {
    /// The file, as it was named.
    pub path: PathBuf,
    /// Why.
    pub error: io::Error,
}

impl Display for CannotOpen {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "cannot open `{}`: {}", self.path.display(), self.error)
    }
}

impl Error for CannotOpen {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.error)
    }
}
