//! Every wait of the framework ends at once when its component has to stop:
//! told by its graph, or because somebody else failed.

mod common;

use common::{Tally, settle};
use futures::future::{join, pending};
use kamaelia::prelude::*;
use kamaelia::{Policy, Report, collect_with, finishing};
use std::time::Duration;
use tokio::sync::mpsc;

/// For longer than any test takes.
const LONG: Duration = Duration::from_secs(3600);

/// What a component can wait in.
#[derive(Clone, Copy, Debug)]
enum Wait {
    Recv,
    RecvMany,
    RecvTimeout,
    RecvAny,
    TwoAtOnce,
    Send,
    SendAll,
    Reserve,
    Closed,
    UntilStopped,
    Finishing,
}

const WAITS: [Wait; 11] = [
    Wait::Recv,
    Wait::RecvMany,
    Wait::RecvTimeout,
    Wait::RecvAny,
    Wait::TwoAtOnce,
    Wait::Send,
    Wait::SendAll,
    Wait::Reserve,
    Wait::Closed,
    Wait::UntilStopped,
    Wait::Finishing,
];

/// Waits for what does not come.
#[derive(Component)]
struct Waits {
    #[inbox]
    inbox: Inbox<u64>,
    #[inbox(optional)]
    other: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
    wait: Wait,
    begun: mpsc::UnboundedSender<()>,
    /// The waits that have returned.
    over: Tally,
}

impl Main for Waits {
    async fn main(mut self) -> Outcome {
        while self.outbox.try_send(0).is_ok() {}
        self.begun.send(())?;
        match self.wait {
            Wait::Recv => assert_eq!(self.inbox.recv().await, None),
            Wait::RecvMany => assert_eq!(self.inbox.recv_many(&mut Vec::new(), 9).await, 0),
            Wait::RecvTimeout => assert_eq!(self.inbox.recv_timeout(LONG).await, Ok(None)),
            Wait::RecvAny => assert!(self.recv_any().await.is_none()),
            Wait::TwoAtOnce => {
                let both = join(self.inbox.recv(), self.outbox.send(1)).await;
                assert!(both.0.is_none() && both.1.is_err());
            }
            Wait::Send => assert!(self.outbox.send(1).await.is_err()),
            Wait::SendAll => assert!(self.outbox.send_all([1, 2]).await.is_err()),
            Wait::Reserve => assert!(self.outbox.reserve().await.is_err()),
            Wait::Closed => self.outbox.closed().await,
            Wait::UntilStopped => assert!(until_stopped(pending::<()>()).await.is_none()),
            Wait::Finishing => assert!(finishing(pending::<()>()).await.is_none()),
        }
        self.over.add();
        // And whatever comes after it.
        assert_eq!(self.inbox.recv().await, None);
        assert!(self.outbox.send(1).await.is_err());
        Ok(())
    }
}

/// The same, of a component that blocks.
#[derive(Clone, Copy, Debug)]
enum Block {
    Recv,
    RecvTimeout,
    Send,
}

const BLOCKS: [Block; 3] = [Block::Recv, Block::RecvTimeout, Block::Send];

#[derive(Component)]
#[component(blocking)]
struct Blocks {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
    wait: Block,
    begun: mpsc::UnboundedSender<()>,
    over: Tally,
}

impl Blocking for Blocks {
    fn main(mut self) -> Outcome {
        while self.outbox.try_send(0).is_ok() {}
        self.begun.send(())?;
        match self.wait {
            Block::Recv => assert_eq!(self.inbox.recv_blocking(), None),
            Block::RecvTimeout => assert_eq!(self.inbox.recv_timeout_blocking(LONG), Ok(None)),
            Block::Send => assert!(self.outbox.send_blocking(1).is_err()),
        }
        self.over.add();
        assert_eq!(self.inbox.recv_blocking(), None);
        assert!(self.outbox.send_blocking(1).is_err());
        Ok(())
    }
}

/// Keeps what it gets unread.
#[derive(Component)]
struct Unread {
    #[inbox]
    inbox: Inbox<u64>,
}

impl Main for Unread {
    async fn main(self) -> Outcome {
        let _unread = self.inbox;
        until_stopped(pending::<()>()).await;
        Ok(())
    }
}

/// Fails when it is told to.
#[derive(Component)]
struct Fails {
    #[inbox]
    inbox: Inbox<()>,
}

impl Main for Fails {
    async fn main(mut self) -> Outcome {
        match self.inbox.recv().await {
            Some(()) => Err(std::io::Error::other("it was told to"))?,
            None => Ok(()),
        }
    }
}

/// How those who wait are stopped.
#[derive(Clone, Copy, Debug)]
enum How {
    Now,
    Fault,
}

/// A graph of `$waiting` between neighbours who do nothing, stopped when it
/// waits; gives its report.
macro_rules! stopped {
    ($how:expr, $begun:expr, $($waiting:tt)*) => {{
        let (_open, source) = feed();
        let (mut fail, order) = feed();
        let graph = graphline! {
            SOURCE = source;
            WAITING = $($waiting)*;
            UNREAD = Unread::new();
            ORDER = order;
            FAILS = Fails::new();
            SOURCE -> WAITING -> UNREAD with capacity(1);
            ORDER -> FAILS;
        }
        .spawn();
        $begun.recv().await.unwrap();
        settle().await;
        match $how {
            How::Now => graph.shutdown(Shutdown::Now),
            How::Fault => fail.send(()).await.unwrap(),
        }
        graph.report().await
    }};
}

fn check(how: How, report: Report) {
    assert_eq!(report.overdue, []);
    match (how, report.outcome) {
        (How::Now, outcome) => outcome.expect("a normal end"),
        (How::Fault, outcome) => {
            let stop = outcome.expect_err("a fault");
            assert_eq!(stop.as_fault().map(|fault| fault.path()), Some("FAILS"));
        }
    }
    for carried in report.linkages {
        let counts = carried.counts;
        assert_eq!(counts.sent, counts.received + counts.dropped, "{counts:?}");
    }
}

async fn every_wait_ends(how: How) {
    let over = Tally::default();
    let (begin, mut begun) = mpsc::unbounded_channel();
    let waits = |wait| Waits::new(wait, begin.clone(), over.clone());
    for (done, wait) in WAITS.into_iter().enumerate() {
        check(how, stopped!(how, begun, waits(wait)));
        check(how, stopped!(how, begun, waits(wait) on task));
        check(how, stopped!(how, begun, waits(wait) on thread));
        assert_eq!(over.so_far(), 3 * (done + 1), "{wait:?}");
    }
}

async fn every_wait_of_a_thread_ends(how: How) {
    let over = Tally::default();
    let (begin, mut begun) = mpsc::unbounded_channel();
    for (done, wait) in BLOCKS.into_iter().enumerate() {
        let blocks = Blocks::new(wait, begin.clone(), over.clone());
        check(how, stopped!(how, begun, blocks));
        assert_eq!(over.so_far(), done + 1, "{wait:?}");
    }
}

// 67: a producer that waits for room, and everybody else who waits, is told to
// stop now: it waits no longer.
#[tokio::test]
async fn now_ends_every_wait() {
    every_wait_ends(How::Now).await;
}

#[tokio::test]
async fn now_ends_every_wait_of_a_component_that_blocks() {
    every_wait_of_a_thread_ends(How::Now).await;
}

#[tokio::test]
async fn a_fault_ends_every_wait_of_the_others() {
    every_wait_ends(How::Fault).await;
}

#[tokio::test]
async fn a_fault_ends_every_wait_of_the_others_that_block() {
    every_wait_of_a_thread_ends(How::Fault).await;
}

// The ends of a graph wait for the outside.
#[tokio::test(start_paused = true)]
async fn now_ends_a_collector_that_waits_for_room_outside() {
    let (mut numbers, source) = feed();
    let (mut results, sink) = collect_with(Policy::capacity(1));
    let graph = pipeline![source, sink].spawn();
    numbers.send_all([1, 2, 3]).await.unwrap();
    settle().await;
    graph.shutdown(Shutdown::Now);
    let report = graph.report().await;
    assert_eq!(report.overdue, []);
    report.outcome.unwrap();
    assert_eq!(results.recv().await, Some(1));
    assert_eq!(results.recv().await, None);
}
