use super::{FileAttempt, FileError};
use crate::util::OnError;
use crate::wait::while_read;
use bytes::Bytes;
use kamaelia::prelude::*;
use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};
use tokio::task::spawn_blocking;

/// Sends what is in each file whose name it receives, as one message.
///
/// # Errors
///
/// With [`OnError::Fail`], the first [`FileError`], which names the file: also of
/// one that is larger than the limit.
///
/// # Example
///
/// ```
/// use bytes::Bytes;
/// use kamaelia::prelude::*;
/// use kamaelia_std::io::TriggeredFileReader;
/// use kamaelia_std::util::{DataSource, Expect};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// # let path = std::env::temp_dir().join(format!("triggered-file-reader-{}", std::process::id()));
/// # std::fs::write(&path, "hello")?;
/// pipeline![
///     DataSource::new([path.clone(), path.clone()]),
///     TriggeredFileReader::new(),
///     Expect::new(["hello", "hello"].map(Bytes::from)),
/// ]
/// .run()
/// .await?;
/// # std::fs::remove_file(&path)?;
/// # Ok(())
/// # }
/// ```
#[derive(Component)]
pub struct TriggeredFileReader {
    /// Names of files.
    #[inbox]
    inbox: Inbox<PathBuf>,

    /// All that is in each of them, in the order of the names.
    #[outbox]
    outbox: Outbox<Bytes>,

    /// What was wrong with each file that was skipped.
    #[outbox(optional)]
    errors: Outbox<FileError>,

    /// What a file is that cannot be read: a fault, if not said otherwise.
    #[param(default)]
    on_error: OnError,

    /// How many bytes a file may have: 16 MiB, if not said otherwise, since all of
    /// them are in memory at once. [`FileReader`](super::FileReader) knows no
    /// limit.
    #[param(default = 16 * 1024 * 1024)]
    limit: usize,
}

impl Main for TriggeredFileReader {
    async fn main(mut self) -> Outcome {
        while let Some(Some(path)) = while_read(&mut self.outbox, self.inbox.recv()).await {
            let limit = self.limit;
            let Some(contents) = until_stopped(spawn_blocking(move || read(&path, limit))).await
            else {
                return Ok(());
            };
            match contents? {
                Ok(contents) => self.outbox.send(contents).await?,
                Err(error) if self.on_error == OnError::Fail => return Err(error.into()),
                // Files go on even if nobody reads the errors any more.
                Err(error) => drop(self.errors.send(error).await),
            }
        }
        Ok(())
    }
}

fn read(path: &Path, limit: usize) -> Result<Bytes, FileError> {
    let file = File::open(path).map_err(|error| FileAttempt::Open.at(path, error))?;
    let mut contents = Vec::new();
    file.take((limit as u64).saturating_add(1))
        .read_to_end(&mut contents)
        .and_then(|length| {
            if length > limit {
                Err(too_large(limit))
            } else {
                Ok(())
            }
        })
        .map_err(|error| FileAttempt::Read.at(path, error))?;
    Ok(contents.into())
}

fn too_large(limit: usize) -> io::Error {
    let text = format!("it has more than {limit} bytes");
    io::Error::new(ErrorKind::FileTooLarge, text)
}
