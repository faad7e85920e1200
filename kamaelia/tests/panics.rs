//! A component that panics is a fault of its graph, wherever it runs and
//! whatever panicked: cases 104 and 126.

mod common;

use common::{Count, CountedDrop, Idle, Tally, check_panic};
use kamaelia::prelude::*;

/// Panics at the first message.
#[derive(Component)]
struct Panics {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
}

impl Main for Panics {
    async fn main(mut self) -> Outcome {
        let _held = self.outbox;
        let number = self.inbox.recv().await;
        panic!("it broke at {number:?}");
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
}

impl Blocking for Blocked {
    fn main(mut self) -> Outcome {
        let _held = self.outbox;
        let number = self.inbox.recv_blocking();
        panic!("it broke at {number:?}");
    }
}

/// Passes on, and is counted when it has gone.
#[derive(Component)]
struct Neighbour {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
    gone: CountedDrop,
}

impl Main for Neighbour {
    async fn main(mut self) -> Outcome {
        let _gone = self.gone;
        while let Some(number) = self.inbox.recv().await {
            self.outbox.send(number).await?;
        }
        Ok(())
    }
}

const TEXT: &str = "it broke at Some(0)";

// 104: the run ends with an error that names the component.
#[tokio::test]
async fn a_panic_in_the_graphs_own_future_is_its_fault() {
    let gone = Tally::default();
    let (mut results, sink) = collect();
    let graph = graphline! {
        COUNT = Count::new();
        IDLE = Idle::new();
        BEFORE = Neighbour::new(gone.drops());
        PANICS = Panics::new();
        AFTER = Neighbour::new(gone.drops()) on task;
        ASIDE = Neighbour::new(gone.drops()) on thread;
        RESULTS = sink;
        COUNT -> BEFORE -> PANICS -> AFTER -> RESULTS;
        IDLE -> ASIDE -> RESULTS;
    };
    let line = line!() - 7;
    check_panic(graph.run().await, "PANICS", (file!(), line), TEXT);
    assert_eq!(gone.so_far(), 3);
    assert_eq!(results.recv().await, None);
}

#[tokio::test]
async fn a_panic_on_a_task_is_the_graphs_fault() {
    let gone = Tally::default();
    let (mut results, sink) = collect();
    let graph = graphline! {
        COUNT = Count::new();
        IDLE = Idle::new();
        BEFORE = Neighbour::new(gone.drops());
        PANICS = Panics::new() on task;
        AFTER = Neighbour::new(gone.drops()) on task;
        ASIDE = Neighbour::new(gone.drops()) on thread;
        RESULTS = sink;
        COUNT -> BEFORE -> PANICS -> AFTER -> RESULTS;
        IDLE -> ASIDE -> RESULTS;
    };
    let line = line!() - 7;
    check_panic(graph.run().await, "PANICS", (file!(), line), TEXT);
    assert_eq!(gone.so_far(), 3);
    assert_eq!(results.recv().await, None);
}

#[tokio::test]
async fn a_panic_on_a_thread_is_the_graphs_fault() {
    let gone = Tally::default();
    let (mut results, sink) = collect();
    let graph = graphline! {
        COUNT = Count::new();
        IDLE = Idle::new();
        BEFORE = Neighbour::new(gone.drops());
        PANICS = Panics::new() on thread;
        AFTER = Neighbour::new(gone.drops()) on task;
        ASIDE = Neighbour::new(gone.drops()) on thread;
        RESULTS = sink;
        COUNT -> BEFORE -> PANICS -> AFTER -> RESULTS;
        IDLE -> ASIDE -> RESULTS;
    };
    let line = line!() - 7;
    check_panic(graph.run().await, "PANICS", (file!(), line), TEXT);
    assert_eq!(gone.so_far(), 3);
    assert_eq!(results.recv().await, None);
}

// 126: the body of a blocking component panics: its name, and its own words.
#[tokio::test]
async fn a_panic_of_a_component_that_blocks_is_the_graphs_fault() {
    let gone = Tally::default();
    let (mut results, sink) = collect();
    let graph = graphline! {
        COUNT = Count::new();
        IDLE = Idle::new();
        BEFORE = Neighbour::new(gone.drops());
        PANICS = Blocked::new();
        AFTER = Neighbour::new(gone.drops()) on task;
        ASIDE = Neighbour::new(gone.drops()) on thread;
        RESULTS = sink;
        COUNT -> BEFORE -> PANICS -> AFTER -> RESULTS;
        IDLE -> ASIDE -> RESULTS;
    };
    let line = line!() - 7;
    check_panic(graph.run().await, "PANICS", (file!(), line), TEXT);
    assert_eq!(gone.so_far(), 3);
    assert_eq!(results.recv().await, None);
}

/// Runs what panics, in a graph of its own.
#[derive(Component)]
struct Inner {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
    spawns: bool,
}

impl Main for Inner {
    async fn main(self) -> Outcome {
        let graph = graphline! {
            PANICS = Panics::new() on task;
            self.inbox -> PANICS -> self.outbox;
        };
        match self.spawns {
            true => graph.spawn().join().await,
            false => graph.run().await,
        }
    }
}

const INNER_LINE: u32 = line!() - 10;

/// A composite of that composite.
#[derive(Component)]
struct Outer {
    #[inbox]
    inbox: Inbox<u64>,
    #[outbox]
    outbox: Outbox<u64>,
    spawns: bool,
}

impl Main for Outer {
    async fn main(self) -> Outcome {
        graphline! {
            INNER = Inner::new(self.spawns) on thread;
            self.inbox -> INNER -> self.outbox;
        }
        .run()
        .await
    }
}

#[tokio::test]
async fn a_panic_in_a_graph_inside_a_graph_is_the_fault_of_both() {
    for spawns in [false, true] {
        let gone = Tally::default();
        let (mut results, sink) = collect();
        let graph = graphline! {
            COUNT = Count::new();
            OUTER = Outer::new(spawns);
            AFTER = Neighbour::new(gone.drops());
            RESULTS = sink;
            COUNT -> OUTER -> AFTER -> RESULTS;
        };
        check_panic(
            graph.run().await,
            "OUTER/INNER/PANICS",
            (file!(), INNER_LINE),
            TEXT,
        );
        assert_eq!(gone.so_far(), 1);
        assert_eq!(results.recv().await, None);
    }
}

#[tokio::test]
async fn a_panic_in_a_graph_that_was_spawned_is_what_it_ends_with() {
    let (mut results, sink) = collect();
    let graph = graphline! {
        COUNT = Count::new();
        PANICS = Panics::new();
        RESULTS = sink;
        COUNT -> PANICS -> RESULTS;
    }
    .spawn();
    let line = line!() - 5;
    check_panic(graph.join().await, "PANICS", (file!(), line), TEXT);
    assert_eq!(results.recv().await, None);
}

// Without a runtime, where the graph has a thread of its own.
#[test]
fn a_panic_in_a_graph_that_was_spawned_on_a_thread_is_what_it_ends_with() {
    let (mut results, sink) = collect();
    let graph = graphline! {
        COUNT = Count::new();
        PANICS = Panics::new();
        RESULTS = sink;
        COUNT -> PANICS -> RESULTS;
    }
    .spawn();
    let line = line!() - 5;
    assert_eq!(results.recv_blocking(), None);
    check_panic(
        futures::executor::block_on(graph.join()),
        "PANICS",
        (file!(), line),
        TEXT,
    );
}

// What has no text is named all the same.
#[test]
fn a_panic_without_a_text_is_a_fault_too() {
    #[derive(Component)]
    struct Mute {
        #[outbox]
        outbox: Outbox<u64>,
    }
    impl Main for Mute {
        async fn main(self) -> Outcome {
            let _held = self.outbox;
            std::panic::panic_any(7)
        }
    }
    let (_results, sink) = collect();
    let graph = graphline! { MUTE = Mute::new(); RESULTS = sink; MUTE -> RESULTS; };
    let ended = futures::executor::block_on(graph.run());
    check_panic(ended, "MUTE", (file!(), line!() - 2), "without a text");
}
