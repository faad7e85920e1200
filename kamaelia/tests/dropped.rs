//! What becomes of components when their graph is dropped, or its runtime, or
//! its handle.

mod common;

use common::{CountedDrop, Idle, Swallow, Tally, settle};
use kamaelia::prelude::*;
use std::sync::mpsc;
use std::time::Duration;

/// Waits for messages, as long as it is there.
#[derive(Component)]
struct There {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
    there: mpsc::Sender<()>,
}

impl Main for There {
    async fn main(mut self) -> Outcome {
        self.there.send(())?;
        while self.inbox.recv().await.is_some() {}
        Ok(())
    }
}

#[derive(Component)]
#[component(blocking)]
struct ThereBlocking {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
    there: mpsc::Sender<()>,
}

impl Blocking for ThereBlocking {
    fn main(mut self) -> Outcome {
        self.there.send(())?;
        while self.inbox.recv_blocking().is_some() {}
        Ok(())
    }
}

/// A composite with one of each in it, and a graph beside it.
#[derive(Component)]
struct Parent {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
    there: mpsc::Sender<()>,
}

impl Main for Parent {
    async fn main(self) -> Outcome {
        let there = || self.there.clone();
        // Its handle is dropped at once.
        drop(pipeline![Idle::new(), There::new(there()), Swallow::new()].spawn());
        graphline! {
            FUSED = There::new(there());
            TASK = There::new(there()) on task;
            THREAD = There::new(there()) on thread;
            BLOCKING = ThereBlocking::new(there());
            self.inbox -> FUSED -> TASK -> THREAD -> BLOCKING -> self.outbox;
        }
        .run()
        .await
    }
}

const PARTS: usize = 5;

fn all_are_there(there: &mpsc::Receiver<()>) {
    for _ in 0..PARTS {
        there.recv().expect("each begins");
    }
}

/// Waits until the last of them has gone.
fn all_go(there: &mpsc::Receiver<()>) {
    assert_eq!(there.recv(), Err(mpsc::RecvError));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_a_graph_has_started_goes_when_it_is_dropped() {
    let (begin, there) = mpsc::channel();
    let (_open, source) = feed();
    let graph = pipeline![source, Parent::new(begin), Swallow::new()];
    let run = tokio::spawn(graph.run());
    all_are_there(&there);
    run.abort();
    assert!(run.await.unwrap_err().is_cancelled());
    all_go(&there);
}

#[test]
fn whatever_a_graph_has_started_goes_with_its_runtime() {
    let (begin, there) = mpsc::channel();
    let (mut numbers, source) = feed();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let graph = {
        let _entered = runtime.enter();
        pipeline![source, Parent::new(begin), Swallow::new()].spawn()
    };
    all_are_there(&there);
    runtime.shutdown_background();
    all_go(&there);
    let stop = futures::executor::block_on(graph.join()).unwrap_err();
    assert!(stop.to_string().contains("runtime"), "{stop}");
    assert!(numbers.send_blocking(1).is_err());
}

#[tokio::test]
async fn a_graph_runs_on_without_its_handle() {
    let (mut numbers, source) = feed();
    let (mut results, sink) = collect();
    drop(pipeline![source, sink].spawn());
    settle().await;
    numbers.send(7).await.unwrap();
    assert_eq!(results.recv().await, Some(7));
    drop(numbers);
    assert_eq!(results.recv().await, None);
}

/// Is dropped in the middle of a wait of its own.
#[derive(Component)]
struct Asleep {
    #[outbox]
    outbox: Outbox<u64>,
    gone: CountedDrop,
}

impl Main for Asleep {
    async fn main(self) -> Outcome {
        let _held = (self.outbox, self.gone);
        tokio::time::sleep(Duration::from_secs(3600)).await;
        Ok(())
    }
}

// A graph that loses a race, as `select!` has them.
#[tokio::test(start_paused = true)]
async fn a_graph_can_be_given_up() {
    let gone = Tally::default();
    let (mut results, sink) = collect();
    let graph = pipeline![Asleep::new(gone.drops()), sink];
    let ran = tokio::time::timeout(Duration::from_secs(60), graph.run()).await;
    assert!(ran.is_err());
    assert_eq!(gone.so_far(), 1);
    assert_eq!(results.recv().await, None);
}
