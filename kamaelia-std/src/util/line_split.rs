use super::lines::LinesOf;
use super::{LineError, Lines};
use crate::wait::while_read;
use bytes::Bytes;
use kamaelia::prelude::*;

/// Cuts a stream of bytes into lines of text.
///
/// Bytes arrive in whatever pieces the network or the disk made of them; each
/// line leaves whole, without its LF or CR LF. What stands after the last line
/// ending leaves as a line of its own.
///
/// It never holds more than one line of at most `limit` bytes. A stream is
/// what somebody else sent: what happens to a line that is longer, or that is
/// not UTF-8, is up to [`BadLine`].
///
/// # Errors
///
/// With [`BadLine::Fail`], the [`LineError`] of the first bad line.
///
/// # Example
///
/// ```
/// use bytes::Bytes;
/// use kamaelia::prelude::*;
/// use kamaelia_std::util::{DataSource, Expect, LineSplit};
///
/// # futures::executor::block_on(async {
/// graphline! {
///     BYTES = DataSource::new(["hi\r\nyo", "u"].map(Bytes::from));
///     LINES = LineSplit::new();
///     CHECK = Expect::new(["hi", "you"].map(String::from));
///
///     BYTES -> LINES -> CHECK;
/// }
/// .run()
/// .await
/// # }).unwrap();
/// ```
#[derive(Component)]
pub struct LineSplit {
    /// Bytes, cut anywhere.
    #[inbox]
    inbox: Inbox<Bytes>,

    /// One line a message.
    #[outbox]
    outbox: Outbox<String>,

    /// What was wrong with each line that was skipped.
    #[outbox(optional)]
    errors: Outbox<LineError>,

    /// How many bytes a line may have, its ending not counted:
    /// [`Lines::LIMIT`], if not said otherwise.
    #[param(default = Lines::LIMIT)]
    limit: usize,

    /// What happens to a line that is too long, or not UTF-8.
    #[param(default)]
    on_bad_line: BadLine,
}

/// What happens to a line that is too long, or not UTF-8.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum BadLine {
    /// It is a fault, which says where in the stream the line is.
    #[default]
    Fail,
    /// It is dropped. Its error, which counts them, leaves at `errors`.
    Skip,
    /// The best is made of it: what is not UTF-8 becomes U+FFFD, and what is
    /// too long is cut at the limit.
    Replace,
}

impl Main for LineSplit {
    async fn main(mut self) -> Outcome {
        let replacing = self.on_bad_line == BadLine::Replace;
        let mut lines = Lines::new(self.limit).replacing(replacing);
        while let Some(Some(bytes)) = while_read(&mut self.outbox, self.inbox.recv()).await {
            let mut of_piece = LinesOf::new(&mut lines, &bytes);
            loop {
                let mut bad = None;
                // Up to a bad one, all of a piece leave together.
                self.outbox.send_all(of_piece.good(&mut bad)).await?;
                match bad {
                    Some(error) => self.reject(error).await?,
                    None => break,
                }
            }
        }
        if self.outbox.is_closed() {
            // What has come of the last line is not all of it.
            return Ok(());
        }
        match lines.finish() {
            Some(Ok(line)) => self.outbox.send(line).await?,
            Some(Err(error)) => self.reject(error).await?,
            None => {}
        }
        Ok(())
    }
}

impl LineSplit {
    async fn reject(&mut self, error: LineError) -> Outcome {
        if self.on_bad_line == BadLine::Fail {
            return Err(error.into());
        }
        // Lines go on even if nobody reads the errors any more.
        let _ = self.errors.send(error).await;
        Ok(())
    }
}
