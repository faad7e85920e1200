use super::output::{Fsync, Output};
use crate::wait::while_read;
use bytes::Bytes;
use kamaelia::prelude::*;
use std::path::PathBuf;
use tokio::task::spawn_blocking;

/// Writes all that it receives to one file.
///
/// The file is made, or emptied, when the graph runs, also if nothing comes;
/// with [`append`](FileWriter::append) what is in it stays. What waits is written
/// together. Told to finish, it writes what is on its way.
///
/// What it sends on is in the file. Who reads that may count on it whatever
/// happens later, and with [`Fsync::Always`] even if the machine loses its power.
/// If that reader ends, so does the writer.
///
/// # Errors
///
/// [`FileError`](super::FileError), which names the file, and says how many bytes it has taken: a
/// full disk, for example. They stay in it.
///
/// # Example
///
/// ```
/// use bytes::Bytes;
/// use kamaelia::prelude::*;
/// use kamaelia_std::io::FileWriter;
/// use kamaelia_std::util::DataSource;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// # let path = std::env::temp_dir().join(format!("file-writer-{}", std::process::id()));
/// graphline! {
///     WORDS = DataSource::new(["hello ", "world"].map(Bytes::from));
///     WRITE = FileWriter::new(&path);
///
///     WORDS -> WRITE;
/// }
/// .run()
/// .await?;
/// assert_eq!(std::fs::read(&path)?, b"hello world");
/// # std::fs::remove_file(&path)?;
/// # Ok(())
/// # }
/// ```
#[derive(Component)]
#[component(no_new)]
pub struct FileWriter {
    /// Bytes to write, in order.
    #[inbox]
    inbox: Inbox<Bytes>,

    /// The same bytes, once they are in the file.
    #[outbox(optional)]
    outbox: Outbox<Bytes>,

    path: PathBuf,

    /// Whether it writes after what is in the file already: no, if not said
    /// otherwise.
    #[param(default = false)]
    append: bool,

    /// Whether the file stays open: yes, if not said otherwise. If not, it is
    /// opened for each write, and made again if somebody has moved it away: a log
    /// that others put by.
    #[param(default = true)]
    hold_open: bool,

    /// When the bytes have to be on disk: whenever the system likes, if not said
    /// otherwise.
    #[param(default)]
    fsync: Fsync,
}

impl FileWriter {
    /// Writes to the file at `path`, which is made when the graph runs.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> FileWriter {
        FileWriter {
            inbox: Inbox::unlinked(),
            outbox: Outbox::unlinked(),
            path: path.into(),
            append: false,
            hold_open: true,
            fsync: Fsync::Never,
        }
    }
}

impl Main for FileWriter {
    async fn main(mut self) -> Outcome {
        let mut output = Output::new(self.path, self.append, self.fsync);
        // A named pipe opens when somebody reads it.
        let opening = spawn_blocking(move || output.open().map(drop).map(|()| output));
        let Some(opened) = until_stopped(opening).await else {
            return Ok(());
        };
        let mut output = opened??;
        let mut pieces = Vec::new();
        while let Some(1..) =
            while_read(&mut self.outbox, self.inbox.recv_many(&mut pieces, 64)).await
        {
            let writing = spawn_blocking(move || {
                let mut done = output.write(&pieces);
                if !self.hold_open && done.1.is_ok() {
                    done.1 = output.close();
                }
                (output, pieces, done)
            });
            let Some(written) = until_stopped(writing).await else {
                return Ok(());
            };
            let (whole, done);
            (output, pieces, (whole, done)) = written?;
            self.outbox.send_all(pieces.drain(..whole)).await?;
            done?;
        }
        match until_stopped(spawn_blocking(move || output.close())).await {
            Some(closed) => Ok(closed??),
            None => Ok(()),
        }
    }
}
