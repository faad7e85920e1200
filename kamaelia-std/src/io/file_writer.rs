use super::FileAttempt;
use super::output::{Fsync, Output};
use crate::wait::{is_stopped, while_read};
use bytes::Bytes;
use kamaelia::prelude::*;
use std::future::{Future, poll_fn};
use std::io::{self, ErrorKind};
use std::path::PathBuf;
use std::pin::pin;
use std::task::Poll;
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
/// full disk, for example. They stay in it. Told to finish, and still writing when the
/// grace time is over, it fails, too.
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
pub struct FileWriter {
    /// How it is told to end, apart from what its graph is told.
    #[inbox(optional)]
    control: Inbox<Shutdown>,

    /// Bytes to write, in order.
    #[inbox]
    inbox: Inbox<Bytes>,

    /// The same bytes, once they are in the file.
    #[outbox(optional)]
    outbox: Outbox<Bytes>,

    /// The file, which is made when the graph runs.
    #[param(into)]
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

impl Main for FileWriter {
    async fn main(mut self) -> Outcome {
        let mut output = Output::new(self.path, self.append, self.fsync);
        // A named pipe opens when somebody reads it.
        let opening = spawn_blocking(move || output.open().map(drop).map(|()| output));
        let Some(opened) = until_stopped(opening).await else {
            return Ok(());
        };
        let mut output = opened??;
        let mut finishes = false;
        let mut pieces = Vec::new();
        while let Some(1..) =
            while_read(&mut self.outbox, self.inbox.recv_many(&mut pieces, 64)).await
        {
            let attempt = output.attempt();
            let writing = spawn_blocking(move || {
                let mut done = output.write(&pieces);
                if !self.hold_open && done.1.is_ok() {
                    done.1 = output.close();
                }
                (output, pieces, done)
            });
            let writing = hearing(&mut self.control, &mut finishes, writing);
            let Some(written) = until_stopped(writing).await else {
                return if_told(finishes, attempt);
            };
            let (whole, done);
            (output, pieces, (whole, done)) = written?;
            let sent = self.outbox.send_all(pieces.drain(..whole)).await;
            done?;
            if sent.is_err() {
                if is_stopped().await {
                    return Ok(());
                }
                break;
            }
        }
        let attempt = output.attempt();
        let closing = spawn_blocking(move || output.close());
        let closing = hearing(&mut self.control, &mut finishes, closing);
        match until_stopped(closing).await {
            Some(closed) => Ok(closed??),
            None => if_told(finishes, attempt),
        }
    }
}

/// Who stops now may leave something unwritten, but not who was told to finish.
fn if_told(finishes: bool, (path, attempt): (PathBuf, FileAttempt)) -> Outcome {
    if !finishes {
        return Ok(());
    }
    let error = io::Error::new(ErrorKind::TimedOut, "it does not take the rest in time");
    Err(attempt.at(path, error).into())
}

/// Waits for `future`, and hears meanwhile whether the component is told to finish.
async fn hearing<F: Future>(
    control: &mut Inbox<Shutdown>,
    finishes: &mut bool,
    future: F,
) -> F::Output {
    let mut future = pin!(future);
    poll_fn(|cx| {
        while let Poll::Ready(Some(told)) = control.poll_recv(cx) {
            *finishes = told == Shutdown::Finish;
        }
        future.as_mut().poll(cx)
    })
    .await
}
