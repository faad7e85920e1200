//! Every wait ends: whoever waits for ever fails the test instead of holding it
//! up.

use futures::FutureExt;
use std::future::poll_fn;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::task::Poll;
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};

/// Longer than anything here takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(240);

/// Runs a test on a thread of its own, and fails if it hangs, also where it
/// blocks that thread.
#[track_caller]
pub(crate) fn watched<R: Send + 'static>(test: impl FnOnce() -> R + Send + 'static) -> R {
    let (done, wait) = channel::<()>();
    let thread = std::thread::spawn(move || {
        // Dropped at the end, also by a panic.
        let _done = done;
        test()
    });
    if wait.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
        panic!("somebody waits for ever");
    }
    match thread.join() {
        Ok(result) => result,
        Err(panic) => std::panic::resume_unwind(panic),
    }
}

/// Where tasks run: all on the thread of the test, or on workers.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Runs {
    OnOneThread,
    OnWorkers,
}

impl Runs {
    pub(crate) const ALL: [Runs; 2] = [Runs::OnOneThread, Runs::OnWorkers];

    pub(crate) fn runtime(self) -> Runtime {
        let mut builder = match self {
            Runs::OnOneThread => Builder::new_current_thread(),
            Runs::OnWorkers => Builder::new_multi_thread(),
        };
        let builder = builder.worker_threads(2).enable_all();
        builder.build().expect("there are threads to have")
    }
}

/// [`watched`], on each runtime.
#[track_caller]
pub(crate) fn on_each_runtime<F: Future>(test: impl Fn() -> F + Send + 'static) {
    watched(move || {
        for runs in Runs::ALL {
            runs.runtime().block_on(test());
        }
    });
}

/// Polls a future once, as the one that is running, and says what it said.
pub(crate) async fn poll_once<F: Future + Unpin>(future: &mut F) -> Poll<F::Output> {
    poll_fn(|cx| Poll::Ready(future.poll_unpin(cx))).await
}
