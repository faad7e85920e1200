//! A component's outbox moves, and its reader stays where it is.

use crate::parts::Legs;
use crate::places::Place;
use crate::scene::{POLICIES, Scene, Shape};
use crate::watch::watched;

const MESSAGES: u64 = 90;

/// The outbox of each writer is away before the first message; from the seventh
/// on; and again and again for a while.
#[track_caller]
fn outboxes_move(place: Place) {
    let ways: [Legs; 3] = [
        vec![(place, u64::MAX)],
        vec![(Place::Home, 7), (place, u64::MAX)],
        vec![(Place::Home, 11), (place, 13)],
    ];
    watched(move || {
        for shape in Shape::ALL {
            for policy in POLICIES {
                for writer in &ways {
                    Scene {
                        shape,
                        policy,
                        writer: writer.clone(),
                        reader: vec![(Place::Home, u64::MAX)],
                        messages: MESSAGES,
                        enough: None,
                        seed: None,
                    }
                    .play();
                }
            }
        }
    });
}

#[test]
fn an_outbox_stays_at_home() {
    outboxes_move(Place::Home);
}

#[test]
fn an_outbox_moves_to_a_task_and_back() {
    outboxes_move(Place::Task);
}

#[test]
fn an_outbox_moves_to_a_thread_and_back() {
    outboxes_move(Place::Thread);
}

#[test]
fn an_outbox_moves_to_another_executor_and_back() {
    outboxes_move(Place::Executor);
}

#[test]
fn an_outbox_moves_to_another_component_and_back() {
    outboxes_move(Place::Guest);
}

#[test]
fn an_outbox_moves_into_a_set_of_futures_and_back() {
    outboxes_move(Place::Unordered);
}

#[test]
fn an_outbox_moves_into_a_join_and_back() {
    outboxes_move(Place::Joined);
}

#[test]
fn an_outbox_moves_into_a_graph_inside_and_back() {
    outboxes_move(Place::Inner);
}

#[test]
fn an_outbox_moves_into_a_spawned_graph_and_back() {
    outboxes_move(Place::Spawned);
}
