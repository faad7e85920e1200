//! What few components have, or only now and then: [`Rare`]; and what only graphs have,
//! or those that run one: [`Around`].

use super::{Inner, Listening, Seat, lock};
use crate::link::AnyLink;
use crate::place::Future;
use crate::plan::Single;
use crate::report::{Accounts, Overdue, Queues};
use crate::stuck::Latest;
use crate::timer::Timer;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, Weak};
use std::task::Waker;
use std::time::Duration;

/// The part of a seat that is made when it is first needed: a component that is
/// nothing but a link in a chain never does.
#[derive(Default)]
pub(super) struct Rare {
    /// What it runs as a part of.
    pub(super) host: OnceLock<Weak<Inner>>,
    pub(super) listeners: Mutex<Vec<Listening>>,
    /// Of a component without an inbox: the linkages of the outboxes that it has
    /// to have, and whether it is told when they are read no more.
    pub(super) outlets: Mutex<Vec<(Arc<dyn AnyLink>, bool)>>,
    /// Who in here was let go: it did not end in time.
    pub(super) released: OnceLock<Vec<Overdue>>,
    /// The rest that it takes after too many steps of no use.
    pub(super) rest: Mutex<Option<Box<Timer>>>,
    /// A waker for it that only our own waits get: who holds the one that is handed
    /// out waits for more than the graph.
    pub(super) ours: OnceLock<Waker>,
    /// Told when a component elsewhere falls idle: its ring may be finished.
    pub(super) idle: OnceLock<Waker>,
    /// How many generators the component has asked for.
    pub(super) generators: AtomicU64,
}

/// The part of a seat that has others inside: of a graph, or of a component that runs
/// one.
#[derive(Default)]
pub(super) struct Around {
    /// What a graph is inside of.
    pub(super) parent: OnceLock<Weak<Inner>>,
    /// What is inside of it.
    pub(super) inside: Mutex<Inside>,
    /// The future whose components are inside, on the seat of a graph.
    pub(super) driver: OnceLock<Arc<Future>>,
    /// Of a graph that a component has started as its child: which one it is.
    pub(super) child: OnceLock<Single>,
    /// The linkages of a graph, on the graph's own seat.
    pub(super) queues: OnceLock<Box<Queues>>,
    /// Of a graph: which ones have waited only for themselves, it and those inside.
    pub(super) stuck: OnceLock<Box<Mutex<Latest>>>,
    /// What became of the graphs that ran inside a graph.
    pub(super) accounts: OnceLock<Box<Mutex<Accounts>>>,
    pub(super) grace: Mutex<Option<Duration>>,
    pub(super) seed: Mutex<Option<u64>>,
}

impl Around {
    pub(super) fn accounts(&self) -> MutexGuard<'_, Accounts> {
        lock(self.accounts.get_or_init(Box::default))
    }

    pub(super) fn stuck(&self) -> MutexGuard<'_, Latest> {
        lock(self.stuck.get_or_init(Box::default))
    }
}

/// The seats inside one, and how many there were when the dead ones among them
/// were last cleared away.
#[derive(Default)]
pub(super) struct Inside {
    pub(super) seats: Vec<Weak<Inner>>,
    pub(super) alive: usize,
    /// Of a graph: those of its components, who come and go together.
    pub(super) members: Option<Weak<[Seat]>>,
}

impl Inside {
    /// Who is inside: the components of a graph, as long as they are kept, and the others.
    pub(super) fn each<T>(&self, mut find: impl FnMut(&Seat) -> Option<T>) -> Option<T> {
        let members = self.members.as_ref().and_then(Weak::upgrade);
        let found = members.and_then(|members| members.iter().find_map(&mut find));
        let mut others = self.seats.iter().filter_map(Weak::upgrade).map(Seat);
        found.or_else(|| others.find_map(|seat| find(&seat)))
    }
}
