//! What `#[kamaelia::main]` makes of a program: a runtime, signals, and an
//! exit status.

use crate::outcome::{Outcome, Stop};
use crate::seat::Seat;
use crate::shutdown::Shutdown;
use crate::stuck::Stuck;
use std::any::Any;
use std::fmt::Display;
use std::future::Future;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::Pin;
use std::process::ExitCode;
use std::sync::OnceLock;
use std::thread;
use tokio::runtime::{Builder, Runtime};

/// The seat that every graph of the program is inside of.
static PROGRAM: OnceLock<Seat> = OnceLock::new();

/// A graph that no component started: the program's signals reach it.
pub(crate) fn register(root: &Seat) {
    crate::order::begin(root);
    if let Some(program) = PROGRAM.get() {
        program.contain(root);
    }
}

/// Tells the user of a program that it will go on no more; nobody else knows.
pub(crate) fn say(stuck: &Stuck) {
    if PROGRAM.get().is_some() {
        complain(&stuck.to_string());
    }
}

/// Runs a program's `main`, and turns its end into an exit status.
///
/// This is what [`#[kamaelia::main]`](macro@crate::main) does. It is for programs that have
/// something to do while they are a single thread, such as to give up rights that are a
/// thread's own.
///
/// SIGINT and SIGTERM mean [`Shutdown::Finish`] for every graph; the second
/// one means [`Shutdown::Now`].
///
/// ```no_run
/// use kamaelia::prelude::*;
/// use std::process::ExitCode;
///
/// fn main() -> ExitCode {
///     // There is one thread here, and none of what follows is under way.
///     kamaelia::run_program(async {
///         let (_never, source) = feed::<u8>();
///         let (_ever, sink) = collect();
///         pipeline![source, sink].run().await
///     })
/// }
/// ```
pub fn run_program<R: Report>(main: impl Future<Output = R>) -> ExitCode {
    match Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => run_program_on(runtime, main),
        Err(error) => failure(&format!("cannot start the tokio runtime: {error}")),
    }
}

/// [`run_program`] on a runtime that was made for it, such as one with threads of another
/// number, or on certain processors. It has to have its timers and its signals enabled.
///
/// ```no_run
/// use kamaelia::prelude::*;
/// use std::process::ExitCode;
/// use tokio::runtime::Builder;
///
/// fn main() -> ExitCode {
///     let runtime = match Builder::new_current_thread().enable_all().build() {
///         Ok(runtime) => runtime,
///         Err(error) => {
///             eprintln!("cannot start the runtime: {error}");
///             return ExitCode::FAILURE;
///         }
///     };
///     kamaelia::run_program_on(runtime, async {
///         let (_never, source) = feed::<u8>();
///         let (_ever, sink) = collect();
///         pipeline![source, sink].run().await
///     })
/// }
/// ```
pub fn run_program_on<R: Report>(runtime: Runtime, main: impl Future<Output = R>) -> ExitCode {
    let program = PROGRAM.get_or_init(Seat::new);
    // Before `main` does anything: from then on a signal ends nobody unasked.
    let signals = {
        let _runtime = runtime.enter();
        Signals::new()
    };
    if let Ok(signals) = signals {
        runtime.spawn(obey(signals, program));
    }
    // In a box: the compiler would write down the whole of it once for each function that
    // knows what it is.
    let main: Pin<Box<dyn Future<Output = R> + '_>> = Box::pin(main);
    let code = catch_unwind(AssertUnwindSafe(|| runtime.block_on(main).report()));
    // A thread that waits for the console would hold the program back.
    runtime.shutdown_background();
    code.unwrap_or_else(|panic| resume_unwind(panic))
}

async fn obey(mut signals: Signals, program: &Seat) {
    for shutdown in [Shutdown::Finish, Shutdown::Now] {
        if signals.next().await.is_none() {
            return;
        }
        program.tell(shutdown);
    }
}

/// The signals that end a program; none is missed between two of them.
#[cfg(unix)]
struct Signals([tokio::signal::unix::Signal; 2]);

#[cfg(unix)]
impl Signals {
    fn new() -> std::io::Result<Signals> {
        use tokio::signal::unix::{SignalKind, signal};
        let interrupt = signal(SignalKind::interrupt())?;
        let terminate = signal(SignalKind::terminate())?;
        Ok(Signals([interrupt, terminate]))
    }

    async fn next(&mut self) -> Option<()> {
        use std::future::poll_fn;
        use std::task::Poll;
        poll_fn(|cx| {
            let mut polls = self.0.iter_mut().map(|signal| signal.poll_recv(cx));
            polls.find(Poll::is_ready).unwrap_or(Poll::Pending)
        })
        .await
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn new() -> std::io::Result<Signals> {
        Ok(Signals)
    }

    async fn next(&mut self) -> Option<()> {
        tokio::signal::ctrl_c().await.ok()
    }
}

/// Runs a future on a runtime of its own.
pub(crate) fn block_on<R>(work: impl Future<Output = R>) -> std::io::Result<R> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let done = runtime.block_on(work);
    runtime.shutdown_background();
    Ok(done)
}

/// Runs a future on a thread of its own, and a runtime of its own.
pub(crate) fn run_beside(work: impl Future<Output = Outcome> + Send + 'static) -> Outcome {
    let runtime = Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| {
        Stop::fault(format!(
            "cannot start a tokio runtime for the graph: {error}"
        ))
    })?;
    let run = move || {
        // It has told whoever waits for it how it ended.
        let _ = runtime.block_on(work);
        runtime.shutdown_background();
    };
    let thread = thread::Builder::new().name("graph".to_owned()).spawn(run);
    thread
        .map(drop)
        .map_err(|error| Stop::fault(format!("cannot start a thread for the graph: {error}")))
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
    complain(text);
    ExitCode::FAILURE
}

/// One line for the user.
fn complain(text: &str) {
    let program = std::env::args_os().next();
    let name = program
        .as_deref()
        .map(std::path::Path::new)
        .and_then(|path| path.file_name());
    let name = name.map_or("error".into(), |name| name.to_string_lossy());
    // Nothing is left to do if even this cannot be written.
    let _ = writeln!(std::io::stderr(), "{name}: {text}");
}
