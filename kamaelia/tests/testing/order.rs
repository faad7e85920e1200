//! What a schedule decides, and that nothing else does.

use crate::Source;
use kamaelia::prelude::*;
use kamaelia::testing::Schedules;
use std::collections::BTreeSet;
use std::future::{Future, poll_fn};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What happened, and when.
#[derive(Clone)]
struct Trace {
    start: tokio::time::Instant,
    lines: Arc<Mutex<Vec<String>>>,
}

/// Repeats every message, a little larger and a little later, and says so.
#[derive(Component)]
struct Traced {
    #[inbox]
    inbox: Inbox<u32>,
    #[outbox]
    outbox: Outbox<u32>,
    name: &'static str,
    trace: Trace,
}

impl Main for Traced {
    async fn main(mut self) -> Outcome {
        let Trace { start, lines } = self.trace;
        let mut rng = kamaelia::random();
        while let Some(message) = self.inbox.recv().await {
            let message = message + rng.u32(..100);
            let line = format!("{:?} {} {message}", start.elapsed(), self.name);
            lines.lock().unwrap().push(line);
            tokio::time::sleep(Duration::from_millis(rng.u64(..3))).await;
            self.outbox.send(message).await?;
        }
        Ok(())
    }
}

/// Two of them, one on a task.
#[derive(Component)]
struct TracedTwice {
    #[inbox]
    inbox: Inbox<u32>,
    #[outbox]
    outbox: Outbox<u32>,
    trace: Trace,
}

impl Main for TracedTwice {
    async fn main(self) -> Outcome {
        graphline! {
            FIRST  = Traced::new("first", self.trace.clone());
            SECOND = Traced::new("second", self.trace) on task;

            self.inbox -> FIRST -> SECOND -> self.outbox;
        }
        .run()
        .await
    }
}

/// What happens under the schedule of a seed.
fn trace(seed: u64) -> Vec<String> {
    let lines = Arc::default();
    let schedules = Schedules::seed(seed).slow(Duration::from_millis(1));
    schedules.run(async || {
        let trace = Trace {
            start: tokio::time::Instant::now(),
            lines: Arc::clone(&lines),
        };
        let (_results, sink) = collect();
        graphline! {
            LEFT  = Source::new(vec![1000, 2000, 3000]);
            RIGHT = Source::new(vec![4000, 5000, 6000]).pause(Duration::from_millis(2)) on task;
            ONE   = Traced::new("one", trace.clone());
            TWICE = TracedTwice::new(trace);
            SINK  = sink;

            LEFT.outbox  -> ONE.inbox;
            RIGHT.outbox -> ONE.inbox;
            ONE.outbox   -> TWICE.inbox with capacity(1);
            TWICE.outbox -> SINK.inbox;
        }
        .run()
        .await
    });
    Arc::into_inner(lines).unwrap().into_inner().unwrap()
}

#[test]
fn a_run_is_a_function_of_its_seed() {
    let mut traces = BTreeSet::new();
    for seed in 0..20 {
        let first = trace(seed);
        assert_eq!(first.len(), 18);
        assert_eq!(trace(seed), first);
        traces.insert(first);
    }
    assert!(traces.len() > 10, "{} different traces", traces.len());
}

#[test]
fn the_tasks_of_a_graph_that_is_spread_go_on_as_the_schedule_says() {
    let mut orders = BTreeSet::new();
    Schedules::random(50).run(async || {
        let (mut results, sink) = collect();
        let graph = graphline! {
            LEFT  = Source::new(vec![1, 2]);
            RIGHT = Source::new(vec![3, 4]);
            SINK  = sink;
            LEFT  -> SINK;
            RIGHT -> SINK;
        };
        graph.spread().run().await?;
        let mut order: Vec<u32> = Vec::new();
        results.recv_many(&mut order, 4).await;
        orders.insert(order);
        Ok(())
    });
    assert!(orders.len() > 2, "{orders:?}");
}

/// Sends what it is told from outside the graph, and how often it was polled
/// until then.
#[derive(Component)]
struct Told {
    #[outbox]
    outbox: Outbox<usize>,
    word: futures::channel::oneshot::Receiver<()>,
}

impl Main for Told {
    async fn main(mut self) -> Outcome {
        let mut polls = 0;
        poll_fn(|cx| {
            polls += 1;
            std::pin::Pin::new(&mut self.word).poll(cx)
        })
        .await?;
        self.outbox.send(polls).await?;
        Ok(())
    }
}

/// How often a component is polled that is woken once at most.
async fn polls() -> Result<usize, kamaelia::Stop> {
    let (mut results, sink) = collect();
    let (say, word) = futures::channel::oneshot::channel();
    graphline! {
        TOLD   = Told::new(word);
        LAST   = sink;
        SOURCE = Source::new(vec![1; 10]);
        ECHO   = Tell::new(say);

        TOLD -> LAST;
        SOURCE -> ECHO;
    }
    .run()
    .await?;
    Ok(results.recv().await.unwrap_or_default())
}

/// Says a word when it has read all.
#[derive(Component)]
struct Tell {
    #[inbox]
    inbox: Inbox<u8>,
    say: futures::channel::oneshot::Sender<()>,
}

impl Main for Tell {
    async fn main(mut self) -> Outcome {
        while self.inbox.recv().await.is_some() {}
        let _ = self.say.send(());
        Ok(())
    }
}

#[test]
fn random_schedules_poll_who_was_not_woken_and_a_search_does_not() {
    let mut most = 0;
    Schedules::random(30).run(async || {
        most = most.max(polls().await?);
        Ok(())
    });
    assert!(most > 2, "{most}");
    Schedules::exhaustive().limit(300).run(async || {
        assert!(polls().await? <= 2);
        Ok(())
    });
}

/// Writes down what it receives.
#[derive(Component)]
struct Note {
    #[inbox]
    inbox: Inbox<u8>,
    notes: Arc<Mutex<Vec<u8>>>,
}

impl Main for Note {
    async fn main(mut self) -> Outcome {
        while let Some(message) = self.inbox.recv().await {
            self.notes.lock().unwrap().push(message);
        }
        Ok(())
    }
}

#[test]
fn graphs_that_are_spawned_go_on_in_every_order() {
    let mut orders = BTreeSet::new();
    Schedules::random(50).run(async || {
        let notes = Arc::default();
        let graphs = [1, 2, 3].map(|number| {
            let note = Note::new(Arc::clone(&notes));
            pipeline![Source::new(vec![number]), note].spawn()
        });
        for graph in graphs {
            graph.join().await?;
        }
        orders.insert(notes.lock().unwrap().clone());
        Ok(())
    });
    assert_eq!(orders.len(), 6, "{orders:?}");
}
