//! The tasks of a schedule: [`Job`], its end, and what makes it ready.

use crate::outcome::Outcome;
use crate::task::Lost;
use futures::channel::oneshot;
use futures::task::AtomicWaker;
use std::any::Any;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

type Panic = Box<dyn Any + Send>;

/// A task of a schedule.
pub(super) struct Job {
    future: Pin<Box<dyn Future<Output = Outcome> + Send>>,
    bell: Arc<Bell>,
    ended: Option<oneshot::Sender<Result<Outcome, Panic>>>,
}

impl Job {
    pub(super) fn new(
        future: Pin<Box<dyn Future<Output = Outcome> + Send>>,
        driver: Arc<AtomicWaker>,
    ) -> (Job, Joining) {
        let (sender, ended) = oneshot::channel();
        let bell = Bell::new(driver);
        let joining = Joining {
            ended,
            bell: bell.clone(),
        };
        let job = Job {
            future,
            bell,
            ended: Some(sender),
        };
        (job, joining)
    }

    pub(super) fn bell(&self) -> &Arc<Bell> {
        &self.bell
    }

    /// Ready when the job has ended, or was told to.
    pub(super) fn turn(&mut self) -> Poll<()> {
        if self.bell.aborted.load(Ordering::Acquire) {
            return Poll::Ready(());
        }
        self.bell.poll(self.future.as_mut()).map(|ended| {
            if let Some(sender) = self.ended.take() {
                // Nobody needs to know if nobody asks.
                let _ = sender.send(ended);
            }
        })
    }
}

/// Waits for the end of a job.
pub(crate) struct Joining {
    ended: oneshot::Receiver<Result<Outcome, Panic>>,
    bell: Arc<Bell>,
}

impl Joining {
    /// Drops the job in its next turn.
    pub(crate) fn abort(&self) {
        self.bell.aborted.store(true, Ordering::Release);
        self.bell.wake_by_ref();
    }
}

impl Future for Joining {
    type Output = Result<Outcome, Lost>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.ended).poll(cx).map(|ended| match ended {
            Ok(ended) => ended.map_err(Lost::Panicked),
            Err(oneshot::Canceled) => Err(Lost::Dropped),
        })
    }
}

/// Says that the test, or a job, is ready.
pub(super) struct Bell {
    rang: AtomicBool,
    aborted: AtomicBool,
    driver: Arc<AtomicWaker>,
}

impl Bell {
    pub(super) fn new(driver: Arc<AtomicWaker>) -> Arc<Bell> {
        Arc::new(Bell {
            rang: AtomicBool::new(true),
            aborted: AtomicBool::new(false),
            driver,
        })
    }

    pub(super) fn rang(&self) -> bool {
        self.rang.load(Ordering::SeqCst)
    }

    /// Gives its owner a turn; a panic is an end.
    pub(super) fn poll<F: Future + ?Sized>(
        self: &Arc<Self>,
        future: Pin<&mut F>,
    ) -> Poll<Result<F::Output, Panic>> {
        self.rang.store(false, Ordering::SeqCst);
        let waker = Waker::from(self.clone());
        let turn = || future.poll(&mut Context::from_waker(&waker));
        match catch_unwind(AssertUnwindSafe(turn)) {
            Ok(poll) => poll.map(Ok),
            Err(panic) => Poll::Ready(Err(panic)),
        }
    }
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.rang.store(true, Ordering::SeqCst);
        self.driver.wake();
    }
}
