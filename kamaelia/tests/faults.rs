//! An error that a component ends with is the fault of its graph: cases 104 and
//! 106. Panics are in `panics.rs`.
#![expect(clippy::unwrap_used, reason = "errors are made outside of the tests")]

mod common;

use common::{Count, Idle, Source, all, run};
use kamaelia::prelude::*;
use kamaelia::{Closed, Overtime, Panicked, Policy, Release, Stop, TimedOut, TryRecvError, link};
use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::io::{self, ErrorKind};
use std::time::Duration;

/// Ends as it is told to, at the first message.
#[derive(Component)]
struct Ends {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
    end: Outcome,
}

impl Main for Ends {
    async fn main(mut self) -> Outcome {
        let _held = self.outbox;
        self.inbox.recv().await;
        self.end
    }
}

/// The same, with a thread of its own.
#[derive(Component)]
#[component(blocking)]
struct Blocked {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
    end: Outcome,
}

impl Blocking for Blocked {
    fn main(mut self) -> Outcome {
        let _held = self.outbox;
        self.inbox.recv_blocking();
        self.end
    }
}

/// What `?` makes of an error.
fn of(error: impl Error + Send + Sync + 'static) -> Outcome {
    Err(error)?
}

// 104: the run ends with an error that names the component and its line.
#[tokio::test]
async fn an_error_names_its_component_wherever_that_runs() {
    let gone = || of(io::Error::other("the disk is gone"));
    let (_results, sink) = collect();
    let fused = graphline! {
        COUNT = Count::new();
        ENDS = Ends::new(gone());
        RESULTS = sink;
        COUNT -> ENDS -> RESULTS;
    };
    let fused = (fused.run().await, line!() - 4);
    let (_results, sink) = collect();
    let task = graphline! {
        COUNT = Count::new();
        ENDS = Ends::new(gone()) on task;
        RESULTS = sink;
        COUNT -> ENDS -> RESULTS;
    };
    let task = (task.run().await, line!() - 4);
    let (_results, sink) = collect();
    let thread = graphline! {
        COUNT = Count::new();
        ENDS = Ends::new(gone()) on thread;
        RESULTS = sink;
        COUNT -> ENDS -> RESULTS;
    };
    let thread = (thread.run().await, line!() - 4);
    let (_results, sink) = collect();
    let blocking = graphline! {
        COUNT = Count::new();
        ENDS = Blocked::new(gone());
        RESULTS = sink;
        COUNT -> ENDS -> RESULTS;
    };
    let blocking = (blocking.run().await, line!() - 4);
    for (ended, line) in [fused, task, thread, blocking] {
        let text = ended.unwrap_err().to_string();
        assert_eq!(
            text,
            format!("`ENDS` ({}:{line}): the disk is gone", file!())
        );
    }
}

/// A component's own error, of which a closed linkage was the cause.
#[derive(Debug)]
struct Own(Closed);

impl Display for Own {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("the work is not done")
    }
}

impl Error for Own {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.0)
    }
}

/// Errors of the kinds that the framework itself uses, or that others use for
/// an end.
async fn errors() -> Vec<Outcome> {
    let (full, _reader) = link::<u64>(Policy::capacity(1));
    let mut full = full;
    full.send(1).await.unwrap();
    let (mut closed, reader) = link::<u64>(Policy::default());
    drop(reader);
    let aborted = tokio::spawn(std::future::pending::<()>());
    aborted.abort();
    let (_, canceled) = tokio::sync::oneshot::channel::<()>();
    let (_, disconnected) = std::sync::mpsc::channel::<()>();
    let kinds = [
        ErrorKind::BrokenPipe,
        ErrorKind::ConnectionAborted,
        ErrorKind::ConnectionReset,
        ErrorKind::Interrupted,
        ErrorKind::NotConnected,
        ErrorKind::TimedOut,
        ErrorKind::UnexpectedEof,
        ErrorKind::WouldBlock,
        ErrorKind::WriteZero,
    ];
    let overtime = Overtime {
        grace: Duration::ZERO,
        how: Release::Dropped,
    };
    let text = String::from("an old panic");
    let mut errors = vec![
        of(TimedOut(Duration::ZERO)),
        of(TryRecvError::Empty),
        of(TryRecvError::Closed),
        of(full.try_send(2).unwrap_err()),
        of(closed.try_send(2).unwrap_err()),
        of(overtime),
        of(Panicked { text }),
        of(Own(Closed)),
        of(io::Error::other(Closed)),
        of(aborted.await.unwrap_err()),
        of(canceled.await.unwrap_err()),
        of(disconnected.recv().unwrap_err()),
        of(fmt::Error),
        Err(Stop::fault("a plain text")),
        Err(Stop::fault(Closed)),
    ];
    errors.extend(kinds.map(|kind| of(io::Error::from(kind))));
    errors
}

// 106: an error of a kind that the runtime uses itself, and any other, is never
// taken for a normal end.
#[tokio::test]
async fn no_error_is_taken_for_a_normal_end() {
    for end in errors().await {
        let expected = end.as_ref().unwrap_err().to_string();
        let (mut results, sink) = collect();
        let graph = graphline! {
            COUNT = Count::new();
            ENDS = Ends::new(end);
            RESULTS = sink;
            COUNT -> ENDS -> RESULTS;
        };
        let stop = graph.run().await.unwrap_err();
        assert!(!stop.is_closed(), "{expected}");
        assert_eq!(stop.as_fault().map(|fault| fault.path()), Some("ENDS"));
        assert!(stop.to_string().ends_with(&expected), "{stop}");
        assert_eq!(results.recv().await, None);
    }
}

#[test]
fn a_closed_linkage_is_a_normal_end() {
    for end in [of(Closed), Err(Stop::closed()), Ok(())] {
        run(async {
            let (_results, sink) = collect();
            pipeline![Count::new(), Ends::new(end), sink].run().await
        });
    }
}

// Of two that fail the first is the graph's fault; the other is told of.
#[tokio::test]
async fn what_else_goes_wrong_is_told_after_the_first_fault() {
    /// Fails when it is told to stop.
    #[derive(Component)]
    struct FailsToo {
        #[inbox]
        inbox: Inbox<u64>,
    }
    impl Main for FailsToo {
        async fn main(mut self) -> Outcome {
            assert_eq!(self.inbox.recv().await, None);
            Err(io::Error::other("so is the backup"))?
        }
    }
    let graph = graphline! {
        IDLE = Idle::new();
        FAILS_TOO = FailsToo::new();
        ONCE = Source::new(vec![1]);
        ENDS = Ends::new(of(io::Error::other("the disk is gone")));
        RESULTS = collect().1;
        IDLE -> FAILS_TOO;
        ONCE -> ENDS -> RESULTS;
    };
    let stop = graph.run().await.unwrap_err();
    assert_eq!(stop.as_fault().map(|fault| fault.path()), Some("ENDS"));
    let text = stop.to_string();
    let place = ["the disk is gone", "`FAILS_TOO`", "so is the backup"].map(|part| text.find(part));
    assert!(place[0].is_some() && place.is_sorted(), "{text}");
}

// What was sent before a fault on another way is read or counted, not lost.
#[tokio::test]
async fn a_fault_loses_nothing_silently() {
    let (mut numbers, source) = feed();
    let (mut results, sink) = collect();
    let (mut once, trigger) = feed();
    let (_others, other_sink) = collect();
    let graph = graphline! {
        NUMBERS = source;
        TRIGGER = trigger;
        ENDS = Ends::new(of(io::Error::other("enough")));
        RESULTS = sink;
        OTHERS = other_sink;
        NUMBERS -> RESULTS;
        TRIGGER -> ENDS -> OTHERS;
    }
    .spawn();
    numbers.send_all(0..50).await.unwrap();
    once.send(1).await.unwrap();
    let report = graph.report().await;
    assert!(report.outcome.is_err());
    let counts = report.linkages[0].counts;
    let received = all(&mut results).await.len() as u64;
    assert_eq!(counts.sent, counts.received + counts.dropped);
    assert_eq!(counts.received, received);
    let outside = numbers.counts();
    assert_eq!(outside.sent, 50);
    assert_eq!(outside.sent, outside.received + outside.dropped);
    assert_eq!(outside.received, counts.sent);
}
