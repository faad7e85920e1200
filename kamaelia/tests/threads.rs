//! Components that block a thread of their own: cases 111 to 127. What they
//! panic with is in `panics.rs`.

mod common;

use common::{Echo, Source, all, run, settle};
use kamaelia::prelude::*;
use kamaelia::{Policy, TimedOut, collect_with, feed_with};
use std::sync::mpsc;
use std::thread::ThreadId;
use std::time::Duration;

/// Repeats every message; tells which thread it runs on.
#[derive(Component)]
#[component(blocking)]
struct Blocked {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
    #[outbox(optional)]
    thread: Outbox<ThreadId>,
}

impl Blocking for Blocked {
    fn main(mut self) -> Outcome {
        self.thread.send_blocking(std::thread::current().id())?;
        while let Some(number) = self.inbox.recv_blocking() {
            self.outbox.send_blocking(number)?;
        }
        Ok(())
    }
}

// 111, 114, 115: its four boxes can be linked, with a limit and without.
#[test]
fn a_blocking_component_has_the_boxes_of_any_other() {
    run(async {
        let (_open, other) = feed::<u64>();
        let (mut results, sink) = collect();
        let (mut ends, end_sink) = collect();
        graphline! {
            NUMBERS = Source::new(vec![1, 2, 3]);
            OTHER = other;
            LIMITED = Blocked::new();
            UNLIMITED = Blocked::new();
            RESULTS = sink;
            ENDS = end_sink;
            NUMBERS -> LIMITED with capacity(1);
            LIMITED -> RESULTS with capacity(1);
            NUMBERS.signal -> UNLIMITED.control;
            LIMITED.signal -> OTHER.control;
            OTHER -> UNLIMITED with unbounded;
            UNLIMITED -> RESULTS with unbounded;
            UNLIMITED.signal -> ENDS.inbox;
        }
        .run()
        .await?;
        assert_eq!(all(&mut results).await, [1, 2, 3]);
        assert_eq!(all(&mut ends).await, [Shutdown::Finish]);
        Ok(())
    });
}

// 112: it runs on another thread.
#[test]
fn a_blocking_component_has_a_thread_of_its_own() {
    run(async {
        let (mut results, sink) = collect();
        let (mut threads, thread_sink) = collect();
        graphline! {
            NUMBERS = Source::new(vec![1]);
            A = Blocked::new();
            B = Blocked::new();
            RESULTS = sink;
            THREADS = thread_sink;
            NUMBERS -> A -> B -> RESULTS;
            A.thread -> THREADS.inbox;
            B.thread -> THREADS.inbox;
        }
        .run()
        .await?;
        assert_eq!(all(&mut results).await, [1]);
        let threads = all(&mut threads).await;
        assert_eq!(threads.len(), 2);
        assert_ne!(threads[0], threads[1]);
        assert!(!threads.contains(&std::thread::current().id()));
        Ok(())
    });
}

/// Returns at the first message.
#[derive(Component)]
#[component(blocking)]
struct Once {
    #[inbox]
    inbox: Inbox<u64>,
}

impl Blocking for Once {
    fn main(mut self) -> Outcome {
        self.inbox.recv_blocking();
        Ok(())
    }
}

// 113, 121: its body returns, with messages left: it has ended, and they are
// counted as lost.
#[test]
fn a_blocking_component_ends_when_its_body_returns() {
    futures::executor::block_on(async {
        let report = graphline! {
            NUMBERS = Source::new((0..10).collect());
            ONCE = Once::new();
            NUMBERS -> ONCE with unbounded;
        }
        .run()
        .reported()
        .await;
        report.outcome.unwrap();
        let counts = report.linkages[0].counts;
        assert_eq!((counts.received, counts.waiting), (1, 0));
        assert_eq!(counts.sent, counts.received + counts.dropped);
    });
}

/// Sends until it is refused, each time that it is asked to, and tells how many
/// messages went out.
#[derive(Component)]
#[component(blocking)]
struct Fill {
    #[inbox]
    ask: Inbox<()>,
    #[outbox]
    outbox: Outbox<usize>,
    #[outbox]
    told: Outbox<usize>,
}

impl Blocking for Fill {
    fn main(mut self) -> Outcome {
        while self.ask.recv_blocking().is_some() {
            let mut sent = 0;
            while sent < 99_999 && self.outbox.try_send(sent).is_ok() {
                sent += 1;
            }
            self.told.send_blocking(sent)?;
        }
        Ok(())
    }
}

/// Reads nothing, and ends when it is let go.
#[derive(Component)]
#[component(blocking)]
struct Reluctant<T: Message> {
    #[inbox]
    inbox: Inbox<T>,
    let_go: mpsc::Receiver<()>,
}

impl<T: Message> Blocking for Reluctant<T> {
    fn main(self) -> Outcome {
        let _unread = self.inbox;
        // It is let go by the end of the other side.
        let _ = self.let_go.recv();
        Ok(())
    }
}

// 116, 117: nobody takes what the body sends: it is refused at the default
// limit, or at the one that was set.
#[tokio::test]
async fn a_blocking_sender_is_refused_at_the_limit_of_its_linkage() {
    let (let_go, gate) = mpsc::channel();
    let (let_the_other_go, other_gate) = mpsc::channel();
    let (mut ask, asks) = feed();
    let (mut told, sink) = collect();
    let (mut told_short, short_sink) = collect();
    let graph = graphline! {
        ASKS = asks;
        FILL = Fill::new();
        SHORT = Fill::new();
        UNREAD = Reluctant::new(gate);
        UNREAD_SHORT = Reluctant::new(other_gate);
        TOLD = sink;
        TOLD_SHORT = short_sink;
        ASKS.outbox -> [FILL.ask, SHORT.ask];
        FILL.outbox -> UNREAD.inbox;
        SHORT.outbox -> UNREAD_SHORT.inbox with capacity(20);
        FILL.told -> TOLD.inbox;
        SHORT.told -> TOLD_SHORT.inbox;
    }
    .spawn();
    ask.send(()).await.unwrap();
    assert_eq!(told.recv().await, Some(Policy::DEFAULT_CAPACITY));
    assert_eq!(told_short.recv().await, Some(20));
    drop((ask, let_go, let_the_other_go));
    graph.join().await.unwrap();
}

// 118: twenty wait outside and ten at the inbox of a body that reads nothing:
// thirty are taken, the next is refused.
#[tokio::test]
async fn what_waits_before_a_blocking_component_is_limited() {
    let (let_go, gate) = mpsc::channel();
    let (mut numbers, source) = feed_with(Policy::capacity(20));
    let graph = graphline! {
        NUMBERS = source;
        UNREAD = Reluctant::new(gate);
        NUMBERS -> UNREAD with capacity(10);
    }
    .spawn();
    let mut accepted = 0;
    while accepted < 100 && numbers.try_send(accepted).is_ok() {
        accepted += 1;
        settle().await;
    }
    assert_eq!(accepted, 30);
    drop((numbers, let_go));
    graph.join().await.unwrap();
}

// 119, 120: a body sends along a linkage of twenty to a reader with room for
// ten: thirty are taken; five are read, and five more fit.
#[tokio::test]
async fn a_blocking_sender_goes_on_by_as_many_messages_as_were_read() {
    let (mut ask, asks) = feed();
    let (mut results, sink) = collect_with(Policy::capacity(10));
    let (mut told, told_sink) = collect();
    let graph = graphline! {
        ASKS = asks;
        FILL = Fill::new();
        RESULTS = sink;
        TOLD = told_sink;
        ASKS.outbox -> FILL.ask;
        FILL -> RESULTS with capacity(20);
        FILL.told -> TOLD.inbox;
    }
    .spawn();
    let mut fill = async || {
        let mut accepted = 0;
        // What was accepted has moved on before it fills up again.
        for _ in 0..3 {
            ask.send(()).await.unwrap();
            accepted += told.recv().await.unwrap();
            settle().await;
        }
        accepted
    };
    assert_eq!(fill().await, 30);
    for _ in 0..5 {
        results.recv().await.unwrap();
    }
    settle().await;
    assert_eq!(fill().await, 5);
    drop((ask, results));
    graph.join().await.unwrap();
}

/// Sends so many messages and returns.
#[derive(Component)]
#[component(blocking)]
struct Pour {
    #[outbox]
    outbox: Outbox<u64>,
    count: u64,
}

impl Blocking for Pour {
    fn main(mut self) -> Outcome {
        for number in 0..self.count {
            self.outbox.send_blocking(number)?;
        }
        Ok(())
    }
}

// 122: its body returns while nobody has read what it sent: nothing is lost.
#[tokio::test]
async fn what_a_blocking_component_has_sent_is_delivered_after_its_end() {
    let (mut results, sink) = collect_with(Policy::capacity(1));
    let (mut end, end_sink) = collect();
    let graph = graphline! {
        POUR = Pour::new(100);
        RESULTS = sink;
        END = end_sink;
        POUR -> RESULTS with unbounded;
        POUR.signal -> END.inbox;
    }
    .spawn();
    assert_eq!(end.recv().await, Some(Shutdown::Finish));
    settle().await;
    // One waits outside, the others inside.
    assert_eq!(graph.counts()[0].map(|counts| counts.waiting), Some(99));
    assert_eq!(all(&mut results).await, (0..100).collect::<Vec<_>>());
    graph.join().await.unwrap();
}

// 123, 124: a wait with a limit ends when the time is over, and one without when
// a message comes.
#[tokio::test(start_paused = true)]
async fn a_blocking_wait_ends_in_time() {
    #[derive(Component)]
    #[component(blocking)]
    struct Patient {
        #[inbox]
        inbox: Inbox<u64>,
        #[outbox]
        outbox: Outbox<Result<Option<u64>, TimedOut>>,
    }
    impl Blocking for Patient {
        fn main(mut self) -> Outcome {
            let limit = Duration::from_millis(300);
            let waited = self.inbox.recv_timeout_blocking(limit);
            self.outbox.send_blocking(waited)?;
            let waited = self.inbox.recv_blocking();
            self.outbox.send_blocking(Ok(waited))?;
            let waited = self.inbox.recv_timeout_blocking(limit);
            self.outbox.send_blocking(waited)?;
            Ok(())
        }
    }
    let (mut numbers, source) = feed();
    let (mut results, sink) = collect();
    let begun = tokio::time::Instant::now();
    let graph = pipeline![source, Patient::new(), sink].spawn();
    let late = TimedOut(Duration::from_millis(300));
    assert_eq!(results.recv().await, Some(Err(late)));
    assert!(begun.elapsed() >= late.0);
    numbers.send(7).await.unwrap();
    assert_eq!(results.recv().await, Some(Ok(Some(7))));
    drop(numbers);
    assert_eq!(results.recv().await, Some(Ok(None)));
    graph.join().await.unwrap();
}

// 125: a body sends six messages and ends; its reader has room for two and is
// told to finish by that end: it gets all six first.
#[test]
fn the_end_of_a_blocking_component_does_not_overtake_its_messages() {
    run(async {
        let (mut results, sink) = collect();
        graphline! {
            POUR = Pour::new(6);
            READER = Echo::new();
            RESULTS = sink;
            POUR -> READER with capacity(2);
            POUR.signal -> READER.control;
            READER -> RESULTS with capacity(1);
        }
        .run()
        .await?;
        assert_eq!(all(&mut results).await, [0, 1, 2, 3, 4, 5]);
        Ok(())
    });
}

// 127: a source on a thread and a sink on a thread, five hundred times.
#[test]
fn two_threads_in_a_row_end_every_time() {
    for _ in 0..500 {
        run(async {
            pipeline![Pour::new(3), Once::new()].run().await?;
            let (mut results, sink) = collect();
            pipeline![Pour::new(3), Blocked::new(), sink].run().await?;
            assert_eq!(all(&mut results).await, [0, 1, 2]);
            Ok(())
        });
    }
}
