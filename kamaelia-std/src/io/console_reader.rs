use super::input::Input;
use crate::util::{BadLine, LineError, LineSplit, Lines};
use bytes::Bytes;
use kamaelia::prelude::*;
use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::sync::Arc;
use tokio::task::spawn_blocking;

/// Sends each line of standard input.
///
/// Who types at a terminal is prompted for every line; in a pipe there is no
/// prompt. It ends at the end of the input, when nobody reads the lines any
/// more, or when it is told to finish. What it has read by then is still sent,
/// and the rest stays in the pipe.
///
/// # Errors
///
/// Those of [`LineSplit`], and the error of a read.
///
/// # Example
///
/// ```no_run
/// use kamaelia::prelude::*;
/// use kamaelia_std::io::{ConsoleEchoer, ConsoleReader};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// graphline! {
///     LINES = ConsoleReader::new(">>> ");
///     PRINT = ConsoleEchoer::new();
///
///     LINES -> PRINT;
/// }
/// .run()
/// .await
/// # }
/// ```
#[derive(Component)]
pub struct ConsoleReader {
    /// One line a message, without its ending.
    #[outbox]
    outbox: Outbox<String>,

    /// What was wrong with each line that was skipped.
    #[outbox(optional)]
    errors: Outbox<LineError>,

    /// Stands before each line that is typed.
    #[param(into)]
    prompt: String,

    /// How many bytes a line may have, its ending not counted:
    /// [`Lines::LIMIT`], if not said otherwise.
    #[param(default = Lines::LIMIT)]
    limit: usize,

    /// What happens to a line that is too long, or not UTF-8.
    #[param(default)]
    on_bad_line: BadLine,
}

impl Main for ConsoleReader {
    async fn main(self) -> Outcome {
        graphline! {
            READ  = Stdin::new(self.prompt);
            SPLIT = LineSplit::new().limit(self.limit).on_bad_line(self.on_bad_line);

            // A few pieces keep both busy; more would only be memory.
            READ -> SPLIT with capacity(4);
            SPLIT.outbox -> self.outbox;
            SPLIT.errors -> self.errors;
        }
        .run()
        .await
    }
}

/// Sends the bytes of standard input.
#[derive(Component)]
struct Stdin {
    /// What was typed, or came along the pipe, in pieces.
    #[outbox]
    outbox: Outbox<Bytes>,

    prompt: String,
}

impl Main for Stdin {
    async fn main(mut self) -> Outcome {
        let prompts = io::stdin().is_terminal() && io::stdout().is_terminal();
        let mut input = Input::new(stdin()?, 64 * 1024);
        let prompt: Arc<str> = self.prompt.into();
        loop {
            // The room comes first: what was read has a place to go.
            let slot = self.outbox.reserve().await?;
            if prompts {
                let prompt = prompt.clone();
                // A terminal may hold this up, but not its neighbours. If it
                // fails nobody is there to see it.
                if until_stopped(spawn_blocking(move || print(&prompt)))
                    .await
                    .is_none()
                {
                    return Ok(());
                }
            }
            match input.next().await? {
                Some(bytes) => slot.send(bytes),
                None => return Ok(()),
            }
        }
    }
}

fn print(prompt: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(prompt.as_bytes())?;
    stdout.flush()
}

/// Standard input without the buffer of the standard library, in which bytes
/// would be out of sight of who waits for them.
#[cfg(unix)]
fn stdin() -> io::Result<File> {
    use std::os::fd::AsFd;
    Ok(io::stdin().as_fd().try_clone_to_owned()?.into())
}

#[cfg(windows)]
fn stdin() -> io::Result<File> {
    use std::os::windows::io::AsHandle;
    Ok(io::stdin().as_handle().try_clone_to_owned()?.into())
}
