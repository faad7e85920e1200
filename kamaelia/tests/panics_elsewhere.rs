//! What belongs to a component and panics outside of its `main` is its fault as
//! well: a conversion, a `Drop`, a copy, a message.

mod common;

use common::{Count, Deaf, Echo, Idle, Source, Take, Tally, all, check_panic, overdue, settle};
use kamaelia::prelude::*;
use kamaelia::{Policy, Release};

/// A conversion that breaks.
fn breaks<T, U>(_: T) -> U {
    panic!("it does not convert")
}

const TEXT: &str = "it does not convert";

#[tokio::test]
async fn a_conversion_that_panics_is_the_fault_of_the_sender() {
    let (mut results, sink) = collect::<u64>();
    let graph = graphline! {
        COUNT = Count::new();
        ECHO = Echo::new() on task;
        RESULTS = sink;
        COUNT -> ECHO;
        ECHO -> RESULTS via breaks;
    };
    let line = line!() - 5;
    check_panic(graph.run().await, "ECHO", (file!(), line), TEXT);
    assert_eq!(results.recv().await, None);
}

#[tokio::test]
async fn a_conversion_of_a_broadcast_that_panics_is_the_fault_of_the_sender() {
    let (_results, sink) = collect::<u64>();
    let (_others, other_sink) = collect::<u64>();
    let graph = graphline! {
        COUNT = Count::new();
        RESULTS = sink;
        OTHERS = other_sink;
        COUNT.outbox -> [RESULTS.inbox, OTHERS.inbox via breaks];
    };
    let line = line!() - 5;
    check_panic(graph.run().await, "COUNT", (file!(), line), TEXT);
}

#[tokio::test]
async fn a_conversion_on_the_way_into_a_composite_is_the_fault_of_its_reader() {
    #[derive(Component)]
    struct Composite {
        #[inbox]
        inbox: Inbox<u64>,
        #[outbox]
        outbox: Outbox<u64>,
    }
    const LINE: u32 = line!() + 4;
    impl Main for Composite {
        async fn main(self) -> Outcome {
            graphline! {
                READER = Echo::new();
                self.inbox -> READER.inbox via breaks;
                READER -> self.outbox;
            }
            .run()
            .await
        }
    }
    let (_results, sink) = collect();
    let graph = graphline! {
        COUNT = Count::new();
        COMPOSITE = Composite::new();
        RESULTS = sink;
        COUNT -> COMPOSITE -> RESULTS;
    };
    check_panic(graph.run().await, "COMPOSITE/READER", (file!(), LINE), TEXT);
}

// The framework converts these itself, when a component ends.
#[tokio::test]
async fn a_conversion_of_a_signal_that_panics_is_the_fault_of_who_ended() {
    let (_results, sink) = collect();
    let (_ends, end_sink) = collect::<u64>();
    let graph = graphline! {
        ONCE = Source::new(vec![1]);
        IDLE = Idle::new();
        RESULTS = sink;
        ENDS = end_sink;
        ONCE -> RESULTS;
        IDLE -> RESULTS;
        ONCE.signal -> ENDS.inbox via breaks;
    };
    let line = line!() - 8;
    check_panic(graph.run().await, "ONCE", (file!(), line), TEXT);
}

/// Ends at once, or is told to; and breaks when it goes.
#[derive(Component)]
struct BreaksAtTheEnd {
    #[outbox]
    outbox: Outbox<u64>,
    ends: bool,
    end: Breaks,
}

/// Panics when it is dropped.
#[derive(Debug)]
struct Breaks;

impl Drop for Breaks {
    fn drop(&mut self) {
        panic!("it does not go");
    }
}

const DROP_TEXT: &str = "it does not go";

impl Main for BreaksAtTheEnd {
    async fn main(self) -> Outcome {
        let _held = (self.outbox, self.end);
        if !self.ends {
            std::future::pending::<()>().await;
        }
        Ok(())
    }
}

#[tokio::test]
async fn a_drop_that_panics_is_the_fault_of_whose_it_is() {
    let (mut results, sink) = collect();
    let graph = graphline! {
        IDLE = Idle::new();
        BREAKS = BreaksAtTheEnd::new(true, Breaks);
        RESULTS = sink;
        IDLE -> RESULTS;
        BREAKS -> RESULTS;
    };
    let line = line!() - 5;
    check_panic(graph.run().await, "BREAKS", (file!(), line), DROP_TEXT);
    assert_eq!(results.recv().await, None);
}

#[tokio::test]
async fn a_drop_that_panics_on_a_task_or_a_thread_is_a_fault_too() {
    let (_results, sink) = collect();
    let graph = graphline! {
        BREAKS = BreaksAtTheEnd::new(true, Breaks) on task;
        RESULTS = sink;
        BREAKS -> RESULTS;
    };
    let line = line!() - 4;
    check_panic(graph.run().await, "BREAKS", (file!(), line), DROP_TEXT);

    let (_results, sink) = collect();
    let graph = graphline! {
        BREAKS = BreaksAtTheEnd::new(true, Breaks) on thread;
        RESULTS = sink;
        BREAKS -> RESULTS;
    };
    let line = line!() - 4;
    check_panic(graph.run().await, "BREAKS", (file!(), line), DROP_TEXT);
}

// It is let go at the end of the grace time, and breaks then.
#[tokio::test(start_paused = true)]
async fn a_drop_that_panics_at_the_end_of_the_grace_time_is_a_fault() {
    let deaf = Tally::default();
    let (_results, sink) = collect();
    let graph = graphline! {
        BREAKS = BreaksAtTheEnd::new(false, Breaks);
        TASK = BreaksAtTheEnd::new(false, Breaks) on task;
        DEAF = Deaf::new(deaf.drops());
        RESULTS = sink;
        BREAKS -> RESULTS;
        TASK -> RESULTS;
        DEAF -> RESULTS;
    }
    .spawn();
    let line = line!() - 9;
    graph.stop();
    let report = graph.report().await;
    assert_eq!(deaf.so_far(), 1);
    let paths: Vec<_> = report.overdue.iter().map(|one| &one.path).collect();
    assert_eq!(paths, ["BREAKS", "TASK", "DEAF"]);
    assert!(report.overdue.iter().all(|one| one.how == Release::Dropped));
    check_panic(report.outcome, "BREAKS", (file!(), line), DROP_TEXT);
}

/// Ends at the first message, and leaves the others to nobody.
#[derive(Component)]
struct Once<T: Message> {
    #[inbox]
    inbox: Inbox<T>,
}

impl<T: Message> Main for Once<T> {
    async fn main(mut self) -> Outcome {
        std::mem::forget(self.inbox.recv().await);
        Ok(())
    }
}

#[tokio::test]
async fn a_message_that_panics_when_nobody_reads_it_is_the_fault_of_its_reader() {
    let (mut messages, source) = kamaelia::feed_with(Policy::unbounded());
    let graph = graphline! {
        SOURCE = source;
        ONCE = Once::new();
        SOURCE -> ONCE;
    };
    let line = line!() - 3;
    messages.send_all([Breaks, Breaks]).await.unwrap();
    drop(messages);
    check_panic(graph.run().await, "ONCE", (file!(), line), DROP_TEXT);
}

/// A message that cannot be copied after all.
#[derive(Debug)]
struct Uncopied;

impl Clone for Uncopied {
    fn clone(&self) -> Uncopied {
        panic!("there is only one")
    }
}

#[tokio::test]
async fn a_copy_that_panics_is_the_fault_of_the_sender() {
    let (mut one, one_sink) = collect();
    let (mut other, other_sink) = collect();
    let graph = graphline! {
        SOURCE = Source::new(vec![Uncopied]);
        ONE = one_sink;
        OTHER = other_sink;
        SOURCE.outbox -> [ONE.inbox, OTHER.inbox];
    };
    let line = line!() - 5;
    check_panic(
        graph.run().await,
        "SOURCE",
        (file!(), line),
        "there is only one",
    );
    assert_eq!(
        (all(&mut one).await.len(), all(&mut other).await.len()),
        (0, 0)
    );
}

#[tokio::test]
async fn a_transform_that_panics_is_a_fault() {
    #[derive(Component)]
    #[component(transform)]
    struct Halve {
        #[inbox]
        inbox: Inbox<u64>,
        #[outbox]
        outbox: Outbox<u64>,
        at_the_end: bool,
    }
    impl Transform for Halve {
        fn transform(&mut self, number: u64) -> impl Iterator<Item = u64> {
            assert!(self.at_the_end || number < 3, "{number} is too much");
            std::iter::once(number)
        }
        fn finish(&mut self) -> impl Iterator<Item = u64> {
            panic!("it does not finish");
            #[expect(unreachable_code, reason = "it says what is iterated over")]
            std::iter::empty()
        }
    }
    for (at_the_end, text) in [(false, "3 is too much"), (true, "it does not finish")] {
        let (_results, sink) = collect();
        let graph = graphline! {
            COUNT = Count::new();
            FEW = Take::new(5);
            HALVE = Halve::new(at_the_end);
            RESULTS = sink;
            COUNT -> FEW -> HALVE -> RESULTS;
        };
        let line = line!() - 4;
        check_panic(graph.run().await, "HALVE", (file!(), line), text);
    }
}

// Its reader was abandoned, so nobody is left to read it.
#[tokio::test(start_paused = true)]
async fn a_message_that_panics_when_its_graph_closes_keeps_no_graph_from_its_end() {
    #[derive(Component)]
    #[component(blocking)]
    struct Stuck<T: Message> {
        #[inbox]
        inbox: Inbox<T>,
        let_go: std::sync::mpsc::Receiver<()>,
    }
    impl<T: Message> Blocking for Stuck<T> {
        fn main(self) -> Outcome {
            let unread = self.inbox;
            // It is let go by the end of the other side.
            let _ = self.let_go.recv();
            drop(unread);
            Ok(())
        }
    }
    let (let_go, gate) = std::sync::mpsc::channel();
    let graph = graphline! {
        SOURCE = Source::new(vec![Breaks]);
        STUCK = Stuck::new(gate);
        SOURCE -> STUCK;
    }
    .spawn();
    settle().await;
    graph.stop();
    let report = graph.report().await;
    drop(let_go);
    assert_eq!(overdue(&report), [("STUCK", Release::Abandoned)]);
    let stop = report.outcome.unwrap_err();
    assert_eq!(stop.as_fault().map(|fault| fault.path()), Some("STUCK"));
}
