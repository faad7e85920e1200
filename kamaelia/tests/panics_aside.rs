//! A panic that is not in the work of a component: where it goes without ever having
//! begun.

mod common;

use common::Count;
use futures::executor::block_on;
use kamaelia::prelude::*;
use std::thread::panicking;

/// Panics when it goes.
struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        assert!(panicking(), "it went off");
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
