//! What `#[kamaelia::main]` makes of a program: a runtime, signals, and an
//! exit status.

use crate::outcome::Stop;
use crate::seat::Seat;
use crate::shutdown::Shutdown;
use std::any::Any;
use std::fmt::Display;
use std::future::{Future, poll_fn};
use std::io::Write;
use std::process::ExitCode;
use std::sync::OnceLock;
use std::task::Poll;
use tokio::runtime::Builder;

/// The seat that every graph of the program is inside of.
static PROGRAM: OnceLock<Seat> = OnceLock::new();

/// A graph that no component started: the program's signals reach it.
pub(crate) fn register(root: &Seat) {
    crate::order::begin(root);
    if let Some(program) = PROGRAM.get() {
        program.contain(root);
    }
}

/// Runs a program's `main`, and turns its end into an exit status.
///
/// SIGINT and SIGTERM mean [`Shutdown::Finish`] for every graph; the second
/// one means [`Shutdown::Now`].
#[doc(hidden)]
pub fn run_program<R: Report>(main: impl Future<Output = R>) -> ExitCode {
    let runtime = match Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failure(&format!("cannot start the tokio runtime: {error}")),
    };
    let program = PROGRAM.get_or_init(Seat::new);
    runtime.spawn(obey_signals(program));
    let code = runtime.block_on(main).report();
    // A thread that waits for the console would hold the program back.
    runtime.shutdown_background();
    code
}

async fn obey_signals(program: &Seat) {
    for shutdown in [Shutdown::Finish, Shutdown::Now] {
        if next_signal().await.is_err() {
            return;
        }
        program.tell(shutdown);
    }
}

#[cfg(unix)]
async fn next_signal() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    poll_fn(
        |cx| match (interrupt.poll_recv(cx), terminate.poll_recv(cx)) {
            (Poll::Pending, Poll::Pending) => Poll::Pending,
            _ => Poll::Ready(Ok(())),
        },
    )
    .await
}

#[cfg(not(unix))]
async fn next_signal() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}

/// Runs a future on a runtime of its own.
pub(crate) fn block_on<R>(work: impl Future<Output = R>) -> std::io::Result<R> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let done = runtime.block_on(work);
    runtime.shutdown_background();
    Ok(done)
}

/// What a program's `main` may return.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`#[kamaelia::main]` cannot make an exit status of `{Self}`",
    label = "return `Outcome`, `Result<(), E>` or nothing"
)]
pub trait Report {
    fn report(self) -> ExitCode;
}

impl Report for () {
    fn report(self) -> ExitCode {
        ExitCode::SUCCESS
    }
}

impl Report for ExitCode {
    fn report(self) -> ExitCode {
        self
    }
}

impl<E: Display + 'static> Report for Result<(), E> {
    fn report(self) -> ExitCode {
        match self {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) if is_closed(&error) => ExitCode::SUCCESS,
            Err(error) => failure(&format!("{error:#}")),
        }
    }
}

impl<E: Display + 'static> Report for Result<ExitCode, E> {
    fn report(self) -> ExitCode {
        match self {
            Ok(code) => code,
            Err(error) => Err::<(), E>(error).report(),
        }
    }
}

fn is_closed(error: &dyn Any) -> bool {
    error.downcast_ref::<Stop>().is_some_and(Stop::is_closed)
}

/// One line for the user, and a status for the shell.
fn failure(text: &str) -> ExitCode {
    let program = std::env::args_os().next();
    let name = program
        .as_deref()
        .map(std::path::Path::new)
        .and_then(|path| path.file_name());
    let name = name.map_or("error".into(), |name| name.to_string_lossy());
    // Nothing is left to do if even this cannot be written.
    let _ = writeln!(std::io::stderr(), "{name}: {text}");
    ExitCode::FAILURE
}
