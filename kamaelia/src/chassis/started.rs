//! A child of a component, as its owner has it: [`Started`].

use crate::children;
use crate::graph::{Graph, Run};
use crate::order;
use crate::outcome::{Outcome, Stop};
use crate::overtime::Release;
use crate::report::Overdue;
use crate::run_queue::RunQueue;
use crate::seat::Seat;
use crate::task::{self, Task};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use tokio::runtime;

const NO_RUNTIME: &str =
    "it is to run on a task, which needs a tokio runtime: run its graph in one";

/// A graph that a component has started.
pub(super) struct Started<K> {
    pub(super) root: Seat,
    key: Option<K>,
    number: u32,
    named: Named,
    work: Work,
}

/// Who has the name of the child.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    /// The graph itself.
    Graph,
    /// The only component in it, which names its own faults.
    Component,
}

/// Where it runs.
enum Work {
    /// In the future of its owner.
    Here(Pin<Box<dyn Future<Output = Outcome> + Send>>),
    /// It comes in line when its owner first waits.
    New(Box<dyn Launch>, Arc<RunQueue>),
    There(Task),
    Ended,
}

/// What became of a child.
pub(super) struct Ended<K> {
    pub(super) key: K,
    pub(super) outcome: Outcome,
    /// The child's number, if its name is to stand before the path of its fault.
    pub(super) unnamed: Option<u32>,
}

impl<K> Started<K> {
    /// The child of this number.
    pub(super) fn new<P>(
        key: K,
        number: u32,
        named: Named,
        graph: Graph<P>,
        on_task: Option<&Arc<RunQueue>>,
    ) -> Started<K>
    where
        P: children::Children + Send + Unpin + 'static,
    {
        let root = graph.root().clone();
        let run = graph.run();
        Started {
            root,
            key: Some(key),
            number,
            named,
            work: match on_task {
                Some(queue) => Work::New(Box::new(run), queue.clone()),
                None => Work::Here(Box::pin(run)),
            },
        }
    }

    /// Whether it is in the middle of a turn on its task: as long as that takes, nobody
    /// in there can be dropped.
    pub(super) fn holds_its_task(&self) -> bool {
        matches!(self.work, Work::There(_)) && self.root.waits().is_in_turn()
    }

    /// Its runtime is gone: so is whoever could give it turns.
    pub(super) fn lose(&self) {
        if let Work::There(task) = &self.work {
            task.abort();
        }
    }

    /// Waits no longer for a task.
    pub(super) fn give_up(mut self) -> Option<Ended<K>> {
        let grace = self.root.grace();
        let mut left = self.root.left().into_iter().map(|one| Overdue {
            how: Release::Abandoned,
            ..one
        });
        let first = left.next();
        let unnamed = first.is_none().then_some(self.number);
        let first = first.unwrap_or(Overdue {
            path: String::new(),
            line: None,
            how: Release::Abandoned,
        });
        let mut fault = first.fault(grace);
        fault.add(left.map(|one| one.also()));
        Some(Ended {
            key: self.key.take()?,
            outcome: Err(fault),
            unnamed,
        })
    }

    /// Lets it go on, or asks whether it has ended; and whether its outcome is its
    /// graph's own.
    fn poll_work(&mut self, cx: &mut Context<'_>) -> Poll<(Outcome, bool)> {
        if matches!(self.work, Work::New(..))
            && let Work::New(run, queue) = std::mem::replace(&mut self.work, Work::Ended)
        {
            match run.launch(queue) {
                Ok(task) => self.work = Work::There(task),
                Err(stop) => return Poll::Ready((Err(stop), false)),
            }
        }
        match &mut self.work {
            Work::Here(run) => run.as_mut().poll(cx).map(|outcome| (outcome, true)),
            Work::There(task) => Pin::new(task).poll(cx).map(|joined| match joined {
                Ok(outcome) => (outcome, true),
                Err(lost) => (Err(lost.into()), false),
            }),
            Work::New(..) | Work::Ended => Poll::Pending,
        }
    }
}

impl<K> Drop for Started<K> {
    /// Children never outlive their parent.
    fn drop(&mut self) {
        self.lose();
    }
}

// Nothing in it is pinned.
impl<K> Unpin for Started<K> {}

impl<K> Future for Started<K> {
    type Output = Ended<K>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Ended<K>> {
        let (outcome, is_its_own) = ready!(self.poll_work(cx));
        self.work = Work::Ended;
        let Some(key) = self.key.take() else {
            return Poll::Pending;
        };
        let is_named = is_its_own && self.named == Named::Component;
        Poll::Ready(Ended {
            key,
            outcome,
            unnamed: (!is_named).then_some(self.number),
        })
    }
}

/// A graph that is to have turns beside its owner.
trait Launch: Send {
    fn launch(self: Box<Self>, queue: Arc<RunQueue>) -> Result<Task, Stop>;
}

impl<P: children::Children + Send + Unpin + 'static> Launch for Run<P> {
    fn launch(mut self: Box<Self>, queue: Arc<RunQueue>) -> Result<Task, Stop> {
        // There it is inside of nobody.
        self.take_place();
        if runtime::Handle::try_current().is_err() {
            return Err(Stop::fault(NO_RUNTIME));
        }
        let root = self.root().clone();
        let on_task = OnTask { root, run: *self };
        Ok(match order::is_set() {
            // A schedule gives turns in an order of its own.
            true => task::spawn(on_task),
            false => queue.spawn(on_task),
        })
    }
}

/// A graph that has turns beside its owner.
struct OnTask<P> {
    root: Seat,
    run: Run<P>,
}

impl<P: children::Children + Unpin> Future for OnTask<P> {
    type Output = Outcome;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Outcome> {
        let OnTask { root, run } = &mut *self;
        run.come_near();
        root.go_on_elsewhere(|| Pin::new(run).poll(cx))
    }
}
