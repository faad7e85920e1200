use super::async_read_source::read;
use super::process_group::ProcessGroup;
use super::{CannotRun, ProgramFailed, ProgramKilled};
use crate::wait::{send_if_read, while_read};
use bytes::{Bytes, BytesMut};
use futures::future::{Either, join, select};
use kamaelia::finishing;
use kamaelia::prelude::*;
use std::ffi::OsStr;
use std::future::pending;
use std::io::{self, ErrorKind};
use std::pin::pin;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::io::AsyncWriteExt;
use tokio::process::{Child, ChildStderr, ChildStdin, ChildStdout};

/// How many bytes of its output are read at once.
const CHUNK: usize = 32 * 1024;

/// Runs a program: what it receives goes to the program's standard input, and
/// what that prints is sent.
///
/// A box that is not linked is not in the program's way: nothing comes from its
/// standard input then, what it prints goes nowhere, and what it says on standard
/// error goes where ours does.
///
/// When nothing more is received the program's input ends. The component ends when
/// the program does, and all of its output was sent. A program that fails is a
/// fault, unless somebody reads `status`.
///
/// Told to finish, it gives the program what is on its way, and then its end; one
/// whose input is not linked, or whose output nobody reads any more, is asked to
/// end (`SIGTERM`), and what it still says is sent. Told to stop now, or when the
/// grace time is over, the program is killed, and on Unix all that it has started
/// with it: it runs in a process group of its own.
///
/// # Errors
///
/// [`CannotRun`], [`ProgramFailed`] and, when the grace time was over,
/// [`ProgramKilled`], which name the program.
///
/// # Example
///
/// ```
/// use bytes::Bytes;
/// use kamaelia::prelude::*;
/// use kamaelia_std::io::ChildProcess;
/// use kamaelia_std::util::{DataSource, Expect, LineSplit};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// # #[cfg(unix)]
/// pipeline![
///     DataSource::new(["pear\n", "apple\n"].map(Bytes::from)),
///     ChildProcess::new("sort"),
///     LineSplit::new(),
///     Expect::new(["apple", "pear"].map(String::from)),
/// ]
/// .run()
/// .await?;
/// # Ok(())
/// # }
/// ```
#[derive(Component)]
#[component(no_new)]
pub struct ChildProcess {
    /// How it is told to end, apart from what its graph is told.
    #[inbox(optional)]
    control: Inbox<Shutdown>,

    /// Bytes for the program's standard input.
    #[inbox(optional)]
    inbox: Inbox<Bytes>,

    /// What the program prints, in whatever pieces.
    #[outbox(optional)]
    outbox: Outbox<Bytes>,

    /// What the program says on standard error.
    #[outbox(optional)]
    error: Outbox<Bytes>,

    /// How the program has ended, once all of its output was sent.
    #[outbox(optional)]
    status: Outbox<ExitStatus>,

    command: Command,
}

impl ChildProcess {
    /// Runs this program when the graph runs.
    #[must_use]
    pub fn new(program: impl AsRef<OsStr>) -> ChildProcess {
        ChildProcess::from(Command::new(program))
    }

    /// Runs this line by the system's shell, `sh`.
    ///
    /// The shell makes of the line what it likes: put nothing into it that others
    /// have sent.
    #[cfg(unix)]
    #[must_use]
    pub fn shell(line: impl AsRef<OsStr>) -> ChildProcess {
        ChildProcess::new("sh").args(["-c".as_ref(), line.as_ref()])
    }

    /// The program's arguments, after those it has already.
    #[must_use]
    pub fn args(mut self, args: impl IntoIterator<Item: AsRef<OsStr>>) -> ChildProcess {
        self.command.args(args);
        self
    }
}

/// Where it runs, and with which environment, is up to the command; where its
/// input comes from, and its output goes to, is up to the boxes.
impl From<Command> for ChildProcess {
    fn from(command: Command) -> ChildProcess {
        ChildProcess {
            control: Inbox::unlinked(),
            inbox: Inbox::unlinked(),
            outbox: Outbox::unlinked(),
            error: Outbox::unlinked(),
            status: Outbox::unlinked(),
            command,
        }
    }
}

impl Main for ChildProcess {
    async fn main(mut self) -> Outcome {
        let program = self.command.get_program().to_string_lossy().into_owned();
        let cannot_run = |error| CannotRun {
            program: program.clone(),
            error,
        };
        let mut child = self.start().map_err(cannot_run)?;
        let group = ProcessGroup::of(&child);
        let (stdin, stdout, stderr) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let is_source = !self.inbox.is_linked();

        let running = async {
            let printing = async {
                let is_read = print(&mut self.outbox, stdout).await?;
                if !is_read {
                    group.terminate();
                }
                io::Result::Ok(())
            };
            let saying = say(&mut self.error, stderr);
            let (printed, (said, status)) = join(printing, join(saying, child.wait())).await;
            printed.and(said).and(status)
        };
        let feeding = async {
            match feed(self.inbox, stdin).await {
                Ok(()) => pending().await,
                Err(error) => error,
            }
        };
        let finishes = AtomicBool::new(false);
        let hearing = async {
            while let Some(told) = self.control.recv().await {
                finishes.store(told == Shutdown::Finish, Ordering::Relaxed);
                if told == Shutdown::Finish && is_source {
                    group.terminate();
                }
            }
            pending().await
        };
        let (feeding, hearing) = (pin!(feeding), pin!(hearing));
        let beside = async { select(feeding, hearing).await.factor_first().0 };
        let status = match finishing(select(pin!(running), pin!(beside))).await {
            None if finishes.load(Ordering::Relaxed) => {
                return Err(ProgramKilled { program }.into());
            }
            None => return Ok(()),
            Some(Either::Left((status, _))) => status.map_err(cannot_run)?,
            Some(Either::Right((error, _))) => return Err(cannot_run(error).into()),
        };

        let was_asked = group.ended();
        if self.status.is_linked() {
            self.status.send(status).await?;
        } else if !status.success() && !was_asked {
            return Err(ProgramFailed { program, status }.into());
        }
        Ok(())
    }
}

impl ChildProcess {
    fn start(&mut self) -> io::Result<Child> {
        let piped_if = |is_linked: bool, otherwise: fn() -> Stdio| match is_linked {
            true => Stdio::piped(),
            false => otherwise(),
        };
        self.command
            .stdin(piped_if(self.inbox.is_linked(), Stdio::null))
            .stdout(piped_if(self.outbox.is_linked(), Stdio::null))
            .stderr(piped_if(self.error.is_linked(), Stdio::inherit));
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut self.command, 0);
        let command = std::mem::replace(&mut self.command, Command::new(""));
        tokio::process::Command::from(command)
            .kill_on_drop(true)
            .spawn()
    }
}

/// Gives the program what is received, and then its end. A program that has closed
/// its input wants no more of it.
async fn feed(mut inbox: Inbox<Bytes>, stdin: Option<ChildStdin>) -> io::Result<()> {
    let Some(mut stdin) = stdin else {
        return Ok(());
    };
    while let Some(bytes) = inbox.recv().await {
        match stdin.write_all(&bytes).await {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => break,
            written => written?,
        }
    }
    Ok(())
}

/// Sends what the program prints; whether all of it was wanted.
async fn print(outbox: &mut Outbox<Bytes>, stdout: Option<ChildStdout>) -> io::Result<bool> {
    let Some(mut stdout) = stdout else {
        return Ok(true);
    };
    let mut buffer = BytesMut::new();
    while let Some(bytes) = while_read(outbox, read(&mut stdout, &mut buffer, CHUNK)).await {
        let bytes = bytes?;
        if bytes.is_empty() {
            return Ok(true);
        }
        if outbox.send(bytes).await.is_err() {
            break;
        }
    }
    Ok(false)
}

/// Sends what the program says on standard error, for as long as it is read.
async fn say(error: &mut Outbox<Bytes>, stderr: Option<ChildStderr>) -> io::Result<()> {
    let Some(mut stderr) = stderr else {
        return Ok(());
    };
    let mut buffer = BytesMut::new();
    loop {
        let bytes = read(&mut stderr, &mut buffer, CHUNK).await?;
        if bytes.is_empty() {
            return Ok(());
        }
        send_if_read(error, bytes).await;
    }
}
