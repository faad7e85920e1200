use super::FileError;
use super::output::{Fsync, Output};
use crate::types::FileJob;
use crate::util::OnError;
use crate::wait::while_read;
use kamaelia::prelude::*;
use std::path::PathBuf;
use std::slice;
use tokio::task::spawn_blocking;

/// Writes a file for each message, which names it.
///
/// A file of that name is replaced. Who reads the names finds complete files.
///
/// # Errors
///
/// With [`OnError::Fail`], the first [`FileError`], which names the file. What it
/// had room for is in it.
///
/// # Example
///
/// ```
/// use bytes::Bytes;
/// use kamaelia::prelude::*;
/// use kamaelia_std::flow::ChunkNamer;
/// use kamaelia_std::io::WholeFileWriter;
/// use kamaelia_std::util::{DataSource, NullSink};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// # let folder = std::env::temp_dir().join(format!("whole-file-writer-{}", std::process::id()));
/// # std::fs::create_dir(&folder)?;
/// let base = format!("{}/", folder.display());
/// pipeline![
///     DataSource::new(["one", "two"].map(Bytes::from)),
///     ChunkNamer::new().base_path(base).suffix(".txt"),
///     WholeFileWriter::new(),
///     NullSink::new(),
/// ]
/// .run()
/// .await?;
/// assert_eq!(std::fs::read(folder.join("chunk2.txt"))?, b"two");
/// # std::fs::remove_dir_all(&folder)?;
/// # Ok(())
/// # }
/// ```
#[derive(Component)]
pub struct WholeFileWriter {
    /// Files to write.
    #[inbox]
    inbox: Inbox<FileJob>,

    /// The name of each file, once it is complete.
    #[outbox(optional)]
    outbox: Outbox<PathBuf>,

    /// What was wrong with each file that was skipped.
    #[outbox(optional)]
    errors: Outbox<FileError>,

    /// What a file is that cannot be written: a fault, if not said otherwise.
    #[param(default)]
    on_error: OnError,

    /// When a file has to be on disk: whenever the system likes, if not said
    /// otherwise.
    #[param(default)]
    fsync: Fsync,
}

impl Main for WholeFileWriter {
    async fn main(mut self) -> Outcome {
        while let Some(Some(job)) = while_read(&mut self.outbox, self.inbox.recv()).await {
            let path = job.path.clone();
            let fsync = self.fsync;
            let Some(written) = until_stopped(spawn_blocking(move || write(job, fsync))).await
            else {
                return Ok(());
            };
            match written? {
                Ok(()) => self.outbox.send(path).await?,
                Err(error) if self.on_error == OnError::Fail => return Err(error.into()),
                // Files go on even if nobody reads the errors any more.
                Err(error) => drop(self.errors.send(error).await),
            }
        }
        Ok(())
    }
}

fn write(job: FileJob, fsync: Fsync) -> Result<(), FileError> {
    let mut output = Output::new(job.path, false, fsync);
    output.open()?;
    output.write(slice::from_ref(&job.data)).1?;
    output.close()
}
