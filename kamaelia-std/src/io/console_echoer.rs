use crate::wait::while_read;
use kamaelia::prelude::*;
use std::error::Error;
use std::fmt::{self, Debug, Display, Formatter, Write as _};
use std::io::{self, ErrorKind, Write as _};
use tokio::task::spawn_blocking;

/// Prints each message on a line of its own.
///
/// What waits is printed together, so a fast stream costs few writes; what
/// does not wait is printed at once. When nobody reads the output any more, as
/// after `| head`, it ends, and with it whatever works for it.
///
/// # Errors
///
/// [`CannotPrint`] for any other error of a write, such as a full disk.
///
/// # Example
///
/// ```
/// use kamaelia::prelude::*;
/// use kamaelia_std::io::ConsoleEchoer;
/// use kamaelia_std::util::{DataSource, Expect};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// graphline! {
///     NUMBERS = DataSource::new(1..4);
///     PRINT   = ConsoleEchoer::new().tag("next: ");
///     CHECK   = Expect::new(1..4);
///
///     NUMBERS -> PRINT -> CHECK;
/// }
/// .run()
/// .await
/// # }
/// ```
#[derive(Component)]
#[component(no_new)]
pub struct ConsoleEchoer<T: Message> {
    /// Messages to print.
    #[inbox]
    inbox: Inbox<T>,

    /// The same messages, after they were printed.
    #[outbox(optional)]
    outbox: Outbox<T>,

    tag: String,

    /// How a message is written.
    write: fn(&mut String, &T) -> fmt::Result,

    /// Where to print: standard output, if not said otherwise.
    #[param(default)]
    to: Console,
}

/// One of the two ways out of a program.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Console {
    /// Standard output: for results.
    #[default]
    Output,
    /// Standard error: for words about them.
    Error,
}

impl<T: Message> ConsoleEchoer<T> {
    /// Prints messages as they are meant to be read.
    #[must_use]
    pub fn new() -> ConsoleEchoer<T>
    where
        T: Display,
    {
        ConsoleEchoer::writing(|text, message| write!(text, "{message}"))
    }

    /// Prints messages as they look in a program, as `{:?}` does: to see what goes along
    /// a linkage.
    #[must_use]
    pub fn debug() -> ConsoleEchoer<T>
    where
        T: Debug,
    {
        ConsoleEchoer::writing(|text, message| write!(text, "{message:?}"))
    }

    fn writing(write: fn(&mut String, &T) -> fmt::Result) -> ConsoleEchoer<T> {
        ConsoleEchoer {
            inbox: Inbox::unlinked(),
            outbox: Outbox::unlinked(),
            tag: String::new(),
            write,
            to: Console::default(),
        }
    }

    /// Prints this text before each message.
    #[must_use]
    pub fn tag(mut self, tag: impl Into<String>) -> ConsoleEchoer<T> {
        self.tag = tag.into();
        self
    }

    /// Adds the line of a message.
    fn line(&self, text: &mut String, message: &T) -> fmt::Result {
        text.push_str(&self.tag);
        (self.write)(text, message)?;
        text.push('\n');
        Ok(())
    }
}

impl<T: Message + Display> Default for ConsoleEchoer<T> {
    fn default() -> ConsoleEchoer<T> {
        ConsoleEchoer::new()
    }
}

impl<T: Message> Main for ConsoleEchoer<T> {
    async fn main(mut self) -> Outcome {
        let mut batch = Vec::new();
        let mut text = String::new();
        while let Some(1..) =
            while_read(&mut self.outbox, self.inbox.recv_many(&mut batch, 1024)).await
        {
            text.clear();
            for message in &batch {
                self.line(&mut text, message)?;
            }
            // A terminal may hold the writer up, but not its neighbours.
            let to = self.to;
            let printing = spawn_blocking(move || (to.print(&text), text));
            let Some(done) = until_stopped(printing).await else {
                return Ok(());
            };
            let (printed, written) = done?;
            text = written;
            match printed {
                Ok(()) => self.outbox.send_all(batch.drain(..)).await?,
                Err(error) if error.kind() == ErrorKind::BrokenPipe => return Ok(()),
                Err(error) => return Err(CannotPrint { to, error }.into()),
            }
        }
        Ok(())
    }
}

impl Console {
    fn print(self, text: &str) -> io::Result<()> {
        match self {
            Console::Output => {
                let mut output = io::stdout().lock();
                output.write_all(text.as_bytes())?;
                output.flush()
            }
            Console::Error => io::stderr().lock().write_all(text.as_bytes()),
        }
    }
}

impl Display for Console {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Console::Output => "standard output",
            Console::Error => "standard error",
        })
    }
}

/// A console that takes nothing, and why.
#[derive(Debug)]
pub struct CannotPrint {
    /// Which one.
    pub to: Console,
    /// Why.
    pub error: io::Error,
}

impl Display for CannotPrint {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "cannot write to {}: {}", self.to, self.error)
    }
}

impl Error for CannotPrint {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.error)
    }
}

#[cfg(test)]
mod tests {
    use super::ConsoleEchoer;

    #[track_caller]
    fn check(print: ConsoleEchoer<&'static str>, line: &str) {
        let mut text = String::new();
        print.line(&mut text, &"hi").expect("it can be written");
        assert_eq!(text, line);
    }

    #[test]
    fn a_message_is_a_line_behind_the_tag_as_it_is_or_as_it_looks_in_a_program() {
        check(ConsoleEchoer::new(), "hi\n");
        check(ConsoleEchoer::debug().tag("heard: "), "heard: \"hi\"\n");
    }
}
