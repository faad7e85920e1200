use super::FileAttempt;
use super::input::{CHUNK, Input};
use crate::types::Amount;
use crate::util::{BadLine, LineError, Lines};
use crate::wait::while_read;
use bytes::{Buf, Bytes};
use kamaelia::prelude::*;
use std::io;
use std::path::PathBuf;

/// Sends as many lines of a file as it is asked for.
///
/// [`PromptedFileReader::lines`](super::PromptedFileReader::lines) makes it. It
/// ends with the file, or when no request will come any more.
///
/// # Errors
///
/// [`FileError`](super::FileError), which names the file, and with
/// [`BadLine::Fail`] the first [`LineError`].
///
/// # Example
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia_std::io::PromptedFileReader;
/// use kamaelia_std::types::Amount;
/// use kamaelia_std::util::{DataSource, Expect};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// # let path = std::env::temp_dir().join(format!("prompted-lines-{}", std::process::id()));
/// # std::fs::write(&path, "one\ntwo\nthree\n")?;
/// pipeline![
///     DataSource::new([Amount(2)]),
///     PromptedFileReader::lines(&path),
///     Expect::new(["one", "two"].map(String::from)),
/// ]
/// .run()
/// .await?;
/// # std::fs::remove_file(&path)?;
/// # Ok(())
/// # }
/// ```
#[derive(Component)]
pub struct PromptedFileLines {
    /// How many lines to send now.
    #[inbox]
    inbox: Inbox<Amount>,

    /// One line a message, without its ending.
    #[outbox]
    outbox: Outbox<String>,

    /// What was wrong with each line that was skipped.
    #[outbox(optional)]
    errors: Outbox<LineError>,

    /// The file, which is opened when the graph runs.
    #[param(into)]
    path: PathBuf,

    /// How many bytes a line may have, its ending not counted:
    /// [`Lines::LIMIT`], if not said otherwise.
    #[param(default = Lines::LIMIT)]
    limit: usize,

    /// What happens to a line that is too long, or not UTF-8. One that is skipped
    /// does not count.
    #[param(default)]
    on_bad_line: BadLine,
}

impl Main for PromptedFileLines {
    async fn main(mut self) -> Outcome {
        let Some(input) = Input::open(&self.path, CHUNK).await? else {
            return Ok(());
        };
        let mut source = Source {
            input,
            rest: Bytes::new(),
            lines: Lines::new(self.limit).replacing(self.on_bad_line == BadLine::Replace),
        };
        while let Some(Some(Amount(mut amount))) =
            while_read(&mut self.outbox, self.inbox.recv()).await
        {
            while amount > 0 {
                // A named pipe may be silent.
                let Some(line) = while_read(&mut self.outbox, source.next()).await else {
                    return Ok(());
                };
                match line.map_err(|error| FileAttempt::Read.at(&self.path, error))? {
                    None => return Ok(()),
                    Some(Ok(line)) => {
                        self.outbox.send(line).await?;
                        amount -= 1;
                    }
                    Some(Err(error)) if self.on_bad_line == BadLine::Fail => {
                        return Err(error.into());
                    }
                    // Lines go on even if nobody reads the errors any more.
                    Some(Err(error)) => drop(self.errors.send(error).await),
                }
            }
        }
        Ok(())
    }
}

/// A file, line by line.
struct Source {
    input: Input,
    rest: Bytes,
    lines: Lines,
}

impl Source {
    /// The next line, good or bad; `None` at the end.
    async fn next(&mut self) -> io::Result<Option<Result<String, LineError>>> {
        loop {
            let mut piece = &self.rest[..];
            let line = self.lines.next_line(&mut piece);
            let looked_at = self.rest.len() - piece.len();
            self.rest.advance(looked_at);
            if line.is_some() {
                return Ok(line);
            }
            match self.input.next().await? {
                Some(bytes) => self.rest = bytes,
                None => return Ok(self.lines.finish()),
            }
        }
    }
}
