//! A panic that is not in the work of a component: over the words of its error, in
//! what it panicked with, and where it goes without ever having begun.

mod common;

use common::Count;
use futures::executor::block_on;
use kamaelia::prelude::*;
use std::error::Error;
use std::fmt::{self, Debug, Display, Formatter};
use std::panic::panic_any;
use std::thread::panicking;

/// An error that has no words.
#[derive(Debug)]
struct Speechless;

impl Display for Speechless {
    fn fmt(&self, _: &mut Formatter<'_>) -> fmt::Result {
        panic!("no words")
    }
}

impl Error for Speechless {}

/// Panics when it goes.
struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        assert!(panicking(), "it went off");
    }
}

/// Ends with an error.
#[derive(Component)]
struct Fails<E: Error + Send + Sync + 'static> {
    error: E,
}

impl<E: Error + Send + Sync + 'static> Main for Fails<E> {
    async fn main(self) -> Outcome {
        Err(self.error)?
    }
}

/// Takes a bomb along.
#[derive(Component)]
struct Armed {
    #[inbox]
    inbox: Inbox<u64>,
    bomb: Bomb,
}

impl Main for Armed {
    async fn main(mut self) -> Outcome {
        let _bomb = self.bomb;
        self.inbox.recv().await;
        Ok(())
    }
}

/// Panics with something that panics in turn.
#[derive(Component)]
struct Throws {}

impl Main for Throws {
    async fn main(self) -> Outcome {
        panic_any(Bomb)
    }
}

#[expect(deprecated, reason = "nobody is linked")]
#[test]
fn an_error_that_panics_over_its_words_is_told_all_the_same() {
    let graph = graphline! {
        FIRST = Fails::new(fmt::Error);
        SECOND = Fails::new(Speechless);
    };
    let fault = graph.spawn().join_blocking().unwrap_err().to_string();
    assert!(fault.starts_with("`FIRST`"), "{fault}");
    assert!(fault.contains("; also `SECOND`"), "{fault}");
    assert!(fault.ends_with(": panicked: no words"), "{fault}");
}

#[test]
fn in_a_graph_that_does_not_start_a_panic_is_a_fault_as_well() {
    let none = std::hint::black_box(0);
    let graph = graphline! {
        COUNT = Count::new();
        FUSED = Armed::new(Bomb);
        TASK = Armed::new(Bomb) on task;
        COUNT.outbox -> [FUSED.inbox, TASK.inbox with capacity(none)];
    };
    let fault = block_on(graph.run()).unwrap_err().to_string();
    assert!(fault.contains("`capacity(0)` holds no message"), "{fault}");
    assert!(fault.contains("; also `FUSED`"), "{fault}");
    assert!(fault.contains("; also `TASK`"), "{fault}");
    assert!(fault.ends_with(": panicked: it went off"), "{fault}");
}

#[test]
fn who_panics_where_there_is_no_runtime_for_it_stops_its_graph_alone() {
    let graph = graphline! {
        COUNT = Count::new();
        TASK = Armed::new(Bomb) on task;
        COUNT -> TASK;
    };
    let fault = block_on(graph.run()).unwrap_err().to_string();
    assert!(fault.starts_with("`TASK`"), "{fault}");
    assert!(fault.contains("needs a tokio runtime"), "{fault}");
}

#[test]
fn what_a_component_panicked_with_may_panic_itself() {
    let fault = block_on(graphline! { THROWS = Throws::new(); }.run());
    let fault = fault.unwrap_err().to_string();
    assert!(fault.ends_with(": panicked: without a text"), "{fault}");
}
